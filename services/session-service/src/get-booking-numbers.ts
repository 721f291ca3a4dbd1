import { type BookingState, getBookingNumbers as contract } from '@ecc/contracts/bookings'
import type { Money } from '@ecc/contracts/vocabulary'
import { type Context, handle, plusMinutes } from '@ecc/kit'
import type { Config } from './config.ts'

const days = 30

/** GET /admin/numbers: bookings made in the last 30 days by state, and what was paid for them. */
export const getBookingNumbers = handle(contract, async (_, ctx: Context<Config>) => {
  const since = plusMinutes(ctx.now(), -days * 24 * 60)
  const states = await ctx.sql<{ state: BookingState; count: number }>`
    select state, count(*)::int as count from bookings where created_at >= ${since} group by state order by state`
  const volume = await ctx.sql<Money>`
    select price_currency as currency, sum(price_amount)::int as amount from bookings
    where created_at >= ${since} and confirmed_at is not null group by price_currency order by price_currency`
  return { since: since.toISOString(), states, volume }
})
