import { getOwnStanding as contract } from '@ecc/contracts/aftermath'
import { type Context, handle } from '@ecc/kit'
import { marksOf } from './coach-mark.ts'
import type { Config } from './config.ts'
import { standingOf } from './standing.ts'

/** GET /coaches/me/standing: the caller's reliability and marks. */
export const getOwnStanding = handle(contract, async ({ caller }, ctx: Context<Config>) => ({
  ...(await standingOf(ctx.sql, caller.userId, ctx.now())),
  marks: await marksOf(ctx.sql, caller.userId),
}))
