import type { BookingDetail } from '@ecc/contracts/bookings'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useBookingStates } from '../../lib/booking-states.ts'
import { useCalendarFile } from '../../lib/calendar-file.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { usePolicyText } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { CancelSession } from './cancel-session.tsx'
import { GroupPanel } from './group-panel.tsx'
import { History } from './history.tsx'
import { MoveSession, type PickTime } from './move-session.tsx'
import { NextStep } from './next-step.tsx'
import { otherSideOf } from './other-side.ts'
import { Guarantee, Outcome } from './outcome.tsx'
import { Proposal } from './proposal.tsx'
import { RateSession } from './rate-session.tsx'
import classes from './session.module.css'
import { SessionTime } from './session-time.tsx'
import { useSessionText } from './text.ts'

/** One session, for its player or its coach: what is to be done now, the facts, rating, moving, cancelling, history. */
export function SessionView(props: {
  booking: BookingDetail
  answer: ReactNode
  receipt: ReactNode
  pickTime: PickTime
}) {
  const { booking, answer, receipt, pickTime } = props
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
          {booking.reschedule ? <Proposal booking={booking} reschedule={booking.reschedule} /> : null}
          <NextStep booking={booking} answer={answer} />
          <GroupPanel booking={booking} />
          <Outcome booking={booking} />
          <Guarantee booking={booking} />
          <RateSession booking={booking} />
          <MoveSession booking={booking} pickTime={pickTime} />
          {booking.cancelEffect.allowed ? <CancelSession booking={booking} /> : null}
        </Stack>
        <Stack gap="lg">
          <Facts booking={booking} receipt={receipt} />
          <History booking={booking} />
        </Stack>
      </div>
    </Stack>
  )
}

function Facts({ booking, receipt }: { booking: BookingDetail; receipt: ReactNode }) {
  const t = useSessionText()
  const money = useMoney()
  const policy = usePolicyText()
  const calendar = useCalendarFile(booking.id)
  const other = otherSideOf(booking)
  const { startsAt, endsAt } = booking
  const lines = [
    [t('duration'), durationText(booking.durationMinutes)],
    [t(booking.viewerIs === 'coach' ? 'priceYours' : 'price'), money.exact(booking.price)],
    [t('terms'), t('termsOf', { policy: policy.name(booking.policy) })],
  ] as const
  const hasFile = booking.state === 'confirmed' || booking.state === 'in_progress'
  return (
    <Panel title={t('when')}>
      <SessionTime startsAt={startsAt} endsAt={endsAt} other={other} />
      <dl className={classes.facts}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
      {receipt}
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
