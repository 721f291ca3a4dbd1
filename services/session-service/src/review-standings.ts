import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { findHidden, reviewStanding } from './standing.ts'

const pageSize = 200

/** Every ten minutes: shows coaches again whose days are over, or whose numbers are good again. */
export const reviewStandings = job(
  'review-standings',
  Type.Object({}),
  async (_, ctx: Context<Config>) => {
    let after: string | null = null
    do {
      const page: string[] = await findHidden(ctx.sql, pageSize, after)
      for (const coachId of page) await ctx.sql.begin((tx) => reviewStanding(tx, coachId, ctx))
      after = page.length === pageSize ? (page.at(-1) ?? null) : null
    } while (after !== null)
  },
  { cron: '*/10 * * * *' },
)
