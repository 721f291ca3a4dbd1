import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { type Hours, readHours, slotQuery } from './availability.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { readOffer } from './offer.ts'
import { explainSlot } from './slots.ts'

const minuteMs = 60_000

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's hours offer. Other bookings are left to
 * session-service's constraint, so that a race for a slot ends in slot-taken. A session that is sold already is quoted for
 * its own length, and outlives its offer.
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
  checkOffered(sold?.anyTime ? alwaysOpen(hours) : hours, durationMinutes, start, now())
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
  }
})

/** Every whole minute of the coach's horizon, from now on. */
function alwaysOpen(hours: Hours): Hours {
  const weekly = Array.from({ length: 7 }, (_, day) => ({ day, start: '00:00', end: '24:00' }))
  return { ...hours, weekly, overrides: [], stepMinutes: 1, minNoticeMinutes: 0 }
}

function checkOffered(hours: Hours, durationMinutes: number, start: Date, now: Date): void {
  const year = start.getUTCFullYear()
  if (!(year >= 1900 && year <= 2199)) throw notBookable(undefined, { reason: 'beyond-horizon' })
  const to = new Date(start.getTime() + minuteMs)
  const answer = explainSlot(slotQuery(hours, durationMinutes, { busy: [], now, from: start, to }), start.getTime())
  if (!answer.offered) throw notBookable(answer.text, { reason: answer.reason })
}
