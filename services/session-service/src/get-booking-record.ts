import { getBookingRecord as contract } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { find, toRecord } from './booking.ts'
import type { Config } from './config.ts'

/** GET /internal/bookings/:id: a booking for another service. */
export const getBookingRecord = handle(contract, async ({ params }, ctx: Context<Config>) =>
  toRecord(await find(ctx.sql, params.id)),
)
