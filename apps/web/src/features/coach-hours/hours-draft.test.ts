import type { OwnAvailability } from '@ecc/contracts/coaches'
import { expect, test } from 'vitest'
import {
  bodyOf,
  copyOf,
  datesBetween,
  draftOf,
  faultyWeek,
  hasFaults,
  isOvernight,
  nextWindow,
  sameHours,
  usualHours,
  weekOf,
  windowFaults,
  windowOf,
  withDates,
  withWeek,
} from './hours-draft.ts'

const saved: OwnAvailability = {
  zone: 'Europe/Berlin',
  weekly: [
    { day: 1, start: '18:00', end: '22:00' },
    { day: 1, start: '09:00', end: '11:00' },
    { day: 6, start: '22:00', end: '02:00' },
  ],
  overrides: [
    { date: '2026-01-01', windows: [] },
    { date: '2026-12-24', windows: [] },
  ],
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
  openHoursNext14Days: 20,
  returnsOn: null,
  revision: 2,
}

test('what was read and not changed is sent back as it was, in order and without dates that are over', () => {
  const body = bodyOf(draftOf(saved, '2026-06-01'))
  expect(body.weekly).toEqual([saved.weekly[1], saved.weekly[0], saved.weekly[2]])
  expect(body.overrides).toEqual([saved.overrides[1]])
  expect(body).not.toHaveProperty('revision')
})

test('two drafts of the same hours are the same, whatever their keys', () => {
  expect(sameHours(draftOf(saved, '2026-06-01'), draftOf(saved, '2026-06-01'))).toBe(true)
})

test('a whole day can be typed with either midnight', () => {
  const day = { ...draftOf(saved, '2026-06-01'), days: [[windowOf('00:00', '00:00')]], dates: [] }
  expect(bodyOf(day).weekly).toEqual([{ day: 0, start: '00:00', end: '24:00' }])
  expect(windowFaults(day.days[0] ?? []).size).toBe(0)
})

test('names windows that overlap, are empty or are no time', () => {
  const windows = [
    windowOf('09:00', '11:00'),
    windowOf('10:00', '12:00'),
    windowOf('13:00', '13:00'),
    windowOf('soon', '14:00'),
  ]
  const faults = windowFaults(windows)
  expect(windows.map(({ key }) => faults.get(key))).toEqual([undefined, 'overlap', 'empty', 'unreadable'])
})

test('windows that touch do not overlap, a long night does', () => {
  expect(windowFaults([windowOf('09:00', '11:00'), windowOf('11:00', '12:00')]).size).toBe(0)
  const night = [windowOf('20:00', '19:00'), windowOf('21:00', '22:00')]
  expect(windowFaults(night).get(night[1]?.key ?? '')).toBe('overlap')
})

test('knows a window that goes past midnight from one that ends at it', () => {
  expect(isOvernight(windowOf('22:00', '02:00'))).toBe(true)
  expect(isOvernight(windowOf('22:00', '24:00'))).toBe(false)
  expect(isOvernight(windowOf('22:00', '00:00'))).toBe(false)
})

test('a window that is added never overlaps those there', () => {
  let windows = [windowOf('18:00', '22:00')]
  for (let count = 0; count < 4; count++) {
    windows = [...windows, nextWindow(windows)]
    expect([...windowFaults(windows).values()].includes('overlap')).toBe(false)
  }
})

test('time off covers every date, across a change of the clocks and of the year', () => {
  expect(datesBetween('2026-10-24', '2026-10-26')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26'])
  expect(datesBetween('2026-12-31', '2027-01-01')).toEqual(['2026-12-31', '2027-01-01'])
  expect(datesBetween('2026-12-31', '2026-12-30')).toEqual([])
})

test('a date set again takes the place of the one before', () => {
  const dates = withDates(
    [{ date: '2026-12-24', windows: [] }],
    [{ date: '2026-12-24', windows: [windowOf('10:00', '12:00')] }],
  )
  expect(dates).toHaveLength(1)
  expect(dates[0]?.windows).toHaveLength(1)
})

test('caps and the own hours of offers come back as they were read, whatever order they were changed in', () => {
  const own = [{ day: 2, start: '10:00', end: '12:00' }]
  const capped: OwnAvailability = {
    ...saved,
    maxBookingsPerDay: 3,
    maxMinutesPerWeek: 600,
    offerHours: [
      { offerId: 'a', weekly: own },
      { offerId: 'b', weekly: [] },
    ],
  }
  const draft = draftOf(capped, '2026-06-01')
  const { maxBookingsPerDay, maxBookingsPerWeek, maxMinutesPerDay, maxMinutesPerWeek, offerHours } = bodyOf(draft)
  expect({ maxBookingsPerDay, maxBookingsPerWeek, maxMinutesPerDay, maxMinutesPerWeek }).toEqual({
    maxBookingsPerDay: 3,
    maxBookingsPerWeek: null,
    maxMinutesPerDay: null,
    maxMinutesPerWeek: 600,
  })
  expect(offerHours).toEqual(capped.offerHours)
  const again = { ...draft, ...withWeek(draft, 'a', weekOf(draft, 'a') ?? []) }
  expect(again.offers.map(({ offerId }) => offerId)).toEqual(['b', 'a'])
  expect(sameHours(again, draft)).toBe(true)
})

test('an offer gets hours of its own and is as usual again', () => {
  const draft = draftOf(saved, '2026-06-01')
  expect(weekOf(draft, 'a')).toBeUndefined()
  const given = { ...draft, ...withWeek(draft, 'a', draft.days.map(copyOf)) }
  expect(bodyOf(given).offerHours).toEqual([{ offerId: 'a', weekly: bodyOf(draft).weekly }])
  expect(sameHours({ ...given, ...withWeek(given, 'a', null) }, draft)).toBe(true)
})

test('says whose week has a fault, so that it can be shown', () => {
  const draft = draftOf(saved, '2026-06-01')
  const bad = Array.from({ length: 7 }, () => [windowOf('soon', '12:00')])
  expect(faultyWeek(draft)).toBeNull()
  expect(faultyWeek({ ...draft, ...withWeek(draft, 'a', bad) })).toBe('a')
  expect(faultyWeek({ ...draft, days: bad })).toBe(usualHours)
  expect(hasFaults({ ...draft, ...withWeek(draft, 'a', bad) })).toBe(true)
})

test('windows drawn in another order are the same hours', () => {
  const draft = draftOf(saved, '2026-06-01')
  expect(sameHours({ ...draft, days: draft.days.map((windows) => windows.toReversed()) }, draft)).toBe(true)
})
