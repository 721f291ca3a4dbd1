import { getDispute as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { viewDispute } from './dispute-view.ts'

/** GET /bookings/:id/dispute: the latest dispute on a booking, for its two sides and staff. */
export const getDispute = handle(contract, async ({ params, caller }, ctx: Context<Config>) =>
  viewDispute(params.id, caller, ctx),
)
