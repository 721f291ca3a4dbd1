/** What may be paid for, by whom: orders as session-service answers them, and our own for gift cards. */
import { bookingNotFound } from '@ecc/contracts/bookings'
import { getOrderRecord, type OrderRecord, orderNotFound } from '@ecc/contracts/orders'
import type { PaidKind } from '@ecc/contracts/payments'
import type { Ctx } from './config.ts'
import { findGiftCard, type GiftCard } from './gift-card.ts'

/** An order; only one for a gift card has no coach. */
export interface Order extends Omit<OrderRecord, 'kind' | 'coachId'> {
  kind: PaidKind
  coachId: string | null
}

/** The order of this player, if it is of one of these kinds. Throws orderNotFound. */
export async function ownOrder(ctx: Ctx, id: string, playerId: string, kinds: readonly PaidKind[]): Promise<Order> {
  const order = await findOrder(ctx, id, kinds)
  if (order.playerId !== playerId || !kinds.includes(order.kind)) throw orderNotFound()
  return order
}

async function findOrder(ctx: Ctx, id: string, kinds: readonly PaidKind[]): Promise<Order> {
  const card = kinds.includes('gift-card') ? await findGiftCard(ctx.sql, id) : undefined
  return card ? orderOf(card) : ctx.call(getOrderRecord, { params: { id } })
}

function orderOf({ id, buyerId, amount, currency, state, payableUntil }: GiftCard): Order {
  const isUnpaid = state === 'unpaid' || state === 'lapsed'
  return {
    id,
    kind: 'gift-card',
    playerId: buyerId,
    coachId: null,
    price: { amount, currency },
    bookingMode: 'instant',
    state: state === 'unpaid' ? 'payable' : isUnpaid ? 'ended' : 'paid',
    payableUntil,
  }
}

/** What the addresses of bookings answer for an order that is not there: a booking by itself is its order. */
export function asBookingProblem(error: unknown): unknown {
  return orderNotFound.is(error) ? bookingNotFound() : error
}
