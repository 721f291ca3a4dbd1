import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { offerFreeTimes } from './offer-free-times.ts'
import { takeTurns } from './waiting.ts'

/** Every minute: ends the places whose day is over, and looks for times that came free in other ways, such as new hours. */
export const sweepWaitingList = job(
  'sweep-waiting-list',
  Type.Object({}),
  async (_, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      for (const coachId of await takeTurns(tx, ctx.now()))
        await ctx.addJob(tx, offerFreeTimes, { coachId, freed: null }, { key: `offer-free-times:${coachId}` })
    })
  },
  { cron: '* * * * *' },
)
