import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import type { Offer, Quote } from '@ecc/contracts/coaches'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle, type Queryable } from '@ecc/kit'
import {
  alwaysOpen,
  asSold,
  explainToPlayer,
  type FilledCalendar,
  readFilledCalendar,
  withoutBookings,
} from './calendar.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { readDateToBook } from './group-date.ts'
import { isBanned } from './hiding.ts'
import { readOffer } from './offer.ts'
import { localDates } from './slots.ts'

const minuteMs = 60_000

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's calendar offers. Other bookings are left to
 * session-service's constraints, so that a race for a slot ends in slot-taken; the caps go with the quote. A session that is
 * sold already is quoted for its own length, and outlives its offer. Of a group, a seat on a date that its coach has set.
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
  if (offer.kind === 'group') return quoteSeat(sql, offer, start, { sold: sold !== undefined, now: now() })
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

/** A seat. Its date was set by hand, so neither the hours nor the caps are held against it. */
async function quoteSeat(
  sql: Queryable,
  offer: Offer,
  start: Date,
  { sold, now }: { sold: boolean; now: Date },
): Promise<Quote> {
  if (sold) throw notBookable('A seat in a group stays with its date.', { reason: 'outside-hours' })
  const { id, startsAt, endsAt, blockedFrom, blockedTo, minSeats, maxSeats, decidesAt } = await readDateToBook(
    sql,
    offer,
    start,
    now,
  )
  return {
    coachId: offer.coachId,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    kind: offer.kind,
    startsAt,
    endsAt,
    durationMinutes: Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / minuteMs),
    blockedFrom,
    blockedTo,
    price: offer.price,
    policy: offer.policy,
    bookingMode: offer.bookingMode,
    group: { id, minSeats, maxSeats, decidesAt },
  }
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
