import type { BookingDetail } from '@ecc/contracts/bookings'
import { Text } from '@mantine/core'
import { useBookingStates } from '../../lib/booking-states.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import classes from './session.module.css'
import { useSessionText } from './text.ts'

/** Every change of the booking, newest first: who, when, why, and where the money went. */
export function History({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const states = useBookingStates()
  return (
    <Panel title={t('history')}>
      <ol className={classes.history}>
        {booking.history.toReversed().map((entry) => (
          <li key={`${entry.at} ${entry.to} ${entry.move?.step}`}>
            <Text fw={560}>{entry.move ? t(`move_${entry.move.step}`) : states.name(entry.to)}</Text>
            {entry.move ? (
              <Text size="sm">
                {t('moveLine', { from: times.dayTime(entry.move.from), to: times.dayTime(entry.move.to) })}
              </Text>
            ) : null}
            <Text size="sm" c="dimmed">
              {t('historyLine', {
                when: times.dayTime(entry.at),
                who: entry.by === booking.viewerIs ? t('by_you') : t(`by_${entry.by}`),
              })}
            </Text>
            {entry.money === null ? null : (
              <Text size="sm" className="figures">
                {t(entry.money.into === 'package' ? 'moneyToPackage' : 'moneyMoved', {
                  player: money.exact(entry.money.toPlayer),
                  coach: money.exact(entry.money.toCoach),
                })}
              </Text>
            )}
            {entry.reason === null ? null : (
              <Text size="sm" className={classes.reason}>
                {entry.reason}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
