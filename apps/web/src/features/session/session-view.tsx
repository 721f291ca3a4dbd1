import type { BookingDetail } from '@ecc/contracts/bookings'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useBookingStates } from '../../lib/booking-states.ts'
import { useCalendarFile } from '../../lib/calendar-file.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { usePolicyText } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import { CancelSession } from './cancel-session.tsx'
import { History } from './history.tsx'
import { NextStep } from './next-step.tsx'
import { otherSideOf } from './other-side.ts'
import { RateSession } from './rate-session.tsx'
import classes from './session.module.css'
import { useSessionText } from './text.ts'

/** One session, for its player or its coach: what is to be done now, the facts, rating, cancelling, history. */
export function SessionView({ booking, answer }: { booking: BookingDetail; answer: ReactNode }) {
  const t = useSessionText()
  const states = useBookingStates()
  const { gameName } = useCatalogue()
  const other = otherSideOf(booking)
  return (
    <Stack gap="xl">
      <Group gap="md" wrap="nowrap" align="flex-start">
        <Face name={other.displayName} url={other.avatarUrl} size={64} />
        <div>
          <Title order={1} fz="h2">
            {booking.offerTitle}
          </Title>
          <Text c="dimmed">
            {t('with', { name: other.displayName })} · {gameName(booking.gameId)}
          </Text>
          <Group mt={8} data-testid="booking-state" data-state={booking.state}>
            <Tag tone={states.tone(booking.state)}>{states.name(booking.state)}</Tag>
          </Group>
        </div>
      </Group>
      <div className={classes.columns}>
        <Stack gap="lg">
          <NextStep booking={booking} answer={answer} />
          <RateSession booking={booking} />
          {booking.cancelEffect.allowed ? <CancelSession booking={booking} /> : null}
        </Stack>
        <Stack gap="lg">
          <Facts booking={booking} />
          <History booking={booking} />
        </Stack>
      </div>
    </Stack>
  )
}

function Facts({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const policy = usePolicyText()
  const calendar = useCalendarFile(booking.id)
  const other = otherSideOf(booking)
  const { startsAt, endsAt } = booking
  const theirs = times.readsTheSame(other.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, other.timeZone),
        name: other.displayName,
        zone: times.zoneName(startsAt, other.timeZone),
      })
  const lines = [
    [t('duration'), durationText(booking.durationMinutes)],
    [t(booking.viewerIs === 'coach' ? 'priceYours' : 'price'), money.exact(booking.price)],
    [t('terms'), t('termsOf', { policy: policy.name(booking.policy) })],
  ] as const
  const hasFile = booking.state === 'confirmed' || booking.state === 'in_progress'
  return (
    <Panel title={t('when')}>
      <TwoClocks
        strong
        mine={`${times.day(startsAt)}, ${times.range(startsAt, endsAt)}`}
        zone={times.zoneName(startsAt)}
        theirs={theirs}
      />
      <dl className={classes.facts}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
      {hasFile ? (
        <Button
          variant="default"
          leftSection={<IconCalendarPlus size={18} aria-hidden />}
          loading={calendar.saving}
          onClick={calendar.save}
        >
          {t('calendar')}
        </Button>
      ) : null}
      <FormError message={calendar.problem === null ? null : t('calendarFailed', { reason: calendar.problem })} />
    </Panel>
  )
}
