import { ratingSummarised } from '@ecc/contracts/ratings'
import { job } from '@ecc/kit'
import { Type } from 'typebox'
import { ratedCoaches, summarise } from './coach-rating.ts'
import type { Context } from './config.ts'

const batch = 200

/** Every night: ratings weigh less with age, so the scores that rank are made anew; changes are told. */
export const recomputeRatings = job(
  'recompute-ratings',
  Type.Object({}),
  async (_, ctx: Context) => {
    let after: string | null = null
    for (;;) {
      const coaches: string[] = await ratedCoaches(ctx.sql, after, batch)
      for (const coachId of coaches) {
        await ctx.sql.begin(async (tx) => {
          const { summary, changed } = await summarise(tx, coachId, ctx.now())
          if (changed) await ctx.emit(tx, ratingSummarised, summary, coachId)
        })
      }
      if (coaches.length < batch) return
      after = coaches.at(-1) ?? null
    }
  },
  { cron: '41 3 * * *' },
)
