import { bookingDisputeAnswered } from '@ecc/contracts/bookings'
import { answerDispute as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import { toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { step } from './dispute.ts'
import { lockDispute } from './dispute-lock.ts'
import { planWatch } from './watch-dispute.ts'

/** POST /bookings/:id/dispute/answer: the other side says how it was; evidence is taken on, then staff rule. */
export const answerDispute = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { row, side, dispute } = await lockDispute(tx, params.id, caller, 'answer', ctx)
    const words = body.words.trim()
    const cause = { by: side, actorId: caller.userId, words }
    const answered = await step(tx, dispute, 'answer', cause, ctx.now(), { answerWords: words })
    await planWatch(tx, answered, ctx)
    const { openedBy, evidenceUntil, state } = answered
    await ctx.emit(tx, bookingDisputeAnswered, { ...toRecord(row), openedBy, evidenceUntil }, row.id)
    return { bookingId: row.id, state }
  }),
)
