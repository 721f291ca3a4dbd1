import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { expire, lock } from './booking.ts'
import type { Config } from './config.ts'

/** Frees a held slot when its time is up and it was not paid. */
export const expireHold = job(
  'expire-hold',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (row.state === 'held' && Date.parse(row.holdExpiresAt) <= ctx.now().getTime()) await expire(tx, row, ctx)
    })
  },
)
