import { getBookingRatings as contract } from '@ecc/contracts/ratings'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { ratingsOf } from './rating.ts'
import { closesAt, isRateable, sessionOf } from './session.ts'

/** GET /bookings/:id/rating: the caller's rating, and the other side's once it is published. */
export const getBookingRatings = handle(contract, async ({ params, caller }, ctx: Context) => {
  const { session, side } = await sessionOf(ctx, params.id, caller.userId)
  const ratings = await ratingsOf(ctx.sql, params.id)
  const mine = ratings[side] ?? null
  const theirs = ratings[side === 'player' ? 'coach' : 'player'] ?? null
  const windowDays = ctx.config.RATING_WINDOW_DAYS
  return {
    canRate: mine === null && isRateable(session, windowDays, ctx.now()),
    closesAt: closesAt(session, windowDays)?.toISOString() ?? null,
    mine,
    theirs: theirs?.publishedAt ? theirs : null,
  }
})
