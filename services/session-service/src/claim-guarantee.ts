import { bookingGuaranteed, claimGuarantee as contract, notGuaranteed } from '@ecc/contracts/aftermath'
import { bookingNotFound } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { guaranteeOf, useGuarantee } from './afterwards.ts'
import { lock, toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { release } from './outcome.ts'
import { policyOf } from './policy.ts'

/** POST /bookings/:id/guarantee: the player's first session was not for them; we pay them back, and the coach is paid. */
export const claimGuarantee = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    if (row.playerId !== caller.userId) throw bookingNotFound()
    const now = ctx.now()
    const policy = await policyOf(row.policyVersion, ctx, tx)
    const guarantee = await guaranteeOf(tx, row, { side: 'player', policy, now })
    if (!guarantee) throw notGuaranteed()
    const { refundAmount } = guarantee
    await useGuarantee(tx, row, { refundAmount, reason: body.reason ?? null, now })
    const cause = { by: 'player', actorId: caller.userId, reason: 'the first-session guarantee' } as const
    const booking = row.state === 'completed' ? await release(tx, row, cause, ctx) : toRecord(row)
    await ctx.emit(
      tx,
      bookingGuaranteed,
      { ...booking, refund: { ...booking.price, amount: refundAmount } },
      booking.id,
    )
    return booking
  }),
)
