import { describe, expect, it } from 'vitest'
import { period, type Reader } from './times.ts'

const newYork: Reader = { timeZone: 'America/New_York', locale: 'en', preferences: { hourCycle: 'locale' } }

describe('a period in a letter', () => {
  it('names the zone once, with its distance then', () => {
    expect(period('2026-11-24T17:30:00Z', '2026-11-24T18:30:00Z', newYork)).toBe(
      'Tuesday, November 24, 2026, 12:30 PM to 1:30 PM (America/New_York, EST)',
    )
  })

  it('names it at both ends when the clocks change in between', () => {
    expect(period('2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', newYork)).toBe(
      'Sunday, November 1, 2026, 1:30 AM (America/New_York, EDT) to 1:30 AM (America/New_York, EST)',
    )
  })

  it('names the day at both ends when it ends on the next', () => {
    expect(period('2026-11-25T04:30:00Z', '2026-11-25T05:30:00Z', newYork)).toBe(
      'Tuesday, November 24, 2026, 11:30 PM to Wednesday, November 25, 2026, 12:30 AM (America/New_York, EST)',
    )
  })
})
