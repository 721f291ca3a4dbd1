import { bookingHeld, offerNotFound } from '@ecc/contracts/bookings'
import { createOffer, saveAvailability } from '@ecc/contracts/coaches'
import { quoteDates } from '@ecc/contracts/date-quotes'
import { anId } from '@ecc/kit/testing'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriesDates } from './series-dates.ts'
import { at, coachService, daily, game, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const quote = (offerId: string, startsAt: string, count = 4, everyWeeks = 1) =>
  t.call(quoteDates, { body: { offerId, startsAt, count, everyWeeks } })

describe('the dates of a series', () => {
  it('keep the time on the coach’s clock across the change of clocks', async () => {
    const coach = await t.coach({ hours: { zone: 'Europe/Berlin', weekly: daily('09:00', '21:00') } })
    const { coachZone, items } = await quote(coach.offer.id, at('2027-03-15T17:00'))
    expect(coachZone).toBe('Europe/Berlin')
    expect(items.map(({ startsAt }) => startsAt)).toEqual(
      ['03-15T17:00', '03-22T17:00', '03-29T16:00', '04-05T16:00'].map((minute) => at(`2027-${minute}`)),
    )
    expect(items.map(({ clock, bookable }) => [clock, bookable])).toEqual(Array(4).fill(['18:00', true]))
  })

  it('say of a reading that a clock change leaves out that there is no such time', async () => {
    const coach = await t.coach({ hours: { zone: 'Europe/Berlin', weekly: daily('00:00', '24:00') } })
    const { items } = await quote(coach.offer.id, at('2027-03-21T01:30'), 2)
    expect(items[1]).toMatchObject({ date: '2027-03-28', clock: '02:30', startsAt: null, reason: 'no-such-time' })
    expect(items[1]?.alternatives.length).toBe(3)
  })

  it('say which cannot be booked and why, with the nearest free times', async () => {
    const coach = await t.coach()
    await t.booking(bookingHeld, coach, { startsAt: at('2027-03-09T10:00') })
    const { items } = await quote(coach.offer.id, at('2027-03-02T10:00'), 12)
    expect(items[1]).toMatchObject({ startsAt: at('2027-03-09T10:00'), bookable: false, reason: 'busy' })
    const others = items[1]?.alternatives.map(({ startsAt }) => startsAt) ?? []
    expect(others).toHaveLength(3)
    expect(others).not.toContain(at('2027-03-09T10:00'))
    expect(items[0]).toMatchObject({ bookable: true, reason: null, alternatives: [] })
    expect(items.at(-1)).toMatchObject({ bookable: false, reason: 'beyond-horizon' })
  })

  it('are of a single session on sale', async () => {
    const coach = await t.coach()
    await t.call(saveAvailability, { body: { zone: 'UTC', weekly: daily('09:00', '17:00') } }, { as: coach.caller })
    const trial = await t.call(
      createOffer,
      {
        body: {
          title: 'First look',
          gameId: game.id,
          kind: 'trial',
          durationMinutes: 30,
          price: { amount: 1_000, currency: 'EUR' },
        },
      },
      { as: coach.caller },
    )
    await expect(quote(trial.id, at('2027-03-02T10:00'))).rejects.toSatisfy(offerNotFound.is)
    const { offer: asked } = await t.coach({ offer: { bookingMode: 'request' } })
    await expect(quote(asked.id, at('2027-03-02T10:00'))).rejects.toMatchObject({ extra: { reason: 'on-request' } })
    await expect(quote(anId(), at('2027-03-02T10:00'))).rejects.toSatisfy(offerNotFound.is)
  })

  it('read the same on the wall, in every zone and year, or are left out where no clock shows that', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
    )
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 2 }),
        (zone, minute, count, everyWeeks) => {
          const dates = seriesDates(minute * 60_000, count, everyWeeks, zone)
          const [first] = dates
          expect(first?.startMs).toBe(minute * 60_000)
          for (const [i, { startMs, clock, date }] of dates.entries()) {
            const reading = Temporal.PlainDateTime.from(`${date}T${clock}`)
            expect(clock).toBe(first?.clock)
            expect(Temporal.PlainDate.from(first?.date as string).until(date).days).toBe(i * everyWeeks * 7)
            const shown =
              startMs === null ? null : Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(zone)
            if (shown)
              expect(shown.toPlainDateTime().toString({ smallestUnit: 'minute' })).toBe(
                reading.toString({ smallestUnit: 'minute' }),
              )
            else expect(() => reading.toZonedDateTime(zone, { disambiguation: 'reject' })).toThrow(RangeError)
          }
        },
      ),
    )
  })
})
