import { expect, test } from 'vitest'
import { periodChoices } from './period.ts'

test('begins with the month that it is on the clock of the viewer', () => {
  const newYear = Date.parse('2027-01-01T03:00:00Z')
  expect(periodChoices(newYear, 'America/New_York', 'en')[0]).toEqual({ value: '2026-12', label: 'December 2026' })
  const choices = periodChoices(newYear, 'Europe/Berlin', 'en')
  expect(choices[0]?.value).toBe('2027-01')
  expect(choices.slice(-2).map(({ value }) => value)).toEqual(['2027', '2026'])
  expect(new Set(choices.map(({ value }) => value)).size).toBe(26)
})
