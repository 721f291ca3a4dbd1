import type { Booking } from '@ecc/contracts/bookings'
import { Text } from '@mantine/core'
import { useGroupText } from '../../lib/group.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { PlainLink, TextLink } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import classes from './coach-dashboard.module.css'
import { useDashboardText } from './text.ts'

/** The sessions after the next one. */
export function Upcoming({ bookings }: { bookings: readonly Booking[] }) {
  const t = useDashboardText()
  const times = useTimes()
  const words = useGroupText()
  const theirsOf = ({ player, startsAt, group }: Booking) =>
    group !== null || times.readsTheSame(player.timeZone, startsAt)
      ? null
      : t('theirTime', { time: times.time(startsAt, player.timeZone), name: player.displayName })
  return (
    <Panel
      title={t('upcoming')}
      actions={
        <TextLink to="/bookings" size="sm">
          {t('all')}
        </TextLink>
      }
    >
      {bookings.length === 0 ? (
        <Text c="dimmed">{t('noUpcoming')}</Text>
      ) : (
        <ul className={classes.upcoming}>
          {bookings.map((booking) => (
            <li key={booking.id}>
              <PlainLink to="/bookings/$id" params={{ id: booking.id }} className={classes.booking}>
                <Face name={booking.player.displayName} url={booking.player.avatarUrl} size={40} />
                <span className={classes.who}>
                  <Text span display="block" fw={560}>
                    {booking.group ? words.seatsBooked(booking.group) : booking.player.displayName}
                  </Text>
                  <Text span display="block" size="sm" c="dimmed">
                    {booking.offerTitle}
                  </Text>
                </span>
                <TwoClocks
                  mine={`${times.relativeDay(booking.startsAt)}, ${times.time(booking.startsAt)}`}
                  theirs={theirsOf(booking)}
                />
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
