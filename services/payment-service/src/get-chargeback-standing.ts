import { getChargebackStanding as contract } from '@ecc/contracts/chargebacks'
import { handle } from '@ecc/kit'
import { countChargebacks } from './chargeback.ts'
import type { Ctx } from './config.ts'

/** GET /internal/orders/:id/chargebacks: how many there are and were, none for an order that was never paid. */
export const getChargebackStanding = handle(contract, async ({ params }, ctx: Ctx) =>
  countChargebacks(ctx.sql, params.id),
)
