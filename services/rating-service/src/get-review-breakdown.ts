import type { ReplyOf } from '@ecc/contracts/define'
import { getReviewBreakdown as contract } from '@ecc/contracts/ratings'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'

type Breakdown = ReplyOf<typeof contract>

/** GET /coaches/:id/review-breakdown: reviews by stars, best first, and the means of the sub-scores that were given. */
export const getReviewBreakdown = handle(contract, async ({ params }, { sql }: Context) => {
  const stars = await sql<Breakdown['stars'][number]>`
    select step as stars, count(r.id)::int as count from generate_series(5, 1, -1) step
    left join ratings r on r.stars = step and r.coach_id = ${params.id} and r.by = 'player' and r.published_at is not null
    group by step order by step desc`
  const subScores = await sql<Breakdown['subScores'][number]>`
    select score.key as name, round(avg(score.value::int), 2) as mean, count(*)::int as count
    from ratings r, jsonb_each_text(r.sub_scores) score
    where r.coach_id = ${params.id} and r.by = 'player' and r.published_at is not null
    group by score.key order by score.key`
  return { count: stars.reduce((sum, { count }) => sum + count, 0), stars, subScores }
})
