import { bookingNotFound, bookingUnfulfilled, holdExpired } from '@ecc/contracts/bookings'
import {
  alreadyPaid,
  getBookingPayment,
  payBooking,
  paymentCaptured,
  paymentDeclined,
  paymentFailed,
  paymentsDown,
} from '@ecc/contracts/payments'
import { keyReused, unavailable } from '@ecc/contracts/problems'
import { guardianConsentRequired } from '@ecc/contracts/users'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { beginAttempt } from './attempt.ts'
import { chargeCard, resolvePay } from './intent.ts'
import { balanceOf, escrow } from './ledger.ts'
import type { Operation } from './operation.ts'
import { carryOut, record } from './run-operation.ts'
import { asOrder, paymentService, type TestedPayments } from './testing.ts'

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

const confirmPath = '/v1/payment_intents/*/confirm'
const held = () => {
  const player = aPlayer()
  return { player, booking: t.booking({ playerId: player.userId }) }
}
const paymentOf = (player: ReturnType<typeof aPlayer>, id: string) =>
  t.call(getBookingPayment, { params: { id } }, { as: player })
const capturesOf = async (bookingId: string) =>
  (await t.emitted(paymentCaptured)).filter((fact) => fact.bookingId === bookingId)
const succeeded = async (bookingId: string) =>
  (await t.charges(bookingId)).filter(({ status }) => status === 'succeeded')

describe('a player under 18', () => {
  it("is refused without a guardian's consent, is not charged, and pays once it is given", async () => {
    const { player, booking } = held()
    t.minors.add(player.userId)
    const key = anId()
    await expect(t.pay(player, booking, 'pm_card_visa', key)).rejects.toSatisfy(guardianConsentRequired.is)
    expect(await t.charges(booking.id)).toEqual([])
    t.minors.delete(player.userId)
    expect(await t.pay(player, booking, 'pm_card_visa', key)).toMatchObject({ state: 'succeeded' })
  })

  it('is told nothing of bookings that belong to others', async () => {
    const { booking } = held()
    const other = aPlayer()
    t.minors.add(other.userId)
    await expect(t.pay(other, booking)).rejects.toSatisfy(bookingNotFound.is)
  })
})

it('nobody is charged while user-service cannot say whether a guardian has to agree', async () => {
  const { player, booking } = held()
  t.userService.isAway = true
  await expect(t.pay(player, booking)).rejects.toSatisfy(unavailable.is)
  t.userService.isAway = false
  expect(await t.charges(booking.id)).toEqual([])
  expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
})

describe('POST /bookings/:id/pay', () => {
  it('captures the price into escrow, confirms the booking and tells the others', async () => {
    const { player, booking } = held()
    const payment = await t.pay(player, booking)
    expect(payment).toMatchObject({
      bookingId: booking.id,
      state: 'succeeded',
      amount: booking.price,
      refunded: { amount: 0, currency: 'EUR' },
      nextActionUrl: null,
      failure: null,
    })
    expect(await balanceOf(t.sql, escrow(booking.id), 'EUR')).toBe(10_000)
    expect(await capturesOf(booking.id)).toEqual([
      {
        paymentId: payment.id,
        orderId: booking.id,
        orderKind: 'booking',
        bookingId: booking.id,
        playerId: booking.playerId,
        coachId: booking.coachId,
        amount: booking.price,
        quote: payment.quote,
      },
    ])
    expect(t.bookingNow(booking.id)).toMatchObject({ state: 'confirmed' })
  })

  it('says why a card was declined, tells the others, and takes another card for the same hold', async () => {
    const { player, booking } = held()
    const declined = t.pay(player, booking, 'pm_card_chargeDeclinedInsufficientFunds')
    await expect(declined).rejects.toSatisfy(paymentDeclined.is)
    await expect(declined).rejects.toMatchObject({
      extra: { failureCode: 'card_declined', declineCode: 'insufficient_funds' },
      detail: expect.stringContaining('not enough money'),
    })
    expect(await paymentOf(player, booking.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'card_declined' },
    })
    const failures = (await t.emitted(paymentFailed)).filter(({ bookingId }) => bookingId === booking.id)
    expect(failures).toMatchObject([{ code: 'card_declined' }])
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded', failure: null })
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('declines a payment method that the provider does not know', async () => {
    const { player, booking } = held()
    await expect(t.pay(player, booking, 'pm_doesNotExist')).rejects.toSatisfy(paymentDeclined.is)
  })

  it('asks for 3-D Secure where the bank wants it, and captures once the player has passed it', async () => {
    const { player, booking } = held()
    const asked = await t.pay(player, booking, 'pm_card_authenticationRequired')
    expect(asked).toMatchObject({ state: 'requires_action', clientSecret: expect.stringContaining('_secret_') })
    expect(asked.nextActionUrl).toContain('http://localhost:8080/dev/stripe/_sim/3ds/')
    await t.press(asked.nextActionUrl as string, 'complete')
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'succeeded', nextActionUrl: null })
    await t.quiet()
    expect(await capturesOf(booking.id)).toHaveLength(1)
  })

  it('hears by webhook that 3-D Secure was passed', async () => {
    const { player, booking } = held()
    const asked = await t.pay(player, booking, 'pm_card_authenticationRequired')
    await t.press(asked.nextActionUrl as string, 'complete')
    await t.quiet()
    expect(await capturesOf(booking.id)).toHaveLength(1)
  })

  it('fails when 3-D Secure is not passed, and takes another card', async () => {
    const { player, booking } = held()
    const asked = await t.pay(player, booking, 'pm_card_authenticationRequired')
    await t.press(asked.nextActionUrl as string, 'fail')
    await t.quiet()
    expect(await paymentOf(player, booking.id)).toMatchObject({
      state: 'failed',
      failure: { code: 'payment_intent_authentication_failure' },
    })
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
  })

  it('charges once when another card is used while 3-D Secure is still open, and it is passed after all', async () => {
    const { player, booking } = held()
    const asked = await t.pay(player, booking, 'pm_card_authenticationRequired')
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
    await t.press(asked.nextActionUrl as string, 'complete')
    await t.quiet()
    expect(await succeeded(booking.id)).toHaveLength(1)
    expect(await balanceOf(t.sql, escrow(booking.id), 'EUR')).toBe(10_000)
  })

  it("refuses another player's booking and a missing one alike", async () => {
    const { booking } = held()
    await expect(t.pay(aPlayer(), booking)).rejects.toSatisfy(bookingNotFound.is)
    await expect(t.pay(aPlayer(), { ...booking, id: anId() })).rejects.toSatisfy(bookingNotFound.is)
  })

  it('refuses a hold that is over, by its time or by its state', async () => {
    const { player, booking } = held()
    t.booking({ ...booking, holdExpiresAt: t.clock.now().toISOString() })
    await expect(t.pay(player, booking)).rejects.toSatisfy(holdExpired.is)
    for (const state of ['expired', 'cancelled'] as const) {
      t.booking({ ...booking, state })
      await expect(t.pay(player, booking)).rejects.toSatisfy(holdExpired.is)
    }
    expect(await t.charges(booking.id)).toHaveLength(0)
  })

  it('refuses to pay twice', async () => {
    const { booking, player } = await t.paid()
    await expect(t.pay(player, booking)).rejects.toSatisfy(alreadyPaid.is)
    t.booking({ ...booking, state: 'held' })
    await expect(t.pay(player, booking)).rejects.toSatisfy(alreadyPaid.is)
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('captures once for 50 requests at the same moment', async () => {
    const { player, booking } = held()
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => t.pay(player, booking)))
    for (const result of results) {
      if (result.status === 'fulfilled') expect(result.value.state).toBe('succeeded')
      else expect(result.reason).toSatisfy(alreadyPaid.is)
    }
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await t.quiet()
    expect(await succeeded(booking.id)).toHaveLength(1)
    expect(await capturesOf(booking.id)).toHaveLength(1)
  })

  it('answers a repeated Idempotency-Key as the first time: paid, declined or asked', async () => {
    const key = anId()
    const { player, booking } = held()
    const [first, atOnce] = await Promise.all([
      t.pay(player, booking, 'pm_card_visa', key),
      t.pay(player, booking, 'pm_card_visa', key),
    ])
    expect(atOnce).toEqual(first)
    expect(await t.pay(player, booking, 'pm_card_visa', key)).toEqual(first)

    const other = held()
    const refused = () =>
      t
        .pay(other.player, other.booking, 'pm_card_chargeDeclined', key)
        .catch((error) => ({ ...error.toJSON(), instance: '' }))
    expect(await refused()).toEqual(await refused())
    expect(await t.charges(other.booking.id)).toHaveLength(1)

    const third = held()
    const asked = await t.pay(third.player, third.booking, 'pm_card_authenticationRequired', key)
    expect(await t.pay(third.player, third.booking, 'pm_card_authenticationRequired', key)).toEqual(asked)
  })

  it('refuses an Idempotency-Key that came with another card or booking', async () => {
    const key = anId()
    const { player, booking } = held()
    await t.pay(player, booking, 'pm_card_visa', key)
    await expect(t.pay(player, booking, 'pm_card_mastercard', key)).rejects.toSatisfy(keyReused.is)
    const second = t.booking({ playerId: player.userId })
    await expect(t.pay(player, second, 'pm_card_visa', key)).rejects.toSatisfy(keyReused.is)
  })

  it('sends 3-D Secure back to where the player asked', async () => {
    const { player, booking } = held()
    const body = { paymentMethodId: 'pm_card_authenticationRequired', returnUrl: 'http://localhost:8080/checkout?x=1' }
    const { nextActionUrl } = await t.call(payBooking, { params: { id: booking.id }, body }, { as: player })
    const page = await fetch(nextActionUrl!.replace('http://localhost:8080/dev/stripe', t.resources.simulatorUrl!), {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'complete' }),
      redirect: 'manual',
    })
    expect(page.headers.get('location')).toMatch(/^http:\/\/localhost:8080\/checkout\?x=1&payment_intent=/)
  })

  it('refuses, and has refunded, a payment whose slot was gone when it arrived', async () => {
    const { player, booking } = held()
    t.lapse(booking)
    await expect(t.pay(player, booking)).rejects.toSatisfy(holdExpired.is)
    await t.deliver(bookingUnfulfilled, { ...booking, state: 'expired' })
    await t.quiet()
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'refunded', refunded: booking.price })
  })
})

describe('POST /bookings/:id/pay, with the provider at fault', () => {
  it('says so when it is down, charges nothing, and takes the same key again', async () => {
    const { player, booking } = held()
    const key = anId()
    await t.fault('outage', {})
    await expect(t.pay(player, booking, 'pm_card_visa', key)).rejects.toSatisfy(paymentsDown.is)
    await t.clearFaults()
    expect(await t.charges(booking.id)).toHaveLength(0)
    expect(await t.pay(player, booking, 'pm_card_visa', key)).toMatchObject({ state: 'succeeded' })
  })

  it('charges once when the reply is lost on the way', async () => {
    const { player, booking } = held()
    await t.fault('lost_reply', { method: 'POST', path: '/v1/payment_intents' }, 1)
    await t.fault('lost_reply', { method: 'POST', path: confirmPath }, 1)
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('finds the capture when every reply to it is lost', async () => {
    const { player, booking } = held()
    await t.fault('lost_reply', { method: 'POST', path: confirmPath })
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('makes sure that nothing is charged after a fault inside the provider, and takes the card again', async () => {
    const { player, booking } = held()
    await t.fault('error_500', { method: 'POST', path: confirmPath })
    await expect(t.pay(player, booking)).rejects.toSatisfy(paymentsDown.is)
    const [intent] = await t.sql`
      select state from intents where payment_id = (select id from payments where order_id = ${booking.id})`
    expect(intent).toEqual({ state: 'canceled' })
    await t.clearFaults()
    expect(await t.charges(booking.id)).toHaveLength(0)
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
  })

  it('answers `processing` while in doubt, and finds the captured money when the provider is back', async () => {
    const { player, booking } = held()
    await t.sim('/webhooks', { mode: 'paused' })
    await t.fault('lost_reply', { method: 'POST', path: confirmPath })
    await t.fault('outage', { method: 'GET' })
    expect(await t.pay(player, booking)).toMatchObject({ state: 'processing' })
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    expect(await capturesOf(booking.id)).toHaveLength(1)
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'succeeded' })
    await t.sim('/webhooks', { mode: 'normal' })
  })

  it('ends the doubt on the spot when the player asks', async () => {
    const { player, booking } = held()
    await t.sim('/webhooks', { mode: 'paused' })
    await t.fault('lost_reply', { method: 'POST', path: confirmPath })
    await t.fault('outage', { method: 'GET' })
    await t.pay(player, booking)
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'processing' })
    await t.clearFaults()
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'succeeded' })
    await t.sim('/webhooks', { mode: 'normal' })
  })
})

describe('a process that dies or stands still while a card is charged', () => {
  const begin = (player: ReturnType<typeof aPlayer>, booking: ReturnType<typeof held>['booking']) =>
    t.sql.begin((tx) =>
      beginAttempt(tx, t.ctx, asOrder(booking), {
        playerId: player.userId,
        orderId: booking.id,
        paymentMethodId: 'pm_card_visa',
        keepCard: false,
        promoCode: null,
        useCredit: false,
        card: undefined,
        returnUrl: 'http://localhost:8080/',
        key: null,
      }),
    )

  it('and goes on after its attempt was ended, charges nothing: not when its player left, nor when they try another card', async () => {
    const { player, booking } = held()
    const { payment, attempt } = await begin(player, booking)
    t.skipTime(2)
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'failed' })
    await record(t.ctx, await chargeCard(t.ctx, payment, attempt))
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'failed' })
    const { nextActionUrl } = await t.pay(player, booking, 'pm_card_authenticationRequired')
    await record(t.ctx, await chargeCard(t.ctx, payment, attempt))
    expect(await t.charges(booking.id)).toHaveLength(0)
    await t.press(nextActionUrl as string, 'complete')
    await t.quiet()
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('and goes on while another looks, is found to have charged', async () => {
    const { player, booking } = held()
    const { payment, attempt, operation } = await begin(player, booking)
    const nothing = await resolvePay(t.ctx, operation as Operation)
    const charge = await chargeCard(t.ctx, payment, attempt)
    await expect(record(t.ctx, nothing)).rejects.toThrow('was made while its attempt was looked at')
    await record(t.ctx, charge)
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'succeeded' })
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('before asking the provider: nothing is charged, and the hold can be paid again', async () => {
    const { player, booking } = held()
    await begin(player, booking)
    t.skipTime(2)
    expect(await paymentOf(player, booking.id)).toMatchObject({ state: 'failed' })
    expect(await t.pay(player, booking)).toMatchObject({ state: 'succeeded' })
    expect(await succeeded(booking.id)).toHaveLength(1)
  })

  it('after the capture, before it was recorded: another goes on as soon as the lease is over', async () => {
    const { player, booking } = held()
    await t.sim('/webhooks', { mode: 'paused' })
    const { payment, attempt, operation } = await begin(player, booking)
    await chargeCard(t.ctx, payment, attempt)
    await carryOut(t.ctx, (operation as Operation).id)
    await t.clock.advance({ seconds: 14 })
    expect(await capturesOf(booking.id)).toHaveLength(0)
    await t.clock.advance({ seconds: 2 })
    expect(await capturesOf(booking.id)).toHaveLength(1)
    expect(await succeeded(booking.id)).toHaveLength(1)
    await t.sim('/webhooks', { mode: 'normal' })
  })
})
