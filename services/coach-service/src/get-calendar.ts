import * as contract from '@ecc/contracts/availability'
import { offerNotFound } from '@ecc/contracts/bookings'
import type { Offer } from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { openTimes, readFilledCalendar, slotQuery, takenTimes } from './calendar.ts'
import type { Config } from './config.ts'
import { readDatesOnSale } from './group-date.ts'
import { readOffersOf } from './offer.ts'
import { zoneOf } from './person.ts'
import { readRange } from './slot-range.ts'
import { freeSlotStarts } from './slots.ts'

const maxDays = 42
const shownOffers = 10

/** GET /coaches/me/calendar: what the hours come to between two instants. */
export const getCalendar = handle(contract.getCalendar, async ({ query, caller }, ctx: Context<Config>) => {
  const { sql } = ctx
  const range = { ...readRange(query, maxDays), now: ctx.now() }
  const offers = chooseOffers(await readOffersOf(sql, [caller.userId]), query.offerId)
  const calendar = await readFilledCalendar(sql, caller.userId, range)
  if (!calendar) return { zone: await zoneOf(sql, caller.userId), pausedUntil: null, open: [], taken: [], free: [] }
  return {
    zone: calendar.hours.zone,
    pausedUntil: calendar.pausedUntil?.toISOString() ?? null,
    open: openTimes(calendar, range).map(({ startsAt, endsAt }) => ({ startsAt, endsAt })),
    taken: takenTimes(calendar, range),
    free: await Promise.all(
      offers.map(async ({ id: offerId, durationMinutes, kind, bookingMode }) => ({
        offerId,
        durationMinutes,
        startsAt:
          kind === 'group'
            ? (await readDatesOnSale(sql, calendar, { offerId }, range)).map(({ startsAt }) => startsAt)
            : freeSlotStarts(slotQuery(calendar, { id: offerId, durationMinutes, bookingMode }, range)).map(instantOf),
      })),
    ),
  }
})

const instantOf = (ms: number) => new Date(ms).toISOString()

function chooseOffers(own: readonly Offer[], offerId: string | undefined): Offer[] {
  if (offerId === undefined) return own.filter(({ active }) => active).slice(0, shownOffers)
  const asked = own.filter(({ id }) => id === offerId)
  if (asked.length === 0) throw offerNotFound()
  return asked
}
