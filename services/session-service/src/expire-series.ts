import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { letGo } from './series.ts'

/** Frees all dates of a series that was not paid in time. It is added for that moment, which does not move. */
export const expireSeries = job(
  'expire-series',
  Type.Object({ seriesId: Type.String() }),
  async ({ seriesId }, ctx: Context<Config>) => {
    await ctx.sql.begin((tx) => letGo(tx, seriesId, 'expired', ctx))
  },
)
