import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pay, refusal, secretKey, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())

const post = (path: string, body: string, key: string): Promise<Response> =>
  fetch(`${world.url()}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
    },
    body,
  })
const payBody = 'amount=1000&currency=eur&payment_method=pm_card_visa&allowed_payment_method_types[]=card&confirm=true'

test('the same key and parameters give the same bytes and do nothing twice', async () => {
  const first = await post('/v1/payment_intents', payBody, 'key-1')
  const second = await post('/v1/payment_intents', payBody, 'key-1')
  expect(await second.text()).toBe(await first.text())
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(second.headers.get('idempotent-replayed')).toBe('true')
  expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'))
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
})

test('a decline is replayed too, and leaves one failed charge', async () => {
  const params = {
    amount: 1000,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_chargeDeclined',
    allowed_payment_method_types: ['card' as const],
  }
  const first = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: 'key-2' }))
  const second = await refusal(stripe.paymentIntents.create(params, { idempotencyKey: 'key-2' }))
  expect(second.payment_intent?.id).toBe(first.payment_intent?.id)
  expect((await stripe.charges.list({ payment_intent: first.payment_intent?.id ?? '' })).data).toHaveLength(1)
})

test('other parameters under the same key are refused', async () => {
  await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'key-3' })
  const error = await refusal(stripe.customers.create({ name: 'B' }, { idempotencyKey: 'key-3' }))
  expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400, rawType: 'idempotency_error' })
  const elsewhere = await refusal(stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'key-3' }))
  expect(elsewhere.type).toBe('StripeIdempotencyError')
})

test('the same key at once: one is done, the others are told to come back', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => post('/v1/payment_intents', payBody, 'key-4')))
  const done = answers.filter(({ status }) => status === 200)
  const busy = answers.filter(({ status }) => status === 409)
  expect(done.length + busy.length).toBe(8)
  expect(done.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
  const later = await post('/v1/payment_intents', payBody, 'key-4')
  expect(later.headers.get('idempotent-replayed')).toBe('true')
})

test('a key whose request is still running is answered 409', async () => {
  const client = await world.pool.connect()
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(hashtextextended('stripe_simulator.idempotency.' || $1, 0))`, [
    'key-5',
  ])
  const error = await refusal(stripe.customers.create({}, { idempotencyKey: 'key-5' }))
  expect(error).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
  await client.query('rollback')
  client.release()
  expect((await stripe.customers.create({}, { idempotencyKey: 'key-5' })).object).toBe('customer')
})

test('a request that failed validation does not use its key up, one that failed later does', async () => {
  const key = { idempotencyKey: 'key-6' }
  expect((await refusal(stripe.paymentIntents.create({ amount: 1, currency: 'eur' }, key))).code).toBe(
    'amount_too_small',
  )
  expect((await stripe.paymentIntents.create({ amount: 100, currency: 'eur' }, key)).amount).toBe(100)
  const intent = await pay(stripe)
  await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 20_000 }, { idempotencyKey: 'key-7' }))
  const other = await refusal(
    stripe.refunds.create({ payment_intent: intent.id, amount: 1 }, { idempotencyKey: 'key-7' }),
  )
  expect(other.type).toBe('StripeIdempotencyError')
})

test('keys are remembered across a restart and forgotten after a day', async () => {
  const first = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'key-8' })
  await world.restart()
  const second = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'key-8' })
  expect(second.id).toBe(first.id)
  await world.control('/_sim/clock', { advanceSeconds: 86_401 })
  const third = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'key-8' })
  expect(third.id).not.toBe(first.id)
})
