import { ratingPublished } from '@ecc/contracts/ratings'
import { subscribe } from '@ecc/kit'
import { bookingOf } from './booking.ts'
import { viewsOf } from './booking-view.ts'
import type { Context } from './config.ts'
import { ratingLetter } from './outcome-letters.ts'
import { tellPeople } from './tell-people.ts'

/** Tells the rated side that a rating of them became visible. */
export const onRatingPublished = subscribe(ratingPublished, async ({ payload, once }, ctx: Context) => {
  const views = await viewsOf(ctx, await bookingOf(ctx, payload.bookingId))
  await once(async (tx) => {
    const rated = views.find((view) => view.role !== payload.by)
    if (!rated) return
    await tellPeople(tx, ctx, [{ key: `rating:${payload.id}`, letter: ratingLetter(rated, payload), to: rated.me }])
  })
})
