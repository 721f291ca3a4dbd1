import { addTimeOff, pauseCoach } from '@ecc/contracts/availability'
import { bookingConfirmed, notBookable, offerNotFound } from '@ecc/contracts/bookings'
import { listSlots, quoteSlot, updateOffer } from '@ecc/contracts/coaches'
import { anId } from '@ecc/kit/testing'
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
      coachZone: 'UTC',
      coachDate: '2027-03-02',
      coachWeek: '2027-03-01',
      maxBookingsPerDay: null,
      maxBookingsPerWeek: null,
      maxMinutesPerDay: null,
      maxMinutesPerWeek: null,
    })
  })

  it('carries the caps, with the date and the week they are counted over on the coach’s calendar', async () => {
    const caps = { maxBookingsPerDay: 3, maxBookingsPerWeek: 9, maxMinutesPerDay: 240, maxMinutesPerWeek: 600 }
    const coach = await t.coach({ hours: { zone: 'Pacific/Auckland', weekly: daily('00:00', '24:00'), ...caps } })
    // Sunday evening in UTC is Monday morning in Auckland, which begins another week.
    expect(await quote(coach, '2027-03-07T20:00:00Z')).toMatchObject({
      coachZone: 'Pacific/Auckland',
      coachDate: '2027-03-08',
      coachWeek: '2027-03-08',
      ...caps,
    })
    expect(await quote(coach, '2027-03-07T10:00:00Z')).toMatchObject({
      coachDate: '2027-03-07',
      coachWeek: '2027-03-01',
    })
  })

  it('refuses what is longer than a cap of minutes alone, and leaves the count of bookings to who sells', async () => {
    const coach = await t.coach({ hours: { maxMinutesPerDay: 45 } })
    expect(await reasonFor(coach, at('2027-03-02T10:00'))).toBe('day-full')
    const busy = await t.coach({ hours: { maxBookingsPerDay: 1 } })
    await t.booking(bookingConfirmed, busy, { startsAt: at('2027-03-02T10:00') })
    await expect(quote(busy, at('2027-03-02T12:00'))).resolves.toMatchObject({ maxBookingsPerDay: 1 })
  })

  it('refuses time off without telling the note, and everything while the coach is away', async () => {
    const coach = await t.coach()
    await t.call(
      addTimeOff,
      { body: { firstDate: '2027-03-03', lastDate: '2027-03-04', note: 'surgery' } },
      { as: coach.caller },
    )
    const error: unknown = await quote(coach, at('2027-03-03T10:00')).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ extra: { reason: 'time-off' } })
    expect(JSON.stringify(error)).not.toContain('surgery')
    await t.call(pauseCoach, { body: { returnsOn: '2027-03-10' } }, { as: coach.caller })
    expect(await reasonFor(coach, at('2027-03-12T10:00'))).toBe('paused')
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
})
