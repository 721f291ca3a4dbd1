import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { release } from './outcome.ts'

/** Releases the money of a completed session when its time has come and nobody has opened a dispute. */
export const releaseMoney = job(
  'release-money',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      const due = row.releaseAt !== null && Date.parse(row.releaseAt) <= ctx.now().getTime()
      if (row.state === 'completed' && due)
        await release(tx, row, { by: 'system', reason: 'the time for a dispute is over' }, ctx)
    })
  },
)
