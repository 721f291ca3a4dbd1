import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle, plusMinutes } from '@ecc/kit'
import { type Hours, hoursToBook, readHours, slotQuery } from './availability.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { readExternalBusy } from './external-calendar/external-calendar.ts'
import { readOffer } from './offer.ts'
import { type BusyInterval, explainSlot } from './slots.ts'

const minuteMs = 60_000
/** No session with its buffers is longer. */
const dayMinutes = 24 * 60

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's hours offer and no other calendar of theirs takes.
 * Other bookings are left to session-service's constraint, so that a race for a slot ends in slot-taken. A session that is
 * sold already is quoted for its own length, and outlives its offer.
 */
export const quoteSlot = handle(contract.quoteSlot, async ({ body }, { sql, now }: Context<Config>) => {
  const { sold } = body
  const offer = await readOffer(sql, body.offerId)
  if (!offer || !(offer.active || sold)) throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  if (coach?.status !== 'approved' && !sold) throw offerNotFound()
  const hours = await readHours(sql, offer.coachId)
  if (!hours) throw notBookable('The coach has no hours.', { reason: 'outside-hours' })
  const start = new Date(body.startsAt)
  const durationMinutes = sold?.durationMinutes ?? offer.durationMinutes
  checkYear(start)
  const busy = sold?.anyTime ? [] : await readExternalBusy(sql, offer.coachId, aDayAround(start))
  checkOffered(sold ? hoursOfSold(hours, sold) : hoursToBook(hours, offer), durationMinutes, {
    start,
    busy,
    now: now(),
  })
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
    blockedFrom: new Date(start.getTime() - hours.bufferBeforeMinutes * minuteMs).toISOString(),
    blockedTo: new Date(end.getTime() + hours.bufferAfterMinutes * minuteMs).toISOString(),
    price: offer.price,
    policy: offer.policy,
    bookingMode: offer.bookingMode,
  }
})

const hoursOfSold = (hours: Hours, { anyTime }: { anyTime: boolean }) => (anyTime ? alwaysOpen(hours) : hours)

/** Every whole minute of the coach's horizon, from now on; whoever may choose so looks into their own calendar. */
function alwaysOpen(hours: Hours): Hours {
  const weekly = Array.from({ length: 7 }, (_, day) => ({ day, start: '00:00', end: '24:00' }))
  return { ...hours, weekly, overrides: [], stepMinutes: 1, minNoticeMinutes: 0 }
}

function aDayAround(start: Date): { from: Date; to: Date } {
  return { from: plusMinutes(start, -dayMinutes), to: plusMinutes(start, dayMinutes) }
}

function checkYear(start: Date): void {
  const year = start.getUTCFullYear()
  if (!(year >= 1900 && year <= 2199)) throw notBookable(undefined, { reason: 'beyond-horizon' })
}

function checkOffered(
  hours: Hours,
  durationMinutes: number,
  { start, busy, now }: { start: Date; busy: readonly BusyInterval[]; now: Date },
): void {
  const to = new Date(start.getTime() + minuteMs)
  const answer = explainSlot(slotQuery(hours, durationMinutes, { busy, now, from: start, to }), start.getTime())
  if (answer.offered) return
  // The full answer says from when to when: that is the coach's own affair.
  const text = answer.reason === 'busy' ? 'The coach is not free then.' : answer.text
  throw notBookable(text, { reason: answer.reason })
}
