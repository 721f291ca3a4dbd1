import type { Booking } from '@ecc/contracts/bookings'
import { getAttendance } from '@ecc/contracts/video'
import { Button, Group, Text } from '@mantine/core'
import { IconDoorEnter } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useApiQuery } from '../../lib/api.ts'
import { countdownText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import { markJoin } from './join-timing.ts'
import classes from './lobby.module.css'
import { useCompany, useLobbyText } from './lobby-text.ts'
import { canShareScreen, localMedia } from './media.ts'
import { prepareAccess } from './room-access.ts'
import { useStore } from './store.ts'

const lookEveryMs = 5_000

/** When it is, how long until then, and the way in. */
export function LobbyJoin({ booking, isOpen }: { booking: Booking; isOpen: boolean }) {
  const t = useLobbyText()
  const times = useTimes()
  const navigate = useNavigate()
  const other = booking.viewerIs === 'coach' ? booking.player : booking.coach
  const company = useCompany(booking)
  const { startsAt, endsAt } = booking
  const theirs = times.readsTheSame(other.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, other.timeZone),
        name: other.displayName,
        zone: times.zoneName(startsAt, other.timeZone),
      })
  const join = () => {
    markJoin()
    void navigate({ to: '/bookings/$id/room', params: { id: booking.id } })
  }
  const prepare = () => isOpen && prepareAccess(booking.id)
  return (
    <Panel title={t('when')} tone={isOpen ? 'accent' : 'plain'}>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <Face name={other.displayName} url={other.avatarUrl} size={52} />
        <div>
          <Text c="dimmed">{company}</Text>
          <TwoClocks strong mine={`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`} theirs={theirs} />
        </div>
      </Group>
      <Clocks booking={booking} isOpen={isOpen} />
      <Button
        size="lg"
        fullWidth
        disabled={!isOpen}
        leftSection={<IconDoorEnter size={21} aria-hidden />}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={join}
      >
        {t('join')}
      </Button>
      <Text size="sm" c="dimmed" component="div" role="status">
        {isOpen ? (
          <PeerHint bookingId={booking.id} otherId={other.id} name={other.displayName} />
        ) : (
          t('opensAt', { time: times.time(booking.roomOpensAt) })
        )}
      </Text>
      <SourceHint />
      <Text size="sm" c="dimmed">
        {t(canShareScreen ? 'shareWorks' : 'shareMissing')}
      </Text>
    </Panel>
  )
}

function Clocks({ booking, isOpen }: { booking: Booking; isOpen: boolean }) {
  const t = useLobbyText()
  const nowMs = useNow()
  const [start, end] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)]
  const clocks = [
    ...(isOpen ? [] : [{ label: t('opensIn'), ms: Date.parse(booking.roomOpensAt) - nowMs }]),
    nowMs < start
      ? { label: t('startsIn'), ms: start - nowMs }
      : nowMs < end
        ? { label: t('running'), ms: nowMs - start }
        : { label: t('overSince'), ms: nowMs - end },
  ]
  return (
    <div className={classes.clocks}>
      {clocks.map(({ label, ms }) => (
        <div key={label}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <span className={`${classes.clock} figures`} role="timer" aria-label={label}>
            {countdownText(ms)}
          </span>
        </div>
      ))}
    </div>
  )
}

/** Whether the other side is in the room already. */
function PeerHint({ bookingId, otherId, name }: { bookingId: string; otherId: string; name: string }) {
  const t = useLobbyText()
  const attendance = useApiQuery(getAttendance, { params: { id: bookingId } }, { refetchInterval: lookEveryMs })
  const isIn = attendance.data?.items.some(({ userId, leftAt }) => userId === otherId && leftAt === null)
  return isIn ? <span className={classes.isIn}>{t('peerIsIn', { name })}</span> : t('openNow')
}

/** What one joins without. */
function SourceHint() {
  const t = useLobbyText()
  const { camera, microphone } = useStore(localMedia.state)
  const lacks = (status: string) => status !== 'on' && status !== 'asking'
  if (!lacks(camera) && !lacks(microphone)) return null
  const without =
    lacks(camera) && lacks(microphone) ? 'withoutBoth' : lacks(camera) ? 'withoutCamera' : 'withoutMicrophone'
  return <Text size="sm">{t(without)}</Text>
}
