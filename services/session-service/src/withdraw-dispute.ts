import { withdrawDispute as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { decideOutcome } from './decide-outcome.ts'
import { lockDispute } from './dispute-lock.ts'
import { settleWithdrawn } from './dispute-settlement.ts'
import { planRelease } from './release-money.ts'

/** POST /bookings/:id/dispute/withdraw: the claimant takes it back, and what was waiting for the ruling goes on. */
export const withdrawDispute = handle(contract, async ({ params, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { row, dispute } = await lockDispute(tx, params.id, caller, 'withdraw', ctx)
    const booking = await settleWithdrawn(tx, row, dispute, caller.userId, ctx)
    const end = { runAt: booking.endsAt, key: `outcome-after-dispute:${booking.id}` }
    if (booking.state === 'in_progress') await ctx.addJob(tx, decideOutcome, { bookingId: booking.id }, end)
    else await planRelease(tx, booking, ctx)
    return { bookingId: row.id, state: 'withdrawn' as const }
  }),
)
