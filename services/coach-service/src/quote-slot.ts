import { notBookable, offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { type Hours, readHours, slotQuery } from './availability.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { isBanned } from './hiding.ts'
import { readOffer } from './offer.ts'
import { explainSlot } from './slots.ts'

const minuteMs = 60_000

/**
 * POST /internal/quotes: the terms of an offer at a time that the coach's hours offer. Other bookings are left to
 * session-service's constraint, so that a race for a slot ends in slot-taken.
 */
export const quoteSlot = handle(contract.quoteSlot, async ({ body }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, body.offerId)
  if (!offer?.active) throw offerNotFound()
  const coach = (await readOwnProfiles(sql, [offer.coachId])).get(offer.coachId)
  if (coach?.status !== 'approved') throw offerNotFound()
  if (await isBanned(sql, offer.coachId)) throw notBookable('The coach takes no bookings.', { reason: 'outside-hours' })
  const hours = await readHours(sql, offer.coachId)
  if (!hours) throw notBookable('The coach has no hours.', { reason: 'outside-hours' })
  const start = new Date(body.startsAt)
  checkOffered(hours, offer.durationMinutes, start, now())
  const end = new Date(start.getTime() + offer.durationMinutes * minuteMs)
  return {
    coachId: offer.coachId,
    offerId: offer.id,
    offerTitle: offer.title,
    gameId: offer.gameId,
    kind: offer.kind,
    startsAt: start.toISOString(),
    endsAt: end.toISOString(),
    durationMinutes: offer.durationMinutes,
    blockedFrom: new Date(start.getTime() - hours.bufferBeforeMinutes * minuteMs).toISOString(),
    blockedTo: new Date(end.getTime() + hours.bufferAfterMinutes * minuteMs).toISOString(),
    price: offer.price,
    policy: offer.policy,
  }
})

function checkOffered(hours: Hours, durationMinutes: number, start: Date, now: Date): void {
  const year = start.getUTCFullYear()
  if (!(year >= 1900 && year <= 2199)) throw notBookable(undefined, { reason: 'beyond-horizon' })
  const to = new Date(start.getTime() + minuteMs)
  const answer = explainSlot(slotQuery(hours, durationMinutes, { busy: [], now, from: start, to }), start.getTime())
  if (!answer.offered) throw notBookable(answer.text, { reason: answer.reason })
}
