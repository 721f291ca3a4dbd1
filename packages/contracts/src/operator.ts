/** What payment-service promises those who run it: what is in doubt, what differs, and what they may do about it by hand. */
import { type Static, Type } from 'typebox'
import { problem, Shape } from './define.ts'
import { paymentService } from './payments.ts'
import { ById, Currency, Id, Instant, Money, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

const { route } = paymentService

const Reason = Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' })
const example = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

/** How the money is watched, and how much of it needs a person. */
export const MoneyWatch = Shape({
  eventsUntil: Nullable(Instant),
  movementsUntil: Nullable(Instant),
  isLate: Type.Boolean({ description: 'The reconciliation has not got through for half an hour' }),
  provenAt: Nullable(Instant),
  defects: Type.Integer(),
  openOperations: Type.Integer(),
  failingOperations: Type.Integer(),
  waitingTransfers: Type.Integer(),
  overdueTransfers: Type.Integer({ description: 'That wait for a coach’s account for longer than 60 days' }),
  openDifferences: Type.Integer(),
  openChargebacks: Type.Integer(),
  refusedRefunds: Type.Integer(),
})
export type MoneyWatch = Static<typeof MoneyWatch>

export const getMoneyWatch = route('getMoneyWatch', {
  method: 'GET',
  path: '/admin/money',
  access: 'admin',
  summary: 'When money was last compared and proven, and how much of it needs a person',
  reply: MoneyWatch,
})

/**
 * What was decided and is not done at the provider. `pending`: it is still to be done, or its answer is unknown; `sent`: the
 * provider took it, and its last word is to come; `waiting`: until the coach's account may be paid. A payout is about no order.
 */
export const MoneyOperation = Shape({
  id: Id,
  kind: OneOf(['pay', 'capture', 'cancel', 'refund', 'transfer', 'reverse', 'payout']),
  state: OneOf(['pending', 'waiting', 'sent', 'done', 'dropped']),
  orderId: Nullable(Id),
  bookingId: Nullable(Id),
  playerId: Nullable(Id),
  coachId: Nullable(Id),
  amount: Money,
  since: Instant,
  tries: Type.Integer(),
  lastFault: Nullable(Type.String()),
  nextTryAt: Nullable(Instant),
  isRunning: Type.Boolean({ description: 'A worker is at it now' }),
  isOverdue: Type.Boolean({ description: 'A transfer that waits for a coach’s account for longer than 60 days' }),
})
export type MoneyOperation = Static<typeof MoneyOperation>

export const listOperations = route('listOperations', {
  method: 'GET',
  path: '/admin/money/operations',
  access: 'admin',
  summary: 'Operations in doubt, or transfers that wait for a coach’s account; oldest first',
  query: Shape({ ...pageQuery, show: Type.Optional(OneOf(['open', 'waiting'], { default: 'open' })) }),
  reply: Page(MoneyOperation),
})

export const operationNotFound = problem('operation-not-found', 404, 'There is no such operation')
export const operationNotPending = problem('operation-not-pending', 409, 'There is nothing to try: it is not pending')

export const tryOperation = route('tryOperation', {
  method: 'POST',
  path: '/admin/money/operations/:id/try',
  access: 'admin',
  summary: 'Make an operation due now; it stays the same act under the same key, however often it is asked for',
  idempotent: true,
  params: ById,
  reply: MoneyOperation,
  problems: [operationNotFound, operationNotPending],
  example,
})

/** What moved at the provider and not in the ledger, or the reverse. Amounts are what each has of the object, signed, in minor units. */
export const Difference = Shape({
  id: Id,
  objectId: Type.String(),
  object: OneOf(['charge', 'refund', 'transfer', 'reversal', 'chargeback', 'payout', 'topup', 'unknown']),
  currency: Currency,
  ledgerAmount: Type.Integer(),
  providerAmount: Type.Integer(),
  since: Instant,
  closedAt: Nullable(Instant),
  closedBy: Nullable(
    OneOf(['provider', 'ledger', 'both'], { description: 'Which side moved when both came to agree' }),
  ),
  acknowledged: Nullable(Shape({ by: Id, note: Type.String(), at: Instant })),
})
export type Difference = Static<typeof Difference>

export const listDifferences = route('listDifferences', {
  method: 'GET',
  path: '/admin/money/differences',
  access: 'admin',
  summary: 'Where ledger and provider differ, oldest first, or those that closed, newest first',
  query: Shape({ ...pageQuery, show: Type.Optional(OneOf(['open', 'closed'], { default: 'open' })) }),
  reply: Page(Difference),
})

export const differenceNotFound = problem('difference-not-found', 404, 'There is no such difference')

export const acknowledgeDifference = route('acknowledgeDifference', {
  method: 'POST',
  path: '/admin/money/differences/:id/acknowledge',
  access: 'admin',
  summary: 'Say that a person looks after a difference; it stays open until both sides agree',
  idempotent: true,
  params: ById,
  body: Shape({ note: Reason }),
  reply: Difference,
  problems: [differenceNotFound],
  example: { ...example, body: { note: 'Sent by hand in the dashboard, is being taken back' } },
})

/** A bank that asks about a payment (an inquiry, no money moves) or took it back. What is null was not kept then. */
export const Chargeback = Shape({
  id: Type.String(),
  orderId: Id,
  playerId: Id,
  coachId: Nullable(Id),
  amount: Nullable(Money),
  reason: Nullable(Type.String()),
  status: Nullable(Type.String()),
  isInquiry: Type.Boolean(),
  evidenceDueAt: Nullable(Instant),
  since: Instant,
})
export type Chargeback = Static<typeof Chargeback>

export const listChargebacks = route('listChargebacks', {
  method: 'GET',
  path: '/admin/money/chargebacks',
  access: 'admin',
  summary: 'Open chargebacks and inquiries, oldest first',
  query: Shape(pageQuery),
  reply: Page(Chargeback),
})

/** A refund that the bank refused: its player is owed `amount`, and no card takes it. */
export const RefusedRefund = Shape({
  refundId: Type.String(),
  orderId: Id,
  bookingId: Nullable(Id),
  playerId: Id,
  amount: Money,
  refusedAt: Instant,
})
export type RefusedRefund = Static<typeof RefusedRefund>

export const listRefusedRefunds = route('listRefusedRefunds', {
  method: 'GET',
  path: '/admin/money/refused-refunds',
  access: 'admin',
  summary: 'Refunds that a bank refused and nobody has paid another way, oldest first',
  query: Shape(pageQuery),
  reply: Page(RefusedRefund),
})

/**
 * Facts that only a person knows. `refund_by_bank`: a refused refund was paid from our bank account; `funded`, `paid_out`:
 * our own money came to or left the provider; `stripe_fee`: the provider took a fee that no payment explains.
 */
export const OperatorFactKind = OneOf(['refund_by_bank', 'funded', 'paid_out', 'stripe_fee'])
export type OperatorFactKind = Static<typeof OperatorFactKind>

export const amountsDiffer = problem('amounts-differ', 422, 'The amount typed again is another one')
export const factRecorded = problem('fact-recorded', 409, 'The ledger has this fact of this object already')
export const factDoesNotFit = problem(
  'fact-does-not-fit',
  409,
  'With this fact the ledger and the provider would not agree',
)
export const notRefused = problem('not-refused', 404, 'There is no refused refund with this id')

export const recordFact = route('recordFact', {
  method: 'POST',
  path: '/admin/money/facts',
  access: 'admin',
  summary: 'Post what only an operator knows; refused unless it settles a refused refund or an open difference exactly',
  idempotent: true,
  body: Shape({
    kind: OperatorFactKind,
    objectId: Type.String({ pattern: '^[A-Za-z0-9_]{3,255}$', description: 'The provider’s object that it is about' }),
    amount: Money,
    amountAgain: Type.Integer({ description: 'The amount a second time, in minor units' }),
    reason: Reason,
  }),
  status: 201,
  reply: Shape({ factId: Type.Integer(), recordedAt: Instant }),
  problems: [amountsDiffer, factRecorded, factDoesNotFit, notRefused],
})

/** Something an operator did by hand; never changed. */
export const OperatorAct = Shape({
  id: Id,
  operator: Shape({ id: Id, displayName: Nullable(Type.String()) }),
  act: OneOf([
    'try-operation',
    'acknowledge-difference',
    'record-fact',
    'lock-gift-card',
    'unlock-gift-card',
    'return-gift-card',
  ]),
  subject: Type.String(),
  reason: Nullable(Type.String()),
  fact: Nullable(Shape({ kind: OperatorFactKind, amount: Money })),
  at: Instant,
})
export type OperatorAct = Static<typeof OperatorAct>

export const listOperatorActs = route('listOperatorActs', {
  method: 'GET',
  path: '/admin/money/acts',
  access: 'admin',
  summary: 'What operators did by hand, newest first',
  query: Shape(pageQuery),
  reply: Page(OperatorAct),
})
