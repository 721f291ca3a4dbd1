import { listWaiting as contract } from '@ecc/contracts/waiting-list'
import { type Context, handle } from '@ecc/kit'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { placesOf, toWaiting } from './waiting.ts'

/** GET /waiting-list: the days the caller waits for, with the time that is held for them. */
export const listWaiting = handle(contract, async ({ caller }, ctx: Context<Config>) => {
  const places = await placesOf(ctx.sql, caller.userId)
  const person = await findPeopleOf(places, ctx)
  return { items: places.map((place) => toWaiting(place, person)) }
})
