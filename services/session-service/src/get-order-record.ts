import { getOrderRecord as contract } from '@ecc/contracts/orders'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readOrder } from './order.ts'

/** GET /internal/orders/:id: what there is to pay, for payment-service. */
export const getOrderRecord = handle(contract, async ({ params }, ctx: Context<Config>) =>
  readOrder(ctx.sql, params.id),
)
