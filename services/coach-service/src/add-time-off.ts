import * as contract from '@ecc/contracts/availability'
import { type Context, handle } from '@ecc/kit'
import { readHours } from './availability.ts'
import { readUpcoming } from './busy.ts'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { zoneOf } from './person.ts'
import { refreshSearch } from './search-row.ts'
import { closedTime, insertTimeOff } from './time-off.ts'

const shownBookings = 100

/** POST /coaches/me/time-off: nothing is offered then; bookings that lie in it stay, and are named. */
export const addTimeOff = handle(contract.addTimeOff, async ({ body, caller, once }, ctx: Context<Config>) => {
  const coachId = caller.userId
  return once(async (tx) => {
    const now = ctx.now()
    await lockCoach(tx, coachId, now)
    const zone = (await readHours(tx, coachId))?.zone ?? (await zoneOf(tx, coachId))
    const timeOff = await insertTimeOff(tx, coachId, body, { id: ctx.id(), zone, now })
    await refreshSearch(tx, coachId, now)
    const { startMs, endMs } = closedTime(timeOff, zone)
    const inside = (await readUpcoming(tx, coachId, now)).filter(
      ({ startsAt, endsAt }) => Date.parse(startsAt) < endMs && startMs < Date.parse(endsAt),
    )
    const bookingsInside = inside
      .slice(0, shownBookings)
      .map(({ bookingId, startsAt, endsAt }) => ({ bookingId, startsAt, endsAt }))
    return { ...timeOff, bookingsInside }
  })
})
