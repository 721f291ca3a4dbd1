import { bookingCompleted, bookingReleased } from '@ecc/contracts/bookings'
import { getEarnings } from '@ecc/contracts/earnings'
import { getPayoutAccount, openPayoutAccount, paymentsDown, payoutAccountChanged } from '@ecc/contracts/payments'
import type { Caller } from '@ecc/kit'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, coachPayable } from './ledger.ts'
import { countWaitingSince } from './operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.clearFaults()
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true })
})

const body = { returnUrl: 'http://localhost:8080/coach/onboarding' }
const open = (coach: Caller) => t.call(openPayoutAccount, { body }, { as: coach })
const state = async (coach: Caller) => (await t.call(getPayoutAccount, {}, { as: coach })).state
const earnings = (coach: Caller, query = {}) => t.call(getEarnings, { query }, { as: coach })
const changes = async (coach: Caller) =>
  (await t.emitted(payoutAccountChanged)).filter(({ coachId }) => coachId === coach.userId).map(({ active }) => active)
const transfersOf = async (bookingId: string) =>
  (await t.resources.stripe.transfers.list({ transfer_group: bookingId })).data

async function payable(): Promise<Caller> {
  const coach = aCoach()
  const { onboardingUrl } = await open(coach)
  await t.press(onboardingUrl as string, 'activate')
  expect(await state(coach)).toBe('active')
  return coach
}

async function released(coach: Caller, amount = 10_000) {
  const { booking } = await t.paid({ coachId: coach.userId, price: { amount, currency: 'EUR' } })
  await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
  return booking
}

describe('a payout account', () => {
  it('is made once, with a fresh link each time', async () => {
    const coach = aCoach()
    expect(await t.call(getPayoutAccount, {}, { as: coach })).toMatchObject({ state: 'none', onboardingUrl: null })
    const links = await Promise.all([open(coach), open(coach), open(coach)])
    for (const link of links) {
      expect(link.state).toBe('pending')
      expect(link.onboardingUrl).toContain('http://localhost:8080/dev/stripe/_sim/connect/acct_')
    }
    const { data } = await t.resources.stripe.accounts.list({ limit: 100 })
    expect(data.filter(({ metadata }) => metadata?.['coach_id'] === coach.userId)).toHaveLength(1)
  })

  it('says so when the provider is down', async () => {
    await t.fault('outage', {})
    await expect(open(aCoach())).rejects.toSatisfy(paymentsDown.is)
  })

  it('becomes active by the webhook, and the others are told once', async () => {
    const coach = aCoach()
    const { onboardingUrl } = await open(coach)
    await t.press(onboardingUrl as string, 'activate')
    await t.quiet()
    expect(await changes(coach)).toEqual([true])
    expect(await state(coach)).toBe('active')
    expect(await changes(coach)).toEqual([true])
  })

  it('becomes active when asked for, with the webhooks lost', async () => {
    await t.sim('/webhooks', { mode: 'dropped' })
    const coach = await payable()
    expect(await changes(coach)).toEqual([true])
    await t.sim('/webhooks', { mode: 'normal' })
  })

  it('is shown as last known while the provider is down', async () => {
    const coach = aCoach()
    await open(coach)
    await t.fault('outage', {})
    expect(await state(coach)).toBe('pending')
  })

  it('tells the others when a coach can no longer be paid', async () => {
    const coach = await payable()
    const { stripeAccountId } = await t.sql.one<{ stripeAccountId: string }>`
      select stripe_account_id from payout_accounts where coach_id = ${coach.userId}`
    await t.sim(`/accounts/${stripeAccountId}/restrict`, {})
    await t.quiet()
    expect(await state(coach)).toBe('restricted')
    expect(await changes(coach)).toEqual([true, false])
  })
})

describe('released money', () => {
  it('is transferred from the charge, less commission', async () => {
    const coach = await payable()
    const booking = await released(coach)
    await t.quiet()
    const [charge] = await t.charges(booking.id)
    expect(await transfersOf(booking.id)).toMatchObject([
      { amount: 8_500, currency: 'eur', source_transaction: charge?.id, transfer_group: booking.id },
    ])
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(0)
  })

  it('waits for the account, and goes out when it becomes active', async () => {
    const coach = aCoach()
    const bookings = [await released(coach), await released(coach, 5_000)]
    await t.quiet()
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(12_750)
    const { onboardingUrl } = await open(coach)
    await t.press(onboardingUrl as string, 'activate')
    await t.quiet()
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(0)
    for (const booking of bookings) expect(await transfersOf(booking.id)).toHaveLength(1)
  })

  it('is transferred once when replies are lost, webhooks doubled, and the event repeated', async () => {
    const coach = await payable()
    await t.sim('/webhooks', { mode: 'duplicate' })
    await t.fault('lost_reply', { method: 'POST', path: '/v1/transfers' })
    const booking = await released(coach)
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    await t.settle()
    await t.clearFaults()
    await t.clock.advance({ hours: 30 })
    await t.quiet()
    expect(await transfersOf(booking.id)).toHaveLength(1)
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(0)
    await t.sim('/webhooks', { mode: 'normal' })
  })

  it('goes back to waiting when the account was restricted meanwhile', async () => {
    const coach = await payable()
    await t.fault('outage', { method: 'POST', path: '/v1/transfers' })
    const booking = await released(coach)
    await t.settle()
    const { stripeAccountId } = await t.sql.one<{ stripeAccountId: string }>`
      select stripe_account_id from payout_accounts where coach_id = ${coach.userId}`
    await t.sim(`/accounts/${stripeAccountId}/restrict`, {})
    await t.quiet()
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    expect(await transfersOf(booking.id)).toHaveLength(0)
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(8_500)
    const { onboardingUrl } = await open(coach)
    await t.press(onboardingUrl as string, 'activate')
    await t.quiet()
    expect(await transfersOf(booking.id)).toHaveLength(1)
  })
})

describe('GET /coaches/me/earnings', () => {
  it('shows where the money is, and when it comes', async () => {
    const coach = aCoach()
    const { booking } = await t.paid({ coachId: coach.userId })
    const nothing = { held: 0, waiting: 0, onItsWay: 0, paid: 0, owed: 0 }
    expect(await earnings(coach)).toMatchObject({
      totals: [{ ...nothing, currency: 'EUR', held: 8_500 }],
      items: [
        {
          bookingId: booking.id,
          state: 'held',
          commission: { amount: 1_500 },
          share: { amount: 8_500 },
          availableAt: null,
        },
      ],
    })
    const releaseAt = '2027-03-04T14:00:00.000Z'
    await t.deliver(bookingCompleted, { ...booking, state: 'completed', releaseAt }, { aggregateId: booking.id })
    expect((await earnings(coach)).items[0]).toMatchObject({ state: 'held', availableAt: releaseAt })
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    expect(await earnings(coach)).toMatchObject({
      totals: [{ ...nothing, waiting: 8_500 }],
      items: [{ state: 'waiting', availableAt: null }],
    })
    const { onboardingUrl } = await open(coach)
    await t.press(onboardingUrl as string, 'activate')
    await t.quiet()
    const [pending] = (await earnings(coach)).items
    expect(pending).toMatchObject({ state: 'pending', availableAt: expect.stringMatching(/T00:00:00/) })
    t.skipTime((Date.parse(pending?.availableAt as string) - t.clock.now().getTime()) / 60_000)
    expect(await earnings(coach)).toMatchObject({ totals: [nothing], items: [{ state: 'available' }] })
  })

  it('shows the later of the release and the day on which the provider lets the money go', async () => {
    const coach = aCoach()
    const { booking } = await t.paid({ coachId: coach.userId })
    const releaseAt = new Date(t.clock.now().getTime() + 60_000).toISOString()
    await t.deliver(bookingCompleted, { ...booking, state: 'completed', releaseAt }, { aggregateId: booking.id })
    const [item] = (await earnings(coach)).items
    expect(Date.parse(item?.availableAt as string)).toBeGreaterThan(Date.parse(releaseAt))
  })

  it('keeps currencies apart', async () => {
    const coach = aCoach()
    await t.paid({ coachId: coach.userId })
    await t.paid({ coachId: coach.userId, price: { amount: 2_000, currency: 'USD' } })
    expect((await earnings(coach)).totals).toMatchObject([
      { currency: 'EUR', held: 8_500 },
      { currency: 'USD', held: 1_700 },
    ])
  })

  it('is paged newest first, and shows nobody else the money', async () => {
    const coach = aCoach()
    const made: string[] = []
    for (let i = 0; i < 3; i++) made.unshift((await t.paid({ coachId: coach.userId })).booking.id)
    const first = await earnings(coach, { limit: 2 })
    const second = await earnings(coach, { limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ bookingId }) => bookingId)).toEqual(made)
    expect(second.nextCursor).toBeNull()
    expect(await earnings(aCoach())).toMatchObject({ totals: [], items: [], nextCursor: null })
  })
})

describe('money that waits for an account', () => {
  it('is counted once it has waited for 60 days', async () => {
    const sixtyDaysAgo = () => new Date(t.clock.now().getTime() - 60 * 86_400_000)
    await released(aCoach())
    const before = await countWaitingSince(t.sql, sixtyDaysAgo())
    t.skipTime(61 * 24 * 60)
    expect(await countWaitingSince(t.sql, sixtyDaysAgo())).toBeGreaterThan(before)
  })
})
