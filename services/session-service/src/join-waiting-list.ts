import { offerNotFound, ownOffer } from '@ecc/contracts/bookings'
import { getCoach, listSlots } from '@ecc/contracts/coaches'
import { joinWaitingList as contract, dayNotBookable, timesAreFree } from '@ecc/contracts/waiting-list'
import { type Context, handle } from '@ecc/kit'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { join, toWaiting } from './waiting.ts'

const hourMs = 3_600_000
/** A calendar day, also one on which clocks go back. */
const longestDayMs = 26 * hourMs

/** POST /waiting-list: takes a place in the queue for a coach's full day. */
export const joinWaitingList = handle(contract, async ({ body, caller }, ctx: Context<Config>) => {
  const { coachId, offerId, from, to } = body
  if (coachId === caller.userId) throw ownOffer()
  const lengthMs = Date.parse(to) - Date.parse(from)
  if (!(lengthMs > 0 && lengthMs <= longestDayMs) || Date.parse(to) <= ctx.now().getTime()) throw dayNotBookable()
  const { offers } = await ctx.call(getCoach, { params: { id: coachId } })
  const offer = offers.find(({ id, active }) => id === offerId && active)
  if (!offer) throw offerNotFound()
  if (offer.kind === 'group') throw dayNotBookable('A group has dates of its own; nobody waits for another.')
  const { items } = await ctx.call(listSlots, { params: { id: coachId }, query: { offerId, from, to } })
  if (items.length > 0) throw timesAreFree()
  const wish = { coachId, offerId, offerTitle: offer.title, from, to }
  const place = await ctx.sql.begin((tx) => join(tx, caller.userId, wish, ctx))
  return toWaiting(place, await findPeopleOf([place], ctx))
})
