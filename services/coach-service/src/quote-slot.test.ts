import { bookingConfirmed, notBookable, offerNotFound } from '@ecc/contracts/bookings'
import { listSlots, quoteSlot, saveAvailability, updateOffer } from '@ecc/contracts/coaches'
import { anId } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const quote = ({ offer }: MadeCoach, startsAt: string) => t.call(quoteSlot, { body: { offerId: offer.id, startsAt } })
const reasonFor = async (coach: MadeCoach, startsAt: string) => {
  const error = await quote(coach, startsAt).catch((reason: unknown) => reason)
  if (!notBookable.is(error)) throw error
  return error.extra['reason']
}

describe('POST /internal/quotes', () => {
  it('answers the terms of the offer, with the buffers around the session', async () => {
    const coach = await t.coach({
      hours: { bufferBeforeMinutes: 5, bufferAfterMinutes: 15 },
      offer: { policy: 'strict', price: { amount: 4200, currency: 'GBP' } },
    })
    expect(await quote(coach, '2027-03-02T10:00:00Z')).toEqual({
      coachId: coach.id,
      kind: 'single',
      offerId: coach.offer.id,
      offerTitle: coach.offer.title,
      gameId: coach.offer.gameId,
      startsAt: at('2027-03-02T10:00'),
      endsAt: at('2027-03-02T11:00'),
      durationMinutes: 60,
      blockedFrom: at('2027-03-02T09:55'),
      blockedTo: at('2027-03-02T11:15'),
      price: { amount: 4200, currency: 'GBP' },
      policy: 'strict',
      bookingMode: 'instant',
    })
  })

  it('leaves two hours to answer where the coach is asked, whatever notice their hours give', async () => {
    const hours = { minNoticeMinutes: 15 }
    const [instant, asked] = [await t.coach({ hours }), await t.coach({ hours, offer: { bookingMode: 'request' } })]
    const [soon, later] = [at('2027-03-01T13:30'), at('2027-03-01T14:30')]
    expect(await quote(instant, soon)).toMatchObject({ bookingMode: 'instant' })
    expect(await reasonFor(asked, soon)).toBe('too-soon')
    expect(await quote(asked, later)).toMatchObject({ bookingMode: 'request' })
    const query = { offerId: asked.offer.id, from: soon, to: at('2027-03-01T15:00') }
    const { items } = await t.call(listSlots, { params: { id: asked.id }, query })
    expect(items.map(({ startsAt }) => startsAt)).toEqual([at('2027-03-01T14:00'), later])
  })

  it('does not look at other bookings: the slot is refused where it is sold', async () => {
    const coach = await t.coach()
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-02T10:00') })
    await expect(quote(coach, at('2027-03-02T10:00'))).resolves.toMatchObject({ startsAt: at('2027-03-02T10:00') })
  })

  it('says why a time is not offered', async () => {
    const coach = await t.coach({ hours: { horizonDays: 10 } })
    expect(await reasonFor(coach, at('2027-03-02T08:30'))).toBe('outside-hours')
    expect(await reasonFor(coach, at('2027-03-02T16:30'))).toBe('outside-hours')
    expect(await reasonFor(coach, at('2027-03-02T10:10'))).toBe('off-grid')
    expect(await reasonFor(coach, '2027-03-02T10:00:01Z')).toBe('off-grid')
    expect(await reasonFor(coach, at('2027-03-01T13:30'))).toBe('too-soon')
    expect(await reasonFor(coach, at('2027-03-01T10:00'))).toBe('past')
    expect(await reasonFor(coach, at('2027-03-12T10:00'))).toBe('beyond-horizon')
  })

  it('does not sell what is off sale, not approved, or not there', async () => {
    const coach = await t.coach()
    await t.call(updateOffer, { params: { id: coach.offer.id }, body: { active: false } }, { as: coach.caller })
    const draft = await t.readyCoach()
    for (const one of [coach, draft, { ...coach, offer: { ...coach.offer, id: anId() } }])
      await expect(quote(one, at('2027-03-02T10:00'))).rejects.toSatisfy(offerNotFound.is)
  })

  it('quotes a booking that moves for its own length, also when its offer is off sale', async () => {
    const coach = await t.coach({ hours: { bufferAfterMinutes: 15 } })
    await t.call(updateOffer, { params: { id: coach.offer.id }, body: { active: false } }, { as: coach.caller })
    const durationMinutes = 90
    const ask = (startsAt: string, anyTime = false) =>
      t.call(quoteSlot, { body: { offerId: coach.offer.id, startsAt, sold: { durationMinutes, anyTime } } })
    expect(await ask(at('2027-03-02T10:00'))).toMatchObject({
      durationMinutes: 90,
      endsAt: at('2027-03-02T11:30'),
      blockedTo: at('2027-03-02T11:45'),
    })
    await expect(ask(at('2027-03-02T10:10'))).rejects.toSatisfy(notBookable.is)
    await expect(ask(at('2027-03-02T03:10'), true)).resolves.toMatchObject({ startsAt: at('2027-03-02T03:10') })
    for (const never of [at('2027-03-01T10:00'), at('2027-06-01T10:00')])
      await expect(ask(never, true)).rejects.toSatisfy(notBookable.is)
  })

  it('sells every time that is listed and no other, whatever the hours', async () => {
    const coach = await t.coach()
    const clock = fc.integer({ min: 0, max: 95 }).map((quarter) => {
      const hour = String(Math.floor(quarter / 4)).padStart(2, '0')
      return `${hour}:${String((quarter % 4) * 15).padStart(2, '0')}`
    })
    const hours = fc.record({
      zone: fc.constantFrom('UTC', 'America/New_York', 'Europe/London', 'Asia/Kolkata', 'Australia/Sydney'),
      weekly: fc.array(
        fc
          .record({ day: fc.integer({ min: 0, max: 6 }), start: clock, end: clock })
          .filter(({ start, end }) => start !== end),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      stepMinutes: fc.constantFrom(15, 20, 30, 45, 60),
      minNoticeMinutes: fc.constantFrom(15, 120, 4320),
      horizonDays: fc.integer({ min: 1, max: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(hours, fc.integer({ min: 0, max: 50 }), async (body, daysAhead) => {
        await t.call(saveAvailability, { body }, { as: coach.caller })
        const fromMs = Date.parse('2027-03-01T00:00:00Z') + daysAhead * 86_400_000
        const range = { from: new Date(fromMs).toISOString(), to: new Date(fromMs + 2 * 86_400_000).toISOString() }
        const { items } = await t.call(listSlots, {
          params: { id: coach.id },
          query: { offerId: coach.offer.id, ...range },
        })
        const listed = new Set(items.map(({ startsAt }) => startsAt))
        const sample = [
          ...[...listed].slice(0, 4),
          ...Array.from({ length: 8 }, (_, i) => new Date(fromMs + i * 21_300_000).toISOString()),
        ]
        for (const startsAt of sample) {
          const sold = await quote(coach, startsAt).then(
            () => true,
            (error: unknown) => {
              if (notBookable.is(error)) return false
              throw error
            },
          )
          expect({ startsAt, sold }).toEqual({ startsAt, sold: listed.has(startsAt) })
        }
      }),
      { numRuns: 25 },
    )
    await t.call(saveAvailability, { body: { zone: 'UTC', weekly: daily('09:00', '17:00') } }, { as: coach.caller })
  })
})
