/** What a player paid for a booking by a promo code and credit: its price from then on, and what comes back of it. */
import { playerCredited } from '@ecc/contracts/aftermath'
import { bookingCancelled, bookingConfirmed, cancelBooking, getBooking } from '@ecc/contracts/bookings'
import { confirmPaidOrder, getOrderRecord } from '@ecc/contracts/orders'
import {
  buyPackage,
  cancelPackage,
  getPackage,
  packageEnded,
  packageSessionReturned,
  schedulePackageSession,
} from '@ecc/contracts/packages'
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import { defaultPolicy, savePolicy } from '@ecc/contracts/policies'
import { type Discount, type PriceQuote, paidOf, quotePrice } from '@ecc/contracts/price-quote'
import { createSeries, getSeries } from '@ecc/contracts/series'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
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

describe('a player fee', () => {
  const putInForce = async (playerFeeBasisPoints: number) => {
    const values = { ...defaultPolicy, playerFeeBasisPoints }
    await t.call(savePolicy, { body: { basedOn: 1, values, note: 'a service fee' } }, { as: anAdmin() })
  }
  const feeOf = async (id: string) => (await t.call(getOrderRecord, { params: { id } })).playerFeeBasisPoints
  const withFee = (price: number) => quotePrice({ currency: 'EUR', price, playerFeeBasisPoints: 250 })

  it('is that of the rules an order was made under', async () => {
    const older = await t.hold(player, { offer: t.offer({ coachId: coach.userId }), startsAt: start })
    await putInForce(250)
    const booking = await t.hold(aPlayer(), { startsAt: start })
    const { id: packageId } = await t.call(buyPackage, { body: { offerId: t.packageOffer().offerId } }, { as: player })
    const startsAt = [at('2027-03-08T10:00'), at('2027-03-15T10:00')]
    const series = await t.call(createSeries, { body: { offerId: t.offer().offerId, startsAt } }, { as: aPlayer() })
    expect([await feeOf(older.id), await feeOf(booking.id), await feeOf(packageId), await feeOf(series.id)]).toEqual([
      0, 250, 250, 250,
    ])
  })

  it('is a part of what the player paid and of what comes back; its coach sees the price without it', async () => {
    const { id } = await paidBy(withFee(3_001))
    expect(await read(id, player)).toMatchObject({ price: eur(3_076), funds: { fee: 75, feeBack: 0 } })
    expect(await read(id, coach)).toMatchObject({ price: eur(3_001) })
    t.skipTime((Date.parse(at('2027-03-03T12:00')) - t.clock.now().getTime()) / 60_000)
    expect((await read(id, player)).cancelEffect).toMatchObject({ percent: 50, refund: eur(1_538) })
    await t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
    const [told] = (await t.emitted(bookingCancelled)).filter((booking) => booking.id === id)
    expect(told).toMatchObject({ cancellation: { refund: eur(1_538) }, funds: { fee: 75, feeBack: 38 } })
    expect((await read(id, player)).history.at(-1)?.money).toMatchObject({ toPlayer: eur(1_538), toCoach: eur(1_501) })
  })

  it('is no base of the credit that a coach owes who cancels late', async () => {
    const { id } = await paidBy(withFee(3_001))
    t.skipTime((Date.parse(at('2027-03-04T09:00')) - t.clock.now().getTime()) / 60_000)
    await t.call(cancelBooking, { params: { id }, body: {} }, { as: coach })
    expect(await t.emitted(playerCredited)).toMatchObject([{ bookingId: id, amount: eur(300) }])
    const [told] = await t.emitted(bookingCancelled)
    expect(told).toMatchObject({ cancellation: { refund: eur(3_076) }, funds: { feeBack: 75 } })
  })
})

/** 20 % off that the platform bears, and a fee of 5 %. */
const priced = (price: number): PriceQuote =>
  quotePrice({ currency: 'EUR', price, discount: { bearer: 'platform', percent: 20 }, playerFeeBasisPoints: 500 })

describe('a package with a code and a fee', () => {
  const quote = priced(8_100)
  async function bought() {
    const { offerId } = t.packageOffer({ coachId: coach.userId })
    const { id } = await t.call(buyPackage, { body: { offerId } }, { as: player })
    await t.call(confirmPaidOrder, { params: { id }, body: { paymentId: anId(), quote } })
    return id
  }
  const show = (id: string, as: Caller) => t.call(getPackage, { params: { id } }, { as })
  const schedule = (id: string) =>
    t.call(schedulePackageSession, { params: { id }, body: { startsAt: start } }, { as: player })

  it('costs its player what they paid, each session its part, and is sold for more to its coach', async () => {
    const id = await bought()
    const funds = { discount: 1_620, bearer: 'platform', credit: 0, fee: 324 }
    expect(await show(id, player)).toMatchObject({ price: eur(6_804), funds })
    expect(await show(id, coach)).toMatchObject({ price: eur(8_100) })
    const booking = await schedule(id)
    expect(booking).toMatchObject({ price: eur(2_268), funds: { discount: 540, bearer: 'platform', fee: 108 } })
    expect(await read(booking.id, coach)).toMatchObject({ price: eur(2_700) })
  })

  it('ends as was shown before: what was really paid, less the single price of each session used', async () => {
    const id = await bought()
    await schedule(id)
    const { cancelEffect } = await show(id, player)
    expect(cancelEffect).toMatchObject({ used: 1, refund: eur(3_654), toCoach: eur(1_050) })
    await t.call(cancelPackage, { params: { id }, body: { refund: cancelEffect.refund } }, { as: player })
    expect(await t.emitted(packageEnded)).toMatchObject([
      {
        refund: eur(3_654),
        rest: eur(4_536),
        restFunds: { discount: 1_080, bearer: 'platform', credit: 0, fee: 216, feeBack: 174 },
      },
    ])
  })

  it('has the part of a session back that was not used, with what came off it', async () => {
    const id = await bought()
    const booking = await schedule(id)
    await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    await t.settle()
    expect(await t.emitted(packageSessionReturned)).toMatchObject([
      { bookingId: booking.id, to: 'package', price: booking.price, funds: { discount: 540, fee: 108 } },
    ])
    expect(await schedule(id)).toMatchObject({ price: booking.price, funds: { discount: 540, fee: 108 } })
  })
})

it('a series with a code and a fee has them on each of its dates, in their order', async () => {
  const offer = t.offer({ coachId: coach.userId, price: { amount: 3_001, currency: 'EUR' } })
  const startsAt = [at('2027-03-08T10:00'), at('2027-03-15T10:00'), at('2027-03-22T10:00')]
  const { id } = await t.call(createSeries, { body: { offerId: offer.offerId, startsAt } }, { as: player })
  const quote = priced(9_003)
  for (let i = 0; i < 2; i++) await t.call(confirmPaidOrder, { params: { id }, body: { paymentId: anId(), quote } })
  const series = await t.call(getSeries, { params: { id } }, { as: player })
  expect(series).toMatchObject({ price: eur(paidOf(quote)), funds: { discount: 1_800, fee: quote.fee } })
  expect(series.bookings.map(({ price }) => price.amount)).toEqual([2_521, 2_521, 2_521])
  expect(series.bookings.map(({ funds }) => [funds?.discount, funds?.fee])).toEqual(Array(3).fill([600, 120]))
  expect(await read(series.bookings[0]?.id as string, coach)).toMatchObject({ price: eur(3_001) })
})
