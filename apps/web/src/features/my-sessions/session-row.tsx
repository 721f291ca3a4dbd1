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
  const { gameName, accent } = useCatalogue()
  const nowMs = useNow(5_000)
  return (
    <article
      className={classes.row}
      style={{ '--game': accent(booking.gameId) } as React.CSSProperties}
      data-testid="session-row"
      data-state={booking.state}
    >
      <When booking={booking} />
      <div className={classes.what}>
        <Title order={2} fz="md">
          {booking.offerTitle}
        </Title>
        <Text size="sm" c="dimmed">
          {t('with', { name: booking.coach.displayName })} · {gameName(booking.gameId)}
        </Text>
        <Standing booking={booking} nowMs={nowMs} />
        <MovedTo booking={booking} />
      </div>
      <Actions booking={booking} nowMs={nowMs} />
    </article>
  )
}

interface Moment {
  booking: Booking
  nowMs: number
}

function When({ booking: { startsAt, endsAt, coach } }: { booking: Booking }) {
  const t = useSessionsText()
  const times = useTimes()
  return (
    <div className={classes.when}>
      <Text fw={680}>{times.relativeDay(startsAt)}</Text>
      <Text className="figures" c="var(--text-soft)">
        {times.range(startsAt, endsAt)}
      </Text>
      {times.readsTheSame(coach.timeZone, startsAt) ? null : (
        <Text size="sm" c="dimmed" className="figures">
          {t('theirs', { time: times.time(startsAt, coach.timeZone), name: coach.displayName })}
        </Text>
      )}
    </div>
  )
}

/** Its state, and how long that lasts; of a group, whether it takes place. */
function Standing({ booking, nowMs }: Moment) {
  const t = useSessionsText()
  const states = useBookingStates()
  const words = useGroupText()
  const { state, group, request } = booking
  const held = holdIsOn(booking, nowMs)
  const shown = state === 'held' && !held ? 'expired' : state
  return (
    <>
      <Group gap="xs" mt={6}>
        <Tag tone={states.tone(shown)}>{states.name(shown)}</Tag>
        {group ? <Tag tone="accent">{t('group')}</Tag> : null}
        {booking.reschedule ? <Tag tone="warn">{t('proposed')}</Tag> : null}
        {held ? (
          <Text size="sm">
            {t('heldFor')} <Countdown until={booking.holdExpiresAt} label={t('timeLeft')} />
          </Text>
        ) : null}
        {state === 'requested' && request ? (
          <Text size="sm">
            {t('answerWithin')} <Countdown until={request.expiresAt} label={t('answerLeft')} />
          </Text>
        ) : null}
      </Group>
      {group && (held || state === 'confirmed') ? (
        <Text size="sm" mt={6}>
          {words.seatsBooked(group)}. {words.whether(group, nowMs)}
        </Text>
      ) : null}
    </>
  )
}

/** The time that one side would move it to. */
function MovedTo({ booking: { reschedule, viewerIs, coach } }: { booking: Booking }) {
  const t = useSessionsText()
  const times = useTimes()
  if (!reschedule) return null
  return (
    <Text size="sm" mt={6}>
      {t(reschedule.proposedBy === viewerIs ? 'proposedByYou' : 'proposedToYou', {
        name: coach.displayName,
        when: times.dayTime(reschedule.startsAt),
      })}{' '}
      <Countdown until={reschedule.expiresAt} label={t('timeToAnswer')} />
    </Text>
  )
}

function Actions({ booking, nowMs }: Moment) {
  const t = useSessionsText()
  const params = { id: booking.id }
  const values = { title: booking.offerTitle, name: booking.coach.displayName }
  return (
    <div className={classes.actions}>
      {holdIsOn(booking, nowMs) ? (
        <LinkButton to="/bookings/$id/checkout" params={params} aria-label={t('payFor', values)}>
          {t('payNow')}
        </LinkButton>
      ) : null}
      {roomIsOpen(booking, nowMs) ? (
        <LinkButton to="/bookings/$id/lobby" params={params} aria-label={t('joinFor', values)}>
          {t('join')}
        </LinkButton>
      ) : null}
      <LinkButton to="/bookings/$id" params={params} variant="default" aria-label={t('detailsFor', values)}>
        {t('details')}
      </LinkButton>
    </div>
  )
}
