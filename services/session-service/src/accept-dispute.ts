import { acceptDispute as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { lockDispute } from './dispute-lock.ts'
import { settleAsAsked } from './dispute-settlement.ts'
import { planRelease } from './release-money.ts'

/** POST /bookings/:id/dispute/accept: the other side agrees, and it is settled at once as asked. */
export const acceptDispute = handle(contract, async ({ params, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { row, side, dispute } = await lockDispute(tx, params.id, caller, 'accept', ctx)
    const cause = { by: side, actorId: caller.userId, reason: 'agreed to what was asked for' }
    await planRelease(tx, await settleAsAsked(tx, row, dispute, 'accept', cause, ctx), ctx)
    return { bookingId: row.id, state: 'accepted' as const }
  }),
)
