import { payOrder as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { pay } from './paying.ts'

/** POST /orders/:id/pay: pays for a package or a series, as a booking is paid. */
export const payOrder = handle(contract, async ({ params, body, caller, key }, ctx: Ctx) => {
  const returnUrl = body.returnUrl ?? `${ctx.config.PUBLIC_URL}/orders/${params.id}`
  const { paymentMethodId } = body
  const request = { playerId: caller.userId, orderId: params.id, paymentMethodId, returnUrl, key }
  return pay(ctx, request, ['package', 'series'])
})
