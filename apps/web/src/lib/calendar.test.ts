import { expect, test } from 'vitest'
import {
  dayHoursOf,
  dayHoursSpan,
  daysOf,
  daysSpan,
  instantOf,
  todaySpan,
  tomorrowSpan,
  tonightSpan,
  weekendSpan,
} from './calendar.ts'

const ms = (text: string) => Date.parse(text)

test('today ends at midnight on the viewer’s clock', () => {
  expect(todaySpan(ms('2026-11-23T22:30:00Z'), 'Europe/Berlin').to).toBe('2026-11-23T23:00:00.000Z')
  expect(todaySpan(ms('2026-11-23T23:30:00Z'), 'Europe/Berlin').to).toBe('2026-11-24T23:00:00.000Z')
})

test('a day on which the clocks change is 23 or 25 hours long', () => {
  expect(daysSpan(ms('2027-03-14T12:00:00Z'), 'America/New_York', 0, 1)).toEqual({
    from: '2027-03-14T05:00:00.000Z',
    to: '2027-03-15T04:00:00.000Z',
  })
  expect(daysSpan(ms('2026-10-25T12:00:00Z'), 'Europe/London', 0, 1)).toEqual({
    from: '2026-10-24T23:00:00.000Z',
    to: '2026-10-26T00:00:00.000Z',
  })
})

test('tonight is from six, from now when later, and before two still last night', () => {
  expect(tonightSpan(ms('2026-11-23T10:00:00Z'), 'UTC')).toEqual({
    from: '2026-11-23T18:00:00.000Z',
    to: '2026-11-24T02:00:00.000Z',
  })
  expect(tonightSpan(ms('2026-11-23T21:15:00Z'), 'UTC').from).toBe('2026-11-23T21:15:00.000Z')
  expect(tonightSpan(ms('2026-11-24T01:00:00Z'), 'UTC').to).toBe('2026-11-24T02:00:00.000Z')
})

test('the weekend is from Friday at six to the end of Sunday, or what is left of it', () => {
  expect(weekendSpan(ms('2026-11-25T10:00:00Z'), 'UTC')).toEqual({
    from: '2026-11-27T18:00:00.000Z',
    to: '2026-11-30T00:00:00.000Z',
  })
  expect(weekendSpan(ms('2026-11-29T10:00:00Z'), 'UTC')).toEqual({
    from: '2026-11-29T10:00:00.000Z',
    to: '2026-11-30T00:00:00.000Z',
  })
  expect(weekendSpan(ms('2026-11-30T00:00:00Z'), 'UTC').from).toBe('2026-12-04T18:00:00.000Z')
})

/** The weekend in which the clocks go forward or back, or, where they never do, any. */
const changes = [
  {
    zone: 'Europe/Berlin',
    now: '2027-03-27T11:00:00Z',
    tonight: ['2027-03-27T17:00:00.000Z', '2027-03-28T01:00:00.000Z'],
    tomorrow: ['2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
    weekend: ['2027-03-27T11:00:00.000Z', '2027-03-28T22:00:00.000Z'],
  },
  {
    zone: 'America/New_York',
    now: '2026-10-31T12:00:00Z',
    tonight: ['2026-10-31T22:00:00.000Z', '2026-11-01T07:00:00.000Z'],
    tomorrow: ['2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    weekend: ['2026-10-31T12:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  },
  {
    zone: 'Australia/Lord_Howe',
    now: '2027-04-02T23:00:00Z',
    tonight: ['2027-04-03T07:00:00.000Z', '2027-04-03T15:30:00.000Z'],
    tomorrow: ['2027-04-03T13:00:00.000Z', '2027-04-04T13:30:00.000Z'],
    weekend: ['2027-04-02T23:00:00.000Z', '2027-04-04T13:30:00.000Z'],
  },
  {
    zone: 'Asia/Kathmandu',
    now: '2026-11-24T10:00:00Z',
    tonight: ['2026-11-24T12:15:00.000Z', '2026-11-24T20:15:00.000Z'],
    tomorrow: ['2026-11-24T18:15:00.000Z', '2026-11-25T18:15:00.000Z'],
    weekend: ['2026-11-27T12:15:00.000Z', '2026-11-29T18:15:00.000Z'],
  },
]

test.each(changes)('the spans are right on the clock of $zone, across its clock change', (zoned) => {
  const { zone, now, tonight, tomorrow, weekend } = zoned
  const ends = ({ from, to }: { from: string; to: string }) => [from, to]
  expect(ends(tonightSpan(ms(now), zone))).toEqual(tonight)
  expect(ends(tomorrowSpan(ms(now), zone))).toEqual(tomorrow)
  expect(ends(weekendSpan(ms(now), zone))).toEqual(weekend)
  expect(todaySpan(ms(now), zone).to).toBe(tomorrow[0])
})

test.each(changes)('hours of a day become instants in $zone, and are read again as the same hours', ({ zone }) => {
  for (const hours of [
    { date: '2027-03-14', from: '18:00', to: '21:30' },
    { date: '2027-03-28', from: '22:00', to: '02:00' },
    { date: '2026-11-01', from: '00:00', to: '00:00' },
  ])
    expect(dayHoursOf(dayHoursSpan(hours, zone), zone)).toEqual(hours)
})

test('a day whose midnight the clocks skip begins with its first instant', () => {
  expect(dayHoursSpan({ date: '2027-04-30', from: '00:00', to: '00:00' }, 'Africa/Cairo')).toEqual({
    from: '2027-04-29T22:00:00.000Z',
    to: '2027-04-30T21:00:00.000Z',
  })
})

test('days are named by their date in the zone', () => {
  expect(daysOf(ms('2026-11-23T20:00:00Z'), 'Asia/Kolkata', 0, 2)).toEqual([
    { key: '2026-11-24', noon: '2026-11-24T06:30:00.000Z' },
    { key: '2026-11-25', noon: '2026-11-25T06:30:00.000Z' },
  ])
})

test('a reading of the viewer’s clock is one instant, across a clock change too', () => {
  expect(instantOf('2027-03-14T18:30', 'America/New_York')).toBe('2027-03-14T22:30:00.000Z')
  expect(instantOf('2027-03-13T18:30', 'America/New_York')).toBe('2027-03-13T23:30:00.000Z')
  expect(instantOf('', 'UTC')).toBeNull()
})
