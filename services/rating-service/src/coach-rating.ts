/** A coach's summary: the plain mean and count that are shown, and the score that ranks. */
import type { RatingSummary } from '@ecc/contracts/ratings'
import type { Queryable, Tx } from '@ecc/kit'
import type { Static } from 'typebox'

export type Summary = Static<typeof RatingSummary>

/** Ten imagined ratings of 4.5 keep a few ratings from deciding (product rules, "rating used for rank"). */
const priorStars = 4.5
const priorCount = 10
const halfLifeSeconds = 365 * 86_400

/**
 * Makes a coach's summary anew: rankScore = (4.5 * 10 + sum of w * stars) / (10 + sum of w), where a rating's weight w
 * halves every 365 days. Two at once take turns on the coach's row, so the later one sees all ratings.
 */
export async function summarise(tx: Tx, coachId: string, now: Date): Promise<{ summary: Summary; changed: boolean }> {
  await tx`insert into coach_ratings (coach_id) values (${coachId}) on conflict do nothing`
  const before = await tx.one<Summary>`select * from coach_ratings where coach_id = ${coachId} for update`
  const summary = await tx.one<Summary>`
    with weighted as (
      select stars, power(0.5, greatest(0, extract(epoch from ${now}::timestamptz - published_at)) / ${halfLifeSeconds}::int) as weight
        from ratings where coach_id = ${coachId} and by = 'player' and published_at is not null)
    update coach_ratings set (mean, count, rank_score) = (
      select round(avg(stars), 4), count(*)::int,
             round((${priorStars * priorCount}::float8 + coalesce(sum(weight * stars), 0))::numeric
                   / (${priorCount}::float8 + coalesce(sum(weight), 0))::numeric, 4)
        from weighted)
     where coach_id = ${coachId}
    returning coach_id, mean, count, rank_score`
  const changed =
    before.mean !== summary.mean || before.count !== summary.count || before.rankScore !== summary.rankScore
  return { summary, changed }
}

/** The next coaches with ratings, in the order of their ids. */
export async function ratedCoaches(db: Queryable, after: string | null, limit: number): Promise<string[]> {
  const rows = await db<{ coachId: string }>`
    select coach_id from coach_ratings where count > 0 and (${after}::uuid is null or coach_id > ${after})
     order by coach_id limit ${limit}`
  return rows.map((row) => row.coachId)
}
