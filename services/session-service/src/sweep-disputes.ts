import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { overdueBookings } from './dispute.ts'
import { watchDispute } from './watch-dispute.ts'

const mostAtOnce = 200

/** Every ten minutes: looks at disputes in which something is due and not done, as after a job that was given up. */
export const sweepDisputes = job(
  'sweep-disputes',
  Type.Object({}),
  async (_, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      for (const bookingId of await overdueBookings(tx, ctx.now(), mostAtOnce))
        await ctx.addJob(tx, watchDispute, { bookingId }, { key: `dispute-swept:${bookingId}` })
    })
  },
  { cron: '*/10 * * * *' },
)
