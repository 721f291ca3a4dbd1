/**
 * What this service relies on Stripe for, tried on the simulator always, and on a sandbox of Stripe's when STRIPE_TEST_KEY
 * is set. STRIPE_TEST_ACCOUNT names a connected account of it that transfers may go to: a sandbox has no owner to ask.
 * Expected answers are those of https://docs.stripe.com/api and https://docs.stripe.com/testing.
 */
import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activeAccount, press, startTestWorld } from './simulator/testing.ts'

/** One end of the SDK: what the suite is tried on. */
interface Subject {
  stripe: Stripe
  /** A connected account with the transfers capability; null where there is none. */
  account: string | null
  /** How long until what happened is in a list of events. */
  patienceMs: number
  /** Proves who the cardholder is at the bank's page; null where that takes a browser. */
  authenticate: ((url: string) => Promise<unknown>) | null
  close(): Promise<void>
}

const sandboxKey = process.env['STRIPE_TEST_KEY']
const sandboxAccount = process.env['STRIPE_TEST_ACCOUNT'] ?? null

describe('the simulator', () => {
  conform(simulator, { hasAccount: true, hasBank: true })
})
describe.skipIf(sandboxKey === undefined)('a Stripe sandbox', { timeout: 60_000 }, () => {
  const suite = sandboxKey === undefined ? oneLine : conform
  suite(sandbox, { hasAccount: sandboxAccount !== null, hasBank: false })
})

/** Skipped, and said once. */
function oneLine() {
  test('is not tried: STRIPE_TEST_KEY is not set', () => expect(sandboxKey).toBeDefined())
}

async function simulator(): Promise<Subject> {
  const world = await startTestWorld()
  const account = await activeAccount(world)
  const authenticate = (url: string) => press(url, 'complete')
  return { stripe: world.stripe, account: account.id, patienceMs: 5_000, authenticate, close: world.close }
}

/** Test mode only: a live key would charge somebody. */
async function sandbox(): Promise<Subject> {
  if (!/^(sk|rk)_test_/.test(sandboxKey ?? '')) throw new Error('STRIPE_TEST_KEY must be a key of a sandbox')
  const stripe = new Stripe(sandboxKey ?? '', { telemetry: false })
  return { stripe, account: sandboxAccount, patienceMs: 45_000, authenticate: null, close: async () => {} }
}

/** The suite. What a subject cannot be made to do is skipped, and named. */
function conform(open: () => Promise<Subject>, { hasAccount, hasBank }: { hasAccount: boolean; hasBank: boolean }) {
  let subject: Subject
  let stripe: Stripe
  beforeAll(async () => {
    subject = await open()
    stripe = subject.stripe
  })
  afterAll(() => subject?.close())
  const given = () => subject

  payments(given)
  describe.skipIf(!hasBank)('3-D Secure at the bank’s page, which takes a browser', () => {
    authentication(given)
  })
  heldMoney(given)
  refunds(given)
  repeats(given)
  describe.skipIf(!hasAccount)('transfers, which take STRIPE_TEST_ACCOUNT', () => {
    transfers(given)
  })
  reading(given)
  refusals(given)

  test('a webhook’s signature holds for its secret and its bytes only', () => {
    const payload = JSON.stringify({ id: 'evt_1', object: 'event' })
    const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_one' })
    expect(stripe.webhooks.constructEvent(payload, header, 'whsec_one')).toMatchObject({ id: 'evt_1' })
    const wrong = [
      () => stripe.webhooks.constructEvent(payload, header, 'whsec_other'),
      () => stripe.webhooks.constructEvent(`${payload} `, header, 'whsec_one'),
    ]
    for (const attempt of wrong) expect(attempt).toThrow(Stripe.errors.StripeSignatureVerificationError)
  })
}

type Given = () => Subject

const card = { allowed_payment_method_types: ['card' as const] }
const price = { amount: 4_200, currency: 'eur', ...card }

const pay = ({ stripe }: Subject, details: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ ...price, payment_method: 'pm_card_visa', confirm: true, ...details })

/** The error a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => undefined,
    (fault: unknown) => fault,
  )
  if (error instanceof Stripe.errors.StripeError) return error
  throw new Error('the call was not refused by the provider', { cause: error })
}

const declines = [
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
] as const

function payments(given: Given) {
  test.each(['pm_card_visa', 'pm_card_mastercard', 'pm_card_amex'])('%s pays, in one charge', async (name) => {
    const intent = await pay(given(), { payment_method: name })
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 4_200, livemode: false })
    const { data } = await given().stripe.charges.list({ payment_intent: intent.id })
    expect(data).toMatchObject([{ id: intent.latest_charge, paid: true, captured: true, amount: 4_200 }])
  })

  test.each(declines)('%s is declined with %s, and another card may be tried', async (name, code, declineCode) => {
    const { stripe } = given()
    const intent = await stripe.paymentIntents.create(price)
    const error = await refusal(stripe.paymentIntents.confirm(intent.id, { payment_method: name }))
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
    if (declineCode !== undefined) expect(error.decline_code).toBe(declineCode)
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method')
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid.status).toBe('succeeded')
  })

  test('a card that asks for 3-D Secure waits for it, with the bank’s page when there is a way back', async () => {
    const details = { payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.example/back' }
    const intent = await pay(given(), details)
    expect(intent.status).toBe('requires_action')
    expect(intent.next_action?.type).toBe('redirect_to_url')
    expect(intent.next_action?.redirect_to_url?.url).toMatch(/^https?:/)
    expect((await given().stripe.paymentIntents.cancel(intent.id)).status).toBe('canceled')
  })
}

function authentication(given: Given) {
  test('pays after it, once', async () => {
    const { stripe, authenticate } = given()
    const details = { payment_method: 'pm_card_authenticationRequired', return_url: 'https://shop.example/back' }
    const intent = await pay(given(), details)
    await authenticate?.(intent.next_action?.redirect_to_url?.url ?? '')
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1)
  })
}

function heldMoney(given: Given) {
  const hold = () => pay(given(), { capture_method: 'manual' })

  test('held money is captured once, in whole or in part', async () => {
    const { stripe } = given()
    const held = await hold()
    expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 4_200, amount_received: 0 })
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 4_000 })
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 4_000, amount_capturable: 0 })
    const again = await refusal(stripe.paymentIntents.capture(held.id))
    expect(again).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
  })

  test('held money is let go, and then is not captured', async () => {
    const { stripe } = given()
    const held = await hold()
    expect((await stripe.paymentIntents.cancel(held.id)).status).toBe('canceled')
    const late = await refusal(stripe.paymentIntents.capture(held.id))
    expect(late).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
  })
}

function refunds(given: Given) {
  test('go back in part, then the rest, and never more than was paid', async () => {
    const { stripe } = given()
    const { id, latest_charge: charge } = await pay(given())
    const part = await stripe.refunds.create({ payment_intent: id, amount: 1_200, metadata: { operation_id: 'one' } })
    expect(part).toMatchObject({ amount: 1_200, charge, metadata: { operation_id: 'one' } })
    const tooMuch = await refusal(stripe.refunds.create({ payment_intent: id, amount: 3_001 }))
    expect(tooMuch).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
    expect(await stripe.refunds.create({ payment_intent: id })).toMatchObject({ amount: 3_000 })
    expect((await refusal(stripe.refunds.create({ payment_intent: id }))).code).toBe('charge_already_refunded')
    const { data } = await stripe.refunds.list({ payment_intent: id })
    expect(data.map(({ amount }) => amount).toSorted((one, other) => one - other)).toEqual([1_200, 3_000])
    expect(await stripe.charges.retrieve(charge as string)).toMatchObject({ refunded: true, amount_refunded: 4_200 })
  })
}

function repeats(given: Given) {
  const key = () => `conformance-${crypto.randomUUID()}`

  test('the same request with the same key is answered as before, and done once', async () => {
    const { stripe } = given()
    const idempotencyKey = key()
    const group = key()
    const params = { ...price, payment_method: 'pm_card_visa', confirm: true, transfer_group: group }
    const first = await stripe.paymentIntents.create(params, { idempotencyKey })
    const second = await stripe.paymentIntents.create(params, { idempotencyKey })
    expect(second.id).toBe(first.id)
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect((await stripe.charges.list({ transfer_group: group })).data).toHaveLength(1)
  })

  test('another request with the same key is refused', async () => {
    const { stripe } = given()
    const idempotencyKey = key()
    await stripe.customers.create({ name: 'One' }, { idempotencyKey })
    const error = await refusal(stripe.customers.create({ name: 'Other' }, { idempotencyKey }))
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  })
}

function transfers(given: Given) {
  test('go out of a charge, are found by their group, and come back in parts, never beyond themselves', async () => {
    const { stripe, account } = given()
    const group = `conformance-${crypto.randomUUID()}`
    const { latest_charge: source } = await pay(given(), { transfer_group: group })
    const transfer = await stripe.transfers.create({
      amount: 3_000,
      currency: 'eur',
      destination: account ?? '',
      source_transaction: source as string,
      transfer_group: group,
      metadata: { operation_id: 'one' },
    })
    const found = await stripe.transfers.list({ transfer_group: group })
    expect(found.data).toMatchObject([{ id: transfer.id, metadata: { operation_id: 'one' } }])
    const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 1_000 })
    expect(reversal).toMatchObject({ amount: 1_000, transfer: transfer.id })
    const beyond = await refusal(stripe.transfers.createReversal(transfer.id, { amount: 2_001 }))
    expect(beyond).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
    await stripe.transfers.createReversal(transfer.id)
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 3_000, reversed: true })
  })

  test('out of a charge are never more than it brought', async () => {
    const { stripe, account } = given()
    const { latest_charge: source } = await pay(given())
    const params = { amount: 4_201, currency: 'eur', destination: account ?? '', source_transaction: source as string }
    const error = await refusal(stripe.transfers.create(params))
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
  })
}

function reading(given: Given) {
  test('lists come newest first, in pages that lead on', async () => {
    const { stripe } = given()
    const { id: customer } = await stripe.customers.create({})
    const made: string[] = []
    for (let i = 0; i < 3; i++) made.unshift((await stripe.paymentIntents.create({ ...price, customer })).id)
    const first = await stripe.paymentIntents.list({ customer, limit: 2 })
    expect(first.has_more).toBe(true)
    const rest = await stripe.paymentIntents.list({ customer, limit: 2, starting_after: first.data[1]?.id })
    expect(rest.has_more).toBe(false)
    expect(new Set([...first.data, ...rest.data].map(({ id }) => id))).toEqual(new Set(made))
    const whole = await stripe.paymentIntents.list({ customer, limit: 1 }).autoPagingToArray({ limit: 10 })
    expect(whole).toHaveLength(3)
  })

  test('whole objects come in place of ids, also within one another', async () => {
    const { id } = await pay(given())
    const intent = await given().stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.balance_transaction'] })
    const movement = (intent.latest_charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction
    expect(movement).toMatchObject({ object: 'balance_transaction', amount: 4_200, type: 'charge' })
    expect(movement.net).toBe(movement.amount - movement.fee)
    const { data } = await given().stripe.balanceTransactions.list({ source: movement.source as string })
    expect(data.map((one) => one.id)).toEqual([movement.id])
  })

  test('an event tells of what happened, with the object as it was then', async () => {
    const { stripe, patienceMs } = given()
    const { id } = await pay(given())
    const told = async () => {
      const { data } = await stripe.events.list({ type: 'payment_intent.succeeded', limit: 20 })
      return data.filter(({ data: { object } }) => (object as { id?: string }).id === id).length
    }
    await expect.poll(told, { timeout: patienceMs, interval: 500 }).toBe(1)
  })

  test('the balance is told by currency, available and pending apart', async () => {
    const { available, pending } = await given().stripe.balance.retrieve()
    for (const { amount, currency } of [...available, ...pending]) {
      expect(Number.isInteger(amount)).toBe(true)
      expect(currency).toMatch(/^[a-z]{3}$/)
    }
  })

  test('an account of version 2 is shown in the parts that are asked for', async () => {
    const { stripe } = given()
    const transfersAsked = { stripe_balance: { stripe_transfers: { requested: true } } }
    const account = await stripe.v2.core.accounts.create({
      contact_email: 'coach@example.org',
      display_name: 'Coach',
      dashboard: 'express',
      identity: { country: 'de' },
      configuration: { recipient: { capabilities: transfersAsked } },
      defaults: { responsibilities: { fees_collector: 'application', losses_collector: 'application' } },
      include: ['configuration.recipient'],
    })
    const capability = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
    expect(capability?.status).toBe('restricted')
    expect((await stripe.v2.core.accounts.retrieve(account.id)).configuration ?? null).toBeNull()
  })
}

function refusals(given: Given) {
  test('a parameter that is not known is named', async () => {
    const unknown = { ...price, nonsense: '1' } as Stripe.PaymentIntentCreateParams
    const error = await refusal(given().stripe.paymentIntents.create(unknown))
    expect(error).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'nonsense' })
  })

  test('a parameter that version 2 does not know is a bad request', async () => {
    const unknown = { nonsense: '1' } as unknown as Stripe.V2.Core.AccountCreateParams
    const error = await refusal(given().stripe.v2.core.accounts.create(unknown))
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code: 'invalid_fields' })
  })

  test('a parameter that is missing is named', async () => {
    const short = { currency: 'eur' } as Stripe.PaymentIntentCreateParams
    const error = await refusal(given().stripe.paymentIntents.create(short))
    expect(error).toMatchObject({ statusCode: 400, code: 'parameter_missing', param: 'amount' })
  })

  test('an object that is not there is missing, by its path with 404 and by a parameter with 400', async () => {
    const { stripe } = given()
    const byPath = await refusal(stripe.paymentIntents.retrieve('pi_not_there'))
    expect(byPath).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 404, code: 'resource_missing' })
    const byParameter = await refusal(stripe.refunds.create({ charge: 'ch_not_there' }))
    expect(byParameter.code).toBe('resource_missing')
  })

  test('what cannot be expanded is refused', async () => {
    const { stripe } = given()
    const { id } = await stripe.paymentIntents.create(price)
    const error = await refusal(stripe.paymentIntents.retrieve(id, { expand: ['amount'] }))
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
  })

  test('a key that is not known may do nothing', async () => {
    const { stripe } = given()
    const stranger = refusal(stripe.balance.retrieve({}, { apiKey: 'sk_test_not_a_key' }))
    expect(await stranger).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
  })
}
