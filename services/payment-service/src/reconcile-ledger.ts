import { failpoint, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { followStripeEvent } from './follow-stripe-event.ts'
import { countWaitingSince, debtDays } from './operation.ts'
import { isOutage } from './provider.ts'
import { allOf, closeWindow, compareWindow, createdIn, nextWindow, type Window } from './reconciliation.ts'
import { isFollowed, keepEvent, unprocessedEvents } from './stripe-event.ts'

/** Movements younger than this may still be on their way into the ledger. */
export const settleMs = 2 * 60_000
const mostWindows = 48

/**
 * Every five minutes: fetches events that never reached us, and compares each movement at the provider with the ledger.
 * Differences are listed and logged; nothing is repaired here.
 */
export const reconcileLedger = job(
  'reconcile-ledger',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    try {
      await eachWindow(ctx, 'events', 0, (window) => fetchMissed(ctx, window))
      await eachWindow(ctx, 'movements', settleMs, (window) => compareWindow(ctx, window))
      await warnOfOldDebts(ctx)
    } catch (error) {
      if (!isOutage(error)) throw error
      ctx.log.warn({ error: String(error) }, 'the provider did not answer; the reconciliation goes on next time')
    }
  },
  { cron: '*/5 * * * *' },
)

async function eachWindow(ctx: Ctx, name: string, settleMs: number, look: (window: Window) => Promise<unknown>) {
  for (let i = 0; i < mostWindows; i++) {
    const window = await nextWindow(ctx, name, settleMs)
    if (!window) return
    await look(window)
    await failpoint('reconcile:looked')
    await closeWindow(ctx.sql, name, window)
  }
}

async function fetchMissed(ctx: Ctx, window: Window): Promise<void> {
  const events = await allOf(ctx, ctx.resources.stripe.events.list({ created: createdIn(window), limit: 100 }))
  for (const event of events.reverse().filter(({ type }) => isFollowed(type))) {
    await ctx.sql.begin(async (tx) => {
      if (!(await keepEvent(tx, ctx, event))) return
      await failpoint('reconcile:event-fetched')
      ctx.log.info({ eventId: event.id, type: event.type }, 'an event had not reached us')
      await ctx.addJob(tx, followStripeEvent, { eventId: event.id })
    })
  }
  for (const { id } of await unprocessedEvents(ctx.sql, window.from)) {
    await ctx.sql.begin((tx) => ctx.addJob(tx, followStripeEvent, { eventId: id }, { key: id }))
  }
}

/** Stripe lets money be held for 90 days: what waits for a coach's account longer than 60 needs a person. */
async function warnOfOldDebts(ctx: Ctx): Promise<void> {
  const since = new Date(ctx.now().getTime() - debtDays * 86_400_000)
  const transfers = await countWaitingSince(ctx.sql, since)
  if (transfers > 0) ctx.log.error({ transfers, debtDays }, 'coaches have not been paid for too long')
}
