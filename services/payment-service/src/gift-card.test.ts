/** Buying a gift card and giving it: what is for sale, how it is paid, when it is mailed, with which code. */

import { holdExpired } from '@ecc/contracts/bookings'
import {
  createGiftCard,
  type GiftCardTerms,
  getGiftCard,
  giftCardNotFound,
  giftCardNotMailed,
  giftCardRefused,
  giftCardSent,
  giftCardTermsWrong,
  listAllGiftCards,
  listGiftCards,
  lockGiftCard,
  redeemGiftCard,
  sendGiftCard,
  showGiftCardCode,
  tooManyGiftCards,
} from '@ecc/contracts/gift-cards'
import { quoteOrder } from '@ecc/contracts/order-quotes'
import { cardNeeded, getOrderPayment, paymentCaptured, paymentDeclined, payOrder } from '@ecc/contracts/payments'
import { createPromoCode } from '@ecc/contracts/promo-codes'
import { promoNotForThis } from '@ecc/contracts/promo-terms'
import { getReceipt } from '@ecc/contracts/receipts'
import type { Caller } from '@ecc/kit'
import { anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliverGiftCard } from './deliver-gift-card.ts'
import { balanceOf, escrow, playerCredit } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0, defects: [] })
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const toRobin = { recipientName: 'Robin', recipientEmail: 'robin@example.com', message: 'Enjoy <3' }
const order = (buyer: Caller, terms: Partial<GiftCardTerms> = {}) =>
  t.call(createGiftCard, { body: { amount: eur(5_000), ...terms } }, { as: buyer })
const pay = (buyer: Caller, id: string, paymentMethodId = 'pm_card_visa', funds: object = {}) =>
  t.call(payOrder, { params: { id }, body: { paymentMethodId, ...funds } }, { as: buyer })
const seen = (buyer: Caller, id: string) => t.call(getGiftCard, { params: { id } }, { as: buyer })
const codesOf = async (id: string) =>
  (await t.emitted(giftCardSent)).filter(({ giftCardId }) => giftCardId === id).map(({ code }) => code)
const redeem = (player: Caller, code: string) => t.call(redeemGiftCard, { body: { code } }, { as: player })

async function bought(terms: Partial<GiftCardTerms> = {}) {
  const buyer = aPlayer()
  const { id } = await order(buyer, terms)
  await pay(buyer, id)
  return { buyer, id }
}

describe('a gift card that is bought', () => {
  it('is held, mailed at once with a code of which only the hash is kept, and not told to session-service as a booking', async () => {
    const { buyer, id } = await bought(toRobin)
    expect(await seen(buyer, id)).toMatchObject({
      state: 'open',
      isLocked: false,
      ...toRobin,
      deliveredAt: expect.any(String),
    })
    expect(await balanceOf(t.sql, escrow(id), 'EUR')).toBe(5_000)
    const [sent] = (await t.emitted(giftCardSent)).filter(({ giftCardId }) => giftCardId === id)
    expect(sent).toMatchObject({ email: 'robin@example.com', amount: eur(5_000), message: 'Enjoy <3' })
    const row = await t.sql.one`select * from gift_cards where id = ${id}`
    for (const kept of [sent?.code, sent?.code.replaceAll('-', '')]) expect(JSON.stringify(row)).not.toContain(kept)
    const told = (await t.emitted(paymentCaptured)).find(({ orderId }) => orderId === id)
    expect(told).toMatchObject({ orderKind: 'gift-card', coachId: null, bookingId: null })
  })

  it('has a receipt without tax, since that is due on what it is spent on', async () => {
    const { buyer, id } = await bought()
    const { paymentId } = await seen(buyer, id)
    const { receipt } = await t.call(getReceipt, { params: { id: paymentId as string } }, { as: buyer })
    expect(receipt).toMatchObject({
      orderKind: 'gift-card',
      lines: [{ text: 'Gift card', amount: 5_000 }],
      net: eur(5_000),
      tax: eur(0),
      taxPercent: 0,
    })
  })

  it('takes 3-D Secure and a second card after a declined one, as every payment does', async () => {
    const buyer = aPlayer()
    const { id } = await order(buyer)
    await expect(pay(buyer, id, 'pm_card_visa_chargeDeclined')).rejects.toSatisfy(paymentDeclined.is)
    expect(await seen(buyer, id)).toMatchObject({ state: 'unpaid' })
    const { nextActionUrl } = await pay(buyer, id, 'pm_card_authenticationRequired')
    await t.press(nextActionUrl as string, 'complete')
    expect(await t.call(getOrderPayment, { params: { id } }, { as: buyer })).toMatchObject({ state: 'succeeded' })
    expect(await seen(buyer, id)).toMatchObject({ state: 'open' })
  })

  it('is charged once under one key', async () => {
    const buyer = aPlayer()
    const { id } = await order(buyer)
    const body = { paymentMethodId: 'pm_card_visa' }
    const paying = () => t.call(payOrder, { params: { id }, body }, { as: buyer, idempotencyKey: `gift-${id}` })
    const [first, second] = await Promise.all([paying(), paying()])
    expect(second.id).toBe(first.id)
    expect(await t.charges(id)).toHaveLength(1)
  })

  it('is paid by a card alone: credit is not spent, and a promo code is not taken', async () => {
    const { buyer, id: own } = await bought()
    const { code } = await t.call(showGiftCardCode, { params: { id: own } }, { as: buyer })
    await redeem(buyer, code)
    const { id } = await order(buyer)
    const quote = await t.call(quoteOrder, { params: { id }, query: { useCredit: true } }, { as: buyer })
    expect(quote).toMatchObject({ credit: 0, card: 5_000, creditAvailable: 0 })
    await t.call(createPromoCode, { body: { code: 'GIFTS10', percent: 10 } }, { as: anAdmin() })
    await expect(pay(buyer, id, 'pm_card_visa', { promoCode: 'GIFTS10' })).rejects.toSatisfy(promoNotForThis.is)
    const withoutCard = t.call(payOrder, { params: { id }, body: { useCredit: true } }, { as: buyer })
    await expect(withoutCard).rejects.toSatisfy(cardNeeded.is)
    await pay(buyer, id, 'pm_card_visa', { useCredit: true })
    expect(await balanceOf(t.sql, playerCredit(buyer.userId), 'EUR')).toBe(5_000)
  })
})

describe('an order for a gift card', () => {
  it('is refused for amounts that are not sold, for days gone by, and for days too far ahead', async () => {
    const buyer = aPlayer()
    for (const amount of [900, 50_100, 1_050])
      await expect(order(buyer, { amount: eur(amount) })).rejects.toSatisfy(giftCardTermsWrong.is)
    await order(buyer, { amount: { amount: 50_000, currency: 'JPY' } })
    for (const deliverOn of ['2027-02-28', '2028-03-01'])
      await expect(order(buyer, { ...toRobin, deliverOn, zone: 'UTC' })).rejects.toSatisfy(giftCardTermsWrong.is)
  })

  it('ends when it is not paid in an hour, and forgets whom it was for', async () => {
    const buyer = aPlayer()
    const { id } = await order(buyer, toRobin)
    await t.clock.advance({ minutes: 61 })
    await expect(pay(buyer, id)).rejects.toSatisfy(holdExpired.is)
    expect(await seen(buyer, id)).toMatchObject({ state: 'lapsed', recipientEmail: null, message: null })
    expect((await t.call(listGiftCards, {}, { as: buyer })).items).toEqual([])
  })

  it('gives way to the buyer’s next one; what its bank lets through afterwards goes back in full', async () => {
    const buyer = aPlayer()
    const first = await order(buyer)
    const { nextActionUrl } = await pay(buyer, first.id, 'pm_card_authenticationRequired')
    await t.fault('outage', { path: '/v1/payment_intents/*/cancel' })
    const { id } = await order(buyer)
    await t.press(nextActionUrl as string, 'complete')
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await seen(buyer, first.id)).toMatchObject({ state: 'lapsed' })
    const back = await t.call(getOrderPayment, { params: { id: first.id } }, { as: buyer })
    expect(back).toMatchObject({ state: 'refunded', refunded: eur(5_000) })
    await pay(buyer, id)
    expect(await seen(buyer, id)).toMatchObject({ state: 'open' })
  })

  it('is refused beyond what one person may buy in a day', async () => {
    const buyer = aPlayer()
    for (let i = 0; i < 2; i++) await pay(buyer, (await order(buyer, { amount: eur(50_000) })).id)
    await expect(order(buyer, { amount: eur(1_000) })).rejects.toSatisfy(tooManyGiftCards.is)
    await t.clock.advance({ hours: 25 })
    await order(buyer, { amount: eur(1_000) })
  })

  it('is its buyer’s alone', async () => {
    const { id } = await bought(toRobin)
    const stranger = aPlayer()
    for (const route of [sendGiftCard, showGiftCardCode, getGiftCard] as const)
      await expect(t.call(route, { params: { id } }, { as: stranger })).rejects.toSatisfy(giftCardNotFound.is)
    expect((await t.call(listGiftCards, {}, { as: stranger })).items).toEqual([])
  })
})

describe('the delivery of a gift card', () => {
  it('waits for nine in the morning of its day on the buyer’s clock, also when the job comes late, and is once', async () => {
    const { buyer, id } = await bought({ ...toRobin, deliverOn: '2027-03-20', zone: 'America/New_York' })
    expect(await seen(buyer, id)).toMatchObject({ state: 'scheduled', deliverAt: '2027-03-20T13:00:00.000Z' })
    expect(await codesOf(id)).toEqual([])
    await t.clock.set('2027-03-20T12:59:00Z')
    expect(await codesOf(id)).toEqual([])
    // The process was down for a day and more.
    t.skipTime(30 * 60)
    await t.clock.advance({ minutes: 2 })
    await t.ctx.sql.begin((tx) => t.ctx.addJob(tx, deliverGiftCard, { giftCardId: id }))
    await t.settle()
    expect(await codesOf(id)).toHaveLength(1)
    expect(await seen(buyer, id)).toMatchObject({ state: 'open', deliveredAt: expect.any(String) })
  })

  it('waits while staff have locked the card, and comes when they let go of it', async () => {
    const deliverOn = new Date(t.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)
    const { id } = await bought({ ...toRobin, deliverOn, zone: 'UTC' })
    const lock = (locked: boolean) =>
      t.call(lockGiftCard, { params: { id }, body: { locked, reason: 'The buyer called' } }, { as: anAdmin() })
    await lock(true)
    await t.clock.advance({ hours: 48 })
    expect(await codesOf(id)).toEqual([])
    await lock(false)
    await t.clock.advance({ minutes: 61 })
    expect(await codesOf(id)).toHaveLength(1)
  })

  it('may be had before its day, and is then not repeated on it', async () => {
    const deliverOn = new Date(t.clock.now().getTime() + 86_400_000).toISOString().slice(0, 10)
    const { buyer, id } = await bought({ ...toRobin, deliverOn, zone: 'UTC' })
    await t.call(sendGiftCard, { params: { id } }, { as: buyer })
    await t.clock.advance({ hours: 48 })
    expect(await codesOf(id)).toHaveLength(1)
  })

  it('again makes a new code and ends the old one; so does showing it', async () => {
    const { buyer, id } = await bought(toRobin)
    await t.call(sendGiftCard, { params: { id } }, { as: buyer })
    const [first, second] = await codesOf(id)
    const { code } = await t.call(showGiftCardCode, { params: { id } }, { as: buyer })
    expect(new Set([first, second, code]).size).toBe(3)
    for (const old of [first, second])
      await expect(redeem(aPlayer(), old as string)).rejects.toSatisfy(giftCardRefused.is)
    await redeem(aPlayer(), code)
  })

  it('needs an address; without one its buyer is shown the code', async () => {
    const { buyer, id } = await bought()
    await expect(t.call(sendGiftCard, { params: { id } }, { as: buyer })).rejects.toSatisfy(giftCardNotMailed.is)
    expect(await codesOf(id)).toEqual([])
    const { code } = await t.call(showGiftCardCode, { params: { id } }, { as: buyer })
    expect(await redeem(buyer, code)).toMatchObject({ amount: eur(5_000) })
  })
})

it('staff find gift cards by buyer, recipient and state, without the buyer’s words', async () => {
  const { buyer, id } = await bought({ ...toRobin, recipientEmail: 'only.here@example.com' })
  const found = async (query: object) =>
    (await t.call(listAllGiftCards, { query }, { as: anAdmin() })).items.map((one) => one.id)
  expect(await found({ q: buyer.userId })).toEqual([id])
  expect(await found({ q: 'ONLY.here' })).toEqual([id])
  expect(await found({ q: 'only.here', state: 'redeemed' })).toEqual([])
  expect(await found({ q: 'only.here', state: 'open' })).toEqual([id])
  const { items } = await t.call(listAllGiftCards, { query: { q: id } }, { as: anAdmin() })
  expect(items[0]).toMatchObject({ buyer: { id: buyer.userId, name: `Person ${buyer.userId.slice(-4)}` } })
  expect(JSON.stringify(items)).not.toContain(toRobin.message)
})
