import type { Dispute, DisputeCase } from '@ecc/contracts/disputes'
import { Text } from '@mantine/core'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './dispute.module.css'
import { useDisputeText } from './text.ts'

type Entry = Dispute['history'][number] | DisputeCase['history'][number]

/** Every step of the dispute, newest first: who and when. Staff see which of them it was, and to whom it was handed. */
export function Timeline({ dispute }: { dispute: Dispute | DisputeCase }) {
  const t = useDisputeText()
  const what = (entry: Entry) =>
    entry.what === 'handed_over' && 'toName' in entry
      ? t('handedTo', { name: entry.toName ?? t('formerMember') })
      : t(`what_${entry.what}`)
  const who = (entry: Entry) =>
    entry.by === 'admin' && 'byName' in entry
      ? (entry.byName ?? t('formerMember'))
      : t(entry.by === dispute.viewerIs ? 'by_you' : `by_${entry.by}`)
  const times = useTimes()
  return (
    <Panel title={t('timeline')}>
      <ol className={classes.timeline}>
        {dispute.history.toReversed().map((entry) => (
          <li key={`${entry.at} ${entry.what} ${entry.words}`}>
            <Text fw={560}>{what(entry)}</Text>
            <Text size="sm" c="dimmed">
              {t('line', {
                when: times.dayTime(entry.at),
                who: who(entry),
              })}
            </Text>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
