/** What payment-service promises of earnings: whose money a coach's sessions' is now, and what the platform keeps. */
import { type Static, Type } from 'typebox'
import { OrderKind } from './bookings.ts'
import { Shape } from './define.ts'
import { paymentService } from './payments.ts'
import { Currency, Id, Instant, Money, Nullable, OneOf, pageQuery } from './vocabulary.ts'

const { route } = paymentService

/** What the platform keeps of a coach's earnings, and how many more paid minutes make it less. */
export const CommissionTier = Shape({
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  paidMinutes: Type.Integer({ minimum: 0, description: 'Of sessions whose money was released to the coach' }),
  next: Nullable(Shape({ percent: Type.Integer(), missingMinutes: Type.Integer({ minimum: 1 }) })),
})
export type CommissionTier = Static<typeof CommissionTier>

/**
 * A coach's money by currency, in minor units: held until sessions are released, waiting for a payout account, on its way to
 * the bank, arrived there. `owed` is what the coach has to give back, which is taken out of the next earnings.
 * What is available in between, the provider knows: `getPayoutBalance`.
 */
export const EarningTotals = Shape({
  currency: Currency,
  held: Type.Integer(),
  waiting: Type.Integer(),
  onItsWay: Type.Integer(),
  paid: Type.Integer(),
  owed: Type.Integer(),
})
export type EarningTotals = Static<typeof EarningTotals>

/**
 * Whose money a session's is now. `held`: not released; `waiting`: for the payout account; `pending`: the coach's, and not yet
 * available at the provider; `available`: may be paid out, or was. `availableAt` is when it is, as far as that is known.
 */
export const Earnings = Shape({
  totals: Type.Array(EarningTotals),
  commission: CommissionTier,
  items: Type.Array(
    Shape({
      orderId: Id,
      orderKind: OrderKind,
      bookingId: Nullable(Id),
      price: Money,
      commission: Money,
      share: Money,
      state: OneOf(['held', 'waiting', 'pending', 'available', 'refunded']),
      availableAt: Nullable(Instant),
      at: Instant,
    }),
  ),
  nextCursor: Nullable(Type.String()),
})

export const getEarnings = route('getEarnings', {
  method: 'GET',
  path: '/coaches/me/earnings',
  access: 'coach',
  summary: 'Your earnings: held, on their way, paid, the commission, and the bookings behind them',
  query: Shape(pageQuery),
  reply: Earnings,
})
