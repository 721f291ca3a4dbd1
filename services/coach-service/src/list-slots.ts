import { offerNotFound } from '@ecc/contracts/bookings'
import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { asSold, readFilledCalendar, slotQuery } from './calendar.ts'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { slotAt } from './free-starts.ts'
import { readDatesOnSale, toStanding } from './group-date.ts'
import { isBanned } from './hiding.ts'
import { readOffer } from './offer.ts'
import { zoneOf } from './person.ts'
import { readRange } from './slot-range.ts'
import { freeSlotStarts } from './slots.ts'

const maxDays = 62

/**
 * GET /coaches/:id/slots: the times an offer can be booked at; coaches also see them for what is not on sale yet, and
 * players for packages, which they may have bought before one went off sale. A banned coach has none, but for moving. Of a
 * group: the dates of it that have a seat left.
 */
export const listSlots = handle(contract.listSlots, async ({ params, query, caller }, ctx: Context<Config>) => {
  const { sql } = ctx
  const range = { ...readRange(query, maxDays), now: ctx.now(), except: query.moving }
  const isOwn = caller?.userId === params.id
  const coach = (await readOwnProfiles(sql, [params.id])).get(params.id)
  if (!coach || (coach.status !== 'approved' && !isOwn)) throw contract.coachNotFound()
  const offer = await readOffer(sql, query.offerId)
  if (offer?.coachId !== params.id || !(offer.active || isOwn || query.moving || offer.kind === 'package'))
    throw offerNotFound()
  const banned = !query.moving && (await isBanned(sql, params.id))
  const calendar = banned ? undefined : await readFilledCalendar(sql, params.id, range)
  if (!calendar) return { coachZone: await zoneOf(sql, params.id), items: [] }
  const coachZone = calendar.hours.zone
  if (offer.kind === 'group') {
    const dates = await readDatesOnSale(sql, calendar, { offerId: offer.id }, range)
    return { coachZone, items: dates.map((date) => ({ ...slotOf(date), group: toStanding(date) })) }
  }
  const asked = query.moving ? asSold(offer) : offer
  const starts = freeSlotStarts(slotQuery(calendar, asked, range))
  return { coachZone, items: starts.map((start) => ({ ...slotAt(start, offer.durationMinutes), group: null })) }
})

const slotOf = ({ startsAt, endsAt }: contract.Slot) => ({ startsAt, endsAt })
