import type { DisputeCase } from '@ecc/contracts/disputes'
import { Text } from '@mantine/core'
import { useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Assignment } from './assignment.tsx'
import classes from './dispute.module.css'
import { useDisputeText } from './text.ts'

/** Who of staff works on it, and what else is known of its two people. */
export function DeskPanel({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  return (
    <Panel title={t('deskTitle')}>
      <Assignment dispute={dispute} />
      <Chargebacks chargebacks={dispute.chargebacks} />
      <Earlier dispute={dispute} />
    </Panel>
  )
}

/** Whether the player asked their bank too: an open chargeback holds the money up whatever is ruled. */
function Chargebacks({ chargebacks }: Pick<DisputeCase, 'chargebacks'>) {
  const t = useDisputeText()
  if (chargebacks === null) return <Text size="sm">{t('chargebacksUnknown')}</Text>
  if (chargebacks.total === 0) return <Text size="sm">{t('chargebacksNone')}</Text>
  return <Text fw={560}>{chargebacks.open > 0 ? t('chargebackOpen') : t('chargebackOver')}</Text>
}

function Earlier({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  const times = useTimes()
  return (
    <div>
      <h3 className={classes.small}>{t('earlier')}</h3>
      {dispute.earlier.length === 0 ? (
        <Text size="sm">{t('earlierNone')}</Text>
      ) : (
        <ul className={classes.evidence}>
          {dispute.earlier.map((one) => (
            <li key={`${one.bookingId} ${one.openedAt}`}>
              <TextLink to="/admin/disputes/$id" params={{ id: one.bookingId }} size="sm" underline="always">
                {t('earlierLine', {
                  who: dispute[one.of].displayName,
                  reason: t(`reason_${one.reason}`),
                  state: t(`state_${one.state}`),
                  when: times.date(one.openedAt),
                })}
              </TextLink>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
