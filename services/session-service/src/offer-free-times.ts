import {
  bookingHeld,
  notBookable,
  offerNotFound,
  playerBusy,
  slotTaken,
  tooManyHolds,
  tooManyOpenRequests,
  tooManyTrials,
  trialUsed,
} from '@ecc/contracts/bookings'
import { coachNotFound, listSlots, type Quote, quoteSlot } from '@ecc/contracts/coaches'
import { Nullable } from '@ecc/contracts/vocabulary'
import { waitingOffered } from '@ecc/contracts/waiting-list'
import { type Context, job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { expireHold } from './expire-hold.ts'
import { holdForWaiting, type WaitingRow, waitingFor } from './waiting.ts'

/** The offer is off sale, or the player has no hold, request or trial left: they wait on, and the next in line has a turn. */
const waitsOn = [offerNotFound, coachNotFound, tooManyHolds, tooManyOpenRequests, trialUsed, tooManyTrials]

/** Times tried for one person in a look; the next look tries again. */
const maxTries = 5

/**
 * Offers a coach's free times to those who wait, longest first: each is held for one person at a time. `freed` is a start
 * that just came free, and is tried first: coach-service may not have heard of it yet, so its list may lack it.
 */
export const offerFreeTimes = job(
  'offer-free-times',
  Type.Object({ coachId: Type.String(), freed: Nullable(Type.String()) }),
  async ({ coachId, freed }, ctx: Context<Config>) => {
    for (const place of await waitingFor(ctx.sql, coachId, ctx.now())) await serve(place, freed, ctx)
  },
)

async function serve(place: WaitingRow, freed: string | null, ctx: Context<Config>): Promise<void> {
  const { coachId, offerId, from, to } = place
  try {
    if (freed !== null && freed >= from && freed < to && (await holdFor(place, freed, ctx))) return
    const { items } = await ctx.call(listSlots, { params: { id: coachId }, query: { offerId, from, to } })
    for (const { startsAt } of items.slice(0, maxTries)) if (await holdFor(place, startsAt, ctx)) return
  } catch (error) {
    if (!waitsOn.some((problem) => problem.is(error))) throw error
  }
}

/** Whether this player needs no further time: it is held for them, or they wait no longer. */
async function holdFor(place: WaitingRow, startsAt: string, ctx: Context<Config>): Promise<boolean> {
  try {
    const quote = await ctx.call(quoteSlot, { body: { offerId: place.offerId, startsAt } })
    await ctx.sql.begin((tx) => offer(tx, place, quote, ctx))
    return true
  } catch (error) {
    if ([slotTaken, playerBusy, notBookable].some((problem) => problem.is(error))) return false
    throw error
  }
}

async function offer(tx: Tx, place: WaitingRow, quote: Quote, ctx: Context<Config>): Promise<void> {
  const booking = await holdForWaiting(tx, place, quote, ctx)
  if (!booking) return
  await ctx.emit(tx, bookingHeld, booking, booking.id)
  await ctx.emit(tx, waitingOffered, { waitingId: place.id, booking }, booking.id)
  await ctx.addJob(tx, expireHold, { bookingId: booking.id }, { runAt: booking.holdExpiresAt })
}
