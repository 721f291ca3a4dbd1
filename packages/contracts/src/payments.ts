/** What payment-service promises: paying into a hold, refunds, payout accounts, earnings, the ledger's proof. */
import { type Static, Type } from 'typebox'
import { bookingNotFound, holdExpired } from './bookings.ts'
import { problem, Shape, service } from './define.ts'
import { orderNotFound } from './orders.ts'
import { PriceQuote } from './price-quote.ts'
import { PromoCodeText, promoProblems } from './promo-terms.ts'
import { guardianConsentRequired } from './users.ts'
import { ById, Currency, Id, Instant, Money, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

/** The service, for the contracts of its other subjects. */
export const paymentService = service({
  name: 'payment-service',
  port: 3007,
  summary: 'Payments, held money, refunds, payouts, the ledger',
})
const { route, event } = paymentService

/** What a payment is for: an order of session-service's, or a gift card, which payment-service sells itself. */
export const PaidKind = OneOf(['booking', 'package', 'series', 'gift-card'])
export type PaidKind = Static<typeof PaidKind>

/**
 * Where a payment stands. `processing`: the provider's answer is outstanding; `failed`: another card may be tried;
 * `authorized`: the bank keeps the price for us, nothing is charged; `cancelled`: it was let go of, and nothing was charged.
 */
export const PaymentState = OneOf([
  'processing',
  'requires_action',
  'authorized',
  'cancelled',
  'succeeded',
  'failed',
  'partially_refunded',
  'refunded',
])
export type PaymentState = Static<typeof PaymentState>

/**
 * A payment for an order as its player sees it; `bookingId` is that of a booking paid by itself. `amount` is what they pay by
 * card and credit together, the lines of it are in `quote`. `nextActionUrl` is where the bank asks for 3-D Secure.
 */
export const Payment = Shape({
  id: Id,
  orderId: Id,
  orderKind: PaidKind,
  bookingId: Nullable(Id),
  state: PaymentState,
  amount: Money,
  quote: PriceQuote,
  refunded: Money,
  nextActionUrl: Nullable(Type.String()),
  clientSecret: Nullable(Type.String()),
  failure: Nullable(Shape({ code: Type.String(), message: Type.String() })),
  createdAt: Instant,
})
export type Payment = Static<typeof Payment>

export const paymentDeclined = problem('payment-declined', 402, 'The card was declined')
export const alreadyPaid = problem('already-paid', 409, 'This is paid already')
export const paymentNotFound = problem('payment-not-found', 404, 'There is no payment for this')
export const noPayoutAccount = problem('no-payout-account', 404, 'There is no payout account yet')
export const paymentsDown = problem(
  'payments-unavailable',
  503,
  'The payment provider does not answer; you were not charged',
)

export const priceChanged = problem('price-changed', 409, 'The price is not what it was any more; look at it again')
export const cardNeeded = problem('card-needed', 422, 'Credit does not cover this: a card is needed')

const PayBody = Shape({
  paymentMethodId: Type.Optional(
    Type.String({
      pattern: '^pm_[A-Za-z0-9_]+$',
      maxLength: 255,
      description: 'The card; may be left out where the quote leaves it nothing to pay',
    }),
  ),
  keepCard: Type.Optional(Type.Boolean({ description: 'Keep this card to pay with again; see `GET /payments/cards`' })),
  promoCode: Type.Optional(PromoCodeText),
  useCredit: Type.Optional(
    Type.Boolean({ default: false, description: 'Spend your credit before the card is charged' }),
  ),
  card: Type.Optional(
    Type.Integer({ minimum: 0, description: 'What the quote said the card is charged; refused when it is another' }),
  ),
  returnUrl: Type.Optional(
    Type.String({ format: 'uri', maxLength: 2000, description: 'Where 3-D Secure comes back to' }),
  ),
})

const payProblems = [
  holdExpired,
  paymentDeclined,
  alreadyPaid,
  paymentsDown,
  guardianConsentRequired,
  cardNeeded,
  priceChanged,
  ...promoProblems,
]

export const payBooking = route('payBooking', {
  method: 'POST',
  path: '/bookings/:id/pay',
  access: 'player',
  summary: 'Pay for a held slot; the money is held until after the session',
  description:
    'Answers `succeeded` when the booking is confirmed, `authorized` when the coach was asked and nothing is charged yet, ' +
    'or `requires_action` with `nextActionUrl` for 3-D Secure. ' +
    'After a declined card the slot stays held until its time is up, so another card can be tried.',
  idempotent: true,
  params: ById,
  body: PayBody,
  reply: Payment,
  problems: [bookingNotFound, ...payProblems],
  timeoutMs: 20_000,
  limit: { max: 30, windowSeconds: 60 },
  example: { params: { id: '0199f1de-6a00-7000-8000-000000000001' }, body: { paymentMethodId: 'pm_card_visa' } },
})

export const payOrder = route('payOrder', {
  method: 'POST',
  path: '/orders/:id/pay',
  access: 'player',
  summary: 'Pay for a package, a series or a gift card; answers as `POST /bookings/{id}/pay` does',
  idempotent: true,
  params: ById,
  body: PayBody,
  reply: Payment,
  problems: [orderNotFound, ...payProblems],
  timeoutMs: 20_000,
  limit: { max: 30, windowSeconds: 60 },
  example: { params: { id: '0199f1de-6a00-7000-8000-000000000003' }, body: { paymentMethodId: 'pm_card_visa' } },
})

export const getOrderPayment = route('getOrderPayment', {
  method: 'GET',
  path: '/orders/:id/payment',
  access: 'player',
  summary: 'The payment of a package, a series or a gift card; asks the provider when an answer is outstanding',
  params: ById,
  reply: Payment,
  problems: [orderNotFound, paymentNotFound],
  timeoutMs: 15_000,
})

export const getBookingPayment = route('getBookingPayment', {
  method: 'GET',
  path: '/bookings/:id/payment',
  access: 'player',
  summary: 'The payment of a booking; asks the provider when an answer is outstanding, e.g. after 3-D Secure',
  params: ById,
  reply: Payment,
  problems: [bookingNotFound, paymentNotFound],
  timeoutMs: 15_000,
})

/** A payment in the list of all; `receiptNumber` is null until it is captured. */
export const ListedPayment = Shape({
  ...Payment.properties,
  receiptNumber: Nullable(Type.String({ description: 'Of `GET /payments/{id}/receipt`' })),
})
export type ListedPayment = Static<typeof ListedPayment>

export const listPayments = route('listPayments', {
  method: 'GET',
  path: '/payments',
  access: 'player',
  summary: 'What you paid and got back, newest first',
  query: Shape(pageQuery),
  reply: Page(ListedPayment),
})

/** A credit as it came about, from the session whose coach cancelled or from a gift card; spent ones are not credits any more. */
export const Credit = Shape({ bookingId: Nullable(Id), giftCardId: Nullable(Id), amount: Money, at: Instant })

export const listCredits = route('listCredits', {
  method: 'GET',
  path: '/payments/credits',
  access: 'player',
  summary: 'Your credit by currency, and the sessions and gift cards it came from, newest first',
  query: Shape(pageQuery),
  reply: Page(Credit, { balances: Type.Array(Money) }),
})

export const getPaymentConfig = route('getPaymentConfig', {
  method: 'GET',
  path: '/payments/config',
  access: 'public',
  summary: 'What a card form needs: the provider, its public key, where cards are sent',
  reply: Shape({
    provider: OneOf(['simulator', 'stripe']),
    publishableKey: Type.String(),
    cardEndpoint: Nullable(
      Type.String({ description: 'Stripe-compatible address for `POST payment_methods`; null with Stripe itself' }),
    ),
  }),
})

/**
 * A coach's account at the payment provider. `payoutsEnabled` is false while an active account takes money and pays none out,
 * e.g. after a bank sent a payout back. `requirements` are the provider's words for what it asks, due until `requirementsDueAt`.
 */
export const PayoutAccount = Shape({
  state: OneOf(['none', 'pending', 'active', 'restricted']),
  onboardingUrl: Nullable(Type.String()),
  payoutsEnabled: Type.Boolean(),
  schedule: OneOf(['weekly', 'manual']),
  requirements: Type.Array(Type.String()),
  requirementsDueAt: Nullable(Instant),
})

export const openPayoutAccount = route('openPayoutAccount', {
  method: 'POST',
  path: '/coaches/me/payout-account',
  access: 'coach',
  summary: 'Make the payout account, or a fresh link to its set-up page',
  body: Shape({ returnUrl: Type.String({ format: 'uri', maxLength: 2000 }) }),
  reply: PayoutAccount,
  problems: [paymentsDown],
  timeoutMs: 15_000,
})

export const getPayoutAccount = route('getPayoutAccount', {
  method: 'GET',
  path: '/coaches/me/payout-account',
  access: 'coach',
  summary: 'Whether you can be paid; asks the provider while it is pending',
  reply: PayoutAccount,
  timeoutMs: 15_000,
})

/** The ledger's own proof: all entries of a currency sum to zero, and `asset:psp` equals the provider's balance. */
export const LedgerProof = Shape({
  balanced: Type.Boolean(),
  transactions: Type.Integer(),
  currencies: Type.Array(
    Shape({
      currency: Currency,
      sum: Type.Integer(),
      psp: Type.Integer(),
      providerBalance: Nullable(Type.Integer()),
      held: Type.Integer(),
      payable: Type.Integer(),
      refundDue: Type.Integer(),
      platformFee: Type.Integer(),
      playerFee: Type.Integer(),
    }),
  ),
  pendingOperations: Type.Integer(),
  checkedAt: Nullable(Instant),
  defects: Type.Array(Shape({ defect: Type.String(), about: Type.String(), found: Type.String() }), {
    maxItems: 100,
    description:
      'What the last check of the whole ledger, at `checkedAt`, found to contradict the rules of the ledger; always none',
  }),
})

export const getLedgerProof = route('getLedgerProof', {
  method: 'GET',
  path: '/admin/ledger',
  access: 'admin',
  summary: 'Held money against the ledger and the provider',
  reply: LedgerProof,
  timeoutMs: 15_000,
})

/** A fact of the ledger with all its lines, which sum to zero. Amounts are in minor units of its currency. */
export const LedgerFact = Shape({
  id: Type.Integer(),
  at: Instant,
  kind: Type.String(),
  source: Type.String({ description: 'What it follows from: an object of the payment provider, or our own' }),
  currency: Currency,
  bookingId: Nullable(Id),
  reverses: Nullable(Type.Integer()),
  lines: Type.Array(
    Shape({
      account: Type.String(),
      debit: Type.Integer(),
      credit: Type.Integer(),
      balance: Nullable(Type.Integer({ description: 'Of the account after it, where the account is the party’s own' })),
    }),
  ),
})

export const getLedgerStatement = route('getLedgerStatement', {
  method: 'GET',
  path: '/admin/ledger/statements/:party/:id',
  access: 'admin',
  summary: 'Where the money of a booking (or an order), a coach or a player came from and went, to the cent',
  params: Shape({ party: OneOf(['booking', 'coach', 'player']), id: Id }),
  query: Shape({
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: 'The fact to go on after: `nextAfter` of the page before' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  }),
  reply: Shape({
    accounts: Type.Array(Shape({ account: Type.String(), currency: Currency, balance: Type.Integer() })),
    facts: Type.Array(LedgerFact),
    nextAfter: Nullable(Type.Integer()),
  }),
  example: { params: { party: 'booking', id: '0199f1de-6a00-7000-8000-000000000001' } },
})

export const badSignature = problem('bad-signature', 400, 'The signature does not match')

export const receiveStripeWebhook = route('receiveStripeWebhook', {
  method: 'POST',
  path: '/webhooks/stripe',
  access: 'public',
  summary: 'Signed events from the payment provider',
  body: Type.Any(),
  rawBody: ['application/json'],
  bodyLimitBytes: 512 * 1024,
  reply: Shape({ received: Type.Boolean() }),
  problems: [badSignature],
  limit: { max: 6000, windowSeconds: 60 },
})

/**
 * `bookingId` is null where the money is not one booking's: a package or series as a whole, what is left of one, or a gift card,
 * which alone has no coach. `quote`
 * is what the price is made of, once it is captured or kept for us; `amount` is then all that is held.
 */
const PaymentFact = Shape({
  paymentId: Id,
  orderId: Id,
  orderKind: PaidKind,
  bookingId: Nullable(Id),
  playerId: Id,
  coachId: Nullable(Id),
  amount: Money,
  quote: Type.Optional(PriceQuote),
})

export const paymentCaptured = event('payment.captured', PaymentFact, 'The price of an order was taken and is held')
export const paymentAuthorized = event(
  'payment.authorized',
  PaymentFact,
  'The bank keeps the price of a request for us; nothing is charged',
)
export const paymentLapsed = event(
  'payment.lapsed',
  PaymentFact,
  'An authorisation is gone though its request was open: nothing was or will be charged',
)
export const paymentFailed = event(
  'payment.failed',
  Shape({ ...PaymentFact.properties, code: Type.String(), message: Type.String() }),
  'A card was declined or authentication failed',
)
export const paymentRefunded = event(
  'payment.refunded',
  Shape({
    ...PaymentFact.properties,
    to: Type.Optional(OneOf(['card', 'credit'])),
    creditNoteNumber: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  'Money went back; `amount` is what was sent now, to the card unless `to` says that it is credit again',
)
export const payoutAccountChanged = event(
  'payout-account.changed',
  Shape({ coachId: Id, active: Type.Boolean() }),
  'A coach can, or can no longer, be paid',
)
