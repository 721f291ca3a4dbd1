import type { Booking } from '@ecc/contracts/bookings'
import { Group, Text, Title } from '@mantine/core'
import { holdIsOn, roomIsOpen, useBookingStates } from '../../lib/booking-states.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { useGroupText } from '../../lib/group.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Countdown, useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './my-sessions.module.css'
import { useSessionsText } from './text.ts'

/** One session: when, what, with whom, its state, and the one thing to do about it. */
export function SessionRow({ booking }: { booking: Booking }) {
  const t = useSessionsText()
  const times = useTimes()
  const states = useBookingStates()
  const { gameName, accent } = useCatalogue()
  const words = useGroupText()
  const nowMs = useNow(5_000)
  const { startsAt, endsAt, coach } = booking
  const held = holdIsOn(booking, nowMs)
  const values = { title: booking.offerTitle, name: coach.displayName }
  const theirs = times.readsTheSame(coach.timeZone, startsAt)
    ? null
    : t('theirs', { time: times.time(startsAt, coach.timeZone), name: coach.displayName })
  const shownState = booking.state === 'held' && !held ? 'expired' : booking.state
  return (
    <article
      className={classes.row}
      style={{ '--game': accent(booking.gameId) } as React.CSSProperties}
      data-testid="session-row"
      data-state={booking.state}
    >
      <div className={classes.when}>
        <Text fw={680}>{times.relativeDay(startsAt)}</Text>
        <Text className="figures" c="var(--text-soft)">
          {times.range(startsAt, endsAt)}
        </Text>
        {theirs === null ? null : (
          <Text size="sm" c="dimmed" className="figures">
            {theirs}
          </Text>
        )}
      </div>
      <div className={classes.what}>
        <Title order={2} fz="md">
          {booking.offerTitle}
        </Title>
        <Text size="sm" c="dimmed">
          {t('with', { name: coach.displayName })} · {gameName(booking.gameId)}
        </Text>
        <Group gap="xs" mt={6}>
          <Tag tone={states.tone(shownState)}>{states.name(shownState)}</Tag>
          {booking.group ? <Tag tone="accent">{t('group')}</Tag> : null}
          {booking.reschedule ? <Tag tone="warn">{t('proposed')}</Tag> : null}
          {held ? (
            <Text size="sm">
              {t('heldFor')} <Countdown until={booking.holdExpiresAt} label={t('timeLeft')} />
            </Text>
          ) : null}
          {booking.state === 'requested' && booking.request ? (
            <Text size="sm">
              {t('answerWithin')} <Countdown until={booking.request.expiresAt} label={t('answerLeft')} />
            </Text>
          ) : null}
        </Group>
        {booking.group && (held || booking.state === 'confirmed') ? (
          <Text size="sm" mt={6}>
            {words.seatsBooked(booking.group)}. {words.whether(booking.group, nowMs)}
          </Text>
        ) : null}
        {booking.reschedule ? (
          <Text size="sm" mt={6}>
            {t(booking.reschedule.proposedBy === booking.viewerIs ? 'proposedByYou' : 'proposedToYou', {
              ...values,
              when: times.dayTime(booking.reschedule.startsAt),
            })}{' '}
            <Countdown until={booking.reschedule.expiresAt} label={t('timeToAnswer')} />
          </Text>
        ) : null}
      </div>
      <div className={classes.actions}>
        {held ? (
          <LinkButton to="/bookings/$id/checkout" params={{ id: booking.id }} aria-label={t('payFor', values)}>
            {t('payNow')}
          </LinkButton>
        ) : null}
        {roomIsOpen(booking, nowMs) ? (
          <LinkButton to="/bookings/$id/lobby" params={{ id: booking.id }} aria-label={t('joinFor', values)}>
            {t('join')}
          </LinkButton>
        ) : null}
        <LinkButton
          to="/bookings/$id"
          params={{ id: booking.id }}
          variant="default"
          aria-label={t('detailsFor', values)}
        >
          {t('details')}
        </LinkButton>
      </div>
    </article>
  )
}
