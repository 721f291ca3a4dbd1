import fc from 'fast-check'
import type Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nextPayoutAt } from './accounts.ts'
import { activeAccount, pay, press, refusal, startTestWorld, type TestWorld } from './testing.ts'

let world: TestWorld
let stripe: Stripe
let account: string
beforeAll(async () => {
  world = await startTestWorld()
  stripe = world.stripe
})
afterAll(() => world.close())
beforeEach(async () => {
  account = (await activeAccount(world)).id
  await schedule('manual')
})

const daySeconds = 86_400
const header = () => ({ stripeAccount: account })
const forward = (seconds: number) => world.control('/_sim/clock', { advanceSeconds: seconds })
const payOut = (amount: number, currency = 'eur') => stripe.payouts.create({ amount, currency }, header())

async function schedule(interval: 'manual' | 'weekly'): Promise<void> {
  const anchor = interval === 'weekly' ? ({ weekly_anchor: 'monday' } as const) : {}
  await stripe.accounts.update(account, { settings: { payouts: { schedule: { interval, ...anchor } } } })
}

/** Money that reaches the account, available at once or when the charge is. */
async function transferred(amount: number, currency = 'eur', method = 'pm_card_bypassPending'): Promise<void> {
  const intent = await pay(stripe, { amount, currency, payment_method: method })
  await stripe.transfers.create({
    amount,
    currency,
    destination: account,
    source_transaction: intent.latest_charge as string,
  })
}

async function balance(currency = 'eur'): Promise<[available: number, pending: number]> {
  const { available, pending } = await stripe.balance.retrieve({}, header())
  const amountIn = (list: { amount: number; currency: string }[]) =>
    list.find((one) => one.currency === currency)?.amount ?? 0
  return [amountIn(available), amountIn(pending)]
}

describe('a payout', () => {
  test('takes what is available, and arrives after its days at the bank', async () => {
    await transferred(8_500)
    const payout = await payOut(3_000)
    expect(payout).toMatchObject({ status: 'pending', automatic: false, amount: 3_000 })
    expect(await balance()).toEqual([5_500, 0])
    await forward(601)
    expect(await stripe.payouts.retrieve(payout.id, {}, header())).toMatchObject({ status: 'in_transit' })
    await forward(2 * daySeconds)
    expect(await stripe.payouts.retrieve(payout.id, {}, header())).toMatchObject({ status: 'paid', failure_code: null })
    await world.receiver.waitFor(({ event }) => event.type === 'payout.paid' && event.account === account)
    expect(await balance()).toEqual([5_500, 0])
  })

  test('is refused beyond what is available, pending money included', async () => {
    await transferred(1_000)
    await transferred(9_000, 'eur', 'pm_card_visa')
    expect(await balance()).toEqual([1_000, 9_000])
    expect(await refusal(payOut(1_001))).toMatchObject({ code: 'balance_insufficient', statusCode: 400 })
    expect(await refusal(payOut(1_000, 'usd'))).toMatchObject({ code: 'balance_insufficient' })
    expect((await payOut(1_000)).amount).toBe(1_000)
  })

  test('comes back when the bank refuses it, and no other goes out until there is a new bank account', async () => {
    await transferred(8_500)
    await world.control(`/_sim/accounts/${account}/bank`, { failure: 'account_closed' })
    const { id } = await payOut(8_500)
    await forward(601)
    await forward(2 * daySeconds)
    const failed = await stripe.payouts.retrieve(id, { expand: ['failure_balance_transaction'] }, header())
    expect(failed).toMatchObject({ status: 'failed', failure_code: 'account_closed' })
    expect(failed.failure_balance_transaction).toMatchObject({ type: 'payout_failure', net: 8_500 })
    expect(await balance()).toEqual([8_500, 0])
    const marked = await stripe.accounts.retrieve(account)
    expect(marked).toMatchObject({ payouts_enabled: false, capabilities: { transfers: 'active' } })
    expect(marked.requirements?.currently_due).toEqual(['external_account'])
    expect(marked.external_accounts?.data[0]).toMatchObject({ status: 'errored' })
    expect(await refusal(payOut(100))).toMatchObject({ code: 'payouts_not_allowed' })
    const link = await stripe.accountLinks.create({
      account,
      type: 'account_onboarding',
      refresh_url: 'https://shop.example/again',
      return_url: 'https://shop.example/done',
    })
    await press(link.url, 'activate')
    expect((await payOut(8_500)).status).toBe('pending')
  })

  test('that had arrived may still come back, once', async () => {
    await transferred(2_000)
    const { id } = await payOut(2_000)
    await forward(601)
    await forward(2 * daySeconds)
    await world.control(`/_sim/payouts/${id}/fail`, { failure: 'no_account' })
    await world.control(`/_sim/payouts/${id}/fail`, { failure: 'account_closed' })
    expect(await stripe.payouts.retrieve(id, {}, header())).toMatchObject({ failure_code: 'no_account' })
    expect(await balance()).toEqual([2_000, 0])
  })

  test('is cancelled only until the bank has it', async () => {
    await transferred(2_000)
    const { id } = await payOut(1_000)
    expect(await stripe.payouts.cancel(id, {}, header())).toMatchObject({ status: 'canceled' })
    expect(await balance()).toEqual([2_000, 0])
    const other = await payOut(1_000)
    await forward(601)
    expect((await refusal(stripe.payouts.cancel(other.id, {}, header()))).statusCode).toBe(400)
  })

  test('is nobody else’s', async () => {
    await transferred(2_000)
    const { id } = await payOut(1_000)
    expect((await refusal(stripe.payouts.retrieve(id))).code).toBe('resource_missing')
    expect((await stripe.payouts.list({}, { stripeAccount: (await activeAccount(world)).id })).data).toEqual([])
  })
})

describe('the weekly schedule', () => {
  test('pays out on Monday what is available, a payout a currency, and nothing from a balance below zero', async () => {
    await transferred(8_500)
    await transferred(4_000, 'usd')
    await transferred(1_000, 'gbp')
    await world.control(`/_sim/accounts/${account}/adjustments`, { amount: -1_500, currency: 'gbp' })
    await schedule('weekly')
    await forward(7 * daySeconds)
    const { data } = await stripe.payouts.list({}, header())
    const made = data.map(({ amount, currency, automatic }) => ({ amount, currency, automatic }))
    expect(made.toSorted((one, other) => one.amount - other.amount)).toEqual([
      { amount: 4_000, currency: 'usd', automatic: true },
      { amount: 8_500, currency: 'eur', automatic: true },
    ])
    expect(await balance('gbp')).toEqual([-500, 0])
    await forward(daySeconds)
    expect((await stripe.payouts.list({}, header())).data).toHaveLength(2)
  })

  test('comes every Monday at midnight, whatever the day it is set on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), (now) => {
        const next = nextPayoutAt(now, 'weekly', 'monday') as number
        expect(new Date(next * 1000).getUTCDay()).toBe(1)
        expect(next % daySeconds).toBe(0)
        expect(next - now).toBeGreaterThan(0)
        expect(next - now).toBeLessThanOrEqual(7 * daySeconds)
      }),
    )
  })
})

test('what is asked for with a deadline restricts the account when it passes', async () => {
  const requirements = ['individual.verification.document']
  await world.control(`/_sim/accounts/${account}/require`, { requirements, dueInSeconds: 3_600 })
  const asked = await stripe.accounts.retrieve(account)
  expect(asked).toMatchObject({ payouts_enabled: true, requirements: { currently_due: requirements, past_due: [] } })
  expect(asked.requirements?.current_deadline).toBeGreaterThan(asked.created as number)
  await forward(3_601)
  expect(await stripe.accounts.retrieve(account)).toMatchObject({
    payouts_enabled: false,
    capabilities: { transfers: 'inactive' },
  })
})

const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('earn' as const), amount: fc.integer({ min: 50, max: 20_000 }) }),
    fc.record({ act: fc.constant('payOut' as const), amount: fc.integer({ min: 1, max: 30_000 }) }),
    fc.record({ act: fc.constantFrom('cancel' as const, 'fail' as const), amount: fc.constant(0) }),
  ),
  { minLength: 1, maxLength: 8 },
)

test('after any course of payouts the balance is what came in less what stayed out', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (course) => {
      account = (await activeAccount(world)).id
      let expected = 0
      const out: { id: string; amount: number }[] = []
      for (const { act, amount } of course) {
        if (act === 'earn') {
          await transferred(amount)
          expected += amount
        } else if (act === 'payOut') {
          const payout = await payOut(amount).catch(() => undefined)
          const goesOut = amount <= expected && (await stripe.accounts.retrieve(account)).payouts_enabled
          expect(payout !== undefined).toBe(goesOut)
          if (payout) {
            expected -= amount
            out.push(payout)
          }
        } else {
          const last = out.pop()
          if (!last) continue
          if (act === 'cancel') await stripe.payouts.cancel(last.id, {}, header())
          else await world.control(`/_sim/payouts/${last.id}/fail`)
          expected += last.amount
        }
        expect(await balance()).toEqual([expected, 0])
      }
    }),
    { numRuns: 15, seed: 20_261_124 },
  )
}, 60_000)
