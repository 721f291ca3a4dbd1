/** Reviews: the published ratings of a coach by players. */
import { alreadyReplied, type Review, reviewNotFound } from '@ecc/contracts/ratings'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'

/** A review whose author is still only an id. */
export interface ReviewRow {
  id: string
  coachId: string
  authorId: string
  gameId: string
  stars: number
  subScores: Review['subScores']
  comment: string | null
  publishedAt: string
  replyText: string | null
  replyAt: string | null
}

/** A coach's reviews, newest first, and one more than the page holds. */
export async function pageOfReviews(db: Queryable, coachId: string, { limit, after }: PageAsked): Promise<ReviewRow[]> {
  const beyond = after ? db.part`and (r.published_at, r.id) < (${after.at}, ${after.id})` : db.part``
  return db<ReviewRow>`
    select r.*, s.game_id from ratings r join sessions s using (booking_id)
     where r.coach_id = ${coachId} and r.by = 'player' and r.published_at is not null ${beyond}
     order by r.published_at desc, r.id desc limit ${limit + 1}`
}

/** Adds the coach's one reply. Throws reviewNotFound for a review of another coach, alreadyReplied. */
export async function addReply(
  tx: Tx,
  reviewId: string,
  coachId: string,
  reply: { text: string; at: Date },
): Promise<ReviewRow> {
  const replied = await tx.first`
    update ratings set reply_text = ${reply.text}, reply_at = ${reply.at}
     where id = ${reviewId} and coach_id = ${coachId} and by = 'player' and published_at is not null and reply_at is null
    returning id`
  const row = await tx.first<ReviewRow>`
    select r.*, s.game_id from ratings r join sessions s using (booking_id)
     where r.id = ${reviewId} and r.coach_id = ${coachId} and r.by = 'player' and r.published_at is not null`
  if (!row) throw reviewNotFound()
  if (!replied) throw alreadyReplied()
  return row
}

/** Who wrote this review of the coach. Throws reviewNotFound. */
export async function authorOf(db: Queryable, reviewId: string, coachId: string): Promise<string> {
  const row = await db.first<{ authorId: string }>`
    select author_id from ratings
     where id = ${reviewId} and coach_id = ${coachId} and by = 'player' and published_at is not null`
  if (!row) throw reviewNotFound()
  return row.authorId
}

/** The contract's shape of a review. */
export function toReview(row: ReviewRow, author: Review['author']): Review {
  const { id, coachId, gameId, stars, subScores, comment, publishedAt } = row
  const reply = row.replyText !== null && row.replyAt !== null ? { text: row.replyText, at: row.replyAt } : null
  return { id, coachId, author, gameId, stars, subScores, comment, publishedAt, reply }
}
