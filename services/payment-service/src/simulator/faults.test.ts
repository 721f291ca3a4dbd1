import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { refusal, sdk, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterEach(() => world.control('/_sim/faults', {}, 'DELETE'))
afterAll(() => world.close())

const fault = (body: object) => world.control('/_sim/faults', body)
const creation = { method: 'POST', path: '/v1/customers' }

async function customersNamed(email: string): Promise<number> {
  return (await stripe.customers.list({ email })).data.length
}

test('a lost reply has done its work, and the retry finds it', async () => {
  await fault({ kind: 'lost_reply', match: creation, times: 1 })
  const customer = await stripe.customers.create({ email: 'lost@example.org' })
  expect(customer.lastResponse.headers['idempotent-replayed']).toBe('true')
  expect(await customersNamed('lost@example.org')).toBe(1)
})

test('a reply lost twice leaves the caller in doubt over work that is done', async () => {
  await fault({ kind: 'lost_reply', match: creation, times: 2 })
  const error = await refusal(stripe.customers.create({ email: 'doubt@example.org' }))
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
  expect(await customersNamed('doubt@example.org')).toBe(1)
})

test('an outage does no work', async () => {
  await fault({ kind: 'outage' })
  const error = await refusal(stripe.customers.create({ email: 'outage@example.org' }))
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
  await world.control('/_sim/faults', {}, 'DELETE')
  expect(await customersNamed('outage@example.org')).toBe(0)
})

test('a 500 does no work and stays the answer of its key', async () => {
  await fault({ kind: 'error_500', match: creation, times: 1 })
  const options = { idempotencyKey: 'broken-1' }
  const first = await refusal(stripe.customers.create({ email: '500@example.org' }, options))
  const again = await refusal(stripe.customers.create({ email: '500@example.org' }, options))
  expect([first.statusCode, again.statusCode]).toEqual([500, 500])
  expect(await customersNamed('500@example.org')).toBe(0)
})

test('a rate limit is answered 429 and its key may be used again', async () => {
  await fault({ kind: 'rate_limited', match: creation, times: 1 })
  const options = { idempotencyKey: 'limited-1' }
  const error = await refusal(stripe.customers.create({ email: '429@example.org' }, options))
  expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' })
  expect((await stripe.customers.create({ email: '429@example.org' }, options)).object).toBe('customer')
})

test('a slow answer comes after the caller has given up, and the work is done', async () => {
  await fault({ kind: 'slow', match: { path: '/v1/cust*' }, times: 1, delayMs: 300 })
  const hasty = sdk(Number(new URL(world.url()).port), { timeout: 100 })
  const error = await refusal(hasty.customers.create({ email: 'slow@example.org' }))
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
  await expect.poll(() => customersNamed('slow@example.org')).toBe(1)
})

test('faults hit only what they match, and the state shows them', async () => {
  await fault({ kind: 'error_500', match: { method: 'POST', path: '/v1/refunds' }, times: 3 })
  expect((await stripe.customers.create({})).object).toBe('customer')
  const state = await world.control('/_sim/state', {}, 'GET')
  expect(state['faults']).toMatchObject([{ kind: 'error_500', times: 3 }])
  expect(state['counts']).toMatchObject({ refunds: 0 })
})

test('a control request that makes no sense is refused', async () => {
  await expect(fault({ kind: 'earthquake' })).rejects.toThrow('400')
  await expect(world.control('/_sim/webhooks', { mode: 'sideways' })).rejects.toThrow('400')
})

test('an unknown address is answered in the format of Stripe', async () => {
  const error = await refusal(stripe.products.list())
  expect(error).toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' })
  expect(error.message).toContain('Unrecognized request URL (GET: /v1/products)')
})
