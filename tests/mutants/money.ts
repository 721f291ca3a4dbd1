/** Faults that somebody could make in the code that moves money. The tests named with each must fail because of it. */

/** A change of one place. `from` is there exactly once. */
export interface Mutant {
  name: string
  file: string
  from: string
  to: string
  /** Test files that are run; one failing test is enough. */
  tests: readonly string[]
}

const payments = 'services/payment-service/src'
const sessions = 'services/session-service/src'
const prices = 'packages/contracts/src/price-quote.ts'
const of = (folder: string, ...names: string[]) => names.map((name) => `${folder}/${name}.test.ts`)

/** The faults, each with what it would cost. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a random idempotency key: two workers send the same refund twice',
    file: `${payments}/operation.ts`,
    from: 'return operation.keyRound === 0 ? operation.stripeKey : `${operation.stripeKey}:${operation.keyRound}`',
    to: 'return crypto.randomUUID()',
    tests: of(payments, 'run-operation'),
  },
  {
    name: 'no look before sending again: a refund whose key the provider has forgotten is sent twice',
    file: `${payments}/refund.ts`,
    from: 'if (operation.tries === 1) return undefined',
    to: 'if (operation.tries >= 1) return undefined',
    tests: of(payments, 'settlement'),
  },
  {
    name: 'no fence: an operation is finished by everybody who acted on it',
    file: `${payments}/operation.ts`,
    from: "and (state in ('pending', 'waiting') or (state = 'sent' and ${end.state} <> 'sent')) returning id`",
    to: 'returning id`',
    tests: of(payments, 'run-operation', 'settlement'),
  },
  {
    name: 'no lease: two workers act on one operation at once',
    file: `${payments}/lease.ts`,
    from: "where id = ${id} and state = 'pending' and (leased_until is null or leased_until <= ${now})\n    returning *`",
    to: "where id = ${id} and state = 'pending'\n    returning *`",
    tests: of(payments, 'run-operation', 'pay-order'),
  },
  {
    name: 'no unique source: one fact is posted twice',
    file: `${payments}/ledger.ts`,
    from: 'source, currency, escrow_id, reverses, posted_at, posted_in)\n    values (${kind}, ${source},',
    to: "source, currency, escrow_id, reverses, posted_at, posted_in)\n    values (${kind}, ${source} || ':' || gen_random_uuid(),",
    tests: of(payments, 'ledger', 'settlement'),
  },
  {
    name: 'the commission is rounded up, against the coach',
    file: `${payments}/payment.ts`,
    from: 'const commission = Math.floor((amount * percent) / 100)',
    to: 'const commission = Math.ceil((amount * percent) / 100)',
    tests: of(payments, 'settlement', 'commission'),
  },
  {
    name: 'commission and share are rounded each by itself: a cent is lost',
    file: `${payments}/payment.ts`,
    from: 'return { commission, share: amount - commission }',
    to: 'return { commission, share: Math.floor((amount * (100 - percent)) / 100) }',
    tests: of(payments, 'settlement', 'commission'),
  },
  {
    name: 'floating point: a percentage of minor units is not a whole number',
    file: prices,
    from: '): number => Math.floor((amount * part) / whole)',
    to: '): number => (amount * part) / whole',
    tests: of(payments, 'settlement'),
  },
  {
    name: 'more comes back than was paid',
    file: prices,
    from: 'const amount = Math.min(Math.max(back.amount, 0), paid)',
    to: 'const amount = back.amount + 1',
    tests: of(payments, 'settlement'),
  },
  {
    name: 'the commission is earned at capture, before anybody taught',
    file: `${payments}/intent.ts`,
    from: '      [psp, payment.card],\n      [held, -payment.card],',
    to: "      [psp, payment.card],\n      [held, -(payment.card - Math.floor(payment.card / 10))],\n      ['rev:platform_fee', -Math.floor(payment.card / 10)],",
    tests: of(payments, 'pay-order'),
  },
  {
    name: "the provider's fee is not booked",
    file: `${payments}/intent.ts`,
    from: 'if (fee > 0)',
    to: 'if (fee > 1_000_000)',
    tests: of(payments, 'pay-order', 'reconcile-ledger'),
  },
  {
    name: 'a dispute does not freeze the money',
    file: `${payments}/settlement.ts`,
    from: "if (own.frozenByDispute && cause !== 'resolved' && cause !== 'unused') {",
    to: 'if (own.frozenByDispute && false) {',
    tests: of(payments, 'settlement'),
  },
  {
    name: 'a chargeback does not freeze the money',
    file: `${payments}/settlement.ts`,
    from: 'if (payment.frozenByChargeback) return []',
    to: '',
    tests: of(payments, 'chargeback'),
  },
  {
    name: 'a lost chargeback forgets the transfer that was sent: the coach keeps the money',
    file: `${payments}/chargeback.ts`,
    from: 'stripeKey: `reverse:${dispute.id}:${escrowId}` })))',
    to: 'waiting: true, stripeKey: `reverse:${dispute.id}:${escrowId}` })))',
    tests: of(payments, 'chargeback'),
  },
  {
    name: 'what a coach owes is not netted from the next share',
    file: `${payments}/settlement.ts`,
    from: 'const netted = Math.min(Math.max(owed, 0), share)',
    to: 'const netted = 0 * owed',
    tests: of(payments, 'chargeback', 'credit'),
  },
  {
    name: 'an unsigned webhook is believed',
    file: `${payments}/receive-stripe-webhook.ts`,
    from: 'return ctx.resources.stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds)',
    to: 'return void [signature, secret, toleranceSeconds] ?? (JSON.parse(body.toString()) as Stripe.Event)',
    tests: of(payments, 'receive-stripe-webhook'),
  },
  {
    name: 'a refund that the bank refused is forgotten: the player is owed nothing',
    file: `${payments}/refund.ts`,
    from: 'if (refused) await recordRefused(tx, ctx, payment.id, escrowId, refund)',
    to: '',
    tests: of(payments, 'settlement'),
  },
  {
    name: 'money is sent to an account that cannot be paid',
    file: `${payments}/settlement.ts`,
    from: "waiting: account?.state !== 'active',",
    to: 'waiting: account?.state === undefined && false,',
    tests: of(payments, 'open-payout-account'),
  },
  {
    name: 'two payments at once spend the same credit',
    file: `${payments}/funds.ts`,
    from: 'await tx`select pg_advisory_xact_lock(hashtextextended(${`credit:${playerId}`}, 0))`',
    to: '',
    tests: of(payments, 'funds'),
  },
  {
    name: 'the credit is gone though the card was declined',
    file: `${payments}/intent.ts`,
    from: 'if (attempt?.id !== attemptId) return undefined\n  await letGoOfFunds(tx, ctx, payment)',
    to: 'if (attempt?.id !== attemptId) return undefined\n  void payment',
    tests: of(payments, 'funds'),
  },
  {
    name: 'a card is sent back more than it paid',
    file: `${payments}/funds.ts`,
    from: 'const toCard = Math.min(amount, await leftOnCard(tx, payment))',
    to: 'const toCard = Math.min(amount, Math.max(await leftOnCard(tx, payment), amount))',
    tests: of(payments, 'funds'),
  },
  {
    name: 'what the platform added to a price is shared out as if a player had paid it',
    file: `${payments}/settlement.ts`,
    from: 'promotion: back.promotion, fee: fee - back.fee,',
    to: 'promotion: 0 * back.promotion, fee: fee - back.fee,',
    tests: of(payments, 'funds'),
  },
  {
    name: 'the fee stays with us when all of a price goes back',
    file: prices,
    from: 'const feeBack = amount === paid ? fee :',
    to: 'const feeBack = amount === paid ? 0 :',
    tests: of(payments, 'player-fee'),
  },
  {
    name: 'a bank takes the fee back, and the coach bears it',
    file: `${payments}/chargeback.ts`,
    from: 'const fee = feeIn(payment, fromEscrows.left)',
    to: 'const fee = 0 * feeIn(payment, fromEscrows.left)',
    tests: of(payments, 'player-fee'),
  },
  {
    name: 'a code of a package is taken off its first sessions only',
    file: prices,
    from: 'const discounted = partsOf(price - discount, sessions)',
    to: 'const discounted = partsOf(price, sessions).map((part, i) => (i === 0 ? part - discount : part))',
    tests: [...of(payments, 'player-fee'), 'packages/contracts/src/price-quote.test.ts'],
  },
  {
    name: 'a use of a promo code is not counted',
    file: `${payments}/promo-code.ts`,
    from: 'await tx`update promo_codes set uses = uses + 1 where id = ${row.id}`',
    to: '',
    tests: of(payments, 'funds'),
  },
  {
    name: 'the money is released an hour early',
    file: `${sessions}/outcome.ts`,
    from: 'return plusMinutes(row.endsAt, hours * 60)',
    to: 'return plusMinutes(row.endsAt, (hours - 1) * 60)',
    tests: of(sessions, 'outcomes', 'booking-life'),
  },
  {
    name: 'a payment that came too late keeps the money without a booking',
    file: `${sessions}/confirmation.ts`,
    from: 'if (row.confirmedAt === null) await ctx.emit(tx, bookingUnfulfilled, toRecord(row), row.id)',
    to: '',
    tests: of(sessions, 'booking-life'),
  },
  {
    name: 'an operator may post an amount that closes nothing',
    file: `${payments}/operator-fact.ts`,
    from: 'if (difference?.providerAmount !== (difference?.ledgerAmount ?? 0) + sign * amount) throw factDoesNotFit()',
    to: '',
    tests: of(payments, 'operator'),
  },
  {
    name: 'a transfer made by hand and taken back leaves two differences for ever',
    file: `${payments}/difference.ts`,
    from: 'return { root, others: await undoings(ctx, root) }',
    to: 'return { root: objectId, others: [] }',
    tests: of(payments, 'operator'),
  },
  {
    name: 'an acknowledgement closes a difference',
    file: `${payments}/difference.ts`,
    from: 'where resolved_at is null ${onwards} order by found_at',
    to: 'where resolved_at is null and acts.at is null ${onwards} order by found_at',
    tests: of(payments, 'operator'),
  },
]
