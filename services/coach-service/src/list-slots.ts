import { offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { hoursToBook, readHours, slotQuery } from './availability.ts'
import { readBusy } from './busy.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { slotAt } from './free-starts.ts'
import { invalidField } from './invalid-field.ts'
import { readOffer } from './offer.ts'
import { readPerson } from './person.ts'
import { freeSlotStarts } from './slots.ts'

const dayMs = 86_400_000
const maxDays = 62

/**
 * GET /coaches/:id/slots: the times an offer can be booked at; coaches also see them for what is not on sale yet, and
 * players for packages, which they may have bought before one went off sale.
 */
export const listSlots = handle(
  contract.listSlots,
  async ({ params, query, caller }, { sql, now }: Context<Config>) => {
    const { from, to } = readRange(query)
    const isOwn = caller?.userId === params.id
    const coach = (await readOwnProfiles(sql, [params.id])).get(params.id)
    if (!coach || (coach.status !== 'approved' && !isOwn)) throw contract.coachNotFound()
    const offer = await readOffer(sql, query.offerId)
    if (offer?.coachId !== params.id || !(offer.active || isOwn || query.moving || offer.kind === 'package'))
      throw offerNotFound()
    const hours = await readHours(sql, params.id)
    if (!hours) return { coachZone: (await readPerson(sql, params.id))?.timeZone ?? 'UTC', items: [] }
    // A day more on either side holds every session whose buffers or length reach into the range.
    const around = { from: new Date(from.getTime() - dayMs), to: new Date(to.getTime() + dayMs) }
    const busy = await readBusy(sql, params.id, { ...around, now: now(), except: query.moving })
    const open = query.moving ? hours : hoursToBook(hours, offer)
    const starts = freeSlotStarts(slotQuery(open, offer.durationMinutes, { busy, now: now(), from, to }))
    return { coachZone: hours.zone, items: starts.map((start) => slotAt(start, offer.durationMinutes)) }
  },
)

function readRange(query: { from: string; to: string }): { from: Date; to: Date } {
  const from = new Date(query.from)
  const to = new Date(query.to)
  if (from > to) throw invalidField('query', 'to', 'must not be before from')
  if (to.getTime() - from.getTime() > maxDays * dayMs)
    throw invalidField('query', 'to', `must be at most ${maxDays} days after from`)
  for (const [field, at] of Object.entries({ from, to })) {
    const year = at.getUTCFullYear()
    if (Number.isNaN(year) || year < 1900 || year > 2199)
      throw invalidField('query', field, 'must be in the years 1900 to 2199')
  }
  return { from, to }
}
