import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CancellationTerms, graceMinutes, refundSteps, stepsFrom } from './cancellation-terms.ts'

const startsAt = '2027-03-04T17:00:00.000Z'
const hoursBefore = (hours: number) => Date.parse(startsAt) - hours * 3_600_000
const terms = (details: Partial<CancellationTerms> = {}): CancellationTerms => ({
  policy: 'standard',
  startsAt,
  price: { amount: 4500, currency: 'EUR' },
  bookedAt: null,
  ...details,
})
const told = (steps: ReturnType<typeof refundSteps>) => steps.map(({ percent, until }) => [percent, until])

describe('the steps of a cancellation', () => {
  it('are dates and amounts: all, then half, then nothing until the start', () => {
    expect(refundSteps(terms())).toEqual([
      { percent: 100, refund: { amount: 4500, currency: 'EUR' }, until: '2027-03-03T17:00:00.000Z' },
      { percent: 50, refund: { amount: 2250, currency: 'EUR' }, until: '2027-03-04T11:00:00.000Z' },
      { percent: 0, refund: { amount: 0, currency: 'EUR' }, until: startsAt },
    ])
  })

  it('of the flexible preset give half back until the start', () => {
    expect(told(refundSteps(terms({ policy: 'flexible' })))).toEqual([
      [100, '2027-03-04T05:00:00.000Z'],
      [50, startsAt],
    ])
  })

  it('begin with what holds now, when the start is inside the cut-off', () => {
    expect(told(stepsFrom(terms(), hoursBefore(10)))[0]).toEqual([50, '2027-03-04T11:00:00.000Z'])
    expect(told(stepsFrom(terms(), hoursBefore(3)))).toEqual([[0, startsAt]])
    expect(stepsFrom(terms(), hoursBefore(0))).toEqual([])
  })

  it('include the moment they end at', () => {
    expect(stepsFrom(terms(), hoursBefore(24))[0]?.percent).toBe(100)
    expect(stepsFrom(terms(), hoursBefore(6))[0]?.percent).toBe(50)
  })

  it('begin with 30 minutes of grace after the booking, and leave out what the grace covers', () => {
    const bookedAt = new Date(hoursBefore(24)).toISOString()
    expect(told(refundSteps(terms({ policy: 'strict', bookedAt })))).toEqual([
      [100, '2027-03-03T17:30:00.000Z'],
      [0, startsAt],
    ])
  })

  it('know no grace from two hours before the start on', () => {
    expect(graceMinutes(startsAt, hoursBefore(10))).toBe(30)
    expect(graceMinutes(startsAt, hoursBefore(2.25))).toBe(15)
    expect(graceMinutes(startsAt, hoursBefore(2))).toBe(0)
    const bookedAt = new Date(hoursBefore(1)).toISOString()
    expect(stepsFrom(terms({ policy: 'strict', bookedAt }), hoursBefore(0.9))[0]?.percent).toBe(0)
  })

  it('never give back more later, more than the price, or a part of a cent', () => {
    const policy = fc.constantFrom<CancellationTerms['policy']>('flexible', 'standard', 'strict')
    const bookedHoursBefore = fc.option(fc.integer({ min: 0, max: 24 * 30 }), { nil: null })
    fc.assert(
      fc.property(policy, bookedHoursBefore, fc.integer({ min: 1, max: 1_000_000 }), (policy, hours, amount) => {
        const bookedAt = hours === null ? null : new Date(hoursBefore(hours)).toISOString()
        const steps = refundSteps(terms({ policy, bookedAt, price: { amount, currency: 'EUR' } }))
        for (const [index, { refund, until }] of steps.entries()) {
          const before = steps[index - 1]
          expect(Number.isInteger(refund.amount)).toBe(true)
          expect(refund.amount).toBeLessThanOrEqual(before?.refund.amount ?? amount)
          if (before) expect(Date.parse(until)).toBeGreaterThan(Date.parse(before.until))
        }
        expect(steps.at(-1)?.until).toBe(startsAt)
      }),
    )
  })
})
