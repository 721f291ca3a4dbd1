import { Shape, service } from '@ecc/contracts/define'
import { Instant, LocalDate } from '@ecc/contracts/vocabulary'
import { describe, expect, it } from 'vitest'
import { requestCheck } from './validation.ts'

const { route } = service({ name: 'shop-service', port: 0, summary: '' })
const spec = { method: 'POST', path: '/x', access: 'public', summary: '', reply: {} } as const
const takeInstant = requestCheck(route('takeInstant', { ...spec, body: Shape({ at: Instant }) }))
const takeDate = requestCheck(route('takeDate', { ...spec, body: Shape({ at: LocalDate }) }))
const isTaken = (check: typeof takeDate, at: string) => {
  try {
    check({ params: {}, query: {}, body: { at } })
    return true
  } catch {
    return false
  }
}

describe('an instant', () => {
  it.each([
    '2027-03-14T17:00:00Z',
    '2027-03-14T17:00:00.123Z',
    '2028-02-29T23:59:59.999999Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('%s', (at) => {
    expect(isTaken(takeInstant, at)).toBe(true)
    expect(new Date(at).toISOString().slice(0, 19)).toBe(at.slice(0, 19))
  })

  it.each([
    ['in another zone', '2027-03-14T17:00:00+01:00'],
    ['without a zone', '2027-03-14T17:00:00'],
    ['on a day that there is not', '2027-02-29T17:00:00Z'],
    ['in a month that there is not', '2027-13-01T17:00:00Z'],
    ['on day zero', '2027-01-00T17:00:00Z'],
    ['at an hour that there is not', '2027-03-14T24:00:00Z'],
    ['at hour 25', '2027-03-14T25:00:00Z'],
    ['at a leap second', '2026-12-31T23:59:60Z'],
    ['with a space', '2027-03-14 17:00:00Z'],
    ['in the year 0', '0000-03-14T17:00:00Z'],
    ['with text around it', 'x2027-03-14T17:00:00Z'],
  ])('is none %s', (_why, at) => expect(isTaken(takeInstant, at)).toBe(false))
})

describe('a date', () => {
  it.each(['2027-03-14', '2028-02-29', '2000-02-29', '0001-01-01'])('%s', (at) =>
    expect(isTaken(takeDate, at)).toBe(true),
  )

  it.each([
    '2027-02-29',
    '2100-02-29',
    '2027-00-01',
    '2027-13-01',
    '2027-04-31',
    '0000-01-01',
    '27-04-01',
    '2027-04-01T00:00',
  ])('is not %s', (at) => expect(isTaken(takeDate, at)).toBe(false))
})
