import type { BookingDetail } from '@ecc/contracts/bookings'
import { Button, Group, Text } from '@mantine/core'
import { IconDoorEnter, IconVideo } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { holdIsOn, roomIsOpen } from '../../lib/booking-states.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Countdown, useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AfterSession } from './after-session.tsx'
import { DisputeLink, ReportLink } from './dispute-link.tsx'
import { Ended } from './ending.tsx'
import { otherSideOf } from './other-side.ts'
import { useSessionText } from './text.ts'

/** What this session's state means for the viewer, and the one thing to do now. `answer` is how its coach answers a request. */
export function NextStep({ booking, answer }: { booking: BookingDetail; answer: ReactNode }) {
  const nowMs = useNow()
  if (booking.state === 'held' && holdIsOn(booking, nowMs)) return <Held booking={booking} />
  if (booking.state === 'requested') return <Requested booking={booking} answer={answer} />
  if (booking.state === 'accepted') return <Accepted booking={booking} />
  const roomOpen = roomIsOpen(booking, nowMs)
  if (booking.state === 'confirmed' || booking.state === 'in_progress')
    return (
      <>
        <Room booking={booking} open={roomOpen} nowMs={nowMs} />
        <WhileItGoesOn booking={booking} />
      </>
    )
  return (
    <>
      {roomOpen ? <Room booking={booking} open nowMs={nowMs} /> : null}
      {booking.state === 'completed' ? <AfterSession booking={booking} /> : <Ended booking={booking} />}
    </>
  )
}

function Held({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  if (booking.viewerIs !== 'player') {
    return (
      <Panel title={t('heldTitle')}>
        <Text>{t('heldByPlayer', { time: times.time(booking.holdExpiresAt) })}</Text>
      </Panel>
    )
  }
  const [before, after] = t('heldBody', { left: '|' }).split('|')
  return (
    <Panel tone="accent" title={t('heldTitle')}>
      <Text>
        {before}
        <b>
          <Countdown until={booking.holdExpiresAt} label={t('timeLeft')} />
        </b>
        {after}
      </Text>
      <Group>
        <LinkButton to="/bookings/$id/checkout" params={{ id: booking.id }} size="md">
          {t('payNow')}
        </LinkButton>
      </Group>
    </Panel>
  )
}

function Requested({ booking, answer }: { booking: BookingDetail; answer: ReactNode }) {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const isCoach = booking.viewerIs === 'coach'
  const until = booking.request?.expiresAt ?? booking.startsAt
  const values = { name: otherSideOf(booking).displayName, amount: money.exact(booking.price) }
  const [before, after] = t('answerWithin', { left: '|', when: times.dayTime(until) }).split('|')
  return (
    <Panel tone="accent" title={t(isCoach ? 'requestedTitleCoach' : 'requestedTitle', values)}>
      <Text>{t(isCoach ? 'requestedBodyCoach' : 'requestedBody', values)}</Text>
      <Text>
        {before}
        <b>
          <Countdown until={until} label={t('answerLeft')} />
        </b>
        {after}
      </Text>
      {isCoach ? answer : null}
    </Panel>
  )
}

function Accepted({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const money = useMoney()
  const asCoach = booking.viewerIs === 'coach'
  return (
    <Panel tone="accent" title={t('acceptedTitle')}>
      <Text>{t(asCoach ? 'acceptedBodyCoach' : 'acceptedBody', { amount: money.exact(booking.price) })}</Text>
    </Panel>
  )
}

function Room({ booking, open, nowMs }: { booking: BookingDetail; open: boolean; nowMs: number }) {
  const t = useSessionText()
  const times = useTimes()
  const { roomOpensAt } = booking
  if (booking.viewerIs === 'admin') {
    return (
      <Panel title={t('roomTitle')}>
        <Text>{t('roomForTwo', { day: times.dayInSentence(roomOpensAt), time: times.time(roomOpensAt) })}</Text>
      </Panel>
    )
  }
  if (open) {
    return (
      <Panel tone="accent" title={t('roomTitle')}>
        <Text>{t('roomOpen')}</Text>
        <Group>
          <LinkButton
            to="/bookings/$id/lobby"
            params={{ id: booking.id }}
            size="md"
            leftSection={<IconDoorEnter size={19} aria-hidden />}
          >
            {t('join')}
          </LinkButton>
        </Group>
      </Panel>
    )
  }
  if (nowMs >= Date.parse(booking.roomClosesAt)) {
    return (
      <Panel title={t('roomTitle')}>
        <Text>{t('roomClosed')}</Text>
      </Panel>
    )
  }
  const [before, after] = t('opensIn', { left: '|' }).split('|')
  return (
    <Panel title={t('roomTitle')}>
      <Text>{t('roomOpensIn', { day: times.dayInSentence(roomOpensAt), time: times.time(roomOpensAt) })}</Text>
      <Group>
        <Button size="md" disabled leftSection={<IconVideo size={19} aria-hidden />}>
          {t('join')}
        </Button>
        <Text c="dimmed">
          {before}
          <Countdown until={roomOpensAt} label={t('timeToOpen')} />
          {after}
        </Text>
      </Group>
    </Panel>
  )
}

/** A problem can be reported as soon as the session has begun. */
function WhileItGoesOn({ booking }: { booking: BookingDetail }) {
  const { disputeUntil } = booking.afterwards
  if (disputeUntil !== null && booking.viewerIs === 'player')
    return (
      <Group>
        <ReportLink booking={booking} />
      </Group>
    )
  return <DisputeLink booking={booking} />
}
