import { getStanding as contract } from '@ecc/contracts/aftermath'
import { type Context, handle } from '@ecc/kit'
import { marksOf } from './coach-mark.ts'
import type { Config } from './config.ts'
import { standingOf } from './standing.ts'

/** GET /admin/coaches/:id/standing: a coach's reliability and marks; someone without bookings has a clean one. */
export const getStanding = handle(contract, async ({ params }, ctx: Context<Config>) => ({
  ...(await standingOf(ctx.sql, params.id, ctx.now())),
  marks: await marksOf(ctx.sql, params.id),
}))
