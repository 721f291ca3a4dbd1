import { getBooking as contract, type HistoryEntry } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { find, sideOf } from './booking.ts'
import { findPeopleOf, toView } from './booking-view.ts'
import type { Config } from './config.ts'

/** GET /bookings/:id: one booking with its history, for its two people and staff. */
export const getBooking = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  const row = await find(ctx.sql, params.id)
  const side = sideOf(row, caller)
  const history = await ctx.sql<HistoryEntry>`
    select at, by, from_state as "from", to_state as "to", reason from booking_history where booking_id = ${row.id} order by sequence`
  const person = await findPeopleOf([row], ctx)
  return { ...toView(row, side, person, ctx.now()), history }
})
