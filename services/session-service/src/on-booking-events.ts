import { bookingEvents } from '@ecc/contracts/bookings'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { offerFreeTimes } from './offer-free-times.ts'
import { followOffered, isWaitedFor } from './waiting.ts'

/** Our own bookings: what became of a time that was offered to one who waited, and whether one came free for the next. */
export const onBookingEvents = bookingEvents.map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context<Config>) => {
    await once(async (tx) => {
      await followOffered(tx, payload)
      const { coachId, startsAt: freed, state } = payload
      if (state === 'held' || !(await isWaitedFor(tx, coachId))) return
      await ctx.addJob(tx, offerFreeTimes, { coachId, freed }, { key: `offer-free-times:${coachId}:${freed}` })
    })
  }),
)
