import { contestOutcome as contract, notContestable } from '@ecc/contracts/aftermath'
import { bookingDisputed } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { contestUntil } from './afterwards.ts'
import { change, lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { noteContest, outcomeOf } from './outcome.ts'
import { policyOf } from './policy.ts'

/** POST /bookings/:id/contest: the side an outcome goes against has staff decide; the money waits for them. */
export const contestOutcome = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const side = sideOf(row, caller)
    const policy = await policyOf(row.policyVersion, ctx, tx)
    const outcome = await outcomeOf(tx, row)
    if (side === 'admin' || contestUntil(row, { outcome, side, policy, now: ctx.now() }) === null)
      throw notContestable()
    await noteContest(tx, row, side)
    const cause = { by: side, actorId: caller.userId, reason: body.reason }
    const booking = await change(tx, row, 'contest', cause, ctx.now())
    await ctx.emit(tx, bookingDisputed, { ...booking, openedBy: side }, booking.id)
    return booking
  }),
)
