/** Ratings: one a side, seen by the other only when published. */
import { alreadyRated, type Rating, ratingPublished, ratingSummarised } from '@ecc/contracts/ratings'
import { type Queryable, type Tx, violates } from '@ecc/kit'
import { summarise } from './coach-rating.ts'
import type { Context } from './config.ts'
import type { Session, Side } from './session.ts'

/** What somebody says of the other side. */
export interface Opinion {
  stars: number
  subScores: Rating['subScores']
  comment: string | null
}

/** Adds a rating, unpublished. Throws alreadyRated. */
export async function addRating(
  tx: Tx,
  session: Session,
  by: Side,
  { stars, subScores, comment }: Opinion,
  ctx: Context,
): Promise<void> {
  const authorId = by === 'player' ? session.playerId : session.coachId
  try {
    await tx`
      insert into ratings (id, booking_id, by, author_id, coach_id, stars, sub_scores, comment, created_at)
      values (${ctx.id()}, ${session.bookingId}, ${by}, ${authorId}, ${session.coachId}, ${stars},
              ${tx.json(subScores)}, ${comment}, ${ctx.now()})`
  } catch (error) {
    if (violates(error, 'one_rating_a_side')) throw alreadyRated()
    throw error
  }
}

/** Both sides' ratings of a session, as far as there are any. */
export async function ratingsOf(db: Queryable, bookingId: string): Promise<Partial<Record<Side, Rating>>> {
  const rows = await db<Rating>`
    select id, booking_id, by, stars, sub_scores, comment, created_at, published_at
      from ratings where booking_id = ${bookingId}`
  return Object.fromEntries(rows.map((rating) => [rating.by, rating]))
}

/** Makes what is in of a session visible, tells the others, and brings the coach's summary up to date. */
export async function publishRatings(tx: Tx, session: Session, ctx: Context): Promise<void> {
  const published = await tx<Rating>`
    update ratings set published_at = ${ctx.now()} where booking_id = ${session.bookingId} and published_at is null
    returning id, booking_id, by, stars, sub_scores, comment, created_at, published_at`
  for (const rating of published) await ctx.emit(tx, ratingPublished, rating, rating.bookingId)
  if (!published.some((rating) => rating.by === 'player')) return
  const { summary } = await summarise(tx, session.coachId, ctx.now())
  await ctx.emit(tx, ratingSummarised, summary, session.coachId)
}
