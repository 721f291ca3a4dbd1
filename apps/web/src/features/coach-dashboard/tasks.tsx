import type { Booking } from '@ecc/contracts/bookings'
import type { Onboarding } from '@ecc/contracts/coaches'
import { Skeleton, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Countdown, useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './coach-dashboard.module.css'
import { useDashboardText } from './text.ts'
import type { useDesk } from './use-desk.ts'

const leastOpenHours = 5
const dayMs = 86_400_000

export interface TasksProps {
  desk: ReturnType<typeof useDesk>
  /** How a request is answered. */
  answer: (booking: Booking) => ReactNode
  paying: readonly Booking[]
  /** Those whose player proposes another time. */
  proposed: readonly Booking[]
}

/** What waits for the coach, the most pressing first, each with the time that is left. */
export function Tasks({ desk, answer, paying, proposed }: TasksProps) {
  const t = useDashboardText()
  const times = useTimes()
  const { onboarding, openHours } = desk
  const lowHours = onboarding?.status === 'approved' && openHours !== undefined && openHours < leastOpenHours
  const tasks = [
    ...desk.asked.map((booking) => <RequestTask key={booking.id} booking={booking} action={answer(booking)} />),
    ...proposed.map((booking) => <ProposalTask key={booking.id} booking={booking} />),
    ...paying.map((booking) => (
      <Task
        key={booking.id}
        title={t('paying', { name: booking.player.displayName, when: times.dayTime(booking.startsAt) })}
        note={
          <>
            {t('payingLeft')} <Countdown until={booking.holdExpiresAt} label={t('payingLeft')} />
          </>
        }
      />
    )),
    onboarding && onboarding.status !== 'approved' ? <OnboardingTask key="onboarding" onboarding={onboarding} /> : null,
    ...desk.disputed.map((booking) => (
      <Task
        key={booking.id}
        title={t('disputed', { name: booking.player.displayName })}
        note={t('disputedBody')}
        action={
          <LinkButton to="/bookings/$id/dispute" params={{ id: booking.id }} variant="default" size="sm">
            {t('see')}
          </LinkButton>
        }
      />
    )),
    ...desk.toRate.map((unrated) => <RateTask key={unrated.booking.id} {...unrated} />),
    lowHours ? (
      <Task
        key="hours"
        title={t('lowHours', { hours: Math.round(openHours * 10) / 10 })}
        note={t('lowHoursBody')}
        action={
          <LinkButton to="/coach/hours" variant="default" size="sm">
            {t('toHours')}
          </LinkButton>
        }
      />
    ) : null,
  ].filter((task) => task !== null)
  return (
    <Panel title={t('toDo')}>
      {tasks.length > 0 ? (
        <ul className={classes.tasks}>{tasks}</ul>
      ) : desk.settled ? (
        <Text c="dimmed">{t('nothingToDo')}</Text>
      ) : (
        <Skeleton h={56} radius="md" />
      )}
    </Panel>
  )
}

function Task(props: { title: string; note?: ReactNode; action?: ReactNode; stacked?: boolean }) {
  return (
    <li className={classes.task} data-stacked={props.stacked}>
      <div>
        <Text fw={560}>{props.title}</Text>
        {props.note === undefined ? null : (
          <Text size="sm" c="dimmed">
            {props.note}
          </Text>
        )}
      </div>
      {props.action}
    </li>
  )
}

function ProposalTask({ booking }: { booking: Booking }) {
  const t = useDashboardText()
  const times = useTimes()
  const { reschedule, player, startsAt } = booking
  if (!reschedule) return null
  return (
    <Task
      title={t('proposed', {
        name: player.displayName,
        from: times.dayTime(startsAt),
        to: times.dayTime(reschedule.startsAt),
      })}
      note={
        <>
          {t('proposedLeft')} <Countdown until={reschedule.expiresAt} label={t('proposedLeft')} />
        </>
      }
      action={
        <LinkButton to="/bookings/$id" params={{ id: booking.id }} variant="default" size="sm">
          {t('answer')}
        </LinkButton>
      }
    />
  )
}

function RequestTask({ booking, action }: { booking: Booking; action: ReactNode }) {
  const t = useDashboardText()
  const times = useTimes()
  const money = useMoney()
  const { player, startsAt, offerTitle, price, request } = booking
  const theirs = times.readsTheSame(player.timeZone, startsAt)
    ? ''
    : ` · ${t('theirTime', { time: times.time(startsAt, player.timeZone), name: player.displayName })}`
  return (
    <Task
      title={t('asks', { name: player.displayName, when: times.dayTime(startsAt) })}
      note={
        <>
          {offerTitle} · {money(price)}
          {theirs} · {t('answerLeft')}{' '}
          {request ? <Countdown until={request.expiresAt} label={t('answerLeft')} /> : null}
        </>
      }
      action={action}
      stacked
    />
  )
}

function OnboardingTask({ onboarding }: { onboarding: Onboarding }) {
  const t = useDashboardText()
  const { status, total, done, canSubmit, steps } = onboarding
  if (status === 'submitted') return <Task title={t('submitted')} note={t('submittedBody')} />
  const left = t('onboarding', { count: total - done })
  return (
    <Task
      title={status === 'rejected' ? t('rejected') : canSubmit ? t('onboardingReady') : left}
      note={steps.find((step) => !step.done)?.hint}
      action={
        <LinkButton to="/coach/onboarding" variant="default" size="sm">
          {t(canSubmit ? 'handIn' : 'goOn')}
        </LinkButton>
      }
    />
  )
}

function RateTask({ booking, closesAt }: { booking: Booking; closesAt: string | null }) {
  const t = useDashboardText()
  const nowMs = useNow(60_000)
  const days = closesAt === null ? null : Math.floor((Date.parse(closesAt) - nowMs) / dayMs)
  const left = days === null ? undefined : days < 1 ? t('rateToday') : t('rateLeft', { count: days })
  return (
    <Task
      title={t('rate', { name: booking.player.displayName })}
      note={left}
      action={
        <LinkButton to="/bookings/$id" params={{ id: booking.id }} variant="default" size="sm">
          {t('rateDo')}
        </LinkButton>
      }
    />
  )
}
