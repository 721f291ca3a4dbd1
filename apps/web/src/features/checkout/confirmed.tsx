import { withoutFee } from '@ecc/contracts/booking-parts'
import type { Booking } from '@ecc/contracts/bookings'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import {
  IconCalendarPlus,
  IconCheck,
  IconHourglassHigh,
  IconLock,
  IconMail,
  IconRefresh,
  IconUsers,
  IconVideo,
} from '@tabler/icons-react'
import { useGroupText } from '../../lib/group.ts'
import { useRules } from '../../lib/policy.ts'
import { useSession } from '../../lib/session.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, FormError } from '../../ui/states.tsx'
import { TwoClocks } from '../../ui/two-clocks.tsx'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

export interface CalendarSaving {
  save: () => void
  saving: boolean
  problem: string | null
}

/** It is booked: when, and what happens next; or that it was asked for, or is not booked. */
export function Confirmed({ booking, calendar }: { booking: Booking; calendar: CalendarSaving }) {
  const t = useCheckoutText()
  if (isOpen(booking.state)) return <Asked booking={booking} />
  const params = { id: booking.id }
  if (booking.request !== null && booking.confirmedAt === null)
    return (
      <EmptyState
        page
        title={t('notBooked')}
        action={
          <LinkButton to="/bookings/$id" params={params}>
            {t('toSession')}
          </LinkButton>
        }
      />
    )
  if (booking.state === 'held' || booking.state === 'expired')
    return (
      <EmptyState
        page
        title={t('notYet')}
        action={
          <LinkButton to="/bookings/$id/checkout" params={params}>
            {t('payNow')}
          </LinkButton>
        }
      />
    )
  return <Booked booking={booking} calendar={calendar} />
}

function Booked({ booking, calendar }: { booking: Booking; calendar: CalendarSaving }) {
  const t = useCheckoutText()
  const times = useTimes()
  const steps = useStepsAhead(booking)
  const { coach, startsAt, endsAt } = booking
  const name = coach.displayName
  const theirs = times.readsTheSame(coach.timeZone, startsAt)
    ? null
    : t('theirs', {
        when: times.dayTime(startsAt, coach.timeZone),
        name,
        zone: times.zoneName(startsAt, coach.timeZone),
      })
  return (
    <Stack gap="xl">
      <div className={classes.booked}>
        <span className={classes.tick}>
          <IconCheck size={30} stroke={2.4} aria-hidden />
        </span>
        <Title order={1}>{t(booking.group ? 'bookedSeat' : 'booked')}</Title>
        <TwoClocks
          strong
          mine={t('bookedLead', { day: times.day(startsAt), range: times.range(startsAt, endsAt), name })}
          theirs={theirs}
        />
      </div>
      <NextSteps steps={steps} />
      <Group justify="center">
        <Button
          variant="default"
          size="md"
          leftSection={<IconCalendarPlus size={19} aria-hidden />}
          loading={calendar.saving}
          onClick={calendar.save}
        >
          {t('calendar')}
        </Button>
        <LinkButton to="/bookings/$id" params={{ id: booking.id }} size="md">
          {t('toSession')}
        </LinkButton>
      </Group>
      <FormError message={calendar.problem === null ? null : t('calendarFailed', { reason: calendar.problem })} />
    </Stack>
  )
}

interface Step {
  icon: typeof IconCheck
  text: string
}

/** What comes after a booking: the mail, the room, until when it is free to cancel, and when the coach is paid. */
function useStepsAhead(booking: Booking): Step[] {
  const t = useCheckoutText()
  const times = useTimes()
  const money = useMoney()
  const words = useGroupText()
  const { releaseHours: hours } = useRules()
  const { account } = useSession()
  const { group, roomOpensAt } = booking
  const name = booking.coach.displayName
  const ofPackage = booking.orderKind === 'package'
  const fullUntil = booking.cancelEffect.fullRefundUntil
  return [
    ...(group ? [{ icon: IconUsers, text: `${words.seatsBooked(group)}. ${words.whether(group)}` }] : []),
    { icon: IconMail, text: t('nextMail', { email: account?.email ?? '' }) },
    { icon: IconVideo, text: t('nextRoom', { day: times.dayInSentence(roomOpensAt), time: times.time(roomOpensAt) }) },
    ...(fullUntil === null
      ? []
      : [
          {
            icon: IconRefresh,
            text: t(ofPackage ? 'nextCancelPackage' : 'nextCancel', { when: times.dayTime(fullUntil) }),
          },
        ]),
    {
      icon: IconLock,
      text: t(ofPackage ? 'nextMoneyPackage' : 'nextMoney', { amount: money.exact(withoutFee(booking)), name, hours }),
    },
  ]
}

const isOpen = (state: Booking['state']) => state === 'requested' || state === 'accepted'

/** The coach was asked: until when they answer, and what that means for the card. */
function Asked({ booking }: { booking: Booking }) {
  const t = useCheckoutText()
  const times = useTimes()
  const money = useMoney()
  const { coach, startsAt, endsAt, request } = booking
  const name = coach.displayName
  const amount = money.exact(booking.price)
  const steps = [
    {
      icon: IconHourglassHigh,
      text:
        booking.state === 'accepted'
          ? t('nextAccepted', { name })
          : t('nextAnswer', { name, when: times.dayTime(request?.expiresAt ?? startsAt) }),
    },
    { icon: IconLock, text: t('nextCharge', { amount, name }) },
    { icon: IconRefresh, text: t('nextWithdraw') },
  ]
  return (
    <Stack gap="xl">
      <div className={classes.booked}>
        <span className={classes.tick}>
          <IconHourglassHigh size={30} stroke={2} aria-hidden />
        </span>
        <Title order={1}>{t('asked')}</Title>
        <Text>{t('bookedLead', { day: times.day(startsAt), range: times.range(startsAt, endsAt), name })}</Text>
      </div>
      <NextSteps steps={steps} />
      <Group justify="center">
        <LinkButton to="/bookings/$id" params={{ id: booking.id }} size="md">
          {t('toRequest')}
        </LinkButton>
      </Group>
    </Stack>
  )
}

/** What comes next, each with its sign. */
function NextSteps({ steps }: { steps: readonly Step[] }) {
  const t = useCheckoutText()
  return (
    <Panel title={t('next')}>
      <ul className={classes.next}>
        {steps.map(({ icon: Icon, text }) => (
          <li key={text}>
            <Icon size={19} stroke={1.7} aria-hidden />
            <Text>{text}</Text>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
