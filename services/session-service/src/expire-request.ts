import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { endWhenOver } from './request.ts'

/** Ends a request that was not answered in time, and one that was accepted and could not be charged in time. */
export const expireRequest = job(
  'expire-request',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      await endWhenOver(tx, await lock(tx, bookingId), ctx)
    })
  },
)
