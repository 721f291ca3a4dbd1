import { playerCredited } from '@ecc/contracts/aftermath'
import {
  type Actor,
  type BookingRecord,
  bookingCancelled,
  cancelBooking as contract,
  notCancellable,
} from '@ecc/contracts/bookings'
import type { Attendance } from '@ecc/contracts/outcomes'
import { backOf } from '@ecc/contracts/price-quote'
import { type Context, handle, type Tx } from '@ecc/kit'
import { attendanceDuring } from './attendance.ts'
import { type BookingRow, type Cause, change, find, lock, sideOf, toRecord } from './booking.ts'
import { noneBack, paidOn } from './booking-funds.ts'
import { cancelEffect } from './cancellation.ts'
import { mark } from './coach-mark.ts'
import type { Config } from './config.ts'
import { close, lockWhole } from './group-session.ts'
import { recordOutcome } from './outcome.ts'
import { policyOf } from './policy.ts'
import { reviewStanding } from './standing.ts'

/**
 * POST /bookings/:id/cancel: lets go of a hold, withdraws a request, cancels with the refund the terms give now, or leaves a
 * late coach. A coach or staff who cancel a seat cancel its group.
 */
export const cancelBooking = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) => {
  const asked = await find(ctx.sql, params.id)
  const by = sideOf(asked, caller)
  const attendance = by === 'player' ? await attendanceDuring(asked, ctx) : null
  const cause = { by, actorId: caller.userId, reason: body.reason ?? null }
  return once(async (tx) => {
    if (asked.seat !== null && by !== 'player') return cancelGroup(tx, asked, cause, ctx)
    const row = await lock(tx, params.id)
    if (row.state === 'cancelled') return toRecord(row)
    return cancel(tx, row, cause, attendance, ctx)
  })
})

/** Cancels every seat of the group, so that each player gets all back. Whoever cancelled before keeps what they got then. */
async function cancelGroup(
  tx: Tx,
  asked: BookingRow,
  cause: Cause & { by: Actor },
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { group, seats } = await lockWhole(tx, asked.sessionId)
  const row = await find(tx, asked.id)
  if (row.state === 'cancelled') return toRecord(row)
  if (!seats.some(({ id }) => id === row.id)) throw notCancellable()
  for (const seat of seats) await cancel(tx, seat, cause, null, ctx)
  await close(tx, group, 'off', 'cancelled', ctx)
  return toRecord(await find(tx, asked.id))
}

/** Cancels one booking, locked by the caller. Throws notCancellable. */
async function cancel(
  tx: Tx,
  row: BookingRow,
  cause: Cause,
  attendance: Attendance | null,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { by } = cause
  const policy = await policyOf(row.policyVersion, ctx, tx)
  const now = ctx.now()
  const effect = cancelEffect(toRecord(row), by, { policy, attendance, now })
  if (!effect.allowed) throw notCancellable()
  const refund = backOf(paidOn(row), effect.percent, 100)
  const money = row.confirmedAt === null ? { refund: noneBack } : { refund, toPlayer: refund.amount }
  const booking = await change(tx, row, effect.coachLate ? 'leaveLateCoach' : 'cancel', cause, now, money)
  await ctx.emit(tx, bookingCancelled, booking, booking.id)
  if (effect.coachLate && attendance) await recordOutcome(tx, row, { kind: 'coach_late', refund }, attendance, now)
  if (effect.credit.amount > 0) await ctx.emit(tx, playerCredited, creditOf(booking, effect.credit), booking.id)
  if (effect.mark) await mark(tx, row, effect.coachLate ? 'late' : 'late_cancel', ctx)
  else if (by === 'coach') await reviewStanding(tx, row.coachId, ctx)
  return booking
}

function creditOf({ id: bookingId, playerId, coachId }: BookingRecord, amount: BookingRecord['price']) {
  return { bookingId, playerId, coachId, amount }
}
