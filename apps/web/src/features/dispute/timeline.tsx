import type { Dispute } from '@ecc/contracts/disputes'
import { Text } from '@mantine/core'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './dispute.module.css'
import { useDisputeText } from './text.ts'

/** Every step of the dispute, newest first: who and when. */
export function Timeline({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const times = useTimes()
  return (
    <Panel title={t('timeline')}>
      <ol className={classes.timeline}>
        {dispute.history.toReversed().map((entry) => (
          <li key={`${entry.at} ${entry.what} ${entry.words}`}>
            <Text fw={560}>{t(`what_${entry.what}`)}</Text>
            <Text size="sm" c="dimmed">
              {t('line', {
                when: times.dayTime(entry.at),
                who: t(entry.by === dispute.viewerIs ? 'by_you' : `by_${entry.by}`),
              })}
            </Text>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
