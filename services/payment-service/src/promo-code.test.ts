/** Keeping promo codes: the platform's by staff, a coach's by the coach. */
import {
  changeOwnPromoCode,
  changePromoCode,
  createOwnPromoCode,
  createPromoCode,
  listOwnPromoCodes,
  listPromoCodes,
  type PromoCodeChange,
  type PromoCodeTerms,
  promoCodeNotFound,
  promoCodeTaken,
  promoTermsWrong,
} from '@ecc/contracts/promo-codes'
import { aCoach, anAdmin } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

const staff = anAdmin()
const hoursOn = (hours: number) => new Date(t.clock.now().getTime() + hours * 3_600_000).toISOString()
const create = (body: PromoCodeTerms) => t.call(createPromoCode, { body }, { as: staff })

describe('a new promo code', () => {
  it('is kept in capitals, valid from now on, and listed to its owner only, newest first', async () => {
    const coach = aCoach()
    await create({ code: 'spring-25', percent: 25 })
    await t.call(
      createOwnPromoCode,
      { body: { code: 'mina5', amount: { amount: 500, currency: 'EUR' } } },
      { as: coach },
    )
    await t.call(createOwnPromoCode, { body: { code: 'later', percent: 5, startsAt: hoursOn(24) } }, { as: coach })
    const { items } = await t.call(listOwnPromoCodes, { query: {} }, { as: coach })
    expect(items).toMatchObject([
      { code: 'LATER', bearer: 'coach', state: 'planned', percent: 5, amount: null },
      { code: 'MINA5', bearer: 'coach', state: 'active', percent: null, amount: { amount: 500, currency: 'EUR' } },
    ])
    const platform = await t.call(listPromoCodes, { query: {} }, { as: staff })
    expect(platform.items).toMatchObject([{ code: 'SPRING-25', bearer: 'platform', uses: 0, maxUsesEach: 1 }])
    expect((await t.call(listOwnPromoCodes, { query: {} }, { as: aCoach() })).items).toEqual([])
  })

  it('is refused where the code is taken, whoever has it', async () => {
    await create({ code: 'ONLY-ONE', percent: 10 })
    const again = t.call(createOwnPromoCode, { body: { code: 'only-one', percent: 10 } }, { as: aCoach() })
    await expect(again).rejects.toSatisfy(promoCodeTaken.is)
  })

  it('is refused without one discount, or with an end before its beginning', async () => {
    const amount = { amount: 500, currency: 'EUR' as const }
    for (const terms of [{}, { percent: 10, amount }, { percent: 10, startsAt: hoursOn(2), endsAt: hoursOn(1) }])
      await expect(create({ code: 'WRONG', ...terms })).rejects.toSatisfy(promoTermsWrong.is)
  })

  it('is made once, however often it is asked with the same key', async () => {
    const ask = () =>
      t.call(
        createPromoCode,
        { body: { code: 'REPEATED', percent: 10 } },
        { as: staff, idempotencyKey: 'make-it-once' },
      )
    expect(await ask()).toEqual(await ask())
  })
})

describe('a promo code that is changed', () => {
  it('ends at once and for good, or at another time, and may be used more often or less', async () => {
    const { id } = await create({ code: 'CHANGING', percent: 10, maxUses: 5 })
    const change = (body: PromoCodeChange) => t.call(changePromoCode, { params: { id }, body }, { as: staff })
    const endsAt = hoursOn(48)
    expect(await change({ endsAt, maxUses: null })).toMatchObject({ endsAt, maxUses: null })
    expect(await change({ endsAt: null })).toMatchObject({ endsAt: null, state: 'active' })
    expect(await change({ ended: true })).toMatchObject({ state: 'ended' })
    expect(await change({ ended: false, endsAt })).toMatchObject({ state: 'ended' })
  })

  it('is not there for anybody but its owner', async () => {
    const { id } = await create({ code: 'NOT-YOURS', percent: 10 })
    const others = t.call(changeOwnPromoCode, { params: { id }, body: { ended: true } }, { as: aCoach() })
    await expect(others).rejects.toSatisfy(promoCodeNotFound.is)
  })
})
