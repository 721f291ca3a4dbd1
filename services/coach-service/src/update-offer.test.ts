import { offerNotFound } from '@ecc/contracts/bookings'
import {
  createOffer,
  getCoach,
  listOwnOffers,
  priceOutOfRange,
  searchCoaches,
  unknownGame,
  updateOffer,
} from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { aCoach, anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, game, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const update = ({ caller, offer }: MadeCoach, body: BodyOf<typeof updateOffer>) =>
  t.call(updateOffer, { params: { id: offer.id }, body }, { as: caller })
const isFound = async ({ id }: MadeCoach) =>
  (await t.call(searchCoaches, { query: { limit: 100 } })).items.some((card) => card.id === id)

describe('PATCH /coaches/me/offers/:id', () => {
  it('changes only what is sent, also what a search shows', async () => {
    const coach = await t.coach()
    const changed = await update(coach, { price: { amount: 4500, currency: 'EUR' }, durationMinutes: 90 })
    expect(changed).toEqual({ ...coach.offer, price: { amount: 4500, currency: 'EUR' }, durationMinutes: 90 })
    expect((await t.call(getCoach, { params: { id: coach.id } })).fromPrice).toEqual({ amount: 3000, currency: 'EUR' })
  })

  it('puts an offer on request, after which a search shows no time that is too near to be asked for', async () => {
    const coach = await t.coach({ hours: { minNoticeMinutes: 15 } })
    const next = async () => (await t.call(getCoach, { params: { id: coach.id } })).nextSlots[0]?.startsAt
    expect(await next()).toBe(at('2027-03-01T12:30'))
    expect(await update(coach, { bookingMode: 'request' })).toEqual({ ...coach.offer, bookingMode: 'request' })
    expect(await next()).toBe(at('2027-03-01T14:00'))
  })

  it('takes an offer off sale: it leaves the public page and the search, and stays in the own list', async () => {
    const coach = await t.coach()
    expect(await isFound(coach)).toBe(true)
    await update(coach, { active: false })
    expect(await isFound(coach)).toBe(false)
    expect(await t.call(getCoach, { params: { id: coach.id } })).toMatchObject({
      offers: [],
      nextSlots: [],
      nextSlotsOfferId: null,
      nextSlotsOfferKind: null,
    })
    expect((await t.call(listOwnOffers, {}, { as: coach.caller })).items).toMatchObject([{ active: false }])
    await update(coach, { active: true })
    expect(await isFound(coach)).toBe(true)
  })

  it('takes the cheapest offer off sale even where a trial hangs on it', async () => {
    const coach = await t.readyCoach()
    const body = {
      title: 'Long session',
      gameId: game.id,
      durationMinutes: 60,
      price: { amount: 9000, currency: 'EUR' as const },
    }
    await t.call(createOffer, { body }, { as: coach.caller })
    await t.call(
      createOffer,
      { body: { ...body, kind: 'trial', durationMinutes: 30, price: { amount: 600, currency: 'EUR' } } },
      { as: coach.caller },
    )
    await expect(update(coach, { price: { amount: 8000, currency: 'EUR' } })).rejects.toSatisfy(priceOutOfRange.is)
    await expect(update(coach, { active: false })).resolves.toMatchObject({ active: false })
  })

  it('refuses a price out of range, judged with the length it has', async () => {
    const coach = await t.readyCoach()
    await expect(update(coach, { durationMinutes: 15, price: { amount: 12_501, currency: 'EUR' } })).rejects.toSatisfy(
      priceOutOfRange.is,
    )
  })

  it('refuses a game that is not in the catalogue', async () => {
    await expect(update(await t.readyCoach(), { gameId: 'chess-boxing' })).rejects.toSatisfy(unknownGame.is)
  })

  it("answers someone else's offer like one that is not there", async () => {
    const { offer } = await t.readyCoach()
    const stranger = { id: '', caller: aCoach(), offer }
    await expect(update(stranger, { active: false })).rejects.toSatisfy(offerNotFound.is)
    await expect(update({ ...stranger, offer: { ...offer, id: anId() } }, { active: false })).rejects.toSatisfy(
      offerNotFound.is,
    )
  })
})
