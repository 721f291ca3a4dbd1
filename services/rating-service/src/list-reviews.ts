import { invalidRequest } from '@ecc/contracts/problems'
import { listReviews as contract } from '@ecc/contracts/ratings'
import { handle } from '@ecc/kit'
import { cardsOf } from './card.ts'
import type { Context } from './config.ts'
import { pageOfReviews, toReview } from './review.ts'

/** GET /coaches/:id/reviews: published reviews, newest first. The cursor is the id of the last one seen. */
export const listReviews = handle(contract, async ({ params, query }, ctx: Context) => {
  if (query.cursor !== undefined && !/^[0-9a-f-]{36}$/.test(query.cursor))
    throw invalidRequest('cursor must be one that a list gave')
  const limit = query.limit ?? 20
  const rows = await pageOfReviews(ctx.sql, params.id, query.cursor, limit + 1)
  const shown = rows.slice(0, limit)
  const card = await cardsOf(
    ctx,
    shown.map((row) => row.authorId),
  )
  return {
    items: shown.map((row) => toReview(row, card(row.authorId))),
    nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
})
