/** Spending credit and promo codes: what is taken when, what comes back, and what the ledger says of it. */
import { bookingGuaranteed, playerCredited } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingAccepted,
  bookingCancelled,
  bookingDeclined,
  bookingExpired,
  bookingReleased,
  bookingUnfulfilled,
  holdExpired,
} from '@ecc/contracts/bookings'
import type { PayloadOf } from '@ecc/contracts/define'
import { getEarnings } from '@ecc/contracts/earnings'
import { quoteOrder } from '@ecc/contracts/order-quotes'
import {
  alreadyPaid,
  cardNeeded,
  getBookingPayment,
  type Payment,
  payBooking,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  payOrder,
  priceChanged,
} from '@ecc/contracts/payments'
import { paidOf, promotionOf, quotePrice, refundOf } from '@ecc/contracts/price-quote'
import {
  changePromoCode,
  createOwnPromoCode,
  createPromoCode,
  listPromoCodes,
  type PromoCodeTerms,
} from '@ecc/contracts/promo-codes'
import { promoEnded, promoNotForThis, promoUnknown, promoUsedUp } from '@ecc/contracts/promo-terms'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { beginAttempt } from './attempt.ts'
import { balanceOf, coachPayable, escrow, playerCredit } from './ledger.ts'
import { asOrder, paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.clearFaults()
  await t.quiet()
  const proof = await t.proof()
  expect(proof).toMatchObject({ balanced: true, pendingOperations: 0 })
  for (const { psp, providerBalance } of proof.currencies) expect(psp).toBe(providerBalance)
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const creditOf = (playerId: string) => balanceOf(t.sql, playerCredit(playerId), 'EUR')
const heldFor = (id: string) => balanceOf(t.sql, escrow(id), 'EUR')

/** A player who has this much credit, from a coach who cancelled late. */
async function withCredit(amount: number): Promise<Caller> {
  const player = aPlayer()
  const id = anId()
  const fact = { bookingId: id, playerId: player.userId, coachId: anId(), amount: eur(amount) }
  await t.deliver(playerCredited, fact, { aggregateId: id })
  return player
}

type Body = Parameters<typeof paid>[2]
/** Tries to pay for a booking, by credit and card unless told. */
async function paid(
  player: Caller,
  { id }: BookingRecord,
  body: { paymentMethodId?: string; useCredit?: boolean; promoCode?: string; card?: number } = {},
  key?: string,
): Promise<Payment> {
  const whole = { paymentMethodId: 'pm_card_visa', useCredit: true, ...body }
  return t.call(payBooking, { params: { id }, body: whole }, { as: player, ...(key ? { idempotencyKey: key } : {}) })
}
const held = (player: Caller, details: Partial<BookingRecord> = {}) =>
  t.booking({ playerId: player.userId, ...details })
const quote = (
  player: Caller,
  { id }: Pick<BookingRecord, 'id'>,
  asked: { useCredit?: boolean; promoCode?: string } = {},
) => t.call(quoteOrder, { params: { id }, query: { useCredit: true, ...asked } }, { as: player })

/** The booking is cancelled, and its player gets this much back. */
async function cancelled(booking: BookingRecord, refund: number): Promise<void> {
  const cancellation = { by: 'player' as const, reason: null, at: t.clock.now().toISOString(), refund: eur(refund) }
  const payload = { ...t.bookingNow(booking.id), state: 'cancelled' as const, cancellation }
  await t.deliver(bookingCancelled, payload, { aggregateId: booking.id })
  await t.quiet()
}
const refundsOf = async ({ id }: BookingRecord) =>
  (await t.emitted(paymentRefunded))
    .filter(({ bookingId }) => bookingId === id)
    .map(({ amount, to = 'card' }) => [amount.amount, to])

let codes = 0
const aCode = () => `CODE-${++codes}`
const promo = (terms: Partial<PromoCodeTerms> = {}) =>
  t.call(createPromoCode, { body: { code: aCode(), percent: 20, ...terms } }, { as: anAdmin() })
const usesOf = async (code: string) =>
  (await t.call(listPromoCodes, { query: { limit: 100 } }, { as: anAdmin() })).items.find((one) => one.code === code)
    ?.uses

describe('credit', () => {
  it('pays before the card, as it was quoted, and is held with the rest', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    expect(await quote(player, booking)).toMatchObject({ credit: 3_000, card: 7_000, creditAvailable: 3_000 })
    const payment = await paid(player, booking, { card: 7_000 })
    expect(payment).toMatchObject({ state: 'succeeded', amount: eur(10_000), quote: { credit: 3_000, card: 7_000 } })
    expect(await t.charges(booking.id)).toMatchObject([{ amount: 7_000 }])
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([0, 10_000])
    const [told] = (await t.emitted(paymentCaptured)).filter(({ orderId }) => orderId === booking.id)
    expect(told?.quote).toMatchObject({ credit: 3_000, card: 7_000 })
  })

  it('needs no card and no provider where it covers the price, once, however often it is asked', async () => {
    const player = await withCredit(25_000)
    const booking = held(player)
    await t.fault('outage', {})
    const pay = () =>
      t.call(
        payBooking,
        { params: { id: booking.id }, body: { useCredit: true } },
        { as: player, idempotencyKey: 'press-pay-once' },
      )
    const first = await pay()
    expect(first).toMatchObject({ state: 'succeeded', quote: { credit: 10_000, card: 0 } })
    expect(await pay()).toEqual(first)
    await expect(paid(player, booking)).rejects.toSatisfy(alreadyPaid.is)
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([15_000, 10_000])
  })

  it('is not spent unless asked for, and a card is asked for where it does not cover the price', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    const withoutCard = t.call(payBooking, { params: { id: booking.id }, body: { useCredit: true } }, { as: player })
    await expect(withoutCard).rejects.toSatisfy(cardNeeded.is)
    await paid(player, booking, { useCredit: false })
    expect(await creditOf(player.userId)).toBe(3_000)
  })

  it('is refused to two payments at once: each sees what the other left', async () => {
    const player = await withCredit(6_000)
    const [one, other] = [held(player), held(player)]
    const payments = await Promise.all([paid(player, one), paid(player, other)])
    const spent = payments.map(({ quote: { credit } }) => credit).toSorted((a, b) => a - b)
    expect(spent).toEqual([0, 6_000])
    expect(await creditOf(player.userId)).toBe(0)
  })

  it('charges no card otherwise than was shown', async () => {
    const player = await withCredit(3_000)
    const [one, other] = [held(player), held(player)]
    await paid(player, one)
    await expect(paid(player, other, { card: 7_000 })).rejects.toSatisfy(priceChanged.is)
    expect(await t.charges(other.id)).toEqual([])
  })

  it('comes back when the card is declined, and is taken again with the next one', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    const declined = paid(player, booking, { paymentMethodId: 'pm_card_chargeDeclined' })
    await expect(declined).rejects.toSatisfy(paymentDeclined.is)
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 0])
    await paid(player, booking)
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([0, 10_000])
  })

  it('may have been spent elsewhere meanwhile: then the card pays all, once', async () => {
    const player = await withCredit(3_000)
    const [one, other] = [held(player), held(player)]
    await paid(player, one, { paymentMethodId: 'pm_card_chargeDeclined' }).catch(() => undefined)
    await paid(player, other)
    expect(await paid(player, one)).toMatchObject({ quote: { credit: 0, card: 10_000 } })
    const charged = (await t.charges(one.id)).filter(({ status }) => status === 'succeeded')
    expect(charged).toMatchObject([{ amount: 10_000 }])
  })

  it('comes back when the hold ends while the bank asks for 3-D Secure', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    expect(await paid(player, booking, { paymentMethodId: 'pm_card_authenticationRequired' })).toMatchObject({
      state: 'requires_action',
    })
    expect(await creditOf(player.userId)).toBe(0)
    await t.deliver(bookingExpired, t.booking({ ...booking, state: 'expired' }), { aggregateId: booking.id })
    await t.quiet()
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 0])
    await expect(paid(player, booking)).rejects.toSatisfy(holdExpired.is)
  })

  it('is split anew where somebody leaves 3-D Secure and wants to pay otherwise', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    await paid(player, booking, { paymentMethodId: 'pm_card_authenticationRequired' })
    expect(await quote(player, booking)).toMatchObject({ credit: 3_000, creditAvailable: 3_000 })
    const payment = await paid(player, booking, { useCredit: false })
    expect(payment).toMatchObject({ state: 'succeeded', quote: { credit: 0, card: 10_000 } })
    expect((await t.charges(booking.id)).filter(({ status }) => status === 'succeeded')).toMatchObject([
      { amount: 10_000 },
    ])
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 10_000])
  })

  it('comes back when the provider does not answer', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    await t.fault('outage', {})
    await paid(player, booking).catch(() => undefined)
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 0])
  })

  it('comes back when the process dies before the provider is asked', async () => {
    const player = await withCredit(3_000)
    const booking = held(player)
    const asked = { paymentMethodId: 'pm_card_visa', useCredit: true, promoCode: null, card: undefined }
    const request = {
      ...asked,
      playerId: player.userId,
      orderId: booking.id,
      keepCard: false,
      returnUrl: 'http://localhost:8080/',
      key: null,
    }
    await t.sql.begin((tx) => beginAttempt(tx, t.ctx, asOrder(booking), request))
    expect(await creditOf(player.userId)).toBe(0)
    t.skipTime(2)
    const looked = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(looked).toMatchObject({ state: 'failed' })
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 0])
  })

  it('of a request waits for the coach, is theirs to earn when they accept, and comes back when they decline', async () => {
    for (const [event, state, left] of [
      [bookingAccepted, 'accepted', { credit: 2_000, held: 10_000 }],
      [bookingDeclined, 'declined', { credit: 12_000, held: 0 }],
    ] as const) {
      const player = await withCredit(12_000)
      const booking = held(player, { bookingMode: 'request' })
      expect(await paid(player, booking)).toMatchObject({ state: 'authorized', quote: { card: 0 } })
      await t.deliver(event, t.booking({ ...t.bookingNow(booking.id), state }), { aggregateId: booking.id })
      await t.quiet()
      expect({ credit: await creditOf(player.userId), held: await heldFor(booking.id) }).toEqual(left)
    }
  })

  it('of a request that a card shares comes back with the authorisation', async () => {
    const player = await withCredit(3_000)
    const booking = held(player, { bookingMode: 'request' })
    expect(await paid(player, booking)).toMatchObject({ state: 'authorized', quote: { credit: 3_000, card: 7_000 } })
    await t.deliver(bookingDeclined, t.booking({ ...t.bookingNow(booking.id), state: 'declined' }), {
      aggregateId: booking.id,
    })
    await t.quiet()
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([3_000, 0])
  })

  it('pays for packages and series too', async () => {
    const { order } = await t.heldOrder('package', eur(20_000))
    const player = await withCredit(5_000)
    const own = { ...order, playerId: player.userId }
    const { id } = t.order(own)
    const body = { useCredit: true, paymentMethodId: 'pm_card_visa' }
    const payment = await t.call(payOrder, { params: { id }, body }, { as: player })
    expect(payment).toMatchObject({ state: 'succeeded', quote: { credit: 5_000, card: 15_000 } })
    expect(await heldFor(id)).toBe(20_000)
  })
})

describe('a refund of what credit helped to pay', () => {
  it('goes to the card up to what it paid, then back to the credit', async () => {
    const player = await withCredit(6_000)
    const booking = held(player)
    await paid(player, booking)
    await cancelled(booking, 5_000)
    expect(await refundsOf(booking)).toEqual(
      expect.arrayContaining([
        [4_000, 'card'],
        [1_000, 'credit'],
      ]),
    )
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([1_000, 0])
  })

  it('is credit alone where no card paid, and the payment says that all came back', async () => {
    const player = await withCredit(10_000)
    const booking = held(player)
    await paid(player, booking)
    await cancelled(booking, 10_000)
    expect(await refundsOf(booking)).toEqual([[10_000, 'credit']])
    const [row] = await t.sql<{ state: string }>`select state from payments where order_id = ${booking.id}`
    expect([await creditOf(player.userId), row?.state]).toEqual([10_000, 'refunded'])
  })

  it('out of the platform’s own money follows the same way', async () => {
    const player = await withCredit(6_000)
    const booking = held(player)
    await paid(player, booking)
    const now = t.bookingNow(booking.id)
    await t.deliver(bookingGuaranteed, { ...now, refund: eur(10_000) }, { aggregateId: booking.id })
    await t.quiet()
    expect(await refundsOf(booking)).toEqual(
      expect.arrayContaining([
        [4_000, 'card'],
        [6_000, 'credit'],
      ]),
    )
    expect(await heldFor(booking.id)).toBe(10_000)
  })

  it('sends nothing to a card whose bank took its part back', async () => {
    const player = await withCredit(6_000)
    const booking = held(player)
    await paid(player, booking)
    const [charge] = await t.charges(booking.id)
    const dispute = await t.sim('/disputes', { charge: charge?.id })
    await t.quiet()
    await t.sim(`/disputes/${dispute['id'] as string}/close`, { outcome: 'lost' })
    await t.quiet()
    await cancelled(booking, 10_000)
    expect(await refundsOf(booking)).toEqual([[6_000, 'credit']])
    expect([await creditOf(player.userId), await heldFor(booking.id)]).toEqual([6_000, 0])
  })
})

describe('a coach whose session was paid by credit', () => {
  it('is paid all the same', async () => {
    const player = await withCredit(10_000)
    const booking = held(player)
    await paid(player, booking)
    const released: PayloadOf<typeof bookingReleased> = { ...t.bookingNow(booking.id), state: 'released' }
    await t.deliver(bookingReleased, released, { aggregateId: booking.id })
    await t.quiet()
    expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(8_500)
  })
})

describe('a promo code of the platform', () => {
  it('lowers what the player pays; coach and commission see the full price', async () => {
    const { code } = await promo()
    const [player, coach] = [aPlayer(), aCoach()]
    const booking = held(player, { coachId: coach.userId })
    expect(await quote(player, booking, { promoCode: code.toLowerCase() })).toMatchObject({
      price: 10_000,
      discount: 2_000,
      bearer: 'platform',
      card: 8_000,
    })
    await paid(player, booking, { promoCode: code.toLowerCase() })
    expect(await t.charges(booking.id)).toMatchObject([{ amount: 8_000 }])
    expect([await heldFor(booking.id), await usesOf(code)]).toEqual([10_000, 1])
    const { items } = await t.call(getEarnings, { query: {} }, { as: coach })
    expect(items).toMatchObject([{ price: eur(10_000), share: eur(8_500) }])
  })

  it('has its part of a refund back, and all of it with all', async () => {
    const { code } = await promo()
    for (const [refund, spent, coach] of [
      [4_000, 1_000, 4_250],
      [8_000, 0, 0],
    ] as const) {
      const before = await balanceOf(t.sql, 'exp:promotion', 'EUR')
      const player = aPlayer()
      const booking = held(player)
      await paid(player, booking, { promoCode: code })
      await cancelled(booking, refund)
      expect(await refundsOf(booking)).toEqual([[refund, 'card']])
      expect((await balanceOf(t.sql, 'exp:promotion', 'EUR')) - before).toBe(spent)
      expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(coach)
      expect(await heldFor(booking.id)).toBe(0)
    }
  })
})

describe('a promo code of a coach', () => {
  it('is for their own sessions, and lowers the price itself', async () => {
    const coach = aCoach()
    const terms = { code: aCode(), amount: eur(2_500) }
    const { code } = await t.call(createOwnPromoCode, { body: terms }, { as: coach })
    const player = aPlayer()
    await expect(quote(player, held(player), { promoCode: code })).rejects.toSatisfy(promoNotForThis.is)
    const booking = held(player, { coachId: coach.userId })
    const payment = await paid(player, booking, { promoCode: code })
    expect(payment.quote).toMatchObject({ discount: 2_500, bearer: 'coach', card: 7_500 })
    expect(await heldFor(booking.id)).toBe(7_500)
    await cancelled(booking, 3_750)
    expect(await balanceOf(t.sql, coachPayable(coach.userId), 'EUR')).toBe(3_188)
  })
})

describe('a promo code', () => {
  const refused = async (terms: Partial<PromoCodeTerms>, details: Partial<BookingRecord> = {}) => {
    const { code } = await promo(terms)
    const player = aPlayer()
    return paid(player, held(player, details), { promoCode: code }).catch((error: unknown) => error)
  }

  it('is not taken when nobody knows it, outside its window, in another currency, or for what it is not', async () => {
    const player = aPlayer()
    await expect(paid(player, held(player), { promoCode: 'NOBODY' })).rejects.toSatisfy(promoUnknown.is)
    const at = (hours: number) => new Date(t.clock.now().getTime() + hours * 3_600_000).toISOString()
    expect(await refused({ startsAt: at(1) })).toSatisfy(promoEnded.is)
    expect(await refused({ startsAt: at(-2), endsAt: at(-1) })).toSatisfy(promoEnded.is)
    expect(await refused({ percent: undefined as never, amount: { amount: 500, currency: 'USD' } })).toSatisfy(
      promoNotForThis.is,
    )
    const { order, player: buyer } = await t.heldOrder('package', eur(20_000))
    const { id, code } = await promo({ orderKinds: ['booking', 'series'] })
    await expect(quote(buyer, order, { promoCode: code })).rejects.toSatisfy(promoNotForThis.is)
    await t.call(changePromoCode, { params: { id }, body: { orderKinds: ['package'] } }, { as: anAdmin() })
    expect(await quote(buyer, order, { promoCode: code })).toMatchObject({ discount: 4_000, card: 16_000 })
    await expect(quote(player, held(player), { promoCode: code })).rejects.toSatisfy(promoNotForThis.is)
  })

  it('is for everything that is sold unless it is told', async () => {
    const { orderKinds } = await promo()
    expect(orderKinds).toEqual(['booking', 'package', 'series'])
  })

  it('is used as often as it may be, by all and by each, and by one of two at once', async () => {
    const { code } = await promo({ maxUses: 2 })
    const players = [aPlayer(), aPlayer(), aPlayer()]
    const outcomes = await Promise.allSettled(players.map((player) => paid(player, held(player), { promoCode: code })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const [lost] = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(lost?.reason).toSatisfy(promoUsedUp.is)
    expect(await usesOf(code)).toBe(2)
    const { code: once } = await promo()
    const player = aPlayer()
    await paid(player, held(player), { promoCode: once })
    await expect(paid(player, held(player), { promoCode: once })).rejects.toSatisfy(promoUsedUp.is)
  })

  it('for a first booking is not taken for a second', async () => {
    const { code } = await promo({ firstBookingOnly: true })
    const player = aPlayer()
    const first = held(player)
    expect(await quote(player, first, { promoCode: code })).toMatchObject({ discount: 2_000 })
    await paid(player, held(player))
    await expect(paid(player, first, { promoCode: code })).rejects.toSatisfy(promoNotForThis.is)
  })

  it('has its use back when the slot was gone by the time it was paid', async () => {
    const { code } = await promo()
    const player = aPlayer()
    const booking = held(player)
    t.lapse(booking)
    await paid(player, booking, { promoCode: code }).catch(() => undefined)
    await t.deliver(bookingUnfulfilled, t.bookingNow(booking.id), { aggregateId: booking.id })
    await t.quiet()
    expect([await usesOf(code), await heldFor(booking.id)]).toEqual([0, 0])
  })

  it('has its use back when the order is not paid', async () => {
    const { code } = await promo({ maxUses: 1 })
    const player = aPlayer()
    const booking = held(player)
    const body: Body = { promoCode: code, paymentMethodId: 'pm_card_chargeDeclined' }
    await expect(paid(player, booking, body)).rejects.toSatisfy(paymentDeclined.is)
    expect(await usesOf(code)).toBe(0)
    await paid(player, booking, { promoCode: code })
    expect(await usesOf(code)).toBe(1)
  })
})

describe('whatever pays a price, and however much of it comes back', () => {
  const story = fc.record({
    price: fc.integer({ min: 50, max: 50_000 }),
    credit: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000 })),
    off: fc.integer({ min: 0, max: 100 }),
    percent: fc.oneof(fc.constant(100), fc.integer({ min: 0, max: 100 })),
  })

  it('ends as its quote says, and nothing is left over', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ price, credit, off, percent }) => {
        const player = credit > 0 ? await withCredit(credit) : aPlayer()
        const code = off > 0 ? (await promo({ percent: off })).code : null
        const discount = { bearer: 'platform' as const, percent: off }
        const expected = quotePrice({ currency: 'EUR', price, discount, credit })
        const promotedBefore = await balanceOf(t.sql, 'exp:promotion', 'EUR')
        const booking = held(player, { price: eur(price) })
        const payment = await paid(player, booking, code === null ? {} : { promoCode: code })
        expect(payment.quote).toEqual(expected)
        const back = refundOf(expected, percent)
        await cancelled(booking, back.card + back.credit)
        const sent = await refundsOf(booking)
        const sum = (to: string) => sent.filter(([, way]) => way === to).reduce((all, [one]) => all + Number(one), 0)
        expect({ card: sum('card'), credit: sum('credit') }).toEqual({ card: back.card, credit: back.credit })
        expect(await creditOf(player.userId)).toBe(credit - expected.credit + back.credit)
        const promotion = (await balanceOf(t.sql, 'exp:promotion', 'EUR')) - promotedBefore
        expect(promotion).toBe(promotionOf(expected) - back.promotion)
        const rest = paidOf(expected) + promotion - back.card - back.credit
        expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(rest - Math.floor((rest * 15) / 100))
        expect(await heldFor(booking.id)).toBe(0)
      }),
      { numRuns: 12 },
    )
  })
})
