import { addTimeOff, badTimeOff, listTimeOff, removeTimeOff, timeOffNotFound } from '@ecc/contracts/availability'
import { bookingConfirmed } from '@ecc/contracts/bookings'
import { getAvailability, listSlots, searchCoaches } from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetPastBookings } from './forget-past-bookings.ts'
import { at, coachService, daily, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

type Wish = BodyOf<typeof addTimeOff>
const add = (coach: MadeCoach, body: Wish, idempotencyKey?: string) =>
  t.call(addTimeOff, { body }, { as: coach.caller, ...(idempotencyKey ? { idempotencyKey } : {}) })
const list = async ({ caller }: MadeCoach) => (await t.call(listTimeOff, {}, { as: caller })).items
const starts = async ({ id, offer }: MadeCoach, from: string, to: string) =>
  (
    await t.call(
      listSlots,
      { params: { id }, query: { offerId: offer.id, from: at(from), to: at(to) } },
      { as: aPlayer() },
    )
  ).items.map(({ startsAt }) => startsAt)

describe('POST /coaches/me/time-off', () => {
  it("closes whole dates on the coach's clock, and the night that begins on the last of them", async () => {
    const coach = await t.coach({
      hours: { zone: 'America/New_York', weekly: daily('22:00', '02:00'), stepMinutes: 60, minNoticeMinutes: 15 },
    })
    await add(coach, { firstDate: '2027-03-03', lastDate: '2027-03-04', note: 'Tournament' })
    expect(await starts(coach, '2027-03-03T00:00', '2027-03-06T12:00')).toEqual([
      at('2027-03-03T03:00'),
      at('2027-03-03T04:00'),
      at('2027-03-06T03:00'),
      at('2027-03-06T04:00'),
      at('2027-03-06T05:00'),
      at('2027-03-06T06:00'),
    ])
  })

  it('closes a stretch between two instants, and the grid stays where it is', async () => {
    const coach = await t.coach({ hours: { weekly: daily('09:00', '13:00'), stepMinutes: 60 } })
    await add(coach, { startsAt: at('2027-03-03T10:15'), endsAt: at('2027-03-03T11:00') })
    expect(await starts(coach, '2027-03-03T00:00', '2027-03-04T00:00')).toEqual([
      at('2027-03-03T09:00'),
      at('2027-03-03T11:00'),
      at('2027-03-03T12:00'),
    ])
  })

  it('names the bookings that lie in it, which stay', async () => {
    const coach = await t.coach()
    const { id } = await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T10:00') })
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-05T10:00') })
    const added = await add(coach, { firstDate: '2027-03-03', lastDate: '2027-03-03' })
    expect(added.bookingsInside).toEqual([
      { bookingId: id, startsAt: at('2027-03-03T10:00'), endsAt: at('2027-03-03T11:00') },
    ])
  })

  it('is seen in search and in the open hours at once', async () => {
    const coach = await t.coach()
    const free = () =>
      t.call(searchCoaches, { query: { freeFrom: at('2027-03-08T00:00'), freeTo: at('2027-03-09T00:00'), limit: 100 } })
    const isFound = async () => (await free()).items.some(({ id }) => id === coach.id)
    expect(await isFound()).toBe(true)
    await add(coach, { firstDate: '2027-03-08', lastDate: '2027-03-08' })
    expect(await isFound()).toBe(false)
    const { openHoursNext14Days } = await t.call(getAvailability, {}, { as: coach.caller })
    // Fourteen days of eight hours from 11:50 on a Monday, less one.
    expect(openHoursNext14Days).toBeLessThanOrEqual(14 * 8 - 8)
    expect(openHoursNext14Days).toBeGreaterThan(14 * 8 - 8 - 1)
  })

  it('is added once, however often the request is repeated', async () => {
    const coach = await t.coach()
    const wish = { firstDate: '2027-03-08', lastDate: '2027-03-08' }
    const key = anId()
    expect(await add(coach, wish, key)).toEqual(await add(coach, wish, key))
    expect(await list(coach)).toHaveLength(1)
  })

  it.each<[string, string, Wish]>([
    ['nothing', 'firstDate', {}],
    ['half a pair', 'firstDate', { firstDate: '2027-03-08' }],
    [
      'both pairs',
      'firstDate',
      {
        firstDate: '2027-03-08',
        lastDate: '2027-03-08',
        startsAt: at('2027-03-08T10:00'),
        endsAt: at('2027-03-08T11:00'),
      },
    ],
    ['dates in the wrong order', 'lastDate', { firstDate: '2027-03-08', lastDate: '2027-03-07' }],
    ['no time at all', 'endsAt', { startsAt: at('2027-03-08T10:00'), endsAt: at('2027-03-08T10:00') }],
    ['what is over', 'lastDate', { firstDate: '2027-02-01', lastDate: '2027-02-28' }],
    ['what is years away', 'lastDate', { firstDate: '2029-03-01', lastDate: '2029-03-02' }],
    ['more than a year', 'lastDate', { firstDate: '2027-03-08', lastDate: '2028-03-10' }],
  ])('refuses %s, naming the field', async (_, field, wish) => {
    const coach = await t.readyCoach()
    const error: unknown = await add(coach, wish).catch((reason: unknown) => reason)
    expect(error).toSatisfy(badTimeOff.is)
    expect(error).toMatchObject({ extra: { field } })
    expect(await list(coach)).toEqual([])
  })

  it('takes a hundred and no more', async () => {
    const coach = await t.readyCoach()
    await t.sql`insert into time_off (id, coach_id, first_date, last_date, note, created_at)
                select gen_random_uuid(), ${coach.id}, date '2027-04-01' + n, date '2027-04-01' + n, '', now()
                from generate_series(1, 100) as n`
    await expect(add(coach, { firstDate: '2027-03-08', lastDate: '2027-03-08' })).rejects.toSatisfy(badTimeOff.is)
  })
})

describe('GET and DELETE /coaches/me/time-off', () => {
  it('lists the earliest first, and opens again what is removed', async () => {
    const coach = await t.coach()
    await add(coach, { startsAt: at('2027-03-09T10:00'), endsAt: at('2027-03-09T12:00'), note: ' Dentist ' })
    const { id } = await add(coach, { firstDate: '2027-03-04', lastDate: '2027-03-05' })
    expect(await list(coach)).toMatchObject([
      { id, firstDate: '2027-03-04', lastDate: '2027-03-05', startsAt: null, endsAt: null, note: '' },
      { firstDate: null, lastDate: null, startsAt: at('2027-03-09T10:00'), note: 'Dentist' },
    ])
    expect(await starts(coach, '2027-03-04T00:00', '2027-03-05T00:00')).toEqual([])
    await t.call(removeTimeOff, { params: { id } }, { as: coach.caller })
    expect(await list(coach)).toHaveLength(1)
    expect(await starts(coach, '2027-03-04T00:00', '2027-03-05T00:00')).not.toEqual([])
  })

  it("knows neither another coach's, nor one that is gone", async () => {
    const coach = await t.coach()
    const { id } = await add(coach, { firstDate: '2027-03-04', lastDate: '2027-03-05' })
    const remove = (as: MadeCoach) => t.call(removeTimeOff, { params: { id } }, { as: as.caller })
    await expect(remove(await t.readyCoach())).rejects.toSatisfy(timeOffNotFound.is)
    expect(await list(coach)).toHaveLength(1)
    await remove(coach)
    await expect(remove(coach)).rejects.toSatisfy(timeOffNotFound.is)
  })

  it('forgets what ended 30 days ago', async () => {
    const coach = await t.coach()
    await add(coach, { firstDate: '2027-03-02', lastDate: '2027-03-02' })
    t.skipTime(29 * 24 * 60)
    await forgetPastBookings.run({}, t.ctx)
    expect(await list(coach)).toHaveLength(1)
    t.skipTime(5 * 24 * 60)
    await forgetPastBookings.run({}, t.ctx)
    expect(await list(coach)).toEqual([])
    t.skipTime(-34 * 24 * 60)
  })
})
