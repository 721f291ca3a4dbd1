import { failpoint, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { start } from './run-operation.ts'
import { findEvent, followHint, markProcessed } from './stripe-event.ts'

/** Takes an event as a hint: looks its object up at the provider, and writes down what is true now. */
export const followStripeEvent = job(
  'follow-stripe-event',
  Type.Object({ eventId: Type.String() }),
  async ({ eventId }, ctx: Ctx) => {
    const hint = await findEvent(ctx.sql, eventId)
    if (!hint || hint.processedAt !== null) return
    const recording = await followHint(ctx, hint)
    await failpoint('hint:looked-up')
    await ctx.sql.begin(async (tx) => {
      await start(tx, ctx, await recording(tx))
      await markProcessed(tx, eventId, ctx.now())
      await failpoint('hint:written')
    })
  },
)
