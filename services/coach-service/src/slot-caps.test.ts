import { describe, expect, test } from 'vitest'
import { explainSlot, freeSlots, openWindows, type SlotQuery } from './slots.ts'

const everyDay = (start: string, end: string) => [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, start, end }))

/** Hour-long slots from 9 to 12 in New York, where 1 June 2027 is a Tuesday; asked about from Sunday to Tuesday week. */
function complete(query: Partial<SlotQuery>): SlotQuery {
  return {
    zone: 'America/New_York',
    weekly: everyDay('09:00', '12:00'),
    durationMin: 60,
    stepMin: 60,
    now: '2027-05-01T00:00Z',
    range: { from: '2027-05-30T04:00Z', to: '2027-06-09T04:00Z' },
    ...query,
  }
}

const session = (date: string, hour: number, minutes = 60) => {
  const start = Date.parse(`${date}T00:00Z`) + (hour + 4) * 3_600_000
  return { start, end: start + minutes * 60_000 }
}

/** How many slots each date has; those of UTC and New York are the same in the morning. */
function countByDate(query: Partial<SlotQuery>): Record<string, number> {
  const byDate = Map.groupBy(freeSlots(complete(query)), (slot) => slot.slice(5, 10))
  return Object.fromEntries([...byDate].map(([date, slots]) => [date, slots.length]))
}

/** What is free when nothing is booked. */
const allDates = {
  '05-30': 3,
  '05-31': 3,
  '06-01': 3,
  '06-02': 3,
  '06-03': 3,
  '06-04': 3,
  '06-05': 3,
  '06-06': 3,
  '06-07': 3,
  '06-08': 3,
}
const without = (slots: Record<string, number>, ...dates: string[]) =>
  Object.fromEntries(Object.entries(slots).filter(([date]) => !dates.includes(date)))

describe('caps', () => {
  test('a week begins on Monday on the coach’s clock', () => {
    // Sunday 23:30 in New York is Monday in UTC, and counts for the week before.
    const busy = [session('2027-05-30', 23.5), session('2027-06-01', 20), session('2027-06-06', 22)]
    expect(countByDate({ busy, maxPerWeek: 2 })).toEqual({ '05-30': 3, '06-07': 3, '06-08': 3 })
    expect(countByDate({ busy, maxPerWeek: 3 })).toEqual(allDates)
    expect(countByDate({ busy, maxPerWeek: 1 })).toEqual({ '06-07': 3, '06-08': 3 })
  })

  test('minutes of a date count the session that is asked about', () => {
    const busy = [session('2027-06-01', 20, 90)]
    expect(countByDate({ busy, maxMinutesPerDay: 150 })).toEqual(allDates)
    expect(countByDate({ busy, maxMinutesPerDay: 149 })).toEqual(without(allDates, '06-01'))
    expect(countByDate({ busy, maxMinutesPerDay: 59 })).toEqual({})
  })

  test('minutes of a week likewise; a session counts where it starts', () => {
    const busy = [session('2027-06-06', 23, 120)]
    expect(countByDate({ busy, maxMinutesPerWeek: 179 })).toEqual({ '05-30': 3, '06-07': 3, '06-08': 3 })
    expect(countByDate({ busy, maxMinutesPerWeek: 180 })).toEqual(allDates)
  })

  test('only what is booked counts, where it is told apart from what is busy', () => {
    const busy = [session('2027-06-01', 14), session('2027-06-02', 14)]
    expect(countByDate({ busy, booked: [session('2027-06-02', 14)], maxPerDay: 1 })).toEqual(without(allDates, '06-02'))
  })

  test('say what there is and what there may be', () => {
    const busy = [session('2027-06-01', 20), session('2027-06-02', 20)]
    const explain = (query: Partial<SlotQuery>) => explainSlot(complete({ busy, ...query }), '2027-06-01T13:00Z')
    expect(explain({ maxPerWeek: 2 })).toEqual({
      offered: false,
      reason: 'week-full',
      text: 'The week of Monday, 2027-05-31, already has its 2 bookings.',
    })
    expect(explain({ maxMinutesPerWeek: 150 })).toMatchObject({
      reason: 'week-full',
      text: 'The week of Monday, 2027-05-31, already has 120 of at most 150 min of sessions, too many for one of this length.',
    })
    expect(explain({ maxMinutesPerDay: 90 })).toMatchObject({
      reason: 'day-full',
      text: '2027-06-01 already has 60 of at most 90 min of sessions, too many for one of this length.',
    })
  })
})

describe('time off', () => {
  const closed = [{ start: '2027-06-01T14:15Z', end: '2027-06-01T15:00Z', note: 'dentist' }]

  test('no session reaches into it, buffers may, and the grid stays', () => {
    const range = { from: '2027-06-01T04:00Z', to: '2027-06-02T04:00Z' }
    expect(freeSlots(complete({ closed, range, bufferBeforeMin: 30, bufferAfterMin: 30 }))).toEqual([
      '2027-06-01T13:00Z',
      '2027-06-01T15:00Z',
    ])
  })

  test('is no open window', () => {
    expect(
      openWindows({ ...complete({ closed }), range: { from: '2027-06-01T04:00Z', to: '2027-06-02T04:00Z' } }),
    ).toEqual([
      { start: '2027-06-01T13:00Z', end: '2027-06-01T14:15Z', minutes: 75 },
      { start: '2027-06-01T15:00Z', end: '2027-06-01T16:00Z', minutes: 60 },
    ])
  })

  test('says from when to when, and why', () => {
    expect(explainSlot(complete({ closed }), '2027-06-01T14:00Z')).toEqual({
      offered: false,
      reason: 'time-off',
      text: 'Time off from Tue, 1 Jun 2027, 10:15 GMT-4 to Tue, 1 Jun 2027, 11:00 GMT-4 (dentist).',
    })
  })
})

describe('a pause', () => {
  const paused = { pausedUntil: '2027-06-01T04:00Z' }

  test('offers nothing until it is over, not even what comes after it', () => {
    expect(freeSlots(complete({ ...paused, now: '2027-06-01T03:59Z' }))).toEqual([])
    expect(explainSlot(complete({ ...paused, now: '2027-06-01T03:59Z' }), '2027-06-02T13:00Z')).toEqual({
      offered: false,
      reason: 'paused',
      text: 'Bookings are paused until Tue, 1 Jun 2027, 00:00 GMT-4.',
    })
  })

  test('is over at its instant', () => {
    expect(freeSlots(complete({ ...paused, now: '2027-06-01T04:00Z' }))[0]).toBe('2027-06-01T13:00Z')
  })
})
