import { failpoint, job } from '@ecc/kit'
import type Stripe from 'stripe'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { compareObject, openDifferences } from './difference.ts'
import { followStripeEvent } from './follow-stripe-event.ts'
import { countWaitingSince, debtDays } from './operation.ts'
import { isOutage } from './provider.ts'
import { type Look, lookOn, movements } from './reconciliation.ts'
import { isFollowed, keepEvent, unprocessedEvents } from './stripe-event.ts'

/** What is left then is for the next one, well before the job's own limit of a minute. */
const workMs = 20_000
const givenUpMs = 10 * 60_000

/**
 * Every five minutes: fetches events that never reached us, and compares each movement at the provider with the ledger.
 * Differences are listed and logged; nothing is repaired here.
 */
export const reconcileLedger = job(
  'reconcile-ledger',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    const stopAt = performance.now() + workMs
    try {
      await followAgain(ctx)
      await lookAgain(ctx, stopAt - workMs / 2)
      const isDone = (await lookOn(ctx, missedEvents, stopAt)) && (await lookOn(ctx, movements, stopAt))
      if (!isDone) await ctx.sql.begin((tx) => ctx.addJob(tx, reconcileLedger, {}, { key: 'goes-on' }))
      await warnOfOldDebts(ctx)
    } catch (error) {
      if (!isOutage(error)) throw error
      ctx.log.warn({ error: String(error) }, 'the provider did not answer; the reconciliation goes on next time')
    }
  },
  { cron: '*/5 * * * *' },
)

/** Compares anew what differed, those first that waited for longest. */
async function lookAgain(ctx: Ctx, stopAt: number): Promise<void> {
  for (const movement of await openDifferences(ctx.sql)) {
    if (performance.now() > stopAt) return
    await compareObject(ctx, movement)
  }
}

/** Events that came and were never followed to the end. */
async function followAgain(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - givenUpMs)
  for (const { id } of await unprocessedEvents(ctx.sql, before))
    await ctx.sql.begin((tx) => ctx.addJob(tx, followStripeEvent, { eventId: id }, { key: id }))
}

const missedEvents: Look<Stripe.Event> = {
  name: 'events',
  settleMs: 0,
  list: ({ resources }, created) => resources.stripe.events.list({ created, limit: 100 }),
  async take(ctx, found) {
    for (const event of found.reverse().filter(({ type }) => isFollowed(type))) {
      await ctx.sql.begin(async (tx) => {
        if (!(await keepEvent(tx, ctx, event))) return
        await failpoint('reconcile:event-fetched')
        ctx.log.info({ eventId: event.id, type: event.type }, 'an event had not reached us')
        await ctx.addJob(tx, followStripeEvent, { eventId: event.id })
      })
    }
    return true
  },
}

/** Stripe lets money be held for 90 days: what waits for a coach's account longer than 60 needs a person. */
async function warnOfOldDebts(ctx: Ctx): Promise<void> {
  const since = new Date(ctx.now().getTime() - debtDays * 86_400_000)
  const transfers = await countWaitingSince(ctx.sql, since)
  if (transfers > 0) ctx.log.error({ transfers, debtDays }, 'coaches have not been paid for too long')
}
