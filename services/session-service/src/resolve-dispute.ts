import { bookingResolved } from '@ecc/contracts/bookings'
import { resolveDispute as contract, notDisputed } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import { change, lock } from './booking.ts'
import { unmarkSession } from './coach-mark.ts'
import type { Config } from './config.ts'

/** POST /admin/bookings/:id/resolve: settles a dispute by giving a share back and releasing the rest. */
export const resolveDispute = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    if (row.state !== 'disputed') throw notDisputed()
    const refundAmount = Math.floor((row.priceAmount * body.refundPercent) / 100)
    const cause = { by: 'admin', actorId: caller.userId, reason: body.note } as const
    const booking = await change(tx, row, 'resolve', cause, ctx.now(), { refundAmount, toPlayer: refundAmount })
    await ctx.emit(tx, bookingResolved, { ...booking, refundPercent: body.refundPercent }, booking.id)
    if (body.removeMarks) await unmarkSession(tx, row.sessionId, { by: caller.userId, why: body.note }, ctx)
    return booking
  }),
)
