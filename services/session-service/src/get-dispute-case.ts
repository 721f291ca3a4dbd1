import { getDisputeCase as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { viewCase } from './dispute-view.ts'

/** GET /admin/bookings/:id/dispute: the dispute on a booking with all that staff decide by. */
export const getDisputeCase = handle(contract, async ({ params, caller }, ctx: Context<Config>) =>
  viewCase(params.id, caller, ctx),
)
