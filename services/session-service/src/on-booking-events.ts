import { bookingEvents } from '@ecc/contracts/bookings'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { offerFreeTimes } from './offer-free-times.ts'
import { followUnused } from './package.ts'
import { followLost } from './series.ts'
import { followOffered, isWaitedFor } from './waiting.ts'

/**
 * Our own bookings, so that every way a booking can end leads here, also one that is added later: a session of a package
 * that was not used goes back to it, an unpaid series that lost one date is never held half, and a time that came free is
 * offered to those who wait.
 */
export const onBookingEvents = bookingEvents.map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context<Config>) => {
    await once(async (tx) => {
      await followUnused(tx, payload, ctx)
      await followLost(tx, payload, ctx)
      await followOffered(tx, payload)
      const { coachId, startsAt: freed, state } = payload
      if (state === 'held' || !(await isWaitedFor(tx, coachId))) return
      await ctx.addJob(tx, offerFreeTimes, { coachId, freed }, { key: `offer-free-times:${coachId}:${freed}` })
    })
  }),
)
