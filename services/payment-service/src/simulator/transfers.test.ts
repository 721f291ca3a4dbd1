import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activeAccount, pay, press, refusal, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())

test('a transfer out of a charge moves money while the charge is still pending', async () => {
  const account = await activeAccount(world)
  const intent = await pay(stripe, { transfer_group: 'booking_1' })
  const transfer = await stripe.transfers.create({
    amount: 8500,
    currency: 'eur',
    destination: account.id,
    source_transaction: intent.latest_charge as string,
    metadata: { booking: '1' },
    expand: ['balance_transaction'],
  })
  expect(transfer).toMatchObject({
    amount: 8500,
    transfer_group: 'booking_1',
    reversed: false,
    metadata: { booking: '1' },
  })
  expect(transfer.balance_transaction).toMatchObject({ amount: -8500, type: 'transfer', status: 'pending' })
  expect((await stripe.transfers.list({ transfer_group: 'booking_1' })).data.map(({ id }) => id)).toEqual([transfer.id])
  const theirs = await stripe.balance.retrieve({}, { stripeAccount: account.id })
  expect(theirs.pending).toMatchObject([{ amount: 8500, currency: 'eur' }])
})

test('transfers out of a charge never add up to more than it brought, even at once', async () => {
  const account = await activeAccount(world)
  const intent = await pay(stripe)
  const create = () =>
    stripe.transfers.create({
      amount: 4000,
      currency: 'eur',
      destination: account.id,
      source_transaction: intent.latest_charge as string,
    })
  const results = await Promise.allSettled([create(), create(), create(), create()])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect((await refusal(create())).message).toContain('must not exceed the source amount of €100.00')
})

test('a transfer without a charge needs available money', async () => {
  const account = await activeAccount(world)
  const balance = await stripe.balance.retrieve()
  const available = balance.available.find(({ currency }) => currency === 'eur')?.amount ?? 0
  const over = { amount: available + 1, currency: 'eur', destination: account.id }
  expect((await refusal(stripe.transfers.create(over))).code).toBe('balance_insufficient')
  await pay(stripe, { payment_method: 'pm_card_bypassPending', amount: 1000 })
  const transfers = await Promise.allSettled([
    stripe.transfers.create({ ...over, amount: available + 900 }),
    stripe.transfers.create({ ...over, amount: available + 900 }),
  ])
  expect(transfers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('an account gets nothing before its owner has finished onboarding', async () => {
  const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } })
  expect(account).toMatchObject({ details_submitted: false, capabilities: { transfers: 'inactive' } })
  const intent = await pay(stripe)
  const params = {
    amount: 100,
    currency: 'eur',
    destination: account.id,
    source_transaction: intent.latest_charge as string,
  }
  expect((await refusal(stripe.transfers.create(params))).code).toBe('insufficient_capabilities_for_transfer')
  const missing = await refusal(stripe.transfers.create({ ...params, destination: 'acct_none' }))
  expect(missing).toMatchObject({ code: 'resource_missing', param: 'destination' })
  const link = await stripe.accountLinks.create({
    account: account.id,
    type: 'account_onboarding',
    refresh_url: 'https://shop.example/again',
    return_url: 'https://shop.example/done?a=1&b=2',
  })
  expect(await (await fetch(link.url)).text()).toContain('Activate payouts')
  expect(await press(link.url, 'activate')).toBe('https://shop.example/done?a=1&b=2')
  const [told] = await world.receiver.waitFor(
    ({ event }) => event.type === 'account.updated' && event.account === account.id,
  )
  expect(told?.event.data.object).toMatchObject({ capabilities: { transfers: 'active' }, payouts_enabled: true })
  expect((await stripe.transfers.create(params)).amount).toBe(100)
  await world.control(`/_sim/accounts/${account.id}/restrict`)
  expect((await refusal(stripe.transfers.create(params))).code).toBe('insufficient_capabilities_for_transfer')
})

test('accounts v2 are the same accounts, shown in parts as included', async () => {
  const account = await stripe.v2.core.accounts.create({
    contact_email: 'coach@example.org',
    display_name: 'Coach',
    dashboard: 'express',
    identity: { country: 'de' },
    configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
    include: ['configuration.recipient'],
  })
  const statusOf = (one: Stripe.V2.Core.Account) =>
    one.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status
  expect(statusOf(account)).toBe('restricted')
  const link = await stripe.v2.core.accountLinks.create({
    account: account.id,
    use_case: {
      type: 'account_onboarding',
      account_onboarding: { refresh_url: 'https://shop.example/again', return_url: 'https://shop.example/done' },
    },
  })
  expect(await press(link.url, 'activate')).toBe('https://shop.example/done')
  const plain = await stripe.v2.core.accounts.retrieve(account.id)
  expect(plain).toMatchObject({ contact_email: 'coach@example.org', applied_configurations: ['recipient'] })
  expect(plain.configuration).toBeUndefined()
  expect(statusOf(await stripe.v2.core.accounts.retrieve(account.id, { include: ['configuration.recipient'] }))).toBe(
    'active',
  )
  expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
    email: 'coach@example.org',
    payouts_enabled: true,
  })
})

test('a transfer is reversed in parts, and never beyond itself', async () => {
  const account = await activeAccount(world)
  const intent = await pay(stripe)
  const source = intent.latest_charge as string
  const transfer = await stripe.transfers.create({
    amount: 8500,
    currency: 'eur',
    destination: account.id,
    source_transaction: source,
  })
  const reversal = await stripe.transfers.createReversal(transfer.id, { amount: 3000, expand: ['balance_transaction'] })
  expect(reversal.balance_transaction).toMatchObject({ amount: 3000, type: 'transfer_refund' })
  expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 3000, reversed: false })
  await refusal(stripe.transfers.createReversal(transfer.id, { amount: 5501 }))
  await stripe.transfers.createReversal(transfer.id)
  expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 8500, reversed: true })
  expect((await stripe.transfers.listReversals(transfer.id)).data).toHaveLength(2)
  const theirs = await stripe.balance.retrieve({}, { stripeAccount: account.id })
  expect(theirs.pending[0]?.amount).toBe(0)
})

test('a reversal fails when the coach has already been paid out', async () => {
  const account = await activeAccount(world)
  const intent = await pay(stripe, { payment_method: 'pm_card_bypassPending' })
  const transfer = await stripe.transfers.create({
    amount: 8500,
    currency: 'eur',
    destination: account.id,
    source_transaction: intent.latest_charge as string,
  })
  await world.control(`/_sim/accounts/${account.id}/payouts`, { amount: 8000, currency: 'eur' })
  expect((await refusal(stripe.transfers.createReversal(transfer.id))).code).toBe('balance_insufficient')
  expect((await stripe.transfers.createReversal(transfer.id, { amount: 500 })).amount).toBe(500)
})
