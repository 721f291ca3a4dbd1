import { bookingCancelled, bookingReleased } from '@ecc/contracts/bookings'
import { getChargebackStanding } from '@ecc/contracts/chargebacks'
import { openPayoutAccount } from '@ecc/contracts/payments'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Account, balanceOf, coachPayable, escrow, receivable } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true })
})

const balance = (account: Account) => balanceOf(t.sql, account, 'EUR')
const released = async (coachId: string) => {
  const { booking } = await t.paid({ coachId })
  await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
  await t.quiet()
  return booking
}
async function dispute(bookingId: string, options: object = {}): Promise<string> {
  const [charge] = await t.charges(bookingId)
  const { id } = await t.sim('/disputes', { charge: charge?.id, ...options })
  await t.quiet()
  return id as string
}
const standing = (id: string) => t.call(getChargebackStanding, { params: { id } })
async function close(id: string, outcome: 'won' | 'lost') {
  await t.sim(`/disputes/${id}/close`, { outcome })
  await t.quiet()
}
async function payableCoach(): Promise<string> {
  const coach = aCoach()
  const body = { returnUrl: 'http://localhost:8080/' }
  const { onboardingUrl } = await t.call(openPayoutAccount, { body }, { as: coach })
  await t.press(onboardingUrl as string, 'activate')
  await t.quiet()
  return coach.userId
}

describe('a chargeback', () => {
  it('takes money and fee out, and holds up the release until it is won', async () => {
    const coachId = await payableCoach()
    const { booking } = await t.paid({ coachId })
    const fees = await balance('exp:dispute_fee')
    const id = await dispute(booking.id)
    expect(await balance('asset:dispute_hold')).toBe(10_000)
    expect((await balance('exp:dispute_fee')) - fees).toBe(1_500)
    expect(await standing(booking.id)).toEqual({ open: 1, total: 1 })
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    await t.quiet()
    expect(await balance(escrow(booking.id))).toBe(10_000)
    await close(id, 'won')
    expect(await standing(booking.id)).toEqual({ open: 0, total: 1 })
    expect(await balance('asset:dispute_hold')).toBe(0)
    expect(await balance(escrow(booking.id))).toBe(0)
    const { data } = await t.resources.stripe.transfers.list({ transfer_group: booking.id })
    expect(data).toMatchObject([{ amount: 8_500 }])
  })

  it('that is only an inquiry moves no money, and freezes it all the same', async () => {
    const { booking } = await t.paid()
    const id = await dispute(booking.id, { inquiry: true })
    expect(await balance('asset:dispute_hold')).toBe(0)
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    expect(await balance(escrow(booking.id))).toBe(10_000)
    await close(id, 'lost')
    expect(await balance(coachPayable(booking.coachId))).toBe(8_500)
  })

  it('lost before the release is borne by the escrow, and leaves nothing to share out', async () => {
    const { booking } = await t.paid()
    await close(await dispute(booking.id), 'lost')
    expect(await balance(escrow(booking.id))).toBe(0)
    expect(await balance('asset:dispute_hold')).toBe(0)
    await t.deliver(bookingCancelled, { ...booking, state: 'cancelled' }, { aggregateId: booking.id })
    await t.quiet()
    expect(await balance(coachPayable(booking.coachId))).toBe(0)
  })

  it('lost after the release, before the transfer, is taken out of it', async () => {
    const booking = await released(aCoach().userId)
    const earned = await balance('rev:platform_fee')
    await close(await dispute(booking.id), 'lost')
    expect(await balance(coachPayable(booking.coachId))).toBe(0)
    expect(await balance(receivable(booking.coachId))).toBe(0)
    expect((await balance('rev:platform_fee')) - earned).toBe(-1_500)
  })

  it('lost after the transfer is taken back from the coach', async () => {
    const coachId = await payableCoach()
    const booking = await released(coachId)
    await close(await dispute(booking.id), 'lost')
    expect(await balance(receivable(coachId))).toBe(0)
    const { data } = await t.resources.stripe.transfers.list({ transfer_group: booking.id })
    expect(data).toMatchObject([{ amount: 8_500, amount_reversed: 8_500 }])
  })

  it('that the coach cannot pay back is owed, and netted from the next earnings', async () => {
    const coachId = await payableCoach()
    const booking = await released(coachId)
    const { stripeAccountId } = await t.sql.one<{ stripeAccountId: string }>`
      select stripe_account_id from payout_accounts where coach_id = ${coachId}`
    await t.sim(`/accounts/${stripeAccountId}/payouts`, { amount: 8_500, currency: 'eur' })
    await close(await dispute(booking.id), 'lost')
    expect(await balance(receivable(coachId))).toBe(8_500)
    const next = await t.paid({ coachId, price: { amount: 20_000, currency: 'EUR' } })
    await t.deliver(bookingReleased, { ...next.booking, state: 'released' }, { aggregateId: next.booking.id })
    await t.quiet()
    expect(await balance(receivable(coachId))).toBe(0)
    const { data } = await t.resources.stripe.transfers.list({ transfer_group: next.booking.id })
    expect(data).toMatchObject([{ amount: 8_500 }])
  })
})
