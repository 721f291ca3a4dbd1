import { offerNotFound } from '@ecc/contracts/bookings'
import { getCoach, listOwnOffers, quoteSlot, updateOffer } from '@ecc/contracts/coaches'
import { createPackageOffer, notSingle, quotePackage } from '@ecc/contracts/package-offers'
import { invalidRequest } from '@ecc/contracts/problems'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packagePrice } from './package-offer.ts'
import { at, coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const create = (coach: MadeCoach, body: { sessions?: number; discountPercent?: number; singleOfferId?: string } = {}) =>
  t.call(
    createPackageOffer,
    { body: { singleOfferId: coach.offer.id, sessions: 5, discountPercent: 15, ...body } },
    { as: coach.caller },
  )

describe('POST /coaches/me/package-offers', () => {
  it('puts several of a single session on sale at the exact price', async () => {
    const coach = await t.coach()
    const made = await create(coach)
    expect(made).toMatchObject({
      kind: 'package',
      title: '5 × Live coaching',
      durationMinutes: 60,
      price: { amount: 12_750, currency: 'EUR' },
      package: { singleOfferId: coach.offer.id, sessions: 5, discountPercent: 15, singlePrice: { amount: 3_000 } },
    })
    const { offers, fromPrice } = await t.call(getCoach, { params: { id: coach.id } }, { as: aPlayer() })
    expect(offers.map(({ kind }) => kind)).toEqual(['single', 'package'])
    expect(fromPrice.amount).toBe(3_000)
    expect(await t.call(quotePackage, { body: { offerId: made.id } })).toMatchObject({ sessions: 5, price: made.price })
  })

  it('takes 3, 5 or 10 sessions for 5 to 20 % less', async () => {
    const coach = await t.coach()
    for (const sessions of [3, 10])
      await expect(create(coach, { sessions })).resolves.toMatchObject({ package: { sessions } })
    for (const wrong of [{ sessions: 4 }, { discountPercent: 4 }, { discountPercent: 21 }])
      await expect(create(coach, wrong)).rejects.toSatisfy(invalidRequest.is)
  })

  it('is made of a coach’s own single session that is on sale', async () => {
    const coach = await t.coach()
    const other = await t.coach()
    await expect(create(coach, { singleOfferId: other.offer.id })).rejects.toSatisfy(offerNotFound.is)
    const made = await create(coach)
    await expect(create(coach, { singleOfferId: made.id })).rejects.toSatisfy(notSingle.is)
    await t.call(updateOffer, { params: { id: coach.offer.id }, body: { active: false } }, { as: coach.caller })
    await expect(create(coach)).rejects.toSatisfy(notSingle.is)
    await expect(create({ ...coach, caller: aCoach() })).rejects.toMatchObject({ status: 404 })
  })

  it('follows its single session when that changes, and cannot be priced by hand', async () => {
    const coach = await t.coach()
    const made = await create(coach)
    const change = (id: string, body: object) => t.call(updateOffer, { params: { id }, body }, { as: coach.caller })
    await change(coach.offer.id, { price: { amount: 4_001, currency: 'EUR' }, durationMinutes: 90 })
    const { items } = await t.call(listOwnOffers, {}, { as: coach.caller })
    expect(items.find(({ id }) => id === made.id)).toMatchObject({
      durationMinutes: 90,
      price: { amount: 17_004 },
      package: { singlePrice: { amount: 4_001 } },
    })
    await expect(change(made.id, { price: { amount: 1, currency: 'EUR' } })).rejects.toSatisfy(invalidRequest.is)
    await expect(change(coach.offer.id, { kind: 'trial', durationMinutes: 30 })).rejects.toSatisfy(invalidRequest.is)
    await expect(change(made.id, { title: 'Five to climb' })).resolves.toMatchObject({ title: 'Five to climb' })
  })
})

describe('a package that was sold', () => {
  it('is quoted as long as it was sold, also when it is off sale', async () => {
    const coach = await t.coach()
    const made = await create(coach)
    await t.call(updateOffer, { params: { id: made.id }, body: { active: false } }, { as: coach.caller })
    const body = { offerId: made.id, startsAt: at('2027-03-02T10:00') }
    await expect(t.call(quoteSlot, { body })).rejects.toSatisfy(offerNotFound.is)
    await expect(t.call(quotePackage, { body: { offerId: made.id } })).rejects.toSatisfy(offerNotFound.is)
    const quote = await t.call(quoteSlot, { body: { ...body, sold: { durationMinutes: 45, anyTime: false } } })
    expect(quote).toMatchObject({ durationMinutes: 45, endsAt: at('2027-03-02T10:45') })
  })
})

it('a package costs less than its sessions one by one by the percentage, rounded down to a unit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 125, max: 200_000 }),
      fc.constantFrom(3, 5, 10),
      fc.integer({ min: 5, max: 20 }),
      (single, sessions, percent) => {
        const exact = (single * sessions * (100 - percent)) / 100
        const price = packagePrice(single, sessions, percent)
        expect(price).toBeLessThanOrEqual(exact)
        expect(exact - price).toBeLessThan(1)
      },
    ),
  )
})
