/** How a session ends: what attendance says, and what follows for the booking and its money. */
import {
  type BookingRecord,
  bookingCancelled,
  bookingCompleted,
  bookingNoShow,
  bookingReleased,
} from '@ecc/contracts/bookings'
import type { AttendanceSummary } from '@ecc/contracts/video'
import { type Context, plusMinutes, type Tx } from '@ecc/kit'
import type { Static } from 'typebox'
import { type BookingRow, type Cause, change } from './booking.ts'
import type { Transition } from './booking-states.ts'
import type { Config } from './config.ts'

/** What the attendance of a session means. Both came: complete; one: the other's no-show; nobody: a full refund without a mark. */
export function outcomeOf(attendance: Static<typeof AttendanceSummary>): Transition {
  const playerCame = attendance.playerSeconds > 0
  const coachCame = attendance.coachSeconds > 0
  if (playerCame && coachCame) return 'complete'
  if (coachCame) return 'playerNoShow'
  return playerCame ? 'coachNoShow' : 'nobodyCame'
}

const newCoachSessions = 5

/** Completes a session; its money is released 48 h after the end, 72 h for a coach's first five. */
export async function complete(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  const { earlier } = await tx.one<{ earlier: number }>`
    select count(*)::int as earlier from (
      select from bookings where coach_id = ${row.coachId} and completed_at is not null limit ${newCoachSessions}) completed`
  const hours = earlier < newCoachSessions ? ctx.config.RELEASE_HOURS_NEW_COACH : ctx.config.RELEASE_HOURS
  const releaseAt = plusMinutes(row.endsAt, hours * 60)
  const booking = await change(tx, row, 'complete', cause, ctx.now(), { completedAt: ctx.now(), releaseAt })
  await ctx.emit(tx, bookingCompleted, booking, booking.id)
  return booking
}

/** Ends a session that did not take place. */
export async function missed(
  tx: Tx,
  row: BookingRow,
  outcome: Transition,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const everything = outcome === 'playerNoShow' ? {} : { refundAmount: row.priceAmount }
  const reason = outcome === 'nobodyCame' ? 'nobody came' : 'no-show'
  const booking = await change(tx, row, outcome, { by: 'system', reason }, ctx.now(), everything)
  await ctx.emit(tx, outcome === 'nobodyCame' ? bookingCancelled : bookingNoShow, booking, booking.id)
  return booking
}

/** Releases the held money of a completed session to its coach. */
export async function release(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  const booking = await change(tx, row, 'release', cause, ctx.now())
  await ctx.emit(tx, bookingReleased, booking, booking.id)
  return booking
}
