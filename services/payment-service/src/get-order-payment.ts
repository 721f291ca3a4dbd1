import { getOrderPayment as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { paymentOf } from './paying.ts'

/** GET /orders/:id/payment: the payment of a package or a series. */
export const getOrderPayment = handle(contract, async ({ params, caller }, ctx: Ctx) =>
  paymentOf(ctx, params.id, caller.userId, ['package', 'series']),
)
