import { bookingHeld } from '@ecc/contracts/bookings'
import { searchCoaches } from '@ecc/contracts/coaches'
import { afterEach, expect, it } from 'vitest'
import { refreshFreeTimes } from './refresh-free-times.ts'
import { at, coachService, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
afterEach(() => t.close())

const refresh = () => refreshFreeTimes.run({}, t.ctx)
const freeCount = async (from: string, to: string) =>
  (await t.call(searchCoaches, { query: { freeFrom: at(from), freeTo: at(to) } })).total

it('opens the next day of the horizon as time goes by', async () => {
  t = await coachService()
  await t.coach({ hours: { horizonDays: 3 } })
  expect(await freeCount('2027-03-05T00:00', '2027-03-06T00:00')).toBe(0)
  t.skipTime(24 * 60)
  await refresh()
  expect(await freeCount('2027-03-05T00:00', '2027-03-06T00:00')).toBe(1)
})

it('gives the time of a lapsed hold back even if nobody tells that it lapsed', async () => {
  t = await coachService()
  const coach = await t.coach()
  await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-03T10:00') })
  expect(await freeCount('2027-03-03T10:00', '2027-03-03T10:30')).toBe(0)
  t.skipTime(16)
  await refresh()
  expect(await freeCount('2027-03-03T10:00', '2027-03-03T10:30')).toBe(1)
})

it('needs no refresh for a day: the horizon moves on at the coach’s midnight by itself', async () => {
  t = await coachService()
  await t.coach({ hours: { horizonDays: 3, zone: 'Asia/Tokyo' } })
  // It is 20:50 in Tokyo; the fifth day's hours are 00:00 to 08:00 UTC.
  expect(await freeCount('2027-03-05T00:00', '2027-03-05T10:00')).toBe(0)
  t.skipTime(3 * 60)
  expect(await freeCount('2027-03-05T00:00', '2027-03-05T10:00')).toBe(0)
  t.skipTime(20)
  expect(await freeCount('2027-03-05T00:00', '2027-03-05T10:00')).toBe(1)
  expect(await freeCount('2027-03-06T00:00', '2027-03-06T10:00')).toBe(0)
})

it('takes those first who have waited longest, and no more than it may in one run', async () => {
  t = await coachService({ SEARCH_REFRESH_COACHES: '2' })
  for (const zone of ['Asia/Tokyo', 'Europe/London', 'America/Los_Angeles']) await t.coach({ hours: { zone } })
  const dueAt = async () =>
    (await t.sql<{ refreshAt: string }>`select refresh_at from coach_search order by refresh_at`).map(
      (row) => row.refreshAt,
    )
  expect(await dueAt()).toEqual([at('2027-03-01T15:00'), at('2027-03-02T00:00'), at('2027-03-02T08:00')])
  t.skipTime(24 * 60)
  await refresh()
  const losAngeles = at('2027-03-02T08:00')
  expect((await dueAt())[0]).toBe(losAngeles)
  await refresh()
  const after = await dueAt()
  expect(after).not.toContain(losAngeles)
  await refresh()
  expect(await dueAt()).toEqual(after)
})

it('goes on to the others when the rows of one coach cannot be made', async () => {
  t = await coachService()
  const broken = await t.coach({ hours: { zone: 'Asia/Tokyo' } })
  await t.coach({ hours: { horizonDays: 3 } })
  await t.sql`update availability set zone = 'Nowhere/At_All' where coach_id = ${broken.id}`
  t.skipTime(48 * 60)
  await refresh()
  expect(await freeCount('2027-03-06T00:00', '2027-03-07T00:00')).toBe(2)
  const [next] = await t.sql<{ refreshAt: string }>`select refresh_at from coach_search where coach_id = ${broken.id}`
  expect(Date.parse(String(next?.refreshAt))).toBeGreaterThan(t.clock.now().getTime())
})
