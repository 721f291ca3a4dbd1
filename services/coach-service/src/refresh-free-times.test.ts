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

it('takes those first who have waited longest, and no more than it may in one run', async () => {
  t = await coachService({ SEARCH_REFRESH_COACHES: '2' })
  for (const _ of [1, 2, 3]) {
    await t.coach()
    t.skipTime(1)
  }
  const refreshedAt = async () =>
    (await t.sql<{ refreshedAt: string }>`select refreshed_at from coach_search order by refreshed_at`).map(
      (row) => row.refreshedAt,
    )
  const [, , newest] = await refreshedAt()
  t.skipTime(30)
  await refresh()
  expect((await refreshedAt())[0]).toBe(newest)
  await refresh()
  const beforeThird = await refreshedAt()
  expect(beforeThird).not.toContain(newest)
  await refresh()
  expect(await refreshedAt()).toEqual(beforeThird)
})
