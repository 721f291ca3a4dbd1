import { addTimeOff, explainSlot, getCalendar, pauseCoach } from '@ecc/contracts/availability'
import { bookingCompleted, bookingConfirmed, bookingHeld, offerNotFound } from '@ecc/contracts/bookings'
import { createOffer, saveAvailability, updateOffer } from '@ecc/contracts/coaches'
import { invalidRequest } from '@ecc/contracts/problems'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, game, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const day = { from: at('2027-03-03T00:00'), to: at('2027-03-04T00:00') }
const calendar = ({ caller }: Pick<MadeCoach, 'caller'>, query: { from: string; to: string; offerId?: string } = day) =>
  t.call(getCalendar, { query }, { as: caller })
const addOffer = ({ caller }: MadeCoach, durationMinutes: number) =>
  t.call(
    createOffer,
    { body: { title: 'A long look', gameId: game.id, durationMinutes, price: { amount: 6000, currency: 'EUR' } } },
    { as: caller },
  )

describe('GET /coaches/me/calendar', () => {
  it('shows open windows, what takes time with its source, and the free starts of each offer', async () => {
    const coach = await t.coach({ hours: { weekly: daily('09:00', '13:00'), stepMinutes: 60 } })
    const long = await addOffer(coach, 120)
    const { id } = await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T09:00') })
    const off = { startsAt: at('2027-03-03T12:00'), endsAt: at('2027-03-03T14:00'), note: 'Dentist' }
    await t.call(addTimeOff, { body: off }, { as: coach.caller })
    expect(await calendar(coach)).toEqual({
      zone: 'UTC',
      pausedUntil: null,
      open: [{ startsAt: at('2027-03-03T09:00'), endsAt: at('2027-03-03T12:00') }],
      taken: [
        {
          startsAt: at('2027-03-03T09:00'),
          endsAt: at('2027-03-03T10:00'),
          source: 'booking',
          bookingId: id,
          note: null,
        },
        { ...off, source: 'time-off', bookingId: null },
      ],
      free: [
        { offerId: coach.offer.id, durationMinutes: 60, startsAt: [at('2027-03-03T11:00')] },
        { offerId: long.id, durationMinutes: 120, startsAt: [] },
      ],
    })
  })

  it('shows one offer when asked, also off sale, with its own hours', async () => {
    const coach = await t.coach({ hours: { weekly: daily('09:00', '10:00') } })
    const { id } = await addOffer(coach, 60)
    await t.call(updateOffer, { params: { id }, body: { active: false } }, { as: coach.caller })
    const offerHours = [{ offerId: id, weekly: daily('20:00', '21:00') }]
    await t.call(
      saveAvailability,
      { body: { zone: 'UTC', weekly: daily('09:00', '10:00'), offerHours } },
      { as: coach.caller },
    )
    const { open, free } = await calendar(coach, { ...day, offerId: id })
    expect(free).toEqual([{ offerId: id, durationMinutes: 60, startsAt: [at('2027-03-03T20:00')] }])
    expect(open).toEqual([{ startsAt: at('2027-03-03T09:00'), endsAt: at('2027-03-03T10:00') }])
    expect((await calendar(coach)).free.map(({ offerId }) => offerId)).toEqual([coach.offer.id])
  })

  it('says until when a coach is away, and has no free starts then', async () => {
    const coach = await t.coach()
    await t.call(pauseCoach, { body: { returnsOn: '2027-03-02' } }, { as: coach.caller })
    const { pausedUntil, open, free } = await calendar(coach)
    expect(pausedUntil).toBe(at('2027-03-02T00:00'))
    expect([open.length, free[0]?.startsAt]).toEqual([1, []])
  })

  it('is empty before the first save, in the zone of the person', async () => {
    const caller = aCoach()
    expect(await calendar({ caller })).toEqual({ zone: 'UTC', pausedUntil: null, open: [], taken: [], free: [] })
  })

  it('refuses more than six weeks, and an offer that is not theirs', async () => {
    const coach = await t.coach()
    await expect(calendar(coach, { from: at('2027-03-01T00:00'), to: at('2027-04-12T00:01') })).rejects.toSatisfy(
      invalidRequest.is,
    )
    const other = await t.readyCoach()
    await expect(calendar(coach, { ...day, offerId: other.offer.id })).rejects.toSatisfy(offerNotFound.is)
  })
})

describe('GET /coaches/me/slots/explain', () => {
  const explain = ({ caller, offer }: MadeCoach, startsAt: string) =>
    t.call(explainSlot, { query: { offerId: offer.id, startsAt: at(startsAt) } }, { as: caller })
  const reason = async (coach: MadeCoach, startsAt: string) => (await explain(coach, startsAt)).reason

  it('tells the coach why a time is or is not offered, in their own clock and words', async () => {
    const coach = await t.coach({ hours: { zone: 'Asia/Tokyo', maxBookingsPerDay: 2 } })
    for (const startsAt of ['2027-03-03T03:00', '2027-03-08T01:00', '2027-03-08T03:00'])
      await t.booking(bookingConfirmed, coach, { startsAt: at(startsAt) })
    await t.call(
      addTimeOff,
      { body: { firstDate: '2027-03-04', lastDate: '2027-03-04', note: 'Moving house' } },
      { as: coach.caller },
    )
    expect(await explain(coach, '2027-03-05T01:00')).toEqual({
      offered: true,
      reason: 'offered',
      text: 'Free: Fri, 5 Mar 2027, 10:00 GMT+9 to Fri, 5 Mar 2027, 11:00 GMT+9.',
    })
    expect(await reason(coach, '2027-03-03T02:30')).toBe('busy')
    expect(await explain(coach, '2027-03-08T06:00')).toMatchObject({
      reason: 'day-full',
      text: '2027-03-08 already has its 2 bookings.',
    })
    expect((await explain(coach, '2027-03-04T02:00')).text).toContain('(Moving house)')
    expect(await reason(coach, '2027-03-05T12:00')).toBe('outside-hours')
    expect(await reason(coach, '2027-03-05T01:10')).toBe('off-grid')
  })

  it('counts a session that is over, and none that lapsed, against the caps', async () => {
    const coach = await t.coach({ hours: { maxMinutesPerWeek: 90 } })
    const { id } = await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-03T10:00') })
    expect(await reason(coach, '2027-03-04T10:00')).toBe('week-full')
    t.skipTime(16)
    expect(await reason(coach, '2027-03-04T10:00')).toBe('offered')
    t.skipTime(-16)
    await t.booking(bookingCompleted, coach, { id, state: 'completed', startsAt: at('2027-03-03T10:00'), sequence: 3 })
    expect(await reason(coach, '2027-03-04T10:00')).toBe('week-full')
    expect(await reason(coach, '2027-03-08T10:00')).toBe('offered')
  })

  it('says that there are no hours before the first save, and knows no offer of another', async () => {
    const coach = await t.coach()
    const other = await t.readyCoach()
    await expect(explain({ ...coach, offer: other.offer }, '2027-03-04T10:00')).rejects.toSatisfy(offerNotFound.is)
    await t.sql`delete from availability where coach_id = ${coach.id}`
    expect(await explain(coach, '2027-03-04T10:00')).toEqual({
      offered: false,
      reason: 'outside-hours',
      text: 'You have not saved any hours yet.',
    })
  })

  it('refuses a year the calendar does not know', async () => {
    const coach = await t.coach()
    await expect(explain(coach, '2500-03-04T10:00')).rejects.toSatisfy(invalidRequest.is)
  })
})
