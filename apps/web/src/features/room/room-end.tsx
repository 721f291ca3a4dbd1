import { Button, Group } from '@mantine/core'
import { IconAppWindow, IconArmchair, IconCalendarX, IconClock, IconDoor } from '@tabler/icons-react'
import { LinkButton } from '../../ui/link.tsx'
import { EmptyState } from '../../ui/states.tsx'
import classes from './room.module.css'
import type { RoomEnd } from './signalling.ts'
import { useRoomText } from './text.ts'

const looks = {
  replaced: { icon: IconAppWindow, title: 'replacedTitle', body: 'replacedBody' },
  ended: { icon: IconArmchair, title: 'endedTitle', body: 'endedBody' },
  cancelled: { icon: IconCalendarX, title: 'cancelledTitle', body: 'cancelledBody' },
  cancelledAlone: { icon: IconCalendarX, title: 'cancelledAloneTitle', body: 'cancelledAloneBody' },
  'not-open': { icon: IconClock, title: 'notOpenTitle', body: 'notOpenBody' },
  refused: { icon: IconDoor, title: 'refusedTitle', body: null },
  'no-room': { icon: IconDoor, title: 'noRoomTitle', body: null },
} as const

/** Why one is not in the room any more, or could not get in, and where to go from here. */
export function RoomEnded(props: {
  bookingId: string
  end: RoomEnd
  /** Whether the session may go on for others. */
  group: boolean
  onAgain: () => void
}) {
  const t = useRoomText()
  const { bookingId, end, onAgain } = props
  const { icon: Icon, title, body } = looks[props.group && end.reason === 'cancelled' ? 'cancelledAlone' : end.reason]
  const params = { id: bookingId }
  return (
    <main className={classes.ended}>
      <EmptyState
        page
        icon={<Icon size={28} stroke={1.6} />}
        title={t(title)}
        action={
          <Group justify="center">
            {end.reason === 'replaced' ? <Button onClick={onAgain}>{t('useHere')}</Button> : null}
            {end.reason === 'refused' ? <Button onClick={onAgain}>{t('again')}</Button> : null}
            {end.reason === 'not-open' ? (
              <LinkButton to="/bookings/$id/lobby" params={params}>
                {t('toLobby')}
              </LinkButton>
            ) : null}
            {end.reason === 'no-room' ? (
              <LinkButton to="/bookings">{t('toSessions')}</LinkButton>
            ) : (
              <LinkButton
                to="/bookings/$id"
                params={params}
                variant={end.reason === 'ended' || end.reason === 'cancelled' ? 'filled' : 'default'}
              >
                {t('toSession')}
              </LinkButton>
            )}
          </Group>
        }
      >
        {body === null ? end.detail : t(body)}
      </EmptyState>
    </main>
  )
}
