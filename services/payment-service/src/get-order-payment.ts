import {
  getBookingPayment as bookingContract,
  getOrderPayment as contract,
  type PaidKind,
  type Payment as PaymentView,
  paymentNotFound,
} from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import { openAttempt } from './attempt.ts'
import type { Ctx } from './config.ts'
import { lookUpIntent } from './intent.ts'
import { operationOfAttempt } from './operation.ts'
import { asBookingProblem, ownOrder } from './order.ts'
import { findOwnPayment, liveIntentOf, type Payment, viewOf } from './payment.ts'
import { carryOut, record } from './run-operation.ts'

/** GET /orders/:id/payment: the payment of a package, a series or a gift card. */
export const getOrderPayment = handle(contract, async ({ params, caller }, ctx: Ctx) =>
  paymentOf(ctx, params.id, caller.userId, ['package', 'series', 'gift-card']),
)

/** GET /bookings/:id/payment: the same of a booking, which is an order by itself. */
export const getBookingPayment = handle(bookingContract, async ({ params, caller }, ctx: Ctx) =>
  paymentOf(ctx, params.id, caller.userId, ['booking']).catch((error: unknown) => {
    throw asBookingProblem(error)
  }),
)

/** The payment, after asking the provider when its answer is outstanding. */
async function paymentOf(
  ctx: Ctx,
  orderId: string,
  playerId: string,
  kinds: readonly PaidKind[],
): Promise<PaymentView> {
  const payment = await findOwnPayment(ctx.sql, orderId, playerId)
  if (payment && kinds.includes(payment.orderKind)) return viewOf(await refresh(ctx, payment))
  await ownOrder(ctx, orderId, playerId, kinds)
  throw paymentNotFound()
}

/** The provider being away is no reason not to answer: then the payment is shown as last known. */
async function refresh(ctx: Ctx, payment: Payment): Promise<Payment> {
  if (payment.state !== 'processing' && payment.state !== 'requires_action') return payment
  try {
    const attempt = await openAttempt(ctx.sql, payment.id)
    if (attempt?.state === 'processing') await carryOut(ctx, (await operationOfAttempt(ctx.sql, attempt.id)).id)
    const intentId = await liveIntentOf(ctx.sql, payment.id)
    if (attempt?.state === 'requires_action' && intentId) await record(ctx, await lookUpIntent(ctx, intentId))
  } catch (error) {
    ctx.log.warn({ orderId: payment.orderId, error: String(error) }, 'a payment is shown as last known')
  }
  return (await findOwnPayment(ctx.sql, payment.orderId, payment.playerId)) ?? payment
}
