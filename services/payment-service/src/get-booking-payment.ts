import { bookingNotFound } from '@ecc/contracts/bookings'
import { orderNotFound } from '@ecc/contracts/orders'
import { getBookingPayment as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { paymentOf } from './paying.ts'

/** GET /bookings/:id/payment: the payment of a booking that was paid by itself. */
export const getBookingPayment = handle(contract, async ({ params, caller }, ctx: Ctx) => {
  try {
    return await paymentOf(ctx, params.id, caller.userId, ['booking'])
  } catch (error) {
    throw orderNotFound.is(error) ? bookingNotFound() : error
  }
})
