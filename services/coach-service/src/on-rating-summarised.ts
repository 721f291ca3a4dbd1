import { ratingSummarised } from '@ecc/contracts/ratings'
import { type Context, subscribe } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

/** The mean shown on the card, and the weighted one the search ranks by. */
export const onRatingSummarised = subscribe(ratingSummarised, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    if (!(await lockKnownCoach(tx, payload.coachId))) return
    await tx`
      update coaches set rating_mean = ${payload.mean}, rating_count = ${payload.count}, rating_rank_score = ${payload.rankScore}
      where id = ${payload.coachId}`
    await refreshSearch(tx, payload.coachId, ctx.now())
  })
})
