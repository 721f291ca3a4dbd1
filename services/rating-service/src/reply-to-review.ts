import { replyToReview as contract } from '@ecc/contracts/ratings'
import { handle } from '@ecc/kit'
import { cardsOf } from './card.ts'
import type { Context } from './config.ts'
import { addReply, authorOf, toReview } from './review.ts'

/** POST /reviews/:id/reply: the coach's one public answer. */
export const replyToReview = handle(contract, async ({ params, body, caller, once }, ctx: Context) => {
  const authorId = await authorOf(ctx.sql, params.id, caller.userId)
  const card = await cardsOf(ctx, [authorId])
  return once(async (tx) => {
    const row = await addReply(tx, params.id, caller.userId, { text: body.text, at: ctx.now() })
    return toReview(row, card(authorId))
  })
})
