import * as contract from '@ecc/contracts/availability'
import { offerNotFound } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { readFilledCalendar, slotQuery } from './calendar.ts'
import type { Config } from './config.ts'
import { readDatesOnSale } from './group-date.ts'
import { readOffer } from './offer.ts'
import { checkYear } from './slot-range.ts'
import { explainSlot as explain } from './slots.ts'

/** GET /coaches/me/slots/explain: why one of the coach's offers is or is not offered at a time. */
export const explainSlot = handle(contract.explainSlot, async ({ query, caller }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, query.offerId)
  if (offer?.coachId !== caller.userId) throw offerNotFound()
  const start = new Date(query.startsAt)
  checkYear('startsAt', start)
  const range = { from: start, to: new Date(start.getTime() + 1), now: now() }
  const calendar = await readFilledCalendar(sql, caller.userId, range)
  if (!calendar) return { offered: false, reason: 'outside-hours' as const, text: 'You have not saved any hours yet.' }
  if (offer.kind === 'group') {
    const [date] = await readDatesOnSale(sql, calendar, { offerId: offer.id }, range)
    if (date) return { offered: true, reason: 'offered' as const, text: 'A seat of this date is on sale.' }
    return { offered: false, reason: 'outside-hours' as const, text: 'A group is offered on the dates you set for it.' }
  }
  return explain(slotQuery(calendar, offer, range), start.getTime())
})
