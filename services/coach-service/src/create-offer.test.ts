import { createOffer, listOwnOffers, priceOutOfRange, unknownGame } from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { invalidRequest, keyReused } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coachService, game, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

type Body = BodyOf<typeof createOffer>
const single: Body = {
  title: 'Live coaching',
  gameId: game.id,
  durationMinutes: 60,
  price: { amount: 3000, currency: 'EUR' },
}
const trial: Body = {
  ...single,
  title: 'First look',
  kind: 'trial',
  durationMinutes: 30,
  price: { amount: 600, currency: 'EUR' },
}
const create = (caller: Caller, body: Body, idempotencyKey?: string) =>
  t.call(createOffer, { body }, { as: caller, ...(idempotencyKey ? { idempotencyKey } : {}) })

describe('POST /coaches/me/offers', () => {
  it('puts a single session on sale with the default terms', async () => {
    const coach = aCoach()
    const offer = await create(coach, single)
    expect(offer).toMatchObject({
      ...single,
      coachId: coach.userId,
      description: '',
      kind: 'single',
      policy: 'flexible',
      bookingMode: 'instant',
      active: true,
    })
    expect((await t.call(listOwnOffers, {}, { as: coach })).items).toEqual([offer])
  })

  it('answers a repeat under the same key with the same offer, and another body under it with a refusal', async () => {
    const coach = aCoach()
    const first = await create(coach, single, 'offer-key-1')
    expect(await create(coach, single, 'offer-key-1')).toEqual(first)
    await expect(create(coach, trial, 'offer-key-1')).rejects.toSatisfy(keyReused.is)
    expect((await t.call(listOwnOffers, {}, { as: coach })).items).toHaveLength(1)
  })

  it('refuses a game that is not in the catalogue', async () => {
    await expect(create(aCoach(), { ...single, gameId: 'chess-boxing' })).rejects.toSatisfy(unknownGame.is)
  })

  it.each([
    [60, 499, false],
    [60, 500, true],
    [60, 50_000, true],
    [60, 50_001, false],
    [45, 374, false],
    [45, 375, true],
    [90, 75_000, true],
    [90, 75_001, false],
  ])('holds %i minutes for %i cents to 5 to 500 an hour', async (durationMinutes, amount, isFine) => {
    const attempt = create(aCoach(), { ...single, durationMinutes, price: { amount, currency: 'GBP' } })
    if (isFine) await expect(attempt).resolves.toMatchObject({ price: { amount } })
    else await expect(attempt).rejects.toSatisfy(priceOutOfRange.is)
  })

  it.each([
    ['JPY', 60, 499, '500 to 50000 JPY'],
    ['PLN', 15, 199, '2.00 to 125.00 PLN'],
    ['EUR', 15, 124, '1.25 to 125.00 EUR'],
  ] as const)('says in %s what %i minutes may cost', async (currency, durationMinutes, amount, range) => {
    const offer = { ...single, durationMinutes, price: { amount, currency } }
    const detail = `${durationMinutes} minutes may cost ${range}`
    await expect(create(aCoach(), offer)).rejects.toMatchObject({ code: priceOutOfRange.code, detail })
    await expect(create(aCoach(), { ...offer, price: { amount: amount + 1, currency } })).resolves.toBeDefined()
  })

  it('takes a trial of 30 minutes from 2.00 and from 20 % of the lowest hourly rate in its currency', async () => {
    const coach = aCoach()
    await create(coach, { ...single, price: { amount: 9000, currency: 'EUR' } })
    await create(coach, { ...single, durationMinutes: 90, price: { amount: 4500, currency: 'EUR' } })
    await expect(create(coach, { ...trial, price: { amount: 599, currency: 'EUR' } })).rejects.toSatisfy(
      priceOutOfRange.is,
    )
    await expect(create(coach, trial)).resolves.toMatchObject({ kind: 'trial' })
    await expect(create(coach, { ...trial, price: { amount: 199, currency: 'USD' } })).rejects.toSatisfy(
      priceOutOfRange.is,
    )
    await expect(create(coach, { ...trial, price: { amount: 200, currency: 'USD' } })).resolves.toBeDefined()
  })

  it('refuses a price that would make a trial on sale too cheap', async () => {
    const coach = aCoach()
    await create(coach, trial)
    await expect(create(coach, { ...single, price: { amount: 3001, currency: 'EUR' } })).rejects.toSatisfy(
      priceOutOfRange.is,
    )
    await expect(create(coach, single)).resolves.toBeDefined()
  })

  it('refuses a trial that does not last 30 minutes', async () => {
    await expect(create(aCoach(), { ...trial, durationMinutes: 60 })).rejects.toSatisfy(invalidRequest.is)
  })

  it('ends at 50 offers, also when two are made at once', async () => {
    const coach = aCoach()
    for (let i = 0; i < 49; i++) await create(coach, single)
    const results = await Promise.allSettled([create(coach, single), create(coach, single)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.filter((result) => result.status === 'rejected' && invalidRequest.is(result.reason))).toHaveLength(1)
  })
})
