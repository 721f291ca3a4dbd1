import { bookingRescheduleProposed } from '@ecc/contracts/bookings'
import { quoteSlot } from '@ecc/contracts/coaches'
import { proposeReschedule as contract } from '@ecc/contracts/reschedules'
import { type Context, handle } from '@ecc/kit'
import { type BookingRow, find, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { expireReschedule } from './expire-reschedule.ts'
import { refuseAfterPackage } from './package-session.ts'
import { policyOf } from './policy.ts'
import { lockForMove, moveNow, propose, refuse, rescheduleEffect } from './reschedule.ts'
import { startSession } from './start-session.ts'

/**
 * POST /bookings/:id/reschedule: one side asks for another time; staff move the booking at once. A player chooses among
 * the slots on offer. A coach may name any time within their horizon: their hours say when strangers may book them
 * unasked, and here they offer one player a time of their own, who has to agree.
 */
export const proposeReschedule = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) => {
  const known = await find(ctx.sql, params.id)
  const by = sideOf(known, caller)
  const sold = { durationMinutes: minutesOf(known), anyTime: by !== 'player' }
  const time = await ctx.call(quoteSlot, { body: { offerId: known.offerId, startsAt: body.startsAt, sold } })
  return once(async (tx) => {
    const row = await lockForMove(tx, params.id, ctx, time)
    const policy = await policyOf(row.policyVersion, ctx, tx)
    const now = ctx.now()
    const { refusal } = rescheduleEffect(row, by, { policy, now })
    if (refusal) refuse(refusal)
    if (time.startsAt === row.startsAt) refuse('same-time')
    await refuseAfterPackage(tx, row, time.startsAt)
    const cause = { actorId: caller.userId, reason: body.reason ?? null }
    if (by === 'admin') {
      const booking = await moveNow(tx, row, time, { ...cause, by }, ctx)
      await ctx.addJob(
        tx,
        startSession,
        { bookingId: booking.id },
        { runAt: booking.startsAt, key: `start:${booking.id}` },
      )
      return booking
    }
    const booking = await propose(tx, row, time, { ...cause, by }, { policy, now })
    await ctx.emit(tx, bookingRescheduleProposed, booking, booking.id)
    const runAt = booking.reschedule?.expiresAt as string
    await ctx.addJob(tx, expireReschedule, { bookingId: booking.id }, { runAt, key: `reschedule:${booking.id}` })
    return booking
  })
})

const minutesOf = (row: BookingRow) => Math.round((Date.parse(row.endsAt) - Date.parse(row.startsAt)) / 60_000)
