/** The time filter against the slot engine itself: a coach is listed exactly if an offer that fits has a start then. */
import { bookingConfirmed } from '@ecc/contracts/bookings'
import { type Availability, createOffer, saveAvailability, searchCoaches } from '@ecc/contracts/coaches'
import type { QueryOf } from '@ecc/contracts/define'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readFilledCalendar, slotQuery } from './calendar.ts'
import { refreshFreeTimes } from './refresh-free-times.ts'
import { freeSlots } from './slots.ts'
import { coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

type Query = QueryOf<typeof searchCoaches>

const coachCount = 24
const dayMs = 86_400_000
const begin = Date.parse('2027-03-01T00:00Z')
const seed = Number(process.env.SLOT_SEED ?? Date.now() % 2_147_483_647)

let t: TestedCoaches
const made: { coach: MadeCoach; offers: OfferOfCoach[] }[] = []

interface OfferOfCoach {
  id: string
  durationMinutes: number
  bookingMode: 'instant' | 'request'
  hourlyMinor: number
}

const clockTime = (step: number) =>
  fc.integer({ min: 0, max: Math.floor(1439 / step) }).map((n) => {
    const minute = n * step
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  })
const windows = fc
  .record({ start: fc.oneof(clockTime(30), clockTime(1)), end: clockTime(30) })
  .filter(({ start, end }) => start !== end)

/** Zones whose clocks change within the horizon, on the half hour and not at all. */
const hours: fc.Arbitrary<Partial<Availability>> = fc.record({
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
  weekly: fc
    .array(fc.tuple(fc.integer({ min: 0, max: 6 }), windows), { minLength: 1, maxLength: 8 })
    .map((list) => list.map(([day, window]) => ({ day, ...window }))),
  overrides: fc
    .uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 4 })
    .chain((days) => fc.tuple(...days.map((day) => fc.tuple(fc.constant(day), fc.array(windows, { maxLength: 2 })))))
    .map((list) => list.map(([day, open]) => ({ date: `2027-03-${String(day).padStart(2, '0')}`, windows: open }))),
  stepMinutes: fc.constantFrom(15, 30, 30, 45, 50, 60, 90),
  bufferAfterMinutes: fc.constantFrom(0, 10, 30),
  minNoticeMinutes: fc.constantFrom(15, 120, 1440),
  horizonDays: fc.constantFrom(1, 7, 60),
})
const durations = fc.constantFrom(30, 60, 120)
const prices = fc.constantFrom(1000, 2000, 4000, 6000)
const coaches = fc.record({
  hours,
  offers: fc.array(fc.tuple(durations, prices), { minLength: 1, maxLength: 3 }),
  booked: fc.array(fc.integer({ min: 0, max: 14 * 48 }), { maxLength: 6 }),
})

/** Stretches of a minute to a fortnight, in and beyond the horizon, mostly off the full hours. */
const queries: fc.Arbitrary<Query> = fc
  .record({
    from: fc.integer({ min: 0, max: 63 * 1440 }),
    minutes: fc.constantFrom(1, 7, 31, 120, 480, 1440, 14 * 1440),
    ends: fc.constantFrom('both', 'both', 'both', 'from', 'to'),
    minPrice: fc.option(prices, { nil: undefined }),
    maxPrice: fc.option(prices, { nil: undefined }),
    sort: fc.constantFrom('best', 'price', 'soonest'),
  })
  .map(({ from, minutes, ends, minPrice, maxPrice, sort }) => ({
    sort: sort as Query['sort'] & string,
    limit: 50,
    ...(ends === 'to' ? {} : { freeFrom: new Date(begin + from * 60_000).toISOString() }),
    ...(ends === 'from' ? {} : { freeTo: new Date(begin + (from + minutes) * 60_000).toISOString() }),
    ...(minPrice === undefined ? {} : { minPrice }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
  }))

beforeAll(async () => {
  t = await coachService()
  for (const details of fc.sample(coaches, { seed, numRuns: coachCount })) {
    const [first, ...others] = details.offers.map(([durationMinutes, hourly]) => ({
      durationMinutes,
      price: { amount: (hourly * durationMinutes) / 60, currency: 'EUR' as const },
    }))
    const coach = await t.coach({ offer: first ?? {} })
    await t.call(saveAvailability, { body: { zone: 'UTC', weekly: [], ...details.hours } }, { as: coach.caller })
    const rest = await Promise.all(
      others.map((offer) =>
        t.call(createOffer, { body: { title: 'More', gameId: coach.offer.gameId, ...offer } }, { as: coach.caller }),
      ),
    )
    for (const halfHours of details.booked)
      await t.booking(bookingConfirmed, coach, { startsAt: new Date(begin + halfHours * 30 * 60_000).toISOString() })
    const offers = [coach.offer, ...rest].map(({ id, durationMinutes, bookingMode, price }) => ({
      id,
      durationMinutes,
      bookingMode,
      hourlyMinor: (price.amount * 60) / durationMinutes,
    }))
    made.push({ coach, offers })
  }
}, 60_000)
afterAll(() => t.close())

/** What the engine offers now, by offer. */
async function offered(): Promise<Map<string, number[]>> {
  const now = t.clock.now()
  const byOffer = new Map<string, number[]>()
  for (const { coach, offers } of made) {
    const range = { from: new Date(now.getTime() - dayMs), to: new Date(now.getTime() + 70 * dayMs), now }
    const calendar = await readFilledCalendar(t.sql, coach.id, range)
    if (!calendar) throw new Error('a coach without hours')
    for (const offer of offers) {
      const { id } = offer
      const starts = freeSlots(slotQuery(calendar, offer, range))
      byOffer.set(
        id,
        starts.map((start) => Date.parse(start)),
      )
    }
  }
  return byOffer
}

async function agrees(query: Query, starts: Map<string, number[]>): Promise<void> {
  const from = query.freeFrom === undefined ? -Infinity : Date.parse(query.freeFrom)
  const to = query.freeTo === undefined ? Infinity : Date.parse(query.freeTo)
  const { items, total } = await t.call(searchCoaches, { query })
  const fitting = made.map(({ coach, offers }) => ({
    coachId: coach.id,
    offers: offers
      .filter(({ hourlyMinor }) => hourlyMinor >= (query.minPrice ?? 0) && hourlyMinor <= (query.maxPrice ?? Infinity))
      .map((offer) => ({ ...offer, starts: (starts.get(offer.id) ?? []).filter((at) => at >= from && at < to) }))
      .filter((offer) => offer.starts.length > 0),
  }))
  const expected = fitting.filter(({ offers }) => offers.length > 0)
  expect(items.map(({ id }) => id).sort()).toEqual(expected.map(({ coachId }) => coachId).sort())
  expect(total).toBe(expected.length)
  for (const card of items) {
    const offers = expected.find(({ coachId }) => coachId === card.id)?.offers ?? []
    const shown = offers.find(({ id }) => id === card.nextSlotsOfferId)
    expect(card.nextSlots.map(({ startsAt }) => Date.parse(startsAt))).toEqual(shown?.starts.slice(0, 3))
    expect(card.fromPrice.amount).toBe(shown?.hourlyMinor)
    if (query.sort !== 'soonest') expect(shown?.hourlyMinor).toBe(Math.min(...offers.map((offer) => offer.hourlyMinor)))
  }
  const keys = items.map((card) =>
    query.sort === 'price' ? card.fromPrice.amount : Date.parse(String(card.nextSlots[0]?.startsAt)),
  )
  if (query.sort !== 'best') expect(keys).toEqual(keys.toSorted((a, b) => a - b))
}

it.each([
  ['at once', 0, false],
  ['hours later, with nothing refreshed since', 13 * 60, false],
  ['after another midnight and a refresh', 25 * 60, true],
])(
  'lists exactly the coaches whom the slot engine offers then: %s',
  async (_, minutes, refreshes) => {
    // At the beginning of a minute, so that no notice catches up with a start between the question and the answer.
    await t.clock.set(new Date(Math.ceil(t.clock.now().getTime() / 60_000 + minutes) * 60_000).toISOString())
    if (refreshes) await refreshFreeTimes.run({}, t.ctx)
    const starts = await offered()
    expect([...starts.values()].flat().length).toBeGreaterThan(100)
    await fc.assert(
      fc.asyncProperty(queries, (query) => agrees(query, starts)),
      { seed, numRuns: 120 },
    )
  },
  60_000,
)
