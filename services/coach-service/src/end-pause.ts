import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

/** Brings a coach back into search when their return date begins; one who is still away, or back already, stays so. */
export const endPause = job(
  'end-pause',
  Type.Object({ coachId: Type.String() }),
  async ({ coachId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      await lockKnownCoach(tx, coachId)
      await refreshSearch(tx, coachId, ctx.now())
    })
  },
)

/** When the job runs; a later plan for the same coach takes the place of an earlier one. */
export const endPauseAt = (coachId: string, pausedUntil: Date) => ({ runAt: pausedUntil, key: `end-pause-${coachId}` })
