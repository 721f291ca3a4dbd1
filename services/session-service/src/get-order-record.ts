import { getOrderRecord as contract } from '@ecc/contracts/orders'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readOrder } from './order.ts'
import { policyOf } from './policy.ts'

/** GET /internal/orders/:id: what there is to pay, and with which fee, for payment-service. */
export const getOrderRecord = handle(contract, async ({ params }, ctx: Context<Config>) => {
  const { policyVersion, ...order } = await readOrder(ctx.sql, params.id)
  const { playerFeeBasisPoints } = await policyOf(policyVersion, ctx, ctx.sql)
  return { ...order, playerFeeBasisPoints }
})
