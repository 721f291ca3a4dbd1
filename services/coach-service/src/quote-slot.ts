import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { type FilledCalendar, readFilledCalendar, slotQuery, withoutBookings } from './calendar.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { readOffer } from './offer.ts'
import { explainSlot, localDates } from './slots.ts'

const minuteMs = 60_000

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's calendar offers. Other bookings are left to
 * session-service's constraints, so that a race for a slot ends in slot-taken; the caps go with the quote.
 */
export const quoteSlot = handle(contract.quoteSlot, async ({ body }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, body.offerId)
  if (!offer?.active) throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  if (coach?.status !== 'approved') throw offerNotFound()
  const start = new Date(body.startsAt)
  const year = start.getUTCFullYear()
  if (!(year >= 1900 && year <= 2199)) throw notBookable(undefined, { reason: 'beyond-horizon' })
  const range = { from: start, to: new Date(start.getTime() + minuteMs), now: now() }
  const calendar = await readFilledCalendar(sql, offer.coachId, range)
  if (!calendar) throw notBookable('The coach has no hours.', { reason: 'outside-hours' })
  const answer = explainSlot(slotQuery(withoutBookings(calendar), offer, range), start.getTime())
  if (!answer.offered) throw notBookable(answer.text, { reason: answer.reason })
  const end = new Date(start.getTime() + offer.durationMinutes * minuteMs)
  return {
    coachId: offer.coachId,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    startsAt: start.toISOString(),
    endsAt: end.toISOString(),
    durationMinutes: offer.durationMinutes,
    blockedFrom: new Date(start.getTime() - calendar.hours.bufferBeforeMinutes * minuteMs).toISOString(),
    blockedTo: new Date(end.getTime() + calendar.hours.bufferAfterMinutes * minuteMs).toISOString(),
    price: offer.price,
    policy: offer.policy,
    ...limitsAt(calendar, start),
  }
})

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
