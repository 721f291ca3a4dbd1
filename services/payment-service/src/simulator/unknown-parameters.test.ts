import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpoints } from './simulator.ts'
import { activeAccount, pay, refusal, secretKey, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let ids: Record<string, string>
beforeAll(async () => {
  world = await startTestWorld()
  ids = await anObjectOfEach(world)
})
afterAll(() => world.close())

/** Objects that are there, by the first part of the path that leads to them. */
async function anObjectOfEach({ stripe, control }: TestWorld): Promise<Record<string, string>> {
  const account = await activeAccount(world)
  const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' }
  const customer = await stripe.customers.create({})
  const method = await stripe.paymentMethods.create({ type: 'card', card })
  const intent = await pay(stripe)
  const charge = intent.latest_charge as string
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 100 })
  const destination = account.id
  const transfer = await stripe.transfers.create({
    amount: 100,
    currency: 'eur',
    destination,
    source_transaction: charge,
  })
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 10 })
  const dispute = (await control('/_sim/disputes', {
    charge: (await pay(stripe)).latest_charge,
  })) as unknown as Stripe.Dispute
  await control(`/_sim/accounts/${account.id}/adjustments`, { amount: 1_000, currency: 'eur' })
  const payout = await stripe.payouts.create({ amount: 500, currency: 'eur' }, { stripeAccount: account.id })
  return {
    payouts: payout.id,
    customers: customer.id,
    payment_methods: method.id,
    payment_intents: intent.id,
    charges: charge,
    refunds: refund.id,
    disputes: dispute.id,
    balance_transactions: (await stripe.balanceTransactions.list({ limit: 1 })).data[0]?.id ?? '',
    transfers: transfer.id,
    reversals: reversal.id,
    accounts: account.id,
    events: (await stripe.events.list({ limit: 1 })).data[0]?.id ?? '',
  }
}

/** What a request needs before anything else is looked at. */
const needed: Record<string, Record<string, unknown>> = {
  'POST /v1/payment_methods': {
    type: 'card',
    'card[number]': '4242424242424242',
    'card[exp_month]': '12',
    'card[exp_year]': '2040',
    'card[cvc]': '123',
  },
  'POST /v1/payment_methods/:id/attach': { customer: 'cus_any' },
  'POST /v1/payment_intents': { amount: '500', currency: 'eur', 'allowed_payment_method_types[0]': 'card' },
  'POST /v1/refunds': { charge: 'ch_any' },
  'POST /v1/payouts': { amount: '500', currency: 'eur' },
  'POST /v1/transfers': { amount: '100', currency: 'eur', destination: 'acct_any' },
  'POST /v1/account_links': {
    account: 'acct_any',
    type: 'account_onboarding',
    refresh_url: 'https://shop.example/again',
    return_url: 'https://shop.example/done',
  },
  'GET /v1/payment_methods': { customer: 'cus_any' },
  'POST /v2/core/account_links': {
    account: 'acct_any',
    use_case: { type: 'account_onboarding', account_onboarding: { refresh_url: 'https://shop.example/again' } },
  },
}

const inVersionOne = {
  type: 'invalid_request_error',
  code: 'parameter_unknown',
  message: 'Received unknown parameter: nonsense',
  param: 'nonsense',
  doc_url: 'https://stripe.com/docs/error-codes/parameter-unknown',
}
const inVersionTwo = { code: 'invalid_fields', message: 'Received unknown parameter: nonsense' }

const all = endpoints.map(({ method, path }) => `${method} ${path}`)

test.each(all)('%s refuses a parameter that it does not know, in words of Stripe’s own', async (endpoint) => {
  const [method, pattern = ''] = endpoint.split(' ')
  const path = pattern.replaceAll(/(\w+)\/:\w+/g, (_, noun: string) => `${noun}/${ids[noun]}`)
  const response = await askFor(method, path, { ...needed[endpoint], nonsense: '1' })
  const error = path.startsWith('/v2/') ? inVersionTwo : inVersionOne
  expect([response.status, await response.json()]).toEqual([400, { error }])
})

/** Version 1 takes forms, version 2 JSON; what is only read has its parameters in the address. */
async function askFor(method: string | undefined, path: string, parameters: Record<string, unknown>) {
  const named = 'customer' in parameters ? { ...parameters, customer: ids['customers'] } : parameters
  const inAddress = new URLSearchParams(named as Record<string, string>)
  const ofAccount = path.startsWith('/v1/payouts') ? { 'stripe-account': ids['accounts'] ?? '' } : {}
  const headers = { authorization: `Bearer ${secretKey}`, ...ofAccount }
  if (method === 'GET') return fetch(`${world.url()}${path}?${inAddress.toString()}`, { headers })
  if (path.startsWith('/v1/')) return fetch(`${world.url()}${path}`, { method: 'POST', headers, body: inAddress })
  const inJson = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(named) }
  return fetch(`${world.url()}${path}`, { method: 'POST', ...inJson })
}

test('a parameter within another is named as Stripe names it', async () => {
  const unknown = {
    type: 'card',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2040, nonsense: '1' },
  } as unknown as Stripe.PaymentMethodCreateParams
  await expect(world.stripe.paymentMethods.create(unknown)).rejects.toMatchObject({
    code: 'parameter_unknown',
    param: 'card[nonsense]',
  })
})

test('in version 2, a parameter within another is named too, and the SDK knows the answer for a bad request', async () => {
  const unknown = { identity: { country: 'de', nonsense: '1' } } as unknown as Stripe.V2.Core.AccountCreateParams
  const error = await refusal(world.stripe.v2.core.accounts.create(unknown))
  expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code: 'invalid_fields' })
  expect(error.message).toBe('Received unknown parameter: identity[nonsense]')
})
