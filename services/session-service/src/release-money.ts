import { type Context, failpoint, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { release, settle } from './outcome.ts'

/** Makes the money follow the outcome of a session when its time has come and nobody has opened a dispute. */
export const releaseMoney = job(
  'release-money',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (row.releaseAt === null || Date.parse(row.releaseAt) > ctx.now().getTime()) return
      if (row.state === 'completed')
        await release(tx, row, { by: 'system', reason: 'the time for a dispute is over' }, ctx)
      else await settle(tx, row, ctx)
      await failpoint('booking:released')
    })
  },
)
