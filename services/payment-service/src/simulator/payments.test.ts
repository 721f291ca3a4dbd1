import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pay, press, refusal, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())

test('a good card pays, and the fee is known with the charge', async () => {
  const customer = await stripe.customers.create({ email: 'player@example.org', metadata: { player: 'p1' } })
  const intent = await stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'eur',
    customer: customer.id,
    payment_method: 'pm_card_mastercard',
    allowed_payment_method_types: ['card'],
    confirm: true,
    transfer_group: 'booking_1',
    metadata: { booking: 'b1' },
    expand: ['latest_charge.balance_transaction', 'customer', 'payment_method'],
  })
  const charge = intent.latest_charge as Stripe.Charge
  const movement = charge.balance_transaction as Stripe.BalanceTransaction
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 10_000, metadata: { booking: 'b1' } })
  expect(intent.customer).toMatchObject({ id: customer.id, email: 'player@example.org' })
  expect(intent.payment_method).toMatchObject({ card: { brand: 'mastercard', last4: '4444' } })
  expect(charge).toMatchObject({ paid: true, captured: true, transfer_group: 'booking_1', payment_intent: intent.id })
  expect(movement).toMatchObject({
    amount: 10_000,
    fee: 175,
    net: 9825,
    type: 'charge',
    source: charge.id,
    status: 'pending',
  })
  const list = await stripe.charges.list({ payment_intent: intent.id })
  expect(list.data.map(({ id }) => id)).toEqual([charge.id])
})

test('an intent without a card waits for one, and can be changed until then', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'eur',
    allowed_payment_method_types: ['card'],
  })
  expect(intent.status).toBe('requires_payment_method')
  const changed = await stripe.paymentIntents.update(intent.id, { amount: 700, metadata: { a: '1' } })
  expect(changed).toMatchObject({ amount: 700, metadata: { a: '1' } })
  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
  expect(paid).toMatchObject({ status: 'succeeded', amount_received: 700 })
  expect((await refusal(stripe.paymentIntents.update(intent.id, { amount: 900 }))).code).toBe(
    'payment_intent_unexpected_state',
  )
})

test('a card that asks for authentication pays after it is given, and returns to the shop', async () => {
  const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'eur' })
  const waiting = await stripe.paymentIntents.confirm(intent.id, {
    payment_method: 'pm_card_authenticationRequired',
    return_url: 'https://shop.example/paid?booking=7',
  })
  const url = waiting.next_action?.redirect_to_url?.url ?? ''
  expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } })
  const page = await (await fetch(url)).text()
  expect(page).toContain('€25.00')
  expect(page).toContain('Complete authentication')
  const back = new URL((await press(url, 'complete')) ?? '')
  expect(back.searchParams.get('booking')).toBe('7')
  expect(back.searchParams.get('redirect_status')).toBe('succeeded')
  expect(back.searchParams.get('payment_intent')).toBe(intent.id)
  const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
  expect(paid).toMatchObject({ status: 'succeeded', next_action: null })
  expect(paid.latest_charge).toMatchObject({
    payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
  })
})

test('a failed authentication makes no charge, and another card may pay', async () => {
  const waiting = await pay(stripe, {
    payment_method: 'pm_card_threeDSecure2Required',
    return_url: 'https://shop.example/',
  })
  const back = await press(waiting.next_action?.redirect_to_url?.url ?? '', 'fail')
  expect(back).toContain('redirect_status=failed')
  const failed = await stripe.paymentIntents.retrieve(waiting.id)
  expect(failed).toMatchObject({
    status: 'requires_payment_method',
    latest_charge: null,
    last_payment_error: { code: 'payment_intent_authentication_failure' },
  })
  const paid = await stripe.paymentIntents.confirm(waiting.id, { payment_method: 'pm_card_visa' })
  expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null })
})

test('pressing the authentication button twice charges once', async () => {
  const waiting = await pay(stripe, {
    payment_method: 'pm_card_authenticationRequired',
    return_url: 'https://shop.example/',
  })
  const url = waiting.next_action?.redirect_to_url?.url ?? ''
  const answers = await Promise.all([press(url, 'complete'), press(url, 'complete'), press(url, 'fail')])
  expect(new Set(answers).size).toBe(1)
  expect((await stripe.charges.list({ payment_intent: waiting.id })).data.length).toBeLessThanOrEqual(1)
})

test('a stranger without the client secret cannot authenticate a payment', async () => {
  const waiting = await pay(stripe, { payment_method: 'pm_card_authenticationRequired' })
  const url = (waiting.next_action?.redirect_to_url?.url ?? '').split('?')[0] ?? ''
  expect((await fetch(`${url}?client_secret=guess`, { method: 'POST' })).status).toBe(404)
  expect((await stripe.paymentIntents.retrieve(waiting.id)).status).toBe('requires_action')
})

test('a card declined after authentication is declined', async () => {
  const waiting = await pay(stripe, {
    payment_method: 'pm_card_threeDSecureRequiredChargeDeclined',
    return_url: 'https://shop.example/',
  })
  expect(await press(waiting.next_action?.redirect_to_url?.url ?? '', 'complete')).toContain('redirect_status=failed')
  const declined = await stripe.paymentIntents.retrieve(waiting.id)
  expect(declined).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } })
})

test('a payment without the cardholder present declines where authentication is needed', async () => {
  const error = await refusal(pay(stripe, { payment_method: 'pm_card_authenticationRequired', off_session: true }))
  expect(error).toMatchObject({ type: 'StripeCardError', code: 'authentication_required' })
})

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', undefined],
  ['pm_card_chargeDeclinedProcessingError', 'processing_error', undefined],
])('%s is declined with %s and keeps the failed charge', async (method, code, declineCode) => {
  const error = await refusal(pay(stripe, { payment_method: method }))
  expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
  expect(error.decline_code || undefined).toBe(declineCode)
  const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '', { expand: ['latest_charge'] })
  expect(intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } })
  expect(intent.latest_charge).toMatchObject({ status: 'failed', failure_code: code, balance_transaction: null })
})

test('ten confirmations at once make one charge', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 4000,
    currency: 'eur',
    allowed_payment_method_types: ['card'],
  })
  const attempts = Array.from({ length: 10 }, () =>
    stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }),
  )
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1)
})

test('held money is captured in part, and the rest is let go', async () => {
  const held = await pay(stripe, { capture_method: 'manual' })
  expect(held).toMatchObject({ status: 'requires_capture', amount_capturable: 10_000, amount_received: 0 })
  expect((await refusal(stripe.paymentIntents.capture(held.id, { amount_to_capture: 10_001 }))).param).toBe(
    'amount_to_capture',
  )
  const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 6000, expand: ['latest_charge'] })
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 6000, amount_capturable: 0 })
  expect(captured.latest_charge).toMatchObject({ amount: 10_000, amount_captured: 6000, captured: true })
  expect((await refusal(stripe.paymentIntents.capture(held.id))).code).toBe('payment_intent_unexpected_state')
})

test('canceling lets held money go and cannot follow success', async () => {
  const held = await pay(stripe, { capture_method: 'manual' })
  const canceled = await stripe.paymentIntents.cancel(held.id, {
    cancellation_reason: 'abandoned',
    expand: ['latest_charge'],
  })
  expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 })
  expect(canceled.latest_charge).toMatchObject({ captured: false, refunded: true, balance_transaction: null })
  const paid = await pay(stripe)
  expect((await refusal(stripe.paymentIntents.cancel(paid.id))).code).toBe('payment_intent_unexpected_state')
})

test('lists run newest first through every page', async () => {
  const customer = await stripe.customers.create({ email: 'lists@example.org' })
  const made: string[] = []
  for (let count = 0; count < 5; count += 1) made.unshift((await pay(stripe, { customer: customer.id })).id)
  const first = await stripe.paymentIntents.list({ customer: customer.id, limit: 2 })
  expect(first).toMatchObject({ has_more: true, url: '/v1/payment_intents' })
  const found: string[] = []
  for await (const intent of stripe.paymentIntents.list({ customer: customer.id, limit: 2 })) found.push(intent.id)
  expect(found).toEqual(made)
  const newer = await stripe.paymentIntents.list({ customer: customer.id, ending_before: made[3] as string, limit: 2 })
  expect(newer.data.map(({ id }) => id)).toEqual(made.slice(1, 3))
  expect((await stripe.customers.list({ email: 'lists@example.org' })).data).toHaveLength(1)
})

test('a payment that could redirect must say where to return', async () => {
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' })
  expect(intent.automatic_payment_methods).toEqual({ enabled: true, allow_redirects: 'always' })
  const error = await refusal(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }))
  expect(error.message).toContain('return_url')
})

test.each([
  [{ amount: 0, currency: 'eur' }, 'amount', 'parameter_invalid_integer'],
  [{ amount: 49, currency: 'eur' }, 'amount', 'amount_too_small'],
  [{ amount: 100_000_000, currency: 'eur' }, 'amount', 'amount_too_large'],
  [{ amount: 100 }, 'currency', 'parameter_missing'],
  [{ amount: 100, currency: 'eur', customer: 'cus_none' }, 'customer', 'resource_missing'],
  [{ amount: 100, currency: 'eur', payment_method: 'pm_none' }, 'payment_method', 'resource_missing'],
  [{ amount: 100, currency: 'eur', payment_method_types: ['card'] }, 'payment_method_types', 'parameter_unknown'],
])('refuses %j naming the parameter', async (params, param, code) => {
  const error = await refusal(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams))
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param, code })
})

test('an unknown object is a 404 with resource_missing', async () => {
  const error = await refusal(stripe.paymentIntents.retrieve('pi_none'))
  expect(error).toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    message: "No such payment_intent: 'pi_none'",
  })
})
