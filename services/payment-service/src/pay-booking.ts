import { bookingNotFound } from '@ecc/contracts/bookings'
import { orderNotFound } from '@ecc/contracts/orders'
import { payBooking as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { pay } from './paying.ts'

/** POST /bookings/:id/pay: pays for a booking, which is an order by itself. */
export const payBooking = handle(contract, async ({ params, body, caller, key }, ctx: Ctx) => {
  const returnUrl = body.returnUrl ?? `${ctx.config.PUBLIC_URL}/bookings/${params.id}`
  const { paymentMethodId } = body
  try {
    return await pay(ctx, { playerId: caller.userId, orderId: params.id, paymentMethodId, returnUrl, key }, ['booking'])
  } catch (error) {
    throw orderNotFound.is(error) ? bookingNotFound() : error
  }
})
