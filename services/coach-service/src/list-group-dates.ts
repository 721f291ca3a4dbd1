import { offerNotFound } from '@ecc/contracts/bookings'
import { listGroupDates as contract } from '@ecc/contracts/group-dates'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readDatesAhead, toGroupDate } from './group-date.ts'
import { readOffer } from './offer.ts'

/** GET /coaches/me/offers/:id/dates: the dates of a group and how their seats stand. */
export const listGroupDates = handle(contract, async ({ params, caller }, { sql, now }: Context<Config>) => {
  const offer = await readOffer(sql, params.id)
  if (offer?.coachId !== caller.userId) throw offerNotFound()
  return { items: (await readDatesAhead(sql, offer.id, now())).map(toGroupDate) }
})
