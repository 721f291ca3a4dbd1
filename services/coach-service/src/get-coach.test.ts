import { bookingConfirmed } from '@ecc/contracts/bookings'
import { coachNotFound, createOffer, getCoach, updateOffer } from '@ecc/contracts/coaches'
import { ratingSummarised } from '@ecc/contracts/ratings'
import { userUpdated } from '@ecc/contracts/users'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, game, type TestedCoaches, teaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const read = (id: string, as = aPlayer()) => t.call(getCoach, { params: { id } }, { as })

describe('GET /coaches/:id', () => {
  it('shows an approved coach to anyone, with offers, price an hour, and the next three slots', async () => {
    const { id, offer } = await t.coach({ offer: { durationMinutes: 90, price: { amount: 3000, currency: 'USD' } } })
    expect(await t.call(getCoach, { params: { id } })).toEqual({
      id,
      displayName: 'Mina Park',
      avatarUrl: 'https://example.com/mina.png',
      timeZone: 'Europe/Berlin',
      headline: 'Calm fundamentals',
      bio: 'Ten years of competitive play.',
      games: [teaches(game)],
      languages: ['en'],
      rating: { coachId: id, mean: null, count: 0, rankScore: 4.5 },
      fromPrice: { amount: 2000, currency: 'USD' },
      // 11:50 and two hours of notice; the last start that ends by 17:00 is 15:30.
      nextSlots: [at('2027-03-01T14:00'), at('2027-03-01T14:30'), at('2027-03-01T15:00')].map((startsAt) => ({
        startsAt,
        endsAt: new Date(Date.parse(startsAt) + 90 * 60_000).toISOString(),
      })),
      nextSlotsOfferId: offer.id,
      nextSlotsOfferKind: 'single',
      offers: [offer],
      joinedAt: expect.stringContaining('2027-03-01T'),
    })
  })

  it('lets the next slots pass as the notice catches up with them, without any other change', async () => {
    const { id } = await t.coach()
    t.skipTime(75)
    expect((await read(id)).nextSlots.map(({ startsAt }) => startsAt)).toEqual([
      at('2027-03-01T15:30'),
      at('2027-03-01T16:00'),
      at('2027-03-02T09:00'),
    ])
    t.skipTime(-75)
  })

  it('names the cheapest single session on sale, and its slots', async () => {
    const coach = await t.coach()
    const body = {
      title: 'Short review',
      gameId: game.id,
      durationMinutes: 30,
      price: { amount: 1000, currency: 'EUR' as const },
    }
    const cheap = await t.call(createOffer, { body }, { as: coach.caller })
    expect(await read(coach.id)).toMatchObject({
      fromPrice: { amount: 2000 },
      nextSlotsOfferId: cheap.id,
      nextSlots: [{ startsAt: at('2027-03-01T14:00'), endsAt: at('2027-03-01T14:30') }, {}, {}],
    })
    await t.call(updateOffer, { params: { id: cheap.id }, body: { active: false } }, { as: coach.caller })
    expect(await read(coach.id)).toMatchObject({ fromPrice: { amount: 3000 }, nextSlotsOfferId: coach.offer.id })
  })

  it('leaves out times that were booked', async () => {
    const coach = await t.coach()
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-01T14:00') })
    // Until 15:00, and ten minutes of buffer.
    expect((await read(coach.id)).nextSlots[0]).toEqual({
      startsAt: at('2027-03-01T15:30'),
      endsAt: at('2027-03-01T16:30'),
    })
  })

  it('shows the new name, picture, zone and rating when they change', async () => {
    const { id } = await t.coach()
    await t.deliver(userUpdated, { id, displayName: 'Mina P.', avatarUrl: null, timeZone: 'Asia/Seoul' })
    await t.deliver(ratingSummarised, { coachId: id, mean: 4.8, count: 12, rankScore: 4.66 })
    expect(await read(id)).toMatchObject({
      displayName: 'Mina P.',
      avatarUrl: null,
      timeZone: 'Asia/Seoul',
      rating: { mean: 4.8, count: 12, rankScore: 4.66 },
    })
  })

  it('shows a draft to its coach only', async () => {
    const { id, caller } = await t.readyCoach()
    expect(await read(id, caller)).toMatchObject({ id, headline: 'Calm fundamentals', nextSlots: [{}, {}, {}] })
    await expect(read(id)).rejects.toSatisfy(coachNotFound.is)
    await expect(t.call(getCoach, { params: { id } })).rejects.toSatisfy(coachNotFound.is)
  })

  it('does not know people who are no coaches', async () => {
    const coach = aCoach()
    await expect(read(anId())).rejects.toSatisfy(coachNotFound.is)
    await expect(read(coach.userId, coach)).rejects.toSatisfy(coachNotFound.is)
  })
})
