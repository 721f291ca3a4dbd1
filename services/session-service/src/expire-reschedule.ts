import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { endProposal, lock, notAnswered } from './booking.ts'
import type { Config } from './config.ts'
import { hasLapsed } from './reschedule.ts'

/** Ends a proposed time that nobody answered: the old one stands, and the proposed one is free again. */
export const expireReschedule = job(
  'expire-reschedule',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (hasLapsed(row, ctx.now())) await endProposal(tx, row, 'lapsed', { by: 'system', reason: notAnswered }, ctx)
    })
  },
)
