import { expect, test } from 'vitest'
import { isReading, minutesOf, parseReading, readingChoices, showReading } from './clock-reading.ts'

test.each([
  ['9', '09:00'],
  ['930', '09:30'],
  ['0930', '09:30'],
  ['18.45', '18:45'],
  ['6 pm', '18:00'],
  ['12am', '00:00'],
  ['12:30 pm', '12:30'],
  ['24', '24:00'],
  ['23:59', '24:00'],
  ['18:07', '18:00'],
])('reads "%s" as %s', (typed, reading) => {
  expect(parseReading(typed)).toBe(reading)
})

test.each(['', 'noon', '25', '24:15', '9:75', '13 pm', '123456'])('takes "%s" for no time', (typed) => {
  expect(parseReading(typed)).toBeNull()
})

test('24:00 is the last reading of a day', () => {
  expect(minutesOf('24:00')).toBe(1440)
  expect(isReading('24:15')).toBe(false)
})

test('shows a reading on a clock of 12 hours', () => {
  expect(['00:00', '09:15', '12:00', '18:30', '24:00'].map((reading) => showReading(reading, true))).toEqual([
    '12:00 am',
    '9:15 am',
    '12:00 pm',
    '6:30 pm',
    '12:00 am',
  ])
})

test('every choice shown on either clock is read back as itself', () => {
  for (const reading of readingChoices(0, 1425))
    for (const hour12 of [true, false]) expect(parseReading(showReading(reading, hour12))).toBe(reading)
})
