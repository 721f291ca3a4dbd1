import type { MoneyWatch } from '@ecc/contracts/operator'
import { Text } from '@mantine/core'
import { moneyNeeds, useMoneyWatch } from '../../lib/staff-queues.ts'
import { useTimes } from '../../lib/viewer.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './admin-money.module.css'
import { useMoneyDeskText } from './text.ts'

/** When money was last compared and proven, and what of it needs a person. */
export function WatchPanel() {
  const t = useMoneyDeskText()
  const watch = useMoneyWatch()
  return (
    <Panel title={t('watch')}>
      <Loaded query={watch} skeleton={<LoadingLines count={1} heightPx={90} />}>
        {(data) => (
          <>
            <Looks watch={data} />
            <FormError message={data.isLate ? t('late') : null} />
            <FormError message={data.defects > 0 ? t('defects', { count: data.defects }) : null} />
            <Needs watch={data} />
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function Looks({ watch }: { watch: MoneyWatch }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const looks = [
    [t('compared'), watch.movementsUntil],
    [t('events'), watch.eventsUntil],
    [t('proven'), watch.provenAt],
  ] as const
  return <FactList across facts={looks.map(([name, at]) => [name, at === null ? t('never') : times.dayTime(at)])} />
}

function Needs({ watch }: { watch: MoneyWatch }) {
  const t = useMoneyDeskText()
  const some = moneyNeeds.filter((name) => watch[name] > 0)
  if (some.length === 0) return <Text>{t('allWell')}</Text>
  return (
    <ul className={classes.needs} aria-label={t('needsYou')}>
      {some.map((name) => (
        <li key={name}>
          <Tag tone="warn">{t(name, { count: watch[name] })}</Tag>
        </li>
      ))}
    </ul>
  )
}
