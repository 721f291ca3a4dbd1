/** What payment-service promises of payouts: money that is a coach's, on its way to their bank. */
import { type Static, Type } from 'typebox'
import { problem, Shape } from './define.ts'
import { noPayoutAccount, PayoutAccount, paymentService, paymentsDown } from './payments.ts'
import { Currency, Id, Instant, Money, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

const { route, event } = paymentService

/** The least that is paid out on demand, in minor units: 10.00, or 1,000 in a currency without cents. */
export const leastPayoutMinor = 1_000

/**
 * Where a payout stands. `requested`: not yet at the provider; `refused`: the provider did not take it; `pending`: the
 * provider has it; `in_transit`: the bank has it; `failed`: the bank sent it back, and the money is available again.
 */
export const PayoutState = OneOf(['requested', 'refused', 'pending', 'in_transit', 'paid', 'failed', 'canceled'])
export type PayoutState = Static<typeof PayoutState>

/** A payout as its coach sees it; `automatic` ones follow the schedule. `failureCode` is the provider's. */
export const Payout = Shape({
  id: Id,
  state: PayoutState,
  amount: Money,
  automatic: Type.Boolean(),
  arrivesAt: Nullable(Instant),
  failureCode: Nullable(Type.String()),
  createdAt: Instant,
})
export type Payout = Static<typeof Payout>

export const payoutTooSmall = problem('payout-too-small', 422, 'A payout is at least 10.00')
export const beyondAvailable = problem('beyond-available', 409, 'That is more than is available')
export const payoutUnderWay = problem('payout-under-way', 409, 'A payout in this currency is being made just now')
export const payoutsPaused = problem('payouts-paused', 409, 'The payment provider needs something from you first')

export const createPayout = route('createPayout', {
  method: 'POST',
  path: '/coaches/me/payouts',
  access: 'coach',
  summary: 'Have what is available paid out now; all of a currency without `amount`',
  description:
    'Answers `requested`; the list of payouts says what became of it. At least 10.00 (1,000 in a currency without cents), ' +
    'and never more than is available.',
  idempotent: true,
  body: Shape({ currency: Currency, amount: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })) }),
  status: 201,
  reply: Payout,
  problems: [noPayoutAccount, payoutTooSmall, beyondAvailable, payoutUnderWay, payoutsPaused, paymentsDown],
  timeoutMs: 15_000,
  limit: { max: 20, windowSeconds: 60 },
  example: { body: { currency: 'EUR', amount: 5000 } },
})

export const listPayouts = route('listPayouts', {
  method: 'GET',
  path: '/coaches/me/payouts',
  access: 'coach',
  summary: 'Your payouts, newest first',
  query: Shape(pageQuery),
  reply: Page(Payout),
})

/**
 * What a coach's own account at the provider holds in one currency, in minor units. Of what is available, `frozen` stays
 * while a bank asks for it back. A balance below zero is filled up by later earnings.
 */
export const PayoutBalance = Shape({
  currency: Currency,
  available: Type.Integer(),
  pending: Type.Integer(),
  frozen: Type.Integer({ minimum: 0 }),
  nextAvailableAt: Nullable(Instant),
})
export type PayoutBalance = Static<typeof PayoutBalance>

export const getPayoutBalance = route('getPayoutBalance', {
  method: 'GET',
  path: '/coaches/me/payout-balance',
  access: 'coach',
  summary: 'What the payment provider holds for you by currency: available now, and soon',
  reply: Shape({ balances: Type.Array(PayoutBalance) }),
  problems: [paymentsDown],
  timeoutMs: 10_000,
})

export const setPayoutSchedule = route('setPayoutSchedule', {
  method: 'PUT',
  path: '/coaches/me/payout-schedule',
  access: 'coach',
  summary: 'When you are paid out: on Mondays, or only when you ask for it',
  body: Shape({ schedule: PayoutAccount.properties.schedule }),
  reply: PayoutAccount,
  problems: [noPayoutAccount],
})

const PayoutFact = Shape({ payoutId: Id, coachId: Id, amount: Money, automatic: Type.Boolean() })

export const payoutPaid = event('payout.paid', PayoutFact, "A payout has reached a coach's bank")
export const payoutFailed = event(
  'payout.failed',
  Shape({ ...PayoutFact.properties, failureCode: Type.String() }),
  'A bank sent a payout back: the money is available again, and another bank account is needed',
)
export const payoutRequirementsDue = event(
  'payout-account.requirements-due',
  Shape({ coachId: Id, requirements: Type.Array(Type.String()), dueAt: Nullable(Instant) }),
  'The payment provider asks a coach for more; without it payouts stop, at the latest at `dueAt`',
)
