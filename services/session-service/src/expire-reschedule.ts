import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { endProposal, notAnswered } from './booking.ts'
import type { Config } from './config.ts'
import { hasLapsed, lockForMove } from './reschedule.ts'

/** Ends a proposed time that nobody answered: the old one stands, and the proposed one is free again. */
export const expireReschedule = job(
  'expire-reschedule',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lockForMove(tx, bookingId, ctx)
      if (hasLapsed(row, ctx.now())) await endProposal(tx, row, 'lapsed', { by: 'system', reason: notAnswered }, ctx)
    })
  },
)
