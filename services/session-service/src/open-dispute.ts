import { bookingDisputed } from '@ecc/contracts/bookings'
import { openDispute as contract, notDisputable } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import { contestUntil, disputeUntil } from './afterwards.ts'
import { change, lock, sideOf } from './booking.ts'
import type { Config } from './config.ts'
import { addDispute } from './dispute.ts'
import { refuseRemedy } from './dispute-settlement.ts'
import { noteContest, outcomeOf } from './outcome.ts'
import { policyOf } from './policy.ts'
import { planWatch } from './watch-dispute.ts'

/** POST /bookings/:id/dispute: one side says what went wrong, or contests the outcome; the money waits until it is settled. */
export const openDispute = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    const side = sideOf(row, caller)
    const now = ctx.now()
    const policy = await policyOf(row.policyVersion, ctx, tx)
    const view = { outcome: await outcomeOf(tx, row), side, policy, now }
    if (side === 'admin' || disputeUntil(row, view) === null) throw notDisputable()
    refuseRemedy(body.asked, side, row)
    const contests = contestUntil(row, view) !== null
    if (contests) await noteContest(tx, row, side)
    const words = body.words.trim()
    const dispute = await addDispute(tx, row, { ...body, words, by: side, actorId: caller.userId }, ctx)
    await planWatch(tx, dispute, ctx)
    const cause = { by: side, actorId: caller.userId, reason: words }
    const booking = await change(tx, row, contests ? 'contest' : 'dispute', cause, now)
    const { answerBy } = dispute
    await ctx.emit(tx, bookingDisputed, { ...booking, openedBy: side, answerBy }, booking.id)
    return booking
  }),
)
