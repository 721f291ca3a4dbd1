import { listReviews as contract } from '@ecc/contracts/ratings'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import { cardsOf } from './card.ts'
import type { Context } from './config.ts'
import { pageOfReviews, toReview } from './review.ts'

/** GET /coaches/:id/reviews: published reviews, newest first. */
export const listReviews = handle(contract, async ({ params, query }, ctx: Context) => {
  const asked = pageAsked(query)
  const found = await pageOfReviews(ctx.sql, params.id, asked)
  const { rows, nextCursor } = cutPage(found, asked.limit, ({ publishedAt, id }) => ({ at: publishedAt, id }))
  const card = await cardsOf(
    ctx,
    rows.map((row) => row.authorId),
  )
  return {
    items: rows.map((row) => toReview(row, card(row.authorId))),
    nextCursor,
  }
})
