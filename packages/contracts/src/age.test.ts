import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasTurned, todayIn } from './age.ts'
import { unknownZone } from './users.ts'

describe('age', () => {
  test('changes on the birthday and on no other day', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 100 }), (born, years) => {
        const birthDate = born.toISOString().slice(0, 10)
        fc.pre(!birthDate.endsWith('02-29'))
        const birthday = new Date(`${birthDate}T00:00:00Z`)
        birthday.setUTCFullYear(birthday.getUTCFullYear() + years)
        const eve = new Date(birthday.getTime() - 86_400_000)
        expect(hasTurned(years, birthDate, birthday.toISOString().slice(0, 10))).toBe(true)
        expect(hasTurned(years, birthDate, eve.toISOString().slice(0, 10))).toBe(false)
      }),
    )
  })

  test('of somebody born on 29 February changes on 1 March in other years', () => {
    expect(hasTurned(13, '2012-02-29', '2025-02-28')).toBe(false)
    expect(hasTurned(13, '2012-02-29', '2025-03-01')).toBe(true)
    expect(hasTurned(16, '2012-02-29', '2028-02-29')).toBe(true)
  })

  test.each([
    ['Pacific/Kiritimati', '2027-01-01'],
    ['America/Los_Angeles', '2026-12-31'],
    ['UTC', '2026-12-31'],
  ])('is reckoned by the calendar of %s', (zone, date) => {
    expect(todayIn(zone, new Date('2026-12-31T12:00:00Z'))).toBe(date)
  })

  test.each(['Nowhere/Land', '+01', '-0500', ''])('needs a real zone, not %j', (zone) => {
    expect(() => todayIn(zone, new Date('2026-12-31T12:00:00Z'))).toThrow(unknownZone().message)
  })
})
