import { getSeries as contract, seriesNotFound } from '@ecc/contracts/series'
import { type Context, handle } from '@ecc/kit'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { readSeries } from './series.ts'

/** GET /series/:id: a series with its dates, for its player. */
export const getSeries = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  const series = await readSeries(ctx.sql, params.id)
  if (series.playerId !== caller.userId) throw seriesNotFound()
  const person = await findPeopleOf([series], ctx)
  return { ...series, coach: person(series.coachId) }
})
