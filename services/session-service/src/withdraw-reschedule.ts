import { withdrawReschedule as contract, noProposal } from '@ecc/contracts/reschedules'
import { type Context, handle } from '@ecc/kit'
import { endProposal, lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'

/** POST /bookings/:id/reschedule/withdraw: who proposed a time takes it back; the old one stands. */
export const withdrawReschedule = handle(contract, async ({ params, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const by = sideOf(row, caller)
    if (row.proposedBy !== by) throw noProposal('You have no proposal open for this session.')
    return endProposal(tx, row, 'withdrawn', { by, actorId: caller.userId }, ctx)
  }),
)
