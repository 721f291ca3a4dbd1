import { bookingCancelled, cancelBooking as contract, notCancellable } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { change, lock, sideOf, toRecord } from './booking.ts'
import { cancelEffect } from './cancellation.ts'
import type { Config } from './config.ts'

/** POST /bookings/:id/cancel: lets go of a hold, withdraws a request, or cancels a booking with the refund its policy gives now. */
export const cancelBooking = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const by = sideOf(row, caller)
    if (row.state === 'cancelled') return toRecord(row)
    const effect = cancelEffect(toRecord(row), by, ctx.now())
    if (!effect.allowed) throw notCancellable()
    const cause = { by, actorId: caller.userId, reason: body.reason ?? null }
    const refundAmount = row.confirmedAt === null ? 0 : effect.refund.amount
    const booking = await change(tx, row, 'cancel', cause, ctx.now(), { refundAmount })
    await ctx.emit(tx, bookingCancelled, booking, booking.id)
    return booking
  }),
)
