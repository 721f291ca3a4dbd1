import { listOperatorActs, type OperatorAct } from '@ecc/contracts/operator'
import { Text } from '@mantine/core'
import { useApiPages } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import classes from './admin-money.module.css'
import { PagedList } from './paged-list.tsx'
import { useMoneyDeskText } from './text.ts'

/** What was done by hand: who, what, when, why. */
export function ActsPanel() {
  const t = useMoneyDeskText()
  const times = useTimes()
  const acts = useApiPages(listOperatorActs, { query: {} })
  const wordsFor = useWordsForActs()
  return (
    <PagedList title={t('acts')} empty={t('noActs')} pages={acts}>
      {(act) => (
        <>
          <div className={classes.head}>
            <span>
              <b>{act.operator.displayName ?? t('somebody')}</b> {wordsFor(act)}
            </span>
            <Text size="sm" c="dimmed">
              {times.dayTime(act.at)}
            </Text>
          </div>
          {act.reason === null ? null : <Text size="sm">{act.reason}</Text>}
          <span className={classes.id}>{act.subject}</span>
        </>
      )}
    </PagedList>
  )
}

function useWordsForActs(): (act: OperatorAct) => string {
  const t = useMoneyDeskText()
  const money = useMoney()
  return ({ act, fact }) => {
    if (act !== 'record-fact' || fact === null) return t(`act_${act}`)
    return t('act_record-fact', { amount: money.exact(fact.amount), kind: t(`kind_${fact.kind}`) })
  }
}
