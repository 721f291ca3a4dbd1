import type { BookingDetail } from '@ecc/contracts/bookings'
import { Text } from '@mantine/core'
import { useGroupText } from '../../lib/group.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useSessionText } from './text.ts'

/** Of a seat: how its group stands. A player sees how many others there are, not who. */
export function GroupPanel({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const words = useGroupText()
  const nowMs = useNow(30_000)
  const { group, viewerIs } = booking
  const isGivenUp = booking.state === 'cancelled' || booking.state === 'expired'
  // Whoever gave their seat up has no part in it any more, but hears that it was called off.
  if (group === null || (isGivenUp && group.state !== 'off')) return null
  const isSeated = viewerIs === 'player' && booking.confirmedAt !== null && !isGivenUp
  return (
    <Panel title={t('groupTitle')} lead={words.seatsBooked(group)}>
      <Text>{words.whether(group, nowMs)}</Text>
      {isSeated ? <Text c="dimmed">{t('groupOthers', { count: Math.max(0, group.booked - 1) })}</Text> : null}
      {viewerIs === 'coach' ? (
        <Text c="dimmed">{t('groupOnePlayer', { name: booking.player.displayName })}</Text>
      ) : null}
    </Panel>
  )
}
