import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pay, refusal, sdk, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())

const card = (number: string, rest: Partial<Stripe.PaymentMethodCreateParams.Card> = {}) =>
  stripe.paymentMethods.create({ type: 'card', card: { number, exp_month: 12, exp_year: 2040, cvc: '123', ...rest } })

test.each([
  ['4242424242424242', 'succeeded'],
  ['5555 5555 5555 4444', 'succeeded'],
  ['4000002500003155', 'requires_action'],
  ['4000002760003184', 'requires_action'],
  ['4000000000003220', 'requires_action'],
])('the typed card %s leads to %s', async (number, status) => {
  const method = await card(number)
  expect(method.card?.last4).toBe(number.slice(-4))
  expect((await pay(stripe, { payment_method: method.id })).status).toBe(status)
})

test.each([
  ['4000000000000002', 'card_declined'],
  ['4000000000009995', 'card_declined'],
  ['4000000000000069', 'expired_card'],
  ['4000000000000127', 'incorrect_cvc'],
])('the typed card %s is declined with %s', async (number, code) => {
  const method = await card(number)
  expect((await refusal(pay(stripe, { payment_method: method.id }))).code).toBe(code)
})

test.each([
  [{ number: '4242424242424241' }, 'incorrect_number', 'number'],
  [{ exp_month: 13 }, 'invalid_expiry_month', 'exp_month'],
  [{ exp_year: 2020 }, 'invalid_expiry_year', 'exp_year'],
  [{ cvc: '1' }, 'invalid_cvc', 'cvc'],
])('a card with %j is refused as it is typed', async (change, code, param) => {
  const error = await refusal(card('4242424242424242', change))
  expect(error).toMatchObject({ type: 'StripeCardError', code, param })
})

test('a card number is nowhere in the database', async () => {
  await card('4242424242424242')
  const { rows } = await world.pool.query('select * from stripe_simulator.payment_methods')
  expect(JSON.stringify(rows)).not.toContain('4242424242424242')
})

test('a browser may turn a card into a payment method, and nothing else', async () => {
  const headers = { authorization: 'Bearer pk_test_simulator', 'content-type': 'application/x-www-form-urlencoded' }
  const url = `${world.url()}/v1/payment_methods`
  const asked = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-headers')).toContain('authorization')
  const body = 'type=card&card[number]=4242+4242+4242+4242&card[exp_month]=12&card[exp_year]=40&card[cvc]=123'
  const made = await fetch(url, { method: 'POST', headers, body })
  expect(made.status).toBe(200)
  expect(made.headers.get('access-control-allow-origin')).toBe('*')
  const bad = await fetch(url, { method: 'POST', headers, body: body.replace('4242+', '4243+') })
  expect(bad.status).toBe(402)
  expect(bad.headers.get('access-control-allow-origin')).toBe('*')
  const other = await fetch(`${world.url()}/v1/payment_intents`, { headers })
  expect(other.status).toBe(403)
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
})

test('a wrong key is refused in the format of Stripe', async () => {
  const error = await refusal(sdk(Number(new URL(world.url()).port), {}, 'sk_test_other').balance.retrieve())
  expect(error).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
  expect(error.requestId).toMatch(/^req_/)
})

test('the names of test cards can be looked up, saved and paid with again', async () => {
  expect(await stripe.paymentMethods.retrieve('pm_card_visa')).toMatchObject({ card: { brand: 'visa', last4: '4242' } })
  const customer = await stripe.customers.create({})
  const saved = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id })
  expect((await stripe.customers.listPaymentMethods(customer.id)).data.map(({ id }) => id)).toEqual([saved.id])
  expect((await pay(stripe, { customer: customer.id, payment_method: saved.id, off_session: true })).status).toBe(
    'succeeded',
  )
  const stranger = await refusal(pay(stripe, { payment_method: saved.id }))
  expect(stranger.param).toBe('payment_method')
  await stripe.paymentMethods.detach(saved.id)
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([])
})
