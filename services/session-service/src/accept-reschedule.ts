import { acceptReschedule as contract, noProposal } from '@ecc/contracts/reschedules'
import { type Context, handle } from '@ecc/kit'
import { lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { refuseAfterPackage } from './package-session.ts'
import { accept, hasLapsed } from './reschedule.ts'
import { startSession } from './start-session.ts'

/** POST /bookings/:id/reschedule/accept: the other side agrees to the time it was shown, and the booking moves. */
export const acceptReschedule = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const by = sideOf(row, caller)
    if (row.proposedStartsAt === null || hasLapsed(row, ctx.now())) throw noProposal()
    if (by === row.proposedBy || by === 'admin') throw noProposal('The other side decides about this time.')
    if (Date.parse(row.proposedStartsAt) !== Date.parse(body.startsAt))
      throw noProposal('Another time was proposed meanwhile.')
    await refuseAfterPackage(tx, row, row.proposedStartsAt)
    const booking = await accept(tx, row, { by, actorId: caller.userId }, ctx)
    await ctx.addJob(
      tx,
      startSession,
      { bookingId: booking.id },
      { runAt: booking.startsAt, key: `start:${booking.id}` },
    )
    return booking
  }),
)
