import { bookingReleased } from '@ecc/contracts/bookings'
import { getPayoutAccount, noPayoutAccount, openPayoutAccount, paymentsDown } from '@ecc/contracts/payments'
import {
  beyondAvailable,
  createPayout,
  getPayoutBalance,
  listPayouts,
  payoutFailed,
  payoutPaid,
  payoutRequirementsDue,
  payoutsPaused,
  payoutTooSmall,
  payoutUnderWay,
  setPayoutSchedule,
} from '@ecc/contracts/payouts'
import type { Money } from '@ecc/contracts/vocabulary'
import type { Caller } from '@ecc/kit'
import { aCoach } from '@ecc/kit/testing'
import type Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { followPayoutAccounts } from './follow-payout-accounts.ts'
import { recordPayout } from './payout.ts'
import { record } from './run-operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.clearFaults()
  await t.sim('/webhooks', { mode: 'normal' })
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
})

const returnUrl = 'http://localhost:8080/coach/earnings'
type Currency = Money['currency']
const ask = (coach: Caller, body: { currency: Currency; amount?: number }, idempotencyKey?: string) =>
  t.call(createPayout, { body }, { as: coach, ...(idempotencyKey ? { idempotencyKey } : {}) })
const payouts = async (coach: Caller) => (await t.call(listPayouts, {}, { as: coach })).items
const balances = async (coach: Caller) => (await t.call(getPayoutBalance, {}, { as: coach })).balances
const account = (coach: Caller) => t.call(getPayoutAccount, {}, { as: coach })
const toldTo = <E extends { coachId: string }>(told: E[], coach: Caller) =>
  told.filter(({ coachId }) => coachId === coach.userId)

async function accountIdOf(coach: Caller): Promise<string> {
  const { stripeAccountId } = await t.sql.one<{ stripeAccountId: string }>`
    select stripe_account_id from payout_accounts where coach_id = ${coach.userId}`
  return stripeAccountId
}

async function press(coach: Caller): Promise<void> {
  const { onboardingUrl } = await t.call(openPayoutAccount, { body: { returnUrl } }, { as: coach })
  await t.press(onboardingUrl as string, 'activate')
  await t.quiet()
}

/** A coach with an active account that only pays out when asked, unless told otherwise. */
async function payable(schedule: 'weekly' | 'manual' = 'manual'): Promise<Caller> {
  const coach = aCoach()
  await press(coach)
  await t.call(setPayoutSchedule, { body: { schedule } }, { as: coach })
  await t.quiet()
  return coach
}

/** A session that was paid and released; with `bypassPending` its money is available at once. */
async function earned(
  coach: Caller,
  price: Money = { amount: 10_000, currency: 'EUR' },
  card = 'pm_card_bypassPending',
) {
  const { booking } = await t.paid({ coachId: coach.userId, price }, card)
  await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
  await t.quiet()
  return booking
}

/** What the job does every five minutes. */
async function follow(): Promise<void> {
  await followPayoutAccounts.run({}, t.ctx as never)
  await t.quiet()
}

const there = async (coach: Caller) =>
  (await t.resources.stripe.payouts.list({ limit: 100 }, { stripeAccount: await accountIdOf(coach) })).data

async function days(count: number): Promise<void> {
  await t.clock.advance({ minutes: 11 })
  await t.sim('/clock', {})
  await t.clock.advance({ hours: 24 * count })
  await t.sim('/clock', {})
  await t.quiet()
}

describe('a payout on demand', () => {
  it('takes all that is available, and is followed until it has arrived', async () => {
    const coach = await payable()
    await earned(coach)
    expect(await ask(coach, { currency: 'EUR' })).toMatchObject({
      state: 'requested',
      amount: { amount: 8_500, currency: 'EUR' },
    })
    await t.quiet()
    expect(await payouts(coach)).toMatchObject([{ state: 'pending', automatic: false, arrivesAt: expect.any(String) }])
    expect(await balances(coach)).toMatchObject([{ currency: 'EUR', available: 0 }])
    await days(3)
    expect(await payouts(coach)).toMatchObject([{ state: 'paid' }])
    expect(toldTo(await t.emitted(payoutPaid), coach)).toMatchObject([{ amount: { amount: 8_500 }, automatic: false }])
  })

  it('takes as much as is asked for, and leaves the rest', async () => {
    const coach = await payable()
    await earned(coach)
    await ask(coach, { currency: 'EUR', amount: 1_000 })
    await t.quiet()
    expect(await balances(coach)).toMatchObject([{ available: 7_500 }])
  })

  it('is refused below 10.00, and above what is available', async () => {
    const coach = await payable()
    await earned(coach)
    await earned(coach, { amount: 20_000, currency: 'EUR' }, 'pm_card_visa')
    await expect(ask(coach, { currency: 'EUR', amount: 999 })).rejects.toSatisfy(payoutTooSmall.is)
    await expect(ask(coach, { currency: 'USD' })).rejects.toSatisfy(payoutTooSmall.is)
    await expect(ask(coach, { currency: 'EUR', amount: 8_501 })).rejects.toMatchObject({
      code: beyondAvailable.code,
      extra: { availableMinor: 8_500 },
    })
    expect(await balances(coach)).toMatchObject([
      { available: 8_500, pending: 17_000, nextAvailableAt: expect.stringMatching(/T00:00:00/) },
    ])
  })

  it('needs an account that pays out', async () => {
    await expect(ask(aCoach(), { currency: 'EUR' })).rejects.toSatisfy(noPayoutAccount.is)
    const coach = await payable()
    await earned(coach)
    await t.sim(`/accounts/${await accountIdOf(coach)}/restrict`, {})
    await t.quiet()
    await expect(ask(coach, { currency: 'EUR' })).rejects.toSatisfy(payoutsPaused.is)
  })

  it('says that nothing was paid out while the provider is away', async () => {
    const coach = await payable()
    await t.fault('outage', { path: '/v1/balance' })
    await expect(ask(coach, { currency: 'EUR' })).rejects.toSatisfy(paymentsDown.is)
    expect(await payouts(coach)).toEqual([])
  })

  it('is made once for a request that is repeated, with the same answer', async () => {
    const coach = await payable()
    await earned(coach)
    const key = 'payout-once-please'
    const first = await ask(coach, { currency: 'EUR' }, key)
    await t.quiet()
    expect(await ask(coach, { currency: 'EUR' }, key)).toEqual(first)
    expect(await there(coach)).toHaveLength(1)
  })

  it('is made once of two that come at once', async () => {
    const coach = await payable()
    await earned(coach)
    await t.fault('outage', { method: 'POST', path: '/v1/payouts' })
    const asked = await Promise.allSettled([ask(coach, { currency: 'EUR' }), ask(coach, { currency: 'EUR' })])
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(refused).toHaveLength(1)
    expect(refused[0]).toSatisfy(payoutUnderWay.is)
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await there(coach)).toHaveLength(1)
  })

  it('is made once when the reply is lost, webhooks doubled and the key pruned', async () => {
    const coach = await payable()
    await earned(coach)
    await t.sim('/webhooks', { mode: 'duplicate' })
    await t.fault('lost_reply', { method: 'POST', path: '/v1/payouts' })
    await ask(coach, { currency: 'EUR' })
    await t.settle()
    await t.clearFaults()
    await t.clock.advance({ hours: 30 })
    await t.quiet()
    expect(await there(coach)).toHaveLength(1)
    expect(await payouts(coach)).toHaveLength(1)
  })

  it('of a part is made once when the reply is lost and nobody tells of it', async () => {
    const coach = await payable()
    await earned(coach)
    await t.sim('/webhooks', { mode: 'dropped' })
    await t.fault('lost_reply', { method: 'POST', path: '/v1/payouts' })
    await ask(coach, { currency: 'EUR', amount: 2_000 })
    await t.settle()
    await t.clearFaults()
    // As if the first key were used up: only a look tells that it was sent.
    await t.sql`update operations set key_round = key_round + 1 where kind = 'payout' and state = 'pending'`
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await there(coach)).toHaveLength(1)
    expect(await balances(coach)).toMatchObject([{ available: 6_500 }])
  })

  it('is in the currency that was earned', async () => {
    const coach = await payable()
    await earned(coach, { amount: 10_000, currency: 'USD' })
    await earned(coach, { amount: 2_000, currency: 'EUR' })
    await ask(coach, { currency: 'USD', amount: 1_500 })
    await t.quiet()
    expect(await there(coach)).toMatchObject([{ currency: 'usd', amount: 1_500 }])
    await expect(ask(coach, { currency: 'EUR', amount: 2_000 })).rejects.toSatisfy(beyondAvailable.is)
  })

  it('is not sent when a bank asks the money back before the provider has it', async () => {
    const coach = await payable()
    const booking = await earned(coach)
    await t.fault('outage', { method: 'POST', path: '/v1/payouts' })
    await ask(coach, { currency: 'EUR' })
    await t.settle()
    const [charge] = await t.charges(booking.id)
    await t.sim('/disputes', { charge: charge?.id })
    await t.settle()
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await there(coach)).toEqual([])
    expect(await payouts(coach)).toMatchObject([{ state: 'refused', failureCode: 'balance_insufficient' }])
  })

  it('that the provider refuses moved nothing, and says why', async () => {
    const coach = await payable()
    await earned(coach)
    await t.fault('outage', { method: 'POST', path: '/v1/payouts' })
    await ask(coach, { currency: 'EUR' })
    await t.settle()
    await t.sim(`/accounts/${await accountIdOf(coach)}/adjustments`, { amount: -500, currency: 'eur' })
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await payouts(coach)).toMatchObject([{ state: 'refused', failureCode: 'balance_insufficient' }])
    expect(await there(coach)).toEqual([])
    expect((await ask(coach, { currency: 'EUR' })).amount.amount).toBe(8_000)
  })

  it('comes back when the bank refuses it: the coach is told, and a new bank account is the way out', async () => {
    const coach = await payable()
    await earned(coach)
    await t.sim(`/accounts/${await accountIdOf(coach)}/bank`, { failure: 'account_closed' })
    await ask(coach, { currency: 'EUR' })
    await t.quiet()
    await days(3)
    expect(await payouts(coach)).toMatchObject([{ state: 'failed', failureCode: 'account_closed' }])
    expect(await balances(coach)).toMatchObject([{ available: 8_500 }])
    expect(toldTo(await t.emitted(payoutFailed), coach)).toMatchObject([{ failureCode: 'account_closed' }])
    expect(await account(coach)).toMatchObject({
      state: 'active',
      payoutsEnabled: false,
      requirements: ['external_account'],
    })
    await expect(ask(coach, { currency: 'EUR' })).rejects.toSatisfy(payoutsPaused.is)
    await press(coach)
    expect(await account(coach)).toMatchObject({ payoutsEnabled: true, requirements: [] })
    await ask(coach, { currency: 'EUR' })
    await t.quiet()
    await days(3)
    expect(await payouts(coach)).toMatchObject([{ state: 'paid' }, { state: 'failed' }])
  })

  it('stays failed when older news of it arrives later', async () => {
    const coach = await payable()
    await earned(coach)
    await ask(coach, { currency: 'EUR' })
    await t.quiet()
    const [payout] = await there(coach)
    await t.sim(`/payouts/${payout?.id}/fail`, { failure: 'no_account' })
    await t.quiet()
    await t.sim('/webhooks/redeliver', {})
    await t.quiet()
    for (const look of [payout as Stripe.Payout, ...(await there(coach))])
      await record(t.ctx, (tx) => recordPayout(tx, t.ctx, coach.userId, look))
    expect(await payouts(coach)).toMatchObject([{ state: 'failed', failureCode: 'no_account' }])
    expect(toldTo(await t.emitted(payoutFailed), coach)).toHaveLength(1)
  })

  it('leaves what a bank is asking back, until it has decided', async () => {
    const coach = await payable()
    const booking = await earned(coach)
    await earned(coach, { amount: 4_000, currency: 'EUR' })
    const [charge] = await t.charges(booking.id)
    const { id } = await t.sim('/disputes', { charge: charge?.id })
    await t.quiet()
    expect(await balances(coach)).toMatchObject([{ available: 11_900, frozen: 8_500 }])
    expect((await ask(coach, { currency: 'EUR' })).amount.amount).toBe(3_400)
    await t.quiet()
    await t.sim(`/disputes/${String(id)}/close`, { outcome: 'won' })
    await t.quiet()
    expect((await ask(coach, { currency: 'EUR' })).amount.amount).toBe(8_500)
  })
})

describe('the schedule', () => {
  it('pays out every currency by itself on Monday, and is learned without a webhook', async () => {
    const coach = await payable('weekly')
    await earned(coach)
    await earned(coach, { amount: 5_000, currency: 'USD' })
    await t.sim('/webhooks', { mode: 'dropped' })
    await t.clock.advance({ hours: 24 * 8 })
    await t.sim('/clock', {})
    await follow()
    const made = await payouts(coach)
    expect(made.map(({ amount, automatic }) => ({ ...amount, automatic }))).toEqual(
      expect.arrayContaining([
        { amount: 8_500, currency: 'EUR', automatic: true },
        { amount: 4_250, currency: 'USD', automatic: true },
      ]),
    )
    expect(made).toHaveLength(2)
  })

  it('is the coach’s choice, which the provider follows after an outage too', async () => {
    const coach = await payable('weekly')
    await t.fault('outage', { path: `/v1/accounts/${await accountIdOf(coach)}` })
    expect(await t.call(setPayoutSchedule, { body: { schedule: 'manual' } }, { as: coach })).toMatchObject({
      schedule: 'manual',
    })
    await t.settle()
    await t.clearFaults()
    await t.clock.advance({ minutes: 6 })
    await t.quiet()
    const { settings } = await t.resources.stripe.accounts.retrieve(await accountIdOf(coach))
    expect(settings?.payouts?.schedule).toMatchObject({ interval: 'manual' })
  })

  it('stands still while a bank asks money back that is on the account', async () => {
    const coach = await payable('weekly')
    const booking = await earned(coach)
    const [charge] = await t.charges(booking.id)
    await t.sim('/disputes', { charge: charge?.id })
    await t.quiet()
    await follow()
    const { settings } = await t.resources.stripe.accounts.retrieve(await accountIdOf(coach))
    expect(settings?.payouts?.schedule).toMatchObject({ interval: 'manual' })
    expect(await account(coach)).toMatchObject({ schedule: 'weekly' })
  })
})

it('what the provider asks of a coach is told once, with its deadline', async () => {
  const coach = await payable()
  const requirements = ['individual.verification.document']
  await t.sim(`/accounts/${await accountIdOf(coach)}/require`, { requirements, dueInSeconds: 14 * 86_400 })
  await t.quiet()
  await t.sim('/webhooks/redeliver', {})
  await t.quiet()
  expect(await account(coach)).toMatchObject({ state: 'active', requirements, requirementsDueAt: expect.any(String) })
  expect(toldTo(await t.emitted(payoutRequirementsDue), coach)).toEqual([
    { coachId: coach.userId, requirements, dueAt: expect.any(String) },
  ])
})

it('a balance below zero is shown as it is, and earnings fill it up first', async () => {
  const coach = await payable()
  await earned(coach)
  await t.sim(`/accounts/${await accountIdOf(coach)}/adjustments`, { amount: -9_000, currency: 'eur' })
  expect(await balances(coach)).toMatchObject([{ available: -500 }])
  await expect(ask(coach, { currency: 'EUR' })).rejects.toSatisfy(payoutTooSmall.is)
  await earned(coach, { amount: 2_000, currency: 'EUR' })
  expect((await ask(coach, { currency: 'EUR' })).amount.amount).toBe(1_200)
})
