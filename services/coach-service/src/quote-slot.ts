import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { asSold, explainToPlayer, type FilledCalendar, readFilledCalendar, withoutBookings } from './calendar.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { isBanned } from './hiding.ts'
import { readOffer } from './offer.ts'
import { localDates } from './slots.ts'

const minuteMs = 60_000

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's calendar offers. Other bookings are left to
 * session-service's constraints, so that a race for a slot ends in slot-taken; the caps go with the quote. A session that is
 * sold already is quoted for its own length, and outlives its offer.
 */
export const quoteSlot = handle(contract.quoteSlot, async ({ body }, { sql, now }: Context<Config>) => {
  const { sold } = body
  const offer = await readOffer(sql, body.offerId)
  if (!offer || !(offer.active || sold)) throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  if (coach?.status !== 'approved' && !sold) throw offerNotFound()
  if (!sold && (await isBanned(sql, offer.coachId)))
    throw notBookable('The coach takes no bookings.', { reason: 'outside-hours' })
  const start = new Date(body.startsAt)
  const year = start.getUTCFullYear()
  if (!(year >= 1900 && year <= 2199)) throw notBookable(undefined, { reason: 'beyond-horizon' })
  const range = { from: start, to: new Date(start.getTime() + minuteMs), now: now() }
  const calendar = await readFilledCalendar(sql, offer.coachId, range)
  if (!calendar) throw notBookable('The coach has no hours.', { reason: 'outside-hours' })
  const durationMinutes = sold?.durationMinutes ?? offer.durationMinutes
  const asked = sold?.anyTime ? alwaysOpen(calendar) : withoutBookings(calendar)
  const wanted = sold ? asSold({ ...offer, durationMinutes }) : offer
  const answer = explainToPlayer(asked, wanted, start.getTime(), now())
  if (!answer.offered) throw notBookable(answer.text, { reason: answer.reason })
  const end = new Date(start.getTime() + durationMinutes * minuteMs)
  return {
    coachId: offer.coachId,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    kind: offer.kind,
    startsAt: start.toISOString(),
    endsAt: end.toISOString(),
    durationMinutes,
    blockedFrom: new Date(start.getTime() - calendar.hours.bufferBeforeMinutes * minuteMs).toISOString(),
    blockedTo: new Date(end.getTime() + calendar.hours.bufferAfterMinutes * minuteMs).toISOString(),
    price: offer.price,
    policy: offer.policy,
    bookingMode: offer.bookingMode,
    ...limitsAt(calendar, start),
  }
})

/** Every whole minute of the coach's horizon, from now on; whoever may choose so looks into their own calendar. */
function alwaysOpen(calendar: FilledCalendar): FilledCalendar {
  const weekly = Array.from({ length: 7 }, (_, day) => ({ day, start: '00:00', end: '24:00' }))
  const hours = { ...calendar.hours, weekly, overrides: [], offerHours: [], stepMinutes: 1, minNoticeMinutes: 0 }
  return { hours, timeOff: [], returnsOn: null, pausedUntil: null, taken: [], booked: [] }
}

/** What session-service counts the coach's other bookings against. */
function limitsAt({ hours }: FilledCalendar, start: Date) {
  const { date, week } = localDates(start.getTime(), hours.zone)
  return {
    coachZone: hours.zone,
    coachDate: date,
    coachWeek: week,
    maxBookingsPerDay: hours.maxBookingsPerDay,
    maxBookingsPerWeek: hours.maxBookingsPerWeek,
    maxMinutesPerDay: hours.maxMinutesPerDay,
    maxMinutesPerWeek: hours.maxMinutesPerWeek,
  }
}
