import { declineReschedule as contract, noProposal } from '@ecc/contracts/reschedules'
import { type Context, handle } from '@ecc/kit'
import { endProposal, lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { hasLapsed } from './reschedule.ts'

/** POST /bookings/:id/reschedule/decline: the other side, or staff, refuse the proposed time; the old one stands. */
export const declineReschedule = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const by = sideOf(row, caller)
    if (row.proposedBy === null || hasLapsed(row, ctx.now())) throw noProposal()
    if (by === row.proposedBy) throw noProposal('The other side decides about this time; you may take it back.')
    const cause = { by, actorId: caller.userId, reason: body.reason ?? null }
    return endProposal(tx, row, 'declined', cause, ctx)
  }),
)
