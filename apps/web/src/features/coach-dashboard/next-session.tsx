import type { Booking } from '@ecc/contracts/bookings'
import { Group, Stack, Text } from '@mantine/core'
import { roomIsOpen } from '../../lib/booking-states.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { useGroupText } from '../../lib/group.ts'
import { countdownText, distanceText, durationText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import { useDashboardText } from './text.ts'

const countdownFromMs = 60 * 60_000

/** The next session, or the one that is on, with the way into the room as soon as it is open. */
export function NextSession({ booking }: { booking: Booking }) {
  const t = useDashboardText()
  const times = useTimes()
  const nowMs = useNow()
  const { gameName } = useCatalogue()
  const words = useGroupText()
  const { player, startsAt, endsAt, group } = booking
  const isOpen = roomIsOpen(booking, nowMs)
  const theirs =
    group !== null || times.readsTheSame(player.timeZone, startsAt)
      ? null
      : t('theirTime', { time: times.dayTime(startsAt, player.timeZone), name: player.displayName })
  const started = nowMs >= Date.parse(startsAt)
  const when = started
    ? t('running', { time: times.time(startsAt) })
    : t('startsIn', { when: distanceText(startsAt, nowMs) })
  return (
    <Panel title={t('next')} tone={isOpen ? 'accent' : 'plain'} actions={<Text c="dimmed">{when}</Text>}>
      <Stack gap="lg">
        <Group gap="md" wrap="nowrap" align="flex-start">
          <Face name={player.displayName} url={player.avatarUrl} size={56} />
          <div>
            <Text fw={650} size="lg">
              {group ? words.seatsBooked(group) : player.displayName}
            </Text>
            <Text c="dimmed">
              {booking.offerTitle} · {gameName(booking.gameId)} · {durationText(booking.durationMinutes)}
            </Text>
          </div>
        </Group>
        <TwoClocks mine={`${times.relativeDay(startsAt)}, ${times.range(startsAt, endsAt)}`} theirs={theirs} strong />
        <Group gap="sm">
          {isOpen ? (
            <LinkButton to="/bookings/$id/lobby" params={{ id: booking.id }} size="md">
              {t('join')}
            </LinkButton>
          ) : null}
          <LinkButton to="/bookings/$id" params={{ id: booking.id }} variant="default" size="md">
            {t('details')}
          </LinkButton>
          <RoomNote booking={booking} isOpen={isOpen} nowMs={nowMs} />
        </Group>
      </Stack>
    </Panel>
  )
}

function RoomNote({ booking, isOpen, nowMs }: { booking: Booking; isOpen: boolean; nowMs: number }) {
  const t = useDashboardText()
  const times = useTimes()
  const leftMs = Date.parse(booking.roomOpensAt) - nowMs
  if (isOpen || leftMs <= 0) return isOpen ? <Text c="var(--accent-text)">{t('roomOpen')}</Text> : null
  return (
    <Text c="dimmed" className="figures">
      {leftMs < countdownFromMs
        ? t('opensIn', { time: countdownText(leftMs) })
        : t('opensAt', { time: times.time(booking.roomOpensAt) })}
    </Text>
  )
}
