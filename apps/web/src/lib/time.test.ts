import { expect, test } from 'vitest'
import {
  countdownText,
  dayKey,
  daysBetween,
  dayText,
  durationText,
  rangeText,
  relativeDayText,
  sameClock,
  type TimeStyle,
  timeText,
  zoneText,
} from './time.ts'

const berlin: TimeStyle = { zone: 'Europe/Berlin', locale: 'en-GB', hour12: undefined }
const newYork: TimeStyle = { zone: 'America/New_York', locale: 'en-US', hour12: undefined }
const at = '2026-11-24T17:30:00Z'

test('a time reads as the zone, the language and the chosen hour cycle have it', () => {
  expect(timeText(at, berlin)).toBe('18:30')
  expect(timeText(at, newYork)).toBe('12:30 PM')
  expect(timeText(at, { ...newYork, hour12: false })).toBe('12:30')
  expect(timeText('2026-11-24T23:05:00Z', { ...berlin, hour12: false })).toBe('00:05')
})

test('a reading that comes twice says which of the two it is, and no other does', () => {
  const sunday = (utc: string, style: TimeStyle) => timeText(`2026-11-01T${utc}:00Z`, style)
  expect(sunday('05:00', newYork)).toBe('01:00 AM EDT')
  expect(sunday('05:30', newYork)).toBe('01:30 AM EDT')
  expect(sunday('06:30', newYork)).toBe('01:30 AM EST')
  expect(sunday('04:45', newYork)).toBe('12:45 AM')
  expect(sunday('07:00', newYork)).toBe('02:00 AM')
  expect(sunday('06:30', { ...newYork, locale: 'en-GB' })).toBe('01:30 GMT-5')
  // Half an hour back on Lord Howe; and in spring a reading is missing, none comes twice.
  const lordHowe = { ...berlin, zone: 'Australia/Lord_Howe' }
  expect(['14:45', '15:15', '15:45'].map((utc) => timeText(`2026-04-04T${utc}:00Z`, lordHowe))).toEqual([
    '01:45 GMT+11',
    '01:45 GMT+10:30',
    '02:15',
  ])
  expect(['00:30', '01:30'].map((utc) => timeText(`2027-03-28T${utc}:00Z`, berlin))).toEqual(['01:30', '03:30'])
  expect(rangeText('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', berlin)).toBe('02:30 CEST – 02:30 CET')
})

test('today and tomorrow go by the viewer’s date, not by hours', () => {
  const now = Date.parse('2026-11-23T22:30:00Z')
  expect(relativeDayText('2026-11-23T22:45:00Z', berlin, now)).toBe('Today')
  expect(relativeDayText('2026-11-23T23:15:00Z', berlin, now)).toBe('Tomorrow')
  expect(relativeDayText('2026-11-23T23:15:00Z', { ...berlin, zone: 'Asia/Kolkata' }, now)).toBe('Today')
})

test('a day of another year says so', () => {
  const now = Date.parse('2026-12-30T12:00:00Z')
  expect(dayText('2027-01-02T12:00:00Z', berlin, now)).toContain('2027')
  expect(dayText('2026-12-31T12:00:00Z', berlin, now)).not.toContain('2026')
})

test('a zone is named with its distance at that instant', () => {
  expect(zoneText('Europe/Berlin', '2026-07-01T00:00:00Z')).toBe('Berlin (GMT+2)')
  expect(zoneText('America/Sao_Paulo', at)).toBe('Sao Paulo (GMT-3)')
  expect(zoneText('UTC', at)).toContain('UTC')
})

test('two zones are the same clock only while they read the same', () => {
  expect(sameClock('Europe/Berlin', 'Europe/Paris', at)).toBe(true)
  expect(sameClock('Europe/Berlin', 'Europe/London', at)).toBe(false)
})

test('dates and the days between them', () => {
  expect(dayKey('2026-11-23T23:30:00Z', 'Europe/Berlin')).toBe('2026-11-24')
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
})

test('countdowns stop at zero and turn to days when long', () => {
  expect(countdownText(14 * 60_000 + 59_001)).toBe('15:00')
  expect(countdownText(65_000)).toBe('1:05')
  expect(countdownText(3_605_000)).toBe('1:00:05')
  expect(countdownText(52 * 3_600_000)).toBe('2 d 4 h')
  expect(countdownText(-5)).toBe('0:00')
})

test('lengths', () => {
  expect([15, 60, 90].map(durationText)).toEqual(['15 min', '1 h', '1 h 30 min'])
})
