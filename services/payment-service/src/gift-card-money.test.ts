/** What becomes of a gift card's money: redeemed, withdrawn, charged back, and two of these at once. */
import {
  createGiftCard,
  getGiftCard,
  giftCardLocked,
  giftCardLost,
  giftCardNotReturnable,
  giftCardRedeemed,
  giftCardRefused,
  lockGiftCard,
  redeemGiftCard,
  returnGiftCard,
  showGiftCardCode,
  withdrawGiftCard,
} from '@ecc/contracts/gift-cards'
import { listOperatorActs } from '@ecc/contracts/operator'
import { listCredits, payBooking, payOrder } from '@ecc/contracts/payments'
import { getPlayerStatement } from '@ecc/contracts/statements'
import type { Caller } from '@ecc/kit'
import { anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { documentsOfPayment } from './document.ts'
import { type Account, balanceOf, defectsOf, escrow, playerCredit } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
  expect(await defectsOf(t.sql)).toEqual([])
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const balance = (account: Account) => balanceOf(t.sql, account, 'EUR')
const creditOf = ({ userId }: Caller) => balance(playerCredit(userId))
const redeem = (player: Caller, code: string) => t.call(redeemGiftCard, { body: { code } }, { as: player })
const withdraw = (buyer: Caller, id: string) => t.call(withdrawGiftCard, { params: { id } }, { as: buyer })
const seen = (buyer: Caller, id: string) => t.call(getGiftCard, { params: { id } }, { as: buyer })

/** A card of 50.00 that is paid, and the code its buyer was shown. */
async function shown() {
  const buyer = aPlayer()
  const { id } = await t.call(createGiftCard, { body: { amount: eur(5_000) } }, { as: buyer })
  await t.call(payOrder, { params: { id }, body: { paymentMethodId: 'pm_card_visa' } }, { as: buyer })
  const { code } = await t.call(showGiftCardCode, { params: { id } }, { as: buyer })
  await t.quiet()
  return { buyer, id, code }
}

async function dispute(orderId: string, options: object = {}): Promise<string> {
  const [charge] = await t.charges(orderId)
  const { id } = await t.sim('/disputes', { charge: charge?.id, ...options })
  await t.quiet()
  return id as string
}
async function close(id: string, outcome: 'won' | 'lost') {
  await t.sim(`/disputes/${id}/close`, { outcome })
  await t.quiet()
}

async function outcomesOf(...acts: Promise<unknown>[]) {
  const outcomes = await Promise.allSettled(acts)
  return outcomes.map(({ status }) => status)
}

describe('redeeming', () => {
  it('makes the card its redeemer’s credit, shown with where it came from, in both statements', async () => {
    const { buyer, id, code } = await shown()
    const player = aPlayer()
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `
    const answer = await redeem(player, typed)
    expect(answer).toMatchObject({ amount: eur(5_000) })
    expect(await redeem(player, code)).toEqual(answer)
    expect([await creditOf(player), await balance(escrow(id))]).toEqual([5_000, 0])
    expect(await t.call(listCredits, {}, { as: player })).toMatchObject({
      balances: [eur(5_000)],
      items: [{ giftCardId: id, bookingId: null, amount: eur(5_000) }],
    })
    expect(await seen(buyer, id)).toMatchObject({ state: 'redeemed', withdrawUntil: null })
    const lines = async (as: Caller) =>
      (await t.call(getPlayerStatement, { query: { period: '2027', zone: 'UTC' } }, { as })).lines.map((one) => [
        one.fact,
        one.amount,
      ])
    expect(await lines(buyer)).toEqual([
      ['captured', 5_000],
      ['gift_redeemed', -5_000],
    ])
    expect(await lines(player)).toEqual([['gift_redeemed', 5_000]])
    expect((await t.emitted(giftCardRedeemed)).filter(({ giftCardId }) => giftCardId === id)).toHaveLength(1)
  })

  it('pays for a session as credit does', async () => {
    const { code } = await shown()
    const player = aPlayer()
    await redeem(player, code)
    const held = t.booking({ playerId: player.userId, price: eur(4_500) })
    const paid = await t.call(payBooking, { params: { id: held.id }, body: { useCredit: true } }, { as: player })
    expect(paid).toMatchObject({ state: 'succeeded', quote: { credit: 4_500, card: 0 } })
    expect([await creditOf(player), await balance(escrow(held.id))]).toEqual([500, 4_500])
  })

  it('happens once, whoever of many at once comes first, and adds up to one card', async () => {
    const { code } = await shown()
    const players = Array.from({ length: 6 }, () => aPlayer())
    const outcomes = await outcomesOf(...players.map((player) => redeem(player, code)))
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1)
    const credits = await Promise.all(players.map(creditOf))
    expect(credits.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 5_000])
  })

  it('happens once for one player who asks several times at once, and answers the same', async () => {
    const { code } = await shown()
    const player = aPlayer()
    const answers = await Promise.all(Array.from({ length: 4 }, () => redeem(player, code)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await creditOf(player)).toBe(5_000)
  })

  it('tells nobody whether a code is wrong, was never made, or was used by another', async () => {
    const { code } = await shown()
    await redeem(aPlayer(), code)
    const refusals = await Promise.all(
      ['nonsense', '0000-0000-0000-0000', code].map((one) => redeem(aPlayer(), one).catch((error: unknown) => error)),
    )
    for (const refusal of refusals) expect(giftCardRefused.is(refusal)).toBe(true)
    const told = refusals.map(
      (refusal) => giftCardRefused.is(refusal) && [refusal.status, refusal.title, refusal.detail],
    )
    expect(new Set(told.map((words) => JSON.stringify(words))).size).toBe(1)
  })
})

describe('withdrawing', () => {
  it('sends all of it back to the card with a credit note, once, and ends the code', async () => {
    const { buyer, id, code } = await shown()
    expect(await withdraw(buyer, id)).toMatchObject({ state: 'withdrawn' })
    expect(await withdraw(buyer, id)).toMatchObject({ state: 'withdrawn' })
    await t.quiet()
    await expect(redeem(aPlayer(), code)).rejects.toSatisfy(giftCardRefused.is)
    expect((await t.charges(id)).length).toBe(1)
    const { paymentId } = await seen(buyer, id)
    const documents = await documentsOfPayment(t.sql, paymentId as string, 'receipt')
    expect(documents.map(({ kind, total, tax }) => [kind, total, tax])).toEqual([
      ['receipt', 5_000, 0],
      ['credit-note', 5_000, 0],
    ])
    expect(await balance(escrow(id))).toBe(0)
  })

  it('ends after 14 days for its buyer, and at no time for staff, whose act is kept', async () => {
    const { buyer, id } = await shown()
    await t.clock.advance({ hours: 14 * 24 + 1 })
    await expect(withdraw(buyer, id)).rejects.toSatisfy(giftCardNotReturnable.is)
    const staff = anAdmin()
    const reason = 'Bought twice by mistake'
    const returned = await t.call(returnGiftCard, { params: { id }, body: { reason } }, { as: staff })
    expect(returned).toMatchObject({ id, state: 'withdrawn' })
    const { items } = await t.call(listOperatorActs, {}, { as: staff })
    expect(items[0]).toMatchObject({ act: 'return-gift-card', subject: id, reason })
  })

  it('and redeeming at once: one of them happens', async () => {
    for (let i = 0; i < 4; i++) {
      const { buyer, id, code } = await shown()
      const player = aPlayer()
      const outcomes = await outcomesOf(withdraw(buyer, id), redeem(player, code))
      expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected'])
      await t.quiet()
      const refunded = (await seen(buyer, id)).state === 'withdrawn'
      expect(await creditOf(player)).toBe(refunded ? 0 : 5_000)
      expect(await balance(escrow(id))).toBe(0)
    }
  })
})

it('staff lock a card and let go of it: meanwhile it cannot be redeemed, and both are kept', async () => {
  const { buyer, id, code } = await shown()
  const staff = anAdmin()
  const lock = (locked: boolean) =>
    t.call(lockGiftCard, { params: { id }, body: { locked, reason: 'The buyer called' } }, { as: staff })
  expect(await lock(true)).toMatchObject({ isLocked: true, lockedByStaff: true })
  await expect(redeem(aPlayer(), code)).rejects.toSatisfy(giftCardLocked.is)
  expect(await seen(buyer, id)).toMatchObject({ isLocked: true })
  await lock(false)
  await redeem(aPlayer(), code)
  const { items } = await t.call(listOperatorActs, {}, { as: staff })
  expect(items.filter(({ subject }) => subject === id).map(({ act }) => act)).toEqual([
    'unlock-gift-card',
    'lock-gift-card',
  ])
})

describe('a chargeback of a gift card', () => {
  it('locks the code until it is won', async () => {
    const { id, code } = await shown()
    const disputeId = await dispute(id)
    await expect(redeem(aPlayer(), code)).rejects.toSatisfy(giftCardLocked.is)
    await close(disputeId, 'won')
    const player = aPlayer()
    await redeem(player, code)
    expect(await creditOf(player)).toBe(5_000)
  })

  it('lost before it is redeemed is borne by what is held, and ends the code', async () => {
    const { buyer, id, code } = await shown()
    const loss = await balance('exp:gift_card_loss')
    await close(await dispute(id), 'lost')
    await expect(redeem(aPlayer(), code)).rejects.toSatisfy(giftCardRefused.is)
    expect(await seen(buyer, id)).toMatchObject({ state: 'charged-back' })
    expect([await balance(escrow(id)), await balance('exp:gift_card_loss')]).toEqual([0, loss])
  })

  it('of a part, lost before it is redeemed, leaves the rest to its buyer as credit, since the card takes no refund', async () => {
    const { buyer, id } = await shown()
    await close(await dispute(id, { amount: 2_000 }), 'lost')
    expect([await creditOf(buyer), await balance(escrow(id))]).toEqual([3_000, 0])
  })

  it('lost after it is redeemed takes what its redeemer has left; the platform bears what was spent', async () => {
    const { id, code } = await shown()
    const player = aPlayer()
    await redeem(player, code)
    const held = t.booking({ playerId: player.userId, price: eur(3_000) })
    await t.call(payBooking, { params: { id: held.id }, body: { useCredit: true } }, { as: player })
    const before = await balance('exp:gift_card_loss')
    await close(await dispute(id), 'lost')
    expect([await creditOf(player), await balance(escrow(held.id))]).toEqual([0, 3_000])
    expect((await balance('exp:gift_card_loss')) - before).toBe(3_000)
    const told = (await t.emitted(giftCardLost)).filter(({ giftCardId }) => giftCardId === id)
    expect(told).toMatchObject([{ redeemedBy: player.userId, taken: eur(2_000) }])
  })

  it('is not overtaken by a withdrawal, of the buyer’s or of staff: the money goes one way only', async () => {
    const { buyer, id } = await shown()
    const disputeId = await dispute(id)
    await expect(withdraw(buyer, id)).rejects.toSatisfy(giftCardNotReturnable.is)
    const byStaff = t.call(returnGiftCard, { params: { id }, body: { reason: 'Asked for it' } }, { as: anAdmin() })
    await expect(byStaff).rejects.toSatisfy(giftCardNotReturnable.is)
    await close(disputeId, 'won')
    await withdraw(buyer, id)
    expect(await balance(escrow(id))).toBe(0)
  })
})
