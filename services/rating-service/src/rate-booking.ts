import { invalidRequest } from '@ecc/contracts/problems'
import { rateBooking as contract, notRateable, type Rating } from '@ecc/contracts/ratings'
import { handle } from '@ecc/kit'
import { closeWindow } from './close-window.ts'
import type { Context } from './config.ts'
import { addRating, publishRatings, ratingsOf } from './rating.ts'
import { closesAt, isRateable, lockSession, sessionOf } from './session.ts'

/** POST /bookings/:id/rating: rates the other side; the second of the two publishes both. */
export const rateBooking = handle(contract, async ({ params, body, caller, once }, ctx: Context) => {
  const { side } = await sessionOf(ctx, params.id, caller.userId)
  const subScores = body.subScores ?? {}
  if (side === 'coach' && Object.keys(subScores).length > 0) throw onlyCoachesHaveSubScores()
  return once(async (tx) => {
    const session = await lockSession(tx, params.id)
    const windowDays = ctx.config.RATING_WINDOW_DAYS
    if (!isRateable(session, windowDays, ctx.now())) throw notRateable()
    await addRating(tx, session, side, { stars: body.stars, subScores, comment: body.comment ?? null }, ctx)
    const { player, coach } = await ratingsOf(tx, params.id)
    if (player && coach) await publishRatings(tx, session, ctx)
    else {
      const end = closesAt(session, windowDays) as Date
      await ctx.addJob(tx, closeWindow, { bookingId: params.id }, { runAt: end, key: `close-window:${params.id}` })
    }
    return (await ratingsOf(tx, params.id))[side] as Rating
  })
})

function onlyCoachesHaveSubScores() {
  const message = 'only a coach is rated by sub-scores'
  return invalidRequest(`subScores: ${message}`, { errors: [{ in: 'body', field: 'subScores', message }] })
}
