/** Orders as session-service answers them: what may be paid for, by whom. */
import { bookingNotFound, type OrderKind } from '@ecc/contracts/bookings'
import { getOrderRecord, type OrderRecord, orderNotFound } from '@ecc/contracts/orders'
import type { Ctx } from './config.ts'

/** The order of this player, if it is of one of these kinds. Throws orderNotFound. */
export async function ownOrder(
  ctx: Ctx,
  id: string,
  playerId: string,
  kinds: readonly OrderKind[],
): Promise<OrderRecord> {
  const order = await ctx.call(getOrderRecord, { params: { id } })
  if (order.playerId !== playerId || !kinds.includes(order.kind)) throw orderNotFound()
  return order
}

/** What the addresses of bookings answer for an order that is not there: a booking by itself is its order. */
export function asBookingProblem(error: unknown): unknown {
  return orderNotFound.is(error) ? bookingNotFound() : error
}
