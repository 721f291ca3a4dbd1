import * as contract from '@ecc/contracts/coaches'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { type Context, handle } from '@ecc/kit'
import { checkHours, defaultHours, readHours, saveHours } from './availability.ts'
import { ownAvailability, readBookingsOutside, readCalendar } from './calendar.ts'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { endPause, endPauseAt } from './end-pause.ts'
import { readOffersOf } from './offer.ts'
import { refreshSearch } from './search-row.ts'

/**
 * PUT /coaches/me/availability: saves the hours and confirms the zone; fields left out stay as they are. Bookings keep
 * their instants, and those that now stand outside the hours are named.
 */
export const saveAvailability = handle(
  contract.saveAvailability,
  async ({ body, caller, ifMatch }, ctx: Context<Config>) => {
    const now = ctx.now()
    const coachId = caller.userId
    return ctx.sql.begin(async (tx) => {
      await lockCoach(tx, coachId, now)
      const { revision, ...before } = (await readHours(tx, coachId)) ?? { ...defaultHours, revision: 0 }
      if (ifMatch !== null && ifMatch !== revision) throw changedMeanwhile()
      const hours = { ...before, ...body }
      checkHours(
        hours,
        (await readOffersOf(tx, [coachId])).map(({ id }) => id),
      )
      await saveHours(tx, coachId, hours)
      const calendar = await readCalendar(tx, coachId, now)
      if (!calendar) throw new Error('the hours that were just saved are not there')
      await refreshSearch(tx, coachId, now)
      // The return date begins at another instant in another zone.
      if (calendar.pausedUntil) await ctx.addJob(tx, endPause, { coachId }, endPauseAt(coachId, calendar.pausedUntil))
      const bookingsOutside = await readBookingsOutside(tx, coachId, calendar, now)
      return { ...ownAvailability(calendar, hours.zone, now), bookingsOutside }
    })
  },
)
