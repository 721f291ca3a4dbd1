import { bookingNotFound } from '@ecc/contracts/bookings'
import {
  getBookingPayment,
  getLedgerProof,
  getPaymentConfig,
  listPayments,
  paymentNotFound,
} from '@ecc/contracts/payments'
import { anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

describe('GET /payments', () => {
  it("lists the caller's payments, newest first and page by page", async () => {
    const player = aPlayer()
    const made: string[] = []
    for (let i = 0; i < 3; i++) {
      const booking = t.booking({ playerId: player.userId })
      await t.pay(player, booking)
      made.unshift(booking.id)
    }
    const first = await t.call(listPayments, { query: { limit: 2 } }, { as: player })
    const second = await t.call(
      listPayments,
      { query: { limit: 2, cursor: first.nextCursor as string } },
      { as: player },
    )
    expect([...first.items, ...second.items].map(({ bookingId }) => bookingId)).toEqual(made)
    expect(second.nextCursor).toBeNull()
    expect(await t.call(listPayments, {}, { as: aPlayer() })).toEqual({ items: [], nextCursor: null })
  })
})

describe('GET /bookings/:id/payment', () => {
  const get = (id: string, player: ReturnType<typeof aPlayer>) =>
    t.call(getBookingPayment, { params: { id } }, { as: player })

  it('shows the payment to its player only; to others the booking is not there', async () => {
    const { booking, player } = await t.paid()
    expect(await get(booking.id, player)).toMatchObject({ bookingId: booking.id, state: 'succeeded' })
    await expect(get(booking.id, aPlayer())).rejects.toSatisfy(bookingNotFound.is)
    await expect(get(anId(), player)).rejects.toSatisfy(bookingNotFound.is)
  })

  it('says that there is no payment yet', async () => {
    const player = aPlayer()
    const booking = t.booking({ playerId: player.userId })
    await expect(get(booking.id, player)).rejects.toSatisfy(paymentNotFound.is)
  })

  it('shows the payment as last known while the provider is down', async () => {
    const player = aPlayer()
    const booking = t.booking({ playerId: player.userId })
    const asked = await t.pay(player, booking, 'pm_card_authenticationRequired')
    await t.fault('outage', {})
    expect(await get(booking.id, player)).toEqual(asked)
    await t.clearFaults()
  })
})

describe('GET /payments/config', () => {
  it('sends card forms to the simulator, whose key it names', async () => {
    expect(await t.call(getPaymentConfig)).toEqual({
      provider: 'simulator',
      publishableKey: 'pk_test_simulator',
      cardEndpoint: 'http://localhost:8080/dev/stripe/v1',
    })
  })
})

describe('GET /admin/ledger', () => {
  const proof = () => t.call(getLedgerProof, {}, { as: anAdmin() })

  it('proves that entries sum to zero and that the provider holds what the ledger says', async () => {
    const before = await proof()
    await t.paid()
    await t.quiet()
    const after = await proof()
    expect(after.balanced).toBe(true)
    expect(after.transactions).toBeGreaterThan(before.transactions)
    const [euro] = after.currencies
    expect(euro).toMatchObject({ currency: 'EUR', sum: 0, providerBalance: euro?.psp })
    expect(euro?.held).toBe((before.currencies[0]?.held ?? 0) + 10_000)
  })

  it('does without the provider when it is down, and says so', async () => {
    await t.paid()
    await t.fault('outage', {})
    const { balanced, currencies } = await proof()
    expect(balanced).toBe(true)
    expect(currencies[0]).toMatchObject({ sum: 0, providerBalance: null })
    await t.clearFaults()
  })

  it('is not balanced while the provider holds money that the ledger does not know', async () => {
    await t.paid()
    await t.resources.stripe.paymentIntents.create({
      amount: 4_200,
      currency: 'eur',
      allowed_payment_method_types: ['card'],
      payment_method: 'pm_card_visa',
      confirm: true,
    })
    await t.quiet()
    expect((await proof()).balanced).toBe(false)
  })
})
