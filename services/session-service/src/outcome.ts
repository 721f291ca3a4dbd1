/** How a session ends: what was decided from its attendance, and what follows for the booking and its money. */
import {
  type BookingRecord,
  bookingCancelled,
  bookingCompleted,
  bookingFailed,
  bookingNoShow,
  bookingReleased,
  bookingSettled,
} from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { groupSeats } from '@ecc/contracts/group-terms'
import type { Attendance, Outcome, Side } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { type Context, plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import { type BookingRow, type Cause, change } from './booking.ts'
import { noneBack } from './booking-funds.ts'
import type { Transition } from './booking-states.ts'
import { mark } from './coach-mark.ts'
import type { Config } from './config.ts'
import type { Decision } from './outcome-rules.ts'

/** Applies what was decided of a session that is over, and keeps the attendance it was decided from. */
export async function applyOutcome(
  tx: Tx,
  row: BookingRow,
  { decision, attendance, policy }: { decision: Decision; attendance: Attendance; policy: PolicyValues },
  ctx: Context<Config>,
): Promise<BookingRecord> {
  await recordOutcome(tx, row, decision, attendance, ctx.now())
  const { kind, refund } = decision
  const contestableUntil = plusMinutes(row.endsAt, policy.contestHours * 60)
  switch (kind) {
    case 'complete':
      return complete(tx, row, system('both sides attended'), policy, ctx)
    case 'cut_short':
      return complete(tx, row, system('a part of the time was missing'), policy, ctx, refund)
    case 'player_no_show': {
      const releaseAt = await releaseTime(tx, row, policy)
      return end(tx, row, 'playerNoShow', bookingNoShow, 'the player did not come in time', { releaseAt, refund }, ctx)
    }
    case 'coach_no_show': {
      const changes = { releaseAt: contestableUntil, refund }
      const booking = await end(tx, row, 'coachNoShow', bookingNoShow, 'the coach did not come', changes, ctx)
      await mark(tx, row, 'no_show', ctx)
      return booking
    }
    case 'technical_failure': {
      const changes = { releaseAt: contestableUntil, refund }
      return end(tx, row, 'fail', bookingFailed, 'connected for less than half of the time', changes, ctx)
    }
    default:
      return end(tx, row, 'nobodyCame', bookingCancelled, 'nobody came', { refund, toPlayer: refund.amount }, ctx)
  }
}

const system = (reason: string): Cause => ({ by: 'system', reason })

async function end<E extends Event>(
  tx: Tx,
  row: BookingRow,
  transition: Transition,
  event: E & (BookingRecord extends PayloadOf<E> ? unknown : never),
  reason: string,
  changes: Parameters<typeof change>[5],
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const booking = await change(tx, row, transition, system(reason), ctx.now(), changes)
  await ctx.emit(tx, event as Event, booking, booking.id)
  return booking
}

/** Keeps what was decided of the session at the booking's present time, once. */
export async function recordOutcome(
  tx: Tx,
  row: BookingRow,
  { kind, refund }: Decision,
  attendance: Attendance,
  now: Date,
): Promise<void> {
  await tx`
    insert into outcomes (booking_id, starts_at, kind, refund_amount, attendance, decided_at)
    values (${row.id}, ${row.startsAt}, ${kind}, ${refund.amount}, ${tx.json(attendance)}, ${now})
    on conflict do nothing`
}

interface OutcomeRow extends Pick<Outcome, 'kind' | 'decidedAt' | 'attendance' | 'contestedBy'> {
  refundAmount: number
}

/** What was decided of the session at the booking's present time, or an earlier one; null before. */
export async function outcomeOf(sql: Queryable, row: BookingRow, startsAt = row.startsAt): Promise<Outcome | null> {
  const found = await sql.first<OutcomeRow>`
    select * from outcomes where booking_id = ${row.id} and starts_at = ${startsAt}`
  if (!found) return null
  const { kind, decidedAt, attendance, contestedBy, refundAmount } = found
  const refund = { amount: refundAmount, currency: row.priceCurrency }
  return { kind, decidedAt, refund, attendance, contestedBy }
}

/** Notes which side contests the outcome of a session. */
export async function noteContest(tx: Tx, row: BookingRow, by: Side): Promise<void> {
  await tx`update outcomes set contested_by = ${by} where booking_id = ${row.id} and starts_at = ${row.startsAt}`
}

/** Completes a session; its money is released 48 h after the end, 72 h for a coach's first five. */
export async function complete(
  tx: Tx,
  row: BookingRow,
  cause: Cause,
  policy: PolicyValues,
  ctx: Context<Config>,
  refund = noneBack,
): Promise<BookingRecord> {
  const changes = { completedAt: ctx.now(), releaseAt: await releaseTime(tx, row, policy), refund }
  const booking = await change(tx, row, 'complete', cause, ctx.now(), changes)
  await ctx.emit(tx, bookingCompleted, booking, booking.id)
  return booking
}

async function releaseTime(tx: Tx, row: BookingRow, policy: PolicyValues): Promise<Date> {
  // A group is one session: as many bookings as so many sessions can have at most are enough to count them.
  const { earlier } = await tx.one<{ earlier: number }>`
    select count(distinct session_id)::int as earlier from (
      select session_id from bookings
      where coach_id = ${row.coachId} and session_id <> ${row.sessionId} and completed_at is not null
      limit ${policy.newCoachSessions * groupSeats.most}) completed`
  const hours = earlier < policy.newCoachSessions ? policy.releaseHoursNewCoach : policy.releaseHours
  return plusMinutes(row.endsAt, hours * 60)
}

/** Releases the held money of a completed session to its coach, less what goes back for missing time. */
export async function release(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  const refund = refundOf(row)
  const booking = await change(tx, row, 'release', cause, ctx.now(), { toPlayer: refund.amount })
  await ctx.emit(tx, bookingReleased, { ...booking, refund }, booking.id)
  return booking
}

const settling = {
  no_show_player: 'settlePlayerNoShow',
  no_show_coach: 'settleCoachNoShow',
  failed: 'settleFailure',
} as const

/** Makes the money follow an outcome that waited to be contested. Does nothing for other states, or the second time. */
export async function settle(tx: Tx, row: BookingRow, ctx: Context<Config>): Promise<void> {
  if (row.settledAt !== null || !(row.state in settling)) return
  const refund = refundOf(row)
  const transition = settling[row.state as keyof typeof settling]
  const cause = system('the time to contest is over')
  const booking = await change(tx, row, transition, cause, ctx.now(), { toPlayer: refund.amount })
  await ctx.emit(tx, bookingSettled, { ...booking, refund }, booking.id)
}

function refundOf({ refundAmount, priceCurrency }: BookingRow) {
  return { amount: refundAmount ?? 0, currency: priceCurrency }
}
