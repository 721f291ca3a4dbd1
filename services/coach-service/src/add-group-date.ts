import { offerNotFound } from '@ecc/contracts/bookings'
import { addGroupDate as contract, notGroup } from '@ecc/contracts/group-dates'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { addDate, toGroupDate } from './group-date.ts'
import { readOffer } from './offer.ts'
import { refreshSearch } from './search-row.ts'
import { checkYear } from './slot-range.ts'

/** POST /coaches/me/offers/:id/dates: sets a date for a group, whose seats are on sale from now on. */
export const addGroupDate = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) => {
  const start = new Date(body.startsAt)
  checkYear('startsAt', start)
  return once(async (tx) => {
    const now = ctx.now()
    await lockKnownCoach(tx, caller.userId)
    const offer = await readOffer(tx, params.id)
    if (offer?.coachId !== caller.userId) throw offerNotFound()
    const { group } = offer
    if (group === null || !offer.active) throw notGroup()
    const date = await addDate(tx, { ...offer, group }, start, { id: ctx.id(), now })
    await refreshSearch(tx, caller.userId, now)
    return toGroupDate(date)
  })
})
