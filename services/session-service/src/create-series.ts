import { notBookable, ownOffer } from '@ecc/contracts/bookings'
import { type Quote, quoteSlot } from '@ecc/contracts/coaches'
import { createSeries as contract } from '@ecc/contracts/series'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { expireSeries } from './expire-series.ts'
import { type DateProblem, holdAll, refuseHalf, refuseTooLong } from './series.ts'

/** POST /series: holds all dates for a player in one transaction, or none, and says of each date why not. */
export const createSeries = handle(contract, async ({ body, caller, once }, ctx: Context<Config>) => {
  await refuseTooLong(ctx.sql, body.startsAt.length)
  const starts = body.startsAt.toSorted((one, other) => Date.parse(one) - Date.parse(other))
  const answers = await Promise.all(starts.map((startsAt) => quote(body.offerId, startsAt, ctx)))
  refuseHalf(answers.filter((answer) => 'code' in answer))
  const quotes = answers.filter((answer) => 'price' in answer)
  const [first, ...others] = quotes
  if (!first || first.kind !== 'single') throw notBookable('Only single sessions can be repeated.')
  if (first.bookingMode === 'request')
    throw notBookable('The coach is asked for each session.', { reason: 'on-request' })
  if (first.coachId === caller.userId) throw ownOffer()
  return once(async (tx) => {
    const series = await holdAll(tx, [first, ...others], caller.userId, ctx)
    await ctx.addJob(tx, expireSeries, { seriesId: series.id }, { runAt: series.holdExpiresAt })
    return series
  })
})

async function quote(offerId: string, startsAt: string, ctx: Context<Config>): Promise<Quote | DateProblem> {
  try {
    return await ctx.call(quoteSlot, { body: { offerId, startsAt } })
  } catch (error) {
    if (!notBookable.is(error)) throw error
    return { startsAt, code: error.code, detail: error.detail ?? error.title }
  }
}
