/** What session-service promises of orders: what is paid for at once. */
import { type Static, Type } from 'typebox'
import { BookingMode, OrderKind, sessionService } from './bookings.ts'
import { problem, Shape } from './define.ts'
import { PriceQuote } from './price-quote.ts'
import { ById, Id, Instant, Money, OneOf } from './vocabulary.ts'

const { route } = sessionService

export const orderNotFound = problem('order-not-found', 404, 'There is no such order')

/**
 * An order as payment-service needs it. A booking by itself is an order with the booking's id. Paying for one with
 * `bookingMode: 'request'` only authorises the card; it is charged when the coach accepts. `playerFeeBasisPoints` is the
 * player fee under which it is sold, in hundredths of a percent; none where it is not there.
 */
export const OrderRecord = Shape({
  id: Id,
  kind: OrderKind,
  playerId: Id,
  coachId: Id,
  price: Money,
  bookingMode: BookingMode,
  state: OneOf(['payable', 'authorized', 'paid', 'ended']),
  payableUntil: Instant,
  playerFeeBasisPoints: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
})
export type OrderRecord = Static<typeof OrderRecord>

export const getOrderRecord = route('getOrderRecord', {
  method: 'GET',
  path: '/internal/orders/:id',
  access: 'service',
  summary: 'What there is to pay for an order, and until when',
  params: ById,
  reply: OrderRecord,
  problems: [orderNotFound],
})

/** What an order was paid with. `quote` is not there where it was paid before there were codes and credit. */
const OrderFunded = Shape({ paymentId: Id, quote: Type.Optional(PriceQuote) })

export const confirmPaidOrder = route('confirmPaidOrder', {
  method: 'POST',
  path: '/internal/orders/:id/confirm-paid',
  access: 'service',
  summary:
    'The price was captured: confirm all of the order, or, when a slot of it is gone, none (then it is refunded)',
  params: ById,
  body: OrderFunded,
  reply: Shape({ confirmed: Type.Boolean() }),
  problems: [orderNotFound],
})

export const confirmAuthorizedOrder = route('confirmAuthorizedOrder', {
  method: 'POST',
  path: '/internal/orders/:id/confirm-authorized',
  access: 'service',
  summary:
    'The price was authorised: put the request to the coach, or, when its hold is over, not (then it is let go of)',
  params: ById,
  body: OrderFunded,
  reply: Shape({ requested: Type.Boolean() }),
  problems: [orderNotFound],
})
