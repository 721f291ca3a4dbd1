import { bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import { getBookingPayment as contract, paymentNotFound } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import { openAttempt } from './attempt.ts'
import type { Ctx } from './config.ts'
import { lookUpIntent } from './intent.ts'
import { operationOfAttempt } from './operation.ts'
import { findOwnPayment, liveIntentOf, type Payment, viewOf } from './payment.ts'
import { carryOut, record } from './run-operation.ts'

/** GET /bookings/:id/payment: the payment, after asking the provider when its answer is outstanding. */
export const getBookingPayment = handle(contract, async ({ params, caller }, ctx: Ctx) => {
  const payment = await findOwnPayment(ctx.sql, params.id, caller.userId)
  if (!payment) {
    const booking = await ctx.call(getBookingRecord, { params })
    throw booking.playerId === caller.userId ? paymentNotFound() : bookingNotFound()
  }
  return viewOf(await refresh(ctx, payment))
})

/** The provider being away is no reason not to answer: then the payment is shown as last known. */
async function refresh(ctx: Ctx, payment: Payment): Promise<Payment> {
  if (payment.state !== 'processing' && payment.state !== 'requires_action') return payment
  try {
    const attempt = await openAttempt(ctx.sql, payment.id)
    if (attempt?.state === 'processing') await carryOut(ctx, (await operationOfAttempt(ctx.sql, attempt.id)).id)
    const intentId = await liveIntentOf(ctx.sql, payment.id)
    if (attempt?.state === 'requires_action' && intentId) await record(ctx, await lookUpIntent(ctx, intentId))
  } catch (error) {
    ctx.log.warn({ bookingId: payment.bookingId, error: String(error) }, 'a payment is shown as last known')
  }
  return (await findOwnPayment(ctx.sql, payment.bookingId, payment.playerId)) ?? payment
}
