import { bookingEvents } from '@ecc/contracts/bookings'
import { type Context, subscribe } from '@ecc/kit'
import { recordBooking } from './busy.ts'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

/** Every change of a booking: the coach's busy times, and with them the free times in search. */
export const onBookingChanged = bookingEvents.map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context<Config>) => {
    await once(async (tx) => {
      await lockKnownCoach(tx, payload.coachId)
      if (await recordBooking(tx, payload)) await refreshSearch(tx, payload.coachId, ctx.now())
    })
  }),
)
