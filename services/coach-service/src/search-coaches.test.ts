import { bookingConfirmed } from '@ecc/contracts/bookings'
import { searchCoaches, updateOffer } from '@ecc/contracts/coaches'
import type { QueryOf } from '@ecc/contracts/define'
import { invalidRequest } from '@ecc/contracts/problems'
import { ratingSummarised } from '@ecc/contracts/ratings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, game, type MadeCoach, otherGame, type TestedCoaches, teaches } from './testing.ts'

let t: TestedCoaches
const coaches = new Map<string, MadeCoach>()
type Query = QueryOf<typeof searchCoaches>
const search = (query: Query = {}) => t.call(searchCoaches, { query })
const names = async (query: Query = {}) => (await search(query)).items.map(({ displayName }) => displayName)
const sorted = async (query: Query = {}) => (await names(query)).sort()

beforeAll(async () => {
  t = await coachService()
  await make('Aiko', {
    games: [teaches(game, { role: 0, rank: 3 })],
    languages: ['ja', 'en'],
    price: 6000,
    hours: daily('09:00', '17:00'),
  })
  await make('Bruno', {
    games: [teaches(game, { role: 1, rank: 1 })],
    languages: ['pt', 'en'],
    price: 1500,
    hours: daily('20:00', '23:00'),
  })
  await make('Chloé', {
    games: [teaches(game, { role: 1, rank: 0 }), teaches(otherGame, { role: 0, rank: 3 })],
    languages: ['fr'],
    price: 3000,
    hours: [{ day: 6, start: '10:00', end: '14:00' }],
    bio: 'Former analyst of a champion roster; loves macro.',
  })
  await make('Dmitri', {
    games: [teaches(otherGame, { role: 1, rank: 2 })],
    languages: ['en'],
    price: 9000,
    hours: daily('13:00', '17:00'),
  })
  await t.readyCoach({ displayName: 'Draft' })
  await rate('Aiko', 4.2, 40, 4.3)
  await rate('Bruno', 5, 2, 4.58)
  await rate('Dmitri', 4.9, 30, 4.8)
})
afterAll(() => t.close())

interface Details {
  games: ReturnType<typeof teaches>[]
  languages: string[]
  price: number
  hours: ReturnType<typeof daily>
  bio?: string
}

async function make(displayName: string, { price, hours, ...details }: Details) {
  const offer = { price: { amount: price, currency: 'EUR' as const } }
  coaches.set(
    displayName,
    await t.coach({ displayName, headline: `${displayName} coaches`, offer, hours: { weekly: hours }, ...details }),
  )
}

async function rate(name: string, mean: number, count: number, rankScore: number) {
  await t.deliver(ratingSummarised, { coachId: idOf(name), mean, count, rankScore })
}

const idOf = (name: string) => coaches.get(name)?.id ?? ''
const everyone = ['Aiko', 'Bruno', 'Chloé', 'Dmitri']

describe('GET /coaches: filters', () => {
  it('finds the public coaches only, as whole cards', async () => {
    expect(await sorted()).toEqual(everyone)
    const { items } = await search({ q: 'Aiko' })
    expect(items[0]).toMatchObject({
      id: idOf('Aiko'),
      headline: 'Aiko coaches',
      languages: ['ja', 'en'],
      rating: { mean: 4.2, count: 40 },
      fromPrice: { amount: 6000, currency: 'EUR' },
      nextSlots: [{ startsAt: at('2027-03-01T14:00'), endsAt: at('2027-03-01T15:00') }, {}, {}],
      nextSlotsOfferId: coaches.get('Aiko')?.offer.id,
    })
  })

  it('by game, role, and rank or higher, all of one and the same game', async () => {
    const [, role] = game.roles
    expect(await sorted({ game: game.id })).toEqual(['Aiko', 'Bruno', 'Chloé'])
    expect(await sorted({ game: game.id, role: String(role?.id) })).toEqual(['Bruno', 'Chloé'])
    expect(await sorted({ game: game.id, rank: String(game.ranks[1]?.id) })).toEqual(['Aiko', 'Bruno'])
    expect(await sorted({ game: game.id, rank: String(game.ranks[3]?.id) })).toEqual(['Aiko'])
    expect(await sorted({ game: otherGame.id, rank: String(otherGame.ranks[3]?.id) })).toEqual(['Chloé'])
    expect(await sorted({ game: game.id, role: String(role?.id), rank: String(game.ranks[3]?.id) })).toEqual([])
    expect(await sorted({ game: 'no-such-game' })).toEqual([])
    expect(await sorted({ game: game.id, rank: 'no-such-rank' })).toEqual([])
  })

  it('by language, price an hour, and rating', async () => {
    expect(await sorted({ language: 'en' })).toEqual(['Aiko', 'Bruno', 'Dmitri'])
    expect(await sorted({ minPrice: 3000 })).toEqual(['Aiko', 'Chloé', 'Dmitri'])
    expect(await sorted({ minPrice: 1501, maxPrice: 6000 })).toEqual(['Aiko', 'Chloé'])
    expect(await sorted({ minRating: 4.9 })).toEqual(['Bruno', 'Dmitri'])
    expect(await sorted({ language: 'en', maxPrice: 6000, minRating: 4.5 })).toEqual(['Bruno'])
  })

  it('by words in name, headline, bio and games, accents and typing errors forgiven', async () => {
    expect(await names({ q: 'chloe' })).toEqual(['Chloé'])
    expect(await names({ q: 'champions analyst' })).toEqual(['Chloé'])
    expect(await names({ q: 'Dimitri' })).toEqual(['Dmitri'])
    expect(await names({ q: 'coches dimitri' })).toEqual(['Dmitri'])
    expect(await names({ q: 'brun' })).toEqual(['Bruno'])
    expect(await sorted({ q: game.name })).toEqual(['Aiko', 'Bruno', 'Chloé'])
    expect(await names({ q: 'xyzzyplugh' })).toEqual([])
    expect(await sorted({ q: '   ' })).toEqual(everyone)
  })

  it('takes any text for words', async () => {
    for (const q of ["' or 1=1 --", '"', '%', '((!&|', 'a:*', '\\', 'the'])
      await expect(search({ q })).resolves.toBeDefined()
  })

  it('by free time, to the minute of the grid', async () => {
    const free = (freeFrom: string, freeTo: string) => sorted({ freeFrom: at(freeFrom), freeTo: at(freeTo) })
    expect(await free('2027-03-06T00:00', '2027-03-07T00:00')).toEqual(everyone)
    expect(await free('2027-03-06T10:00', '2027-03-06T10:01')).toEqual(['Aiko', 'Chloé'])
    expect(await free('2027-03-06T10:01', '2027-03-06T10:30')).toEqual([])
    expect(await free('2027-03-06T18:00', '2027-03-06T22:00')).toEqual(['Bruno'])
    expect(await free('2027-03-06T22:01', '2027-03-07T00:00')).toEqual([])
    // Two hours of notice: before 14:00 nobody can be booked any more.
    expect(await free('2027-03-01T12:00', '2027-03-01T14:00')).toEqual([])
    expect(await free('2027-03-01T12:00', '2027-03-01T14:01')).toEqual(['Aiko', 'Dmitri'])
    expect(await sorted({ freeFrom: at('2027-04-29T00:00') })).toEqual(['Aiko', 'Bruno', 'Dmitri'])
    expect(await sorted({ freeTo: at('2027-03-01T20:00') })).toEqual(['Aiko', 'Dmitri'])
  })

  it('leaves a coach out who is booked then, and shows the slots from the time asked for', async () => {
    const query = { freeFrom: at('2027-03-09T13:00'), freeTo: at('2027-03-09T14:00') }
    expect(await sorted(query)).toEqual(['Aiko', 'Dmitri'])
    const { items } = await search({ ...query, sort: 'price' })
    expect(items[0]?.nextSlots[0]).toEqual({ startsAt: at('2027-03-09T13:00'), endsAt: at('2027-03-09T14:00') })
    const dmitri = coaches.get('Dmitri') as MadeCoach
    await t.booking(bookingConfirmed, dmitri, { startsAt: at('2027-03-09T13:30') })
    expect(await sorted(query)).toEqual(['Aiko'])
  })

  it('refuses a stretch of time that ends before it begins', async () => {
    const query = { freeFrom: at('2027-03-09T13:00'), freeTo: at('2027-03-09T13:00') }
    await expect(search(query)).rejects.toSatisfy(invalidRequest.is)
  })

  it('takes any instant, and refuses what is none', async () => {
    expect(await names({ freeFrom: '9998-01-01T00:00:00Z', freeTo: '9999-01-01T00:00:00Z' })).toEqual([])
    expect(await names({ freeTo: '1900-01-01T00:00:00Z' })).toEqual([])
    expect(await sorted({ freeFrom: '1900-01-01T00:00:00Z', freeTo: '9999-01-01T00:00:00Z' })).toEqual(everyone)
    await expect(search({ freeFrom: '2027-12-31T23:59:60Z' })).rejects.toSatisfy(invalidRequest.is)
  })
})

describe('GET /coaches: order', () => {
  it('by price both ways, by rating that counts how many, by the soonest slot', async () => {
    expect(await names({ sort: 'price' })).toEqual(['Bruno', 'Chloé', 'Aiko', 'Dmitri'])
    expect(await names({ sort: '-price' })).toEqual(['Dmitri', 'Aiko', 'Chloé', 'Bruno'])
    expect(await names({ sort: 'rating' })).toEqual(['Dmitri', 'Bruno', 'Chloé', 'Aiko'])
    expect((await names({ sort: 'soonest' })).slice(2)).toEqual(['Bruno', 'Chloé'])
    const fromSaturday = await names({ sort: 'soonest', freeFrom: at('2027-03-06T09:31') })
    expect(fromSaturday.slice(0, 2).sort()).toEqual(['Aiko', 'Chloé'])
    expect(fromSaturday.slice(2)).toEqual(['Dmitri', 'Bruno'])
  })

  it('best first by the public formula, and a name that was asked for before all', async () => {
    expect((await names())[0]).toBe('Dmitri')
    expect((await names({ q: 'Aiko' }))[0]).toBe('Aiko')
  })
})

describe('GET /coaches: pages', () => {
  it.each(['best', 'price', '-price', 'rating', 'soonest'] as const)(
    'show everyone once, sorted by %s',
    async (sort) => {
      const whole = await names({ sort })
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await search({ sort, limit: 1, ...(cursor ? { cursor } : {}) })
        expect(page.total).toBe(4)
        seen.push(...page.items.map(({ displayName }) => displayName))
        cursor = page.nextCursor
      } while (cursor && seen.length < 10)
      expect(seen).toEqual(whole)
    },
  )

  it('refuse a cursor of another order, or none of ours', async () => {
    const { nextCursor } = await search({ sort: 'price', limit: 1 })
    await expect(search({ sort: 'rating', cursor: String(nextCursor) })).rejects.toSatisfy(invalidRequest.is)
    for (const cursor of ['nonsense', 'eyJhIjoxfQ', Buffer.from('best|x|y|z').toString('base64url')])
      await expect(search({ cursor })).rejects.toSatisfy(invalidRequest.is)
  })
})

describe('GET /coaches: facets', () => {
  const count = (facet: { value: string; count: number }[], value: string | undefined) =>
    facet.find((entry) => entry.value === value)?.count ?? 0

  it('count under the filters', async () => {
    const { total, facets } = await search({ language: 'en' })
    expect(total).toBe(3)
    expect(facets.game).toEqual(
      expect.arrayContaining([
        { value: game.id, count: 2 },
        { value: otherGame.id, count: 1 },
      ]),
    )
    expect(await search({ minPrice: 3000 })).toMatchObject({
      total: 3,
      facets: { language: [{ value: 'en', count: 2 }, {}, {}] },
    })
  })

  it('do not count under their own filter, so that another choice can be seen', async () => {
    const { total, facets } = await search({ game: game.id, language: 'fr', role: String(game.roles[1]?.id) })
    expect(total).toBe(1)
    expect(count(facets.language, 'en')).toBe(1)
    expect(count(facets.language, 'fr')).toBe(1)
    expect(count(facets.game, otherGame.id)).toBe(1)
    expect(facets.role).toEqual([{ value: game.roles[1]?.id, count: 1 }])
  })

  it('count a coach once for a role in two games', async () => {
    const { facets } = await search()
    expect(facets.role.every((role) => role.count <= 4)).toBe(true)
    expect(facets.role.reduce((sum, role) => sum + role.count, 0)).toBeGreaterThanOrEqual(4)
  })
})

it('does not show a coach any more who sells nothing', async () => {
  const bruno = coaches.get('Bruno') as MadeCoach
  await t.call(updateOffer, { params: { id: bruno.offer.id }, body: { active: false } }, { as: bruno.caller })
  expect(await sorted()).toEqual(['Aiko', 'Chloé', 'Dmitri'])
})
