import { bookingCancelled, bookingConfirmed } from '@ecc/contracts/bookings'
import { createOffer, saveAvailability, searchCoaches, updateOffer } from '@ecc/contracts/coaches'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { at, coachService, daily, game, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
let coach: MadeCoach
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const isFree = async (from: string, to: string, prices: { minPrice?: number; maxPrice?: number } = {}) => {
  const { items } = await t.call(searchCoaches, { query: { freeFrom: at(from), freeTo: at(to), ...prices } })
  return items.some(({ id }) => id === coach.id)
}

it('a booking takes the time away at once, and its cancelling gives it back', async () => {
  coach = await t.coach()
  expect(await isFree('2027-03-03T10:00', '2027-03-03T10:30')).toBe(true)
  const booking = await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T10:00') })
  expect(await isFree('2027-03-03T10:00', '2027-03-03T11:00')).toBe(false)
  await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', sequence: 1 })
  expect(await isFree('2027-03-03T10:00', '2027-03-03T10:30')).toBe(true)
})

it('other hours, a day off and a longer notice are seen at once', async () => {
  coach = await t.coach()
  const save = (body: object) =>
    t.call(saveAvailability, { body: { zone: 'UTC', weekly: daily('09:00', '17:00'), ...body } }, { as: coach.caller })
  await save({ weekly: daily('20:00', '23:00') })
  expect(await isFree('2027-03-03T09:00', '2027-03-03T17:00')).toBe(false)
  expect(await isFree('2027-03-03T20:00', '2027-03-03T20:01')).toBe(true)
  await save({ overrides: [{ date: '2027-03-03', windows: [] }] })
  expect(await isFree('2027-03-03T00:00', '2027-03-04T00:00')).toBe(false)
  await save({ overrides: [], minNoticeMinutes: 72 * 60 })
  expect(await isFree('2027-03-03T00:00', '2027-03-04T00:00')).toBe(false)
})

it('another offer, shorter and dearer, and its end are seen at once: price and time are asked of one and the same', async () => {
  coach = await t.coach({ offer: { durationMinutes: 120, price: { amount: 4000, currency: 'EUR' } } })
  const late = ['2027-03-03T15:30', '2027-03-03T17:00'] as const
  expect(await isFree(...late)).toBe(false)
  const short = {
    title: 'Quick',
    gameId: game.id,
    durationMinutes: 30,
    price: { amount: 2500, currency: 'EUR' as const },
  }
  const offer = await t.call(createOffer, { body: short }, { as: coach.caller })
  expect(await isFree(...late)).toBe(true)
  expect(await isFree(...late, { minPrice: 5000 })).toBe(true)
  expect(await isFree(...late, { maxPrice: 4999 })).toBe(false)
  expect(await isFree('2027-03-03T09:00', '2027-03-03T17:00', { maxPrice: 4999 })).toBe(true)
  await t.call(updateOffer, { params: { id: offer.id }, body: { active: false } }, { as: coach.caller })
  expect(await isFree(...late)).toBe(false)
})

it('a start that the notice has caught up with is listed no more, though nothing was made anew', async () => {
  coach = await t.coach({ hours: { weekly: daily('14:00', '15:00'), minNoticeMinutes: 120 } })
  const isFreeToday = () => isFree('2027-03-01T00:00', '2027-03-02T00:00')
  expect(await isFreeToday()).toBe(true)
  t.skipTime(11)
  expect(await isFreeToday()).toBe(false)
})

it('coaches who have the same languages, games and roles are counted by one set', async () => {
  await t.coach({ languages: ['sv', 'de'] })
  await t.coach({ languages: ['de', 'sv'] })
  const { facets } = await t.call(searchCoaches, { query: { language: 'sv' } })
  expect(facets.language.find(({ value }) => value === 'de')?.count).toBe(2)
  const [sets] = await t.sql<{ count: number }>`select count(*) from facet_sets where 'sv' = any(languages)`
  expect(sets?.count).toBe(1)
})
