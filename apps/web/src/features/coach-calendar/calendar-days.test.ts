import { expect, test } from 'vitest'
import { type CoachCalendar, calendarDays, shareOf, startsToAsk } from './calendar-days.ts'

const nowMs = Date.parse('2026-10-24T10:00:00Z')
const calendar: CoachCalendar = {
  zone: 'Europe/Berlin',
  pausedUntil: null,
  open: [{ startsAt: '2026-10-24T20:00:00.000Z', endsAt: '2026-10-25T01:00:00.000Z' }],
  taken: [
    {
      startsAt: '2026-10-25T20:00:00.000Z',
      endsAt: '2026-10-26T23:00:00.000Z',
      source: 'time-off',
      bookingId: null,
      note: 'Away',
    },
  ],
  free: [
    {
      offerId: 'a',
      durationMinutes: 60,
      startsAt: ['2026-10-24T20:30:00.000Z', '2026-10-24T22:00:00.000Z'],
    },
  ],
}

test('a window over midnight is on both days, and the day of the clock change has 25 hours', () => {
  const [saturday, sunday, monday] = calendarDays(calendar, nowMs, 3)
  expect(saturday?.open).toEqual([{ from: '2026-10-24T20:00:00.000Z', to: '2026-10-24T22:00:00.000Z' }])
  expect(sunday?.open).toEqual([{ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T01:00:00.000Z' }])
  expect(sunday?.span).toEqual({ from: '2026-10-24T22:00:00.000Z', to: '2026-10-25T23:00:00.000Z' })
  expect(monday?.open).toEqual([])
  expect(shareOf(sunday?.open[0] as never, sunday?.span as never)).toEqual({ from: 0, length: 3 / 25 })
})

test('time off is cut into its days and keeps its note', () => {
  const days = calendarDays(calendar, nowMs, 3)
  expect(days.map(({ taken }) => taken.length)).toEqual([0, 1, 1])
  expect(days[2]?.taken[0]).toMatchObject({ source: 'time-off', note: 'Away', to: days[2]?.span.to })
})

test('a free start is on the day it begins', () => {
  const starts = calendarDays(calendar, nowMs, 2).map(({ free }) => free[0]?.startsAt)
  expect(starts).toEqual([['2026-10-24T20:30:00.000Z'], ['2026-10-24T22:00:00.000Z']])
})

test('the days before the return are paused, the day of the return is not', () => {
  const paused = { ...calendar, pausedUntil: '2026-10-24T22:00:00.000Z' }
  expect(calendarDays(paused, nowMs, 2).map(({ isPaused }) => isPaused)).toEqual([true, false])
})

test('the times to ask about follow the grid that the free ones are on, and contain every free one', () => {
  const [day] = calendarDays(
    { ...calendar, free: [{ offerId: 'a', durationMinutes: 60, startsAt: ['2026-10-24T20:40:00.000Z'] }] },
    nowMs,
    1,
  )
  expect(startsToAsk(day as never, 'a', 30)).toEqual([
    { startsAt: '2026-10-24T20:10:00.000Z', isFree: false },
    { startsAt: '2026-10-24T20:40:00.000Z', isFree: true },
    { startsAt: '2026-10-24T21:10:00.000Z', isFree: false },
    { startsAt: '2026-10-24T21:40:00.000Z', isFree: false },
  ])
  expect(startsToAsk(day as never, 'b', 60).map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['20:00', '21:00'])
})

test('free starts of an offer with hours of its own are there without an open window', () => {
  const free = [{ offerId: 'a', startsAt: ['2026-10-24T09:00:00.000Z'] }]
  expect(startsToAsk({ open: [], free }, 'a', 30)).toEqual([{ startsAt: '2026-10-24T09:00:00.000Z', isFree: true }])
})
