import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import { quoteDates as contract, type DateQuote } from '@ecc/contracts/date-quotes'
import { type Context, handle } from '@ecc/kit'
import {
  explainToPlayer,
  type FilledCalendar,
  readCalendar,
  readFilledCalendar,
  slotQuery,
  type WantedOffer,
} from './calendar.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { slotAt } from './free-starts.ts'
import { readOffer } from './offer.ts'
import { type SeriesDate, seriesDates } from './series-dates.ts'
import { freeSlotStarts } from './slots.ts'

const minuteMs = 60_000
/** How far from a date that cannot be booked other times are looked for, and how many are shown. */
const nearbyMs = 36 * 60 * minuteMs
const shownAlternatives = 3

/** POST /internal/date-quotes: each date of a series as the coach's hours and known bookings have it; none where the coach is asked. */
export const quoteDates = handle(contract, async ({ body }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, body.offerId)
  if (!offer?.active || offer.kind !== 'single') throw offerNotFound()
  if (offer.bookingMode === 'request')
    throw notBookable('The coach is asked for each session.', { reason: 'on-request' })
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  const zone = (await readCalendar(sql, offer.coachId, now()))?.hours.zone
  if (coach?.status !== 'approved' || zone === undefined) throw offerNotFound()
  const dates = seriesDates(Date.parse(body.startsAt), body.count, body.everyWeeks, zone)
  const from = new Date((dates[0] as SeriesDate).nearMs - nearbyMs)
  const to = new Date((dates.at(-1) as SeriesDate).nearMs + nearbyMs)
  const calendar = await readFilledCalendar(sql, offer.coachId, { from, to, now: now() })
  if (!calendar) throw offerNotFound()
  const { durationMinutes } = offer
  const about = { calendar, offer, now: now() }
  return {
    coachId: offer.coachId,
    coachZone: zone,
    durationMinutes,
    price: offer.price,
    items: dates.map((date) => quoteOf(date, about)),
  }
})

interface About {
  calendar: FilledCalendar
  offer: WantedOffer
  now: Date
}

function quoteOf(date: SeriesDate, about: About): DateQuote {
  const { startMs, clock } = date
  const answer = startMs === null ? skipped(date) : explainToPlayer(about.calendar, about.offer, startMs, about.now)
  const slot = startMs === null ? { startsAt: null, endsAt: null } : slotAt(startMs, about.offer.durationMinutes)
  return {
    date: date.date,
    clock,
    ...slot,
    bookable: answer.offered,
    reason: answer.offered ? null : answer.reason,
    text: answer.offered ? null : answer.text,
    alternatives: answer.offered ? [] : nearest(date.nearMs, about),
  }
}

function skipped({ clock }: SeriesDate) {
  return {
    offered: false,
    reason: 'no-such-time',
    text: `${clock} is left out on that date by a clock change.`,
  } as const
}

function nearest(nearMs: number, { calendar, offer, now }: About) {
  const [from, to] = [new Date(nearMs - nearbyMs), new Date(nearMs + nearbyMs)]
  return freeSlotStarts(slotQuery(calendar, offer, { now, from, to }))
    .toSorted((one, other) => Math.abs(one - nearMs) - Math.abs(other - nearMs) || one - other)
    .slice(0, shownAlternatives)
    .toSorted((one, other) => one - other)
    .map((start) => slotAt(start, offer.durationMinutes))
}
