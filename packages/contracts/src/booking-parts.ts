/** Parts of a booking: a request or a proposed time while it is open, what cancelling or moving it would do. */
import { type Static, Type } from 'typebox'
import { Shape } from './define.ts'
import { DiscountBearer, promotionOf, type RefundParts, toCoachOf } from './price-quote.ts'
import { Instant, Money, Nullable, OneOf } from './vocabulary.ts'

/**
 * A time that a player asked for: the card is authorised, nothing is charged, and the time stays free for others. What is
 * not answered by `expiresAt` lapses. An accepted one that is `expired` after all could not be charged.
 */
export const BookingRequest = Shape({
  expiresAt: Instant,
  acceptedAt: Nullable(Instant),
  declineReason: Nullable(Type.String()),
})

/**
 * A new time that one side asked the other for. Until that is decided the old time stands, and both are kept free for the
 * booking; what is not answered by `expiresAt` lapses.
 */
export const Reschedule = Shape({
  proposedBy: OneOf(['player', 'coach']),
  startsAt: Instant,
  endsAt: Instant,
  expiresAt: Instant,
  reason: Nullable(Type.String()),
})
export type Reschedule = Static<typeof Reschedule>

/** Why a booking cannot be moved now; `too-late` is the cut-off, `none-left` that this side has moved it twice. */
export const RescheduleRefusal = OneOf(['not-confirmed', 'shared', 'open', 'none-left', 'too-late', 'same-time'])
export type RescheduleRefusal = Static<typeof RescheduleRefusal>

/** Whether the viewer may propose another time: how many moves are left for their side, and until when; null when it has passed. */
export const RescheduleEffect = Shape({
  allowed: Type.Boolean(),
  refusal: Nullable(RescheduleRefusal),
  left: Type.Integer(),
  until: Nullable(Instant),
})
export type RescheduleEffect = Static<typeof RescheduleEffect>

/**
 * What cancelling now would do. `fullRefundUntil` is null when it has passed. `coachLate`: everything comes back because the
 * coach is not there. `credit` is what a coach who cancels late owes the player beyond the refund, with a mark. A group that
 * its coach or staff cancel is cancelled for all: `group` has the players who paid and what they get together.
 */
export const CancelEffect = Shape({
  allowed: Type.Boolean(),
  refund: Money,
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  fullRefundUntil: Nullable(Instant),
  coachLate: Type.Boolean(),
  credit: Money,
  mark: Type.Boolean(),
  group: Nullable(Shape({ players: Type.Integer(), refund: Money, credit: Money })),
})
export type CancelEffect = Static<typeof CancelEffect>

/** What a line of the history says of a change of time: from which start to which. */
export const HistoryMove = Shape({
  step: OneOf(['proposed', 'declined', 'withdrawn', 'lapsed', 'moved']),
  from: Instant,
  to: Instant,
})
export type HistoryMove = Static<typeof HistoryMove>

/**
 * What a booking, or another thing that was paid, was paid with besides a card, in minor units of its price, which is what its
 * player pays: a discount is out of it already, the credit and our `fee` are parts of it. `feeBack` is the part of its refund
 * that was fee. Neither is there where there was none.
 */
export const BookingFunds = Shape({
  discount: Type.Integer({ minimum: 0 }),
  bearer: Nullable(DiscountBearer),
  credit: Type.Integer({ minimum: 0 }),
  fee: Type.Optional(Type.Integer({ minimum: 0 })),
  feeBack: Type.Optional(Type.Integer({ minimum: 0 })),
})
export type BookingFunds = Static<typeof BookingFunds>

/** Something that was paid, in whole or as one side of it counts its price. */
interface Sold {
  price: Money
  funds?: BookingFunds
}

/** What it is sold for as its coach counts: with what the platform adds to what the player pays, and without our fee. */
export function soldFor({ price, funds }: Sold): Money {
  return funds ? { ...price, amount: price.amount + addedIn(funds) } : price
}

/** What its player pays, when `price` is what it is sold for as its coach counts. */
export function paidFor({ price, funds }: Sold): Money {
  return funds ? { ...price, amount: price.amount - addedIn(funds) } : price
}

/** What its player pays for it without our fee. */
export function withoutFee({ price, funds }: Sold): Money {
  return funds?.fee ? { ...price, amount: price.amount - funds.fee } : price
}

const addedIn = (funds: BookingFunds) => promotionOf(funds) - (funds.fee ?? 0)

/** What was put in for it, all of what the player paid as if by card: what there is to be refunded. */
export function putIn({ price, funds }: Sold): RefundParts {
  return { card: price.amount, credit: 0, promotion: funds ? promotionOf(funds) : 0, fee: funds?.fee ?? 0 }
}

/** What is left to its coach, before commission, when so much of what its player paid goes back; `feeBack` of that was fee. */
export function leftToCoach(sold: Sold, refund: number): Money {
  return { ...sold.price, amount: toCoachOf(putIn(sold), { amount: refund, fee: sold.funds?.feeBack ?? 0 }) }
}

/**
 * A session that is sold already and is quoted for a time, or another one: its own length counts, and its offer may be off
 * sale meanwhile. `anyTime` leaves the coach's hours out and asks only for the future and the horizon.
 */
export const SoldSession = Shape({ durationMinutes: Type.Integer({ minimum: 1 }), anyTime: Type.Boolean() })
