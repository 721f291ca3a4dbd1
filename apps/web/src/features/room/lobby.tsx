import type { Booking } from '@ecc/contracts/bookings'
import { IconDoor, IconDoorOff } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeviceSelects } from './device-selects.tsx'
import classes from './lobby.module.css'
import { LobbyJoin } from './lobby-join.tsx'
import { LobbyPreview } from './lobby-preview.tsx'
import { useLobbyText } from './lobby-text.ts'
import { lobbyPhase } from './lobby-time.ts'
import { useOpenMedia } from './media.ts'

/** Before the session: look, listen, choose devices, and go in once the room is open. */
export function Lobby({ booking }: { booking: Booking }) {
  const t = useLobbyText()
  const times = useTimes()
  const phase = lobbyPhase(booking, useNow())
  if (phase === 'early' || phase === 'open') return <OpenLobby booking={booking} isOpen={phase === 'open'} />
  const { roomClosesAt } = booking
  const body = { time: times.time(roomClosesAt), day: times.day(roomClosesAt) }
  const Icon = phase === 'closed' ? IconDoor : IconDoorOff
  return (
    <EmptyState
      icon={<Icon size={28} stroke={1.6} />}
      title={t(phase === 'closed' ? 'closedTitle' : 'noneTitle')}
      action={
        <LinkButton to="/bookings/$id" params={{ id: booking.id }}>
          {t('toSession')}
        </LinkButton>
      }
    >
      {phase === 'closed' ? t('closedBody', body) : t('noneBody')}
    </EmptyState>
  )
}

function OpenLobby({ booking, isOpen }: { booking: Booking; isOpen: boolean }) {
  const t = useLobbyText()
  const router = useRouter()
  useOpenMedia()
  useEffect(() => {
    void router.preloadRoute({ to: '/bookings/$id/room', params: { id: booking.id } })
  }, [router, booking.id])
  return (
    <div className={classes.columns}>
      <LobbyPreview booking={booking} />
      <div className={classes.join}>
        <LobbyJoin booking={booking} isOpen={isOpen} />
      </div>
      <div className={classes.devices}>
        <Panel title={t('devices')}>
          <DeviceSelects inRow />
        </Panel>
      </div>
    </div>
  )
}
