import { bookingCancelled, bookingConfirmed } from '@ecc/contracts/bookings'
import { badHours, getAvailability, listSlots, saveAvailability } from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { changedMeanwhile } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

type Body = BodyOf<typeof saveAvailability>
const hours: Body = { zone: 'Europe/Berlin', weekly: [{ day: 1, start: '18:00', end: '22:00' }] }
const save = (caller: Caller, body: Body, ifMatch?: number) =>
  t.call(
    saveAvailability,
    { body },
    { as: caller, headers: ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` } },
  )
const everyMorning: Body = { zone: 'UTC', weekly: daily('09:00', '12:00') }
const slots = async ({ id, offer }: MadeCoach, date: string) => {
  const query = { offerId: offer.id, from: at(`${date}T00:00`), to: at(`${date}T23:59`) }
  return (await t.call(listSlots, { params: { id }, query })).items.map(({ startsAt }) => startsAt)
}
const read = (caller: Caller) => t.call(getAvailability, {}, { as: caller })

describe('GET /coaches/me/availability', () => {
  it("is an empty, unconfirmed week in the person's zone before the first save", async () => {
    const coach = aCoach()
    t.person(coach.userId, { timeZone: 'Asia/Seoul' })
    expect(await read(coach)).toMatchObject({
      zone: 'Asia/Seoul',
      zoneConfirmed: false,
      weekly: [],
      stepMinutes: 30,
      revision: 0,
    })
  })
})

describe('PUT /coaches/me/availability', () => {
  it('confirms the zone, fills in the rules of the house, and counts the open hours', async () => {
    const coach = aCoach()
    const saved = await save(coach, hours)
    // 11:50 UTC on a Monday is before 18:00 in Berlin, so two Mondays are ahead.
    expect(saved).toEqual({
      ...hours,
      overrides: [],
      stepMinutes: 30,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 10,
      minNoticeMinutes: 120,
      horizonDays: 60,
      maxBookingsPerDay: null,
      maxBookingsPerWeek: null,
      maxMinutesPerDay: null,
      maxMinutesPerWeek: null,
      offerHours: [],
      zoneConfirmed: true,
      openHoursNext14Days: 8,
      returnsOn: null,
      revision: 1,
      bookingsOutside: [],
    })
    const { bookingsOutside: _, ...own } = saved
    expect(await read(coach)).toEqual(own)
  })

  it('keeps what is left out as it was', async () => {
    const coach = aCoach()
    const overrides = [{ date: '2027-03-08', windows: [] }]
    await save(coach, { ...hours, overrides, minNoticeMinutes: 15 })
    expect(await save(coach, hours)).toMatchObject({
      overrides,
      minNoticeMinutes: 15,
      openHoursNext14Days: 4,
      revision: 2,
    })
  })

  it('takes hours past midnight and whole days', async () => {
    const weekly = [
      { day: 5, start: '22:00', end: '02:00' },
      { day: 0, start: '00:00', end: '24:00' },
    ]
    expect(await save(aCoach(), { zone: 'UTC', weekly })).toMatchObject({ openHoursNext14Days: 56 })
  })

  const window = { start: '09:00', end: '10:00' }
  it.each<[string, Body]>([
    ['an unknown zone', { ...hours, zone: 'Europe/Atlantis' }],
    ['a window that ends where it starts', { ...hours, weekly: [{ day: 1, start: '09:00', end: '09:00' }] }],
    ['a window that starts at 24:00', { ...hours, weekly: [{ day: 1, start: '24:00', end: '09:00' }] }],
    [
      'a wrong window on a date',
      { ...hours, overrides: [{ date: '2027-03-08', windows: [{ start: '09:00', end: '09:00' }] }] },
    ],
    [
      'one date twice',
      {
        ...hours,
        overrides: [
          { date: '2027-03-08', windows: [] },
          { date: '2027-03-08', windows: [window] },
        ],
      },
    ],
    ['eleven windows on a day', { ...hours, weekly: Array.from({ length: 11 }, () => ({ day: 1, ...window })) }],
  ])('refuses %s', async (_, body) => {
    const coach = aCoach()
    await expect(save(coach, body)).rejects.toSatisfy(badHours.is)
    expect((await read(coach)).revision).toBe(0)
  })

  it('lets one of two saves of the same revision win', async () => {
    const coach = aCoach()
    await save(coach, hours)
    const results = await Promise.allSettled([
      save(coach, { ...hours, stepMinutes: 15 }, 1),
      save(coach, { ...hours, stepMinutes: 60 }, 1),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.filter((result) => result.status === 'rejected' && changedMeanwhile.is(result.reason))).toHaveLength(
      1,
    )
  })

  it('changes the slots at once', async () => {
    const coach = await t.coach()
    await save(coach.caller, { zone: 'UTC', weekly: daily('20:00', '21:00') })
    const query = { offerId: coach.offer.id, from: at('2027-03-02T00:00'), to: at('2027-03-03T00:00') }
    const { items } = await t.call(listSlots, { params: { id: coach.id }, query })
    expect(items).toEqual([{ startsAt: at('2027-03-02T20:00'), endsAt: at('2027-03-02T21:00'), group: null }])
  })

  it('takes caps of a day and a week, and null takes one away again', async () => {
    const coach = await t.coach({ hours: { weekly: daily('09:00', '12:00'), stepMinutes: 60 } })
    const caps = { maxBookingsPerDay: 1, maxMinutesPerWeek: 120 }
    const free = async (date: string) => (await slots(coach, date)).length
    expect(await save(coach.caller, { ...everyMorning, ...caps })).toMatchObject({ ...caps, maxBookingsPerWeek: null })
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T09:00') })
    expect([await free('2027-03-03'), await free('2027-03-04')]).toEqual([0, 3])
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-04T09:00') })
    expect([await free('2027-03-05'), await free('2027-03-08')]).toEqual([0, 3])
    await save(coach.caller, { ...everyMorning, maxBookingsPerDay: null, maxMinutesPerWeek: null })
    // The ten minutes after the first session reach into the second hour.
    expect([await free('2027-03-03'), await free('2027-03-05')]).toEqual([1, 3])
  })

  it('gives an offer hours of its own, which leave overrides as they are', async () => {
    const coach = await t.coach()
    const offerHours = [{ offerId: coach.offer.id, weekly: daily('20:00', '21:00') }]
    const overrides = [{ date: '2027-03-04', windows: [] }]
    expect(await save(coach.caller, { ...everyMorning, overrides, offerHours })).toMatchObject({ offerHours })
    expect(await slots(coach, '2027-03-03')).toEqual([at('2027-03-03T20:00')])
    expect(await slots(coach, '2027-03-04')).toEqual([])
    await save(coach.caller, { ...everyMorning, offerHours: [] })
    expect(await slots(coach, '2027-03-03')).not.toContain(at('2027-03-03T20:00'))
  })

  it("refuses hours for an offer twice, and for another coach's", async () => {
    const coach = await t.readyCoach()
    const own = { offerId: coach.offer.id, weekly: daily('20:00', '21:00') }
    const others = { ...own, offerId: (await t.readyCoach()).offer.id }
    for (const offerHours of [[own, own], [others]])
      await expect(save(coach.caller, { ...everyMorning, offerHours })).rejects.toSatisfy(badHours.is)
  })

  it('names the upcoming bookings that stand outside the hours in another zone; they keep their instants', async () => {
    const coach = await t.coach({ hours: { zone: 'UTC', weekly: daily('09:00', '12:00') } })
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T09:00') })
    const { id } = await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-04T11:00') })
    await t.booking(bookingCancelled, coach, { state: 'cancelled', startsAt: at('2027-03-05T11:00') })
    const saved = await save(coach.caller, { zone: 'Europe/Berlin', weekly: daily('09:00', '12:00') })
    expect(saved.bookingsOutside).toEqual([
      { bookingId: id, startsAt: at('2027-03-04T11:00'), endsAt: at('2027-03-04T12:00') },
    ])
    expect((await save(coach.caller, { zone: 'UTC', weekly: daily('09:00', '12:00') })).bookingsOutside).toEqual([])
  })

  it('holds a booking against the hours of its own offer', async () => {
    const coach = await t.coach({ hours: { zone: 'UTC', weekly: daily('09:00', '12:00') } })
    const { id } = await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T09:00') })
    const offerHours = [{ offerId: coach.offer.id, weekly: daily('20:00', '21:00') }]
    const { bookingsOutside } = await save(coach.caller, { ...everyMorning, offerHours })
    expect(bookingsOutside.map(({ bookingId }) => bookingId)).toEqual([id])
  })
})
