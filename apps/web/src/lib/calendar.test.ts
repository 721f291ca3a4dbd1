import { expect, test } from 'vitest'
import { daysOf, daysSpan, instantOf, todaySpan, tonightSpan, weekendSpan } from './calendar.ts'

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

test('the weekend is the one to come, or what is left of it', () => {
  expect(weekendSpan(ms('2026-11-25T10:00:00Z'), 'UTC')).toEqual({
    from: '2026-11-28T00:00:00.000Z',
    to: '2026-11-30T00:00:00.000Z',
  })
  expect(weekendSpan(ms('2026-11-29T10:00:00Z'), 'UTC')).toEqual({
    from: '2026-11-29T10:00:00.000Z',
    to: '2026-11-30T00:00:00.000Z',
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
