import { acceptRequest as contract } from '@ecc/contracts/requests'
import { type Context, handle } from '@ecc/kit'
import { toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { expireRequest } from './expire-request.ts'
import { accept, chargeUntil, lockForAnswer } from './request.ts'

/** POST /bookings/:id/accept: the coach takes the request; payment-service charges the player when it hears of it. */
export const acceptRequest = handle(contract, async ({ params, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lockForAnswer(tx, params.id, caller, ctx)
    if (row.acceptedAt !== null && (row.state === 'accepted' || row.state === 'confirmed')) return toRecord(row)
    const booking = await accept(tx, row, { by: 'coach', actorId: caller.userId }, ctx)
    const options = { runAt: chargeUntil(row), key: `charge:${booking.id}` }
    await ctx.addJob(tx, expireRequest, { bookingId: booking.id }, options)
    return booking
  }),
)
