import { defaultPolicy } from '@ecc/contracts/policies'
import { describe, expect, it } from 'vitest'
import { judge, type Record } from './standing-rules.ts'

const now = new Date('2027-06-01T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
const record = (details: Partial<Record>): Record => ({
  noShows: [],
  bookings: 20,
  absences: 0,
  lateReschedules: 0,
  cancellations: 0,
  ...details,
})
const verdict = (details: Partial<Record>) => judge(record(details), defaultPolicy, now)
const shown = { hidden: false, hiddenUntil: null, banned: false, reason: null }

describe('missed sessions', () => {
  it('hide for 0, 7, 14 and 30 days from the latest, then ban', () => {
    expect(verdict({ noShows: [daysAgo(0)] })).toEqual(shown)
    const two = [daysAgo(1), daysAgo(30)]
    expect(verdict({ noShows: two })).toMatchObject({
      hidden: true,
      banned: false,
      hiddenUntil: '2027-06-07T12:00:00.000Z',
    })
    const three = [...two, daysAgo(60)]
    expect(verdict({ noShows: three })).toMatchObject({ hidden: true, hiddenUntil: '2027-06-14T12:00:00.000Z' })
    const four = [...three, daysAgo(90)]
    expect(verdict({ noShows: four })).toMatchObject({ hidden: true, hiddenUntil: '2027-06-30T12:00:00.000Z' })
    expect(verdict({ noShows: [...four, daysAgo(364)] })).toMatchObject({
      hidden: true,
      banned: true,
      hiddenUntil: null,
    })
  })

  it('no longer hide when the days are over, to the millisecond', () => {
    expect(verdict({ noShows: [daysAgo(7), daysAgo(8)] })).toEqual(shown)
    const msLeft = new Date(Date.parse(daysAgo(7)) + 1).toISOString()
    expect(verdict({ noShows: [msLeft, daysAgo(8)] })).toMatchObject({ hidden: true })
  })

  it('are forgotten after a year', () => {
    expect(verdict({ noShows: [daysAgo(1), daysAgo(365)] })).toEqual(shown)
  })
})

describe('the reliability floor', () => {
  it.each<[string, Partial<Record>, boolean]>([
    ['two absences', { absences: 2 }, false],
    ['three absences', { absences: 3 }, true],
    ['29 % rescheduled late', { bookings: 100, lateReschedules: 29 }, false],
    ['30 % rescheduled late', { bookings: 100, lateReschedules: 30 }, true],
    ['14 % cancelled', { bookings: 100, cancellations: 14 }, false],
    ['15 % cancelled', { bookings: 100, cancellations: 15 }, true],
    ['everything cancelled, of four bookings', { bookings: 4, cancellations: 4, absences: 4 }, false],
    ['one of five cancelled', { bookings: 5, cancellations: 1 }, true],
  ])('%s', (_, details, hidden) => {
    expect(verdict(details).hidden).toBe(hidden)
  })

  it('says every number that is too bad', () => {
    expect(verdict({ absences: 3, cancellations: 4 }).reason).toBe('3 absences, 20 % cancelled in 90 days')
  })
})
