import { takeDispute as contract, disputeMovedOn } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { takeOver } from './dispute.ts'
import { lockAsStaff } from './dispute-lock.ts'

/** POST /admin/bookings/:id/dispute/take: one of staff works on it from now on, or hands it back. */
export const takeDispute = handle(contract, async ({ params, body, caller }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const { row, dispute } = await lockAsStaff(tx, params.id, caller)
    if (dispute.endedAt !== null) throw disputeMovedOn()
    const cause = { by: 'admin', actorId: caller.userId } as const
    await takeOver(tx, dispute, body.take ? caller.userId : null, cause, ctx.now())
    return { bookingId: row.id, state: dispute.state }
  }),
)
