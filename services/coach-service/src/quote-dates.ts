import { offerNotFound } from '@ecc/contracts/bookings'
import { quoteDates as contract, type DateQuote } from '@ecc/contracts/date-quotes'
import { type Context, handle } from '@ecc/kit'
import { type Hours, readHours, slotQuery } from './availability.ts'
import { readBusy } from './busy.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { slotAt } from './free-starts.ts'
import { readOffer } from './offer.ts'
import { type SeriesDate, seriesDates } from './series-dates.ts'
import { type BusyInterval, explainSlot, freeSlotStarts } from './slots.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** How far from a date that cannot be booked other times are looked for, and how many are shown. */
const nearbyMs = 36 * 60 * minuteMs
const shownAlternatives = 3

/** POST /internal/date-quotes: each date of a series as the coach's hours and known bookings have it. */
export const quoteDates = handle(contract, async ({ body }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, body.offerId)
  if (!offer?.active || offer.kind !== 'single') throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  const hours = await readHours(sql, offer.coachId)
  if (coach?.status !== 'approved' || !hours) throw offerNotFound()
  const dates = seriesDates(Date.parse(body.startsAt), body.count, body.everyWeeks, hours.zone)
  const at = now()
  const from = new Date((dates[0] as SeriesDate).nearMs - 2 * dayMs)
  const to = new Date((dates.at(-1) as SeriesDate).nearMs + 3 * dayMs)
  const busy = await readBusy(sql, offer.coachId, { from, to, now: at })
  const { durationMinutes } = offer
  return {
    coachId: offer.coachId,
    coachZone: hours.zone,
    durationMinutes,
    price: offer.price,
    items: dates.map((date) => quoteOf(date, hours, { durationMinutes, busy, now: at })),
  }
})

interface About {
  durationMinutes: number
  busy: readonly BusyInterval[]
  now: Date
}

function quoteOf(date: SeriesDate, hours: Hours, about: About): DateQuote {
  const { startMs, clock } = date
  const answer = startMs === null ? skipped(date) : explain(startMs, hours, about)
  const slot = startMs === null ? { startsAt: null, endsAt: null } : slotAt(startMs, about.durationMinutes)
  return {
    date: date.date,
    clock,
    ...slot,
    bookable: answer.offered,
    reason: answer.offered ? null : answer.reason,
    text: answer.offered ? null : answer.text,
    alternatives: answer.offered ? [] : nearest(date.nearMs, hours, about),
  }
}

function explain(startMs: number, hours: Hours, { durationMinutes, ...about }: About) {
  const [from, to] = [new Date(startMs), new Date(startMs + minuteMs)]
  return explainSlot(slotQuery(hours, durationMinutes, { ...about, from, to }), startMs)
}

function skipped({ clock }: SeriesDate) {
  return {
    offered: false,
    reason: 'no-such-time',
    text: `${clock} is left out on that date by a clock change.`,
  } as const
}

function nearest(nearMs: number, hours: Hours, { durationMinutes, ...about }: About) {
  const [from, to] = [new Date(nearMs - nearbyMs), new Date(nearMs + nearbyMs)]
  return freeSlotStarts(slotQuery(hours, durationMinutes, { ...about, from, to }))
    .toSorted((one, other) => Math.abs(one - nearMs) - Math.abs(other - nearMs) || one - other)
    .slice(0, shownAlternatives)
    .toSorted((one, other) => one - other)
    .map((start) => slotAt(start, durationMinutes))
}
