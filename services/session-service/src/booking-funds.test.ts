/** What a player paid for a booking by a promo code and credit: its price from then on, and what comes back of it. */
import { bookingCancelled, bookingConfirmed, cancelBooking, getBooking } from '@ecc/contracts/bookings'
import { confirmPaidOrder } from '@ecc/contracts/orders'
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import { type Discount, type PriceQuote, quotePrice } from '@ecc/contracts/price-quote'
import type { Caller } from '@ecc/kit'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

const start = at('2027-03-04T10:00')
let t: TestedSessions
let player: Caller
let coach: Caller
beforeEach(async () => {
  t = await sessionService()
  player = aPlayer()
  coach = aCoach()
})
afterEach(() => t.close())

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const read = (id: string, as: Caller) => t.call(getBooking, { params: { id } }, { as })
/** 30.00 with this discount, of which 10.00 are paid by credit. */
const quoted = (bearer: Discount['bearer'], amount: number): PriceQuote =>
  quotePrice({ currency: 'EUR', price: 3_000, discount: { bearer, amount }, credit: 1_000 })

async function paidBy(quote: PriceQuote) {
  const booking = await t.hold(player, {
    offer: t.offer({ coachId: coach.userId, policy: 'standard' }),
    startsAt: start,
  })
  await t.deliver(paymentCaptured, { ...t.paymentOf(booking), quote }, { aggregateId: booking.id })
  return booking
}

describe('a booking with a discount that the platform bears', () => {
  it('costs its player what they paid, and is sold for the full price to its coach', async () => {
    const { id } = await paidBy(quoted('platform', 600))
    const funds = { discount: 600, bearer: 'platform', credit: 1_000 }
    expect(await read(id, player)).toMatchObject({ state: 'confirmed', price: eur(2_400), funds })
    expect(await read(id, coach)).toMatchObject({ price: eur(3_000) })
    const [told] = (await t.emitted(bookingConfirmed)).filter((booking) => booking.id === id)
    expect(told).toMatchObject({ price: eur(2_400), funds })
  })

  it('gives back a part of what was paid, as shown before, and the coach the rest of the full price', async () => {
    const { id } = await paidBy(quoted('platform', 600))
    t.skipTime((Date.parse(at('2027-03-03T12:00')) - t.clock.now().getTime()) / 60_000)
    expect((await read(id, player)).cancelEffect).toMatchObject({ percent: 50, refund: eur(1_200) })
    await t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
    const [told] = (await t.emitted(bookingCancelled)).filter((booking) => booking.id === id)
    expect(told?.cancellation?.refund).toEqual(eur(1_200))
    expect((await read(id, player)).history.at(-1)?.money).toMatchObject({ toPlayer: eur(1_200), toCoach: eur(1_500) })
  })
})

it('is worth less to its coach too where they bear the discount', async () => {
  const { id } = await paidBy(quoted('coach', 600))
  expect(await read(id, coach)).toMatchObject({ price: eur(2_400) })
  await t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
  expect((await read(id, player)).history.at(-1)?.money).toMatchObject({ toPlayer: eur(2_400), toCoach: eur(0) })
})

it('is told both ways, by call and by event, and counted once', async () => {
  const quote = quoted('platform', 600)
  const booking = await t.hold(player, { offer: t.offer({ coachId: coach.userId }), startsAt: start })
  const payment = { ...t.paymentOf(booking), quote }
  await t.call(confirmPaidOrder, { params: { id: booking.id }, body: { paymentId: payment.paymentId, quote } })
  await t.deliver(paymentCaptured, payment, { aggregateId: booking.id })
  expect(await read(booking.id, player)).toMatchObject({ price: eur(2_400) })
})

it('is put to the coach of a request with what it is sold for', async () => {
  const offer = t.offer({ coachId: coach.userId, bookingMode: 'request' })
  const booking = await t.hold(player, { offer, startsAt: start })
  const payment = { ...t.paymentOf(booking), quote: quoted('coach', 600) }
  await t.deliver(paymentAuthorized, payment, { aggregateId: booking.id })
  expect(await read(booking.id, coach)).toMatchObject({ state: 'requested', price: eur(2_400) })
})
