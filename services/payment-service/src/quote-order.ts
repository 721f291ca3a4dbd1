import { holdExpired } from '@ecc/contracts/bookings'
import { quoteOrder as contract } from '@ecc/contracts/order-quotes'
import { alreadyPaid } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { quoteFor } from './funds.ts'
import { ownOrder } from './order.ts'
import { findOwnPayment } from './payment.ts'

/** GET /orders/:id/quote: what an order costs now with a code and the caller's credit, before it is paid. */
export const quoteOrder = handle(contract, async ({ params, query, caller }, ctx: Ctx) => {
  const order = await ownOrder(ctx, params.id, caller.userId, ['booking', 'package', 'series', 'gift-card'])
  if (order.state === 'paid' || order.state === 'authorized') throw alreadyPaid()
  if (order.state === 'ended') throw holdExpired()
  const payment = await findOwnPayment(ctx.sql, order.id, caller.userId)
  if (payment && payment.capturedAt !== null) throw alreadyPaid()
  const { promoCode, useCredit = false } = query
  const asked = { promoCode: promoCode?.toUpperCase() ?? null, useCredit }
  const { quote, creditAvailable } = await quoteFor(ctx, order, payment, asked)
  return { ...quote, creditAvailable }
})
