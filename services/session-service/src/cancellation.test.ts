import { type Actor, BookingRecord, type BookingRecord as Record } from '@ecc/contracts/bookings'
import type { Attendance } from '@ecc/contracts/outcomes'
import { defaultPolicy, type PolicyValues } from '@ecc/contracts/policies'
import { aBookingRecord } from '@ecc/contracts/samples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cancelEffect } from './cancellation.ts'

const hourMs = 3_600_000
const nobody: Attendance = {
  playerSeconds: 0,
  coachSeconds: 0,
  bothSeconds: 0,
  playerFirstJoin: null,
  coachFirstJoin: null,
  stays: [],
}

/** The effect so many milliseconds before the start. */
function effect(
  booking: Record,
  beforeMs: number,
  {
    by = 'player',
    policy = defaultPolicy,
    attendance = null,
  }: { by?: Actor; policy?: PolicyValues; attendance?: Attendance | null } = {},
) {
  return cancelEffect(booking, by, { policy, attendance, now: new Date(Date.parse(booking.startsAt) - beforeMs) })
}

describe('what a player gets back', () => {
  it.each([
    ['flexible', 12, 100, 50],
    ['flexible', 0, 50, 50],
    ['standard', 24, 100, 50],
    ['standard', 6, 50, 0],
    ['strict', 48, 100, 50],
    ['strict', 24, 50, 0],
  ] as const)('%s: at the cut-off of %i hours still %i %%, a millisecond later %i %%', (policy, hours, at, after) => {
    const booking = aBookingRecord({ policy })
    if (hours > 0) expect(effect(booking, hours * hourMs).percent).toBe(at)
    expect(effect(booking, Math.max(1, hours * hourMs - 1)).percent).toBe(after)
  })

  it('is everything within 30 minutes of booking, when the start is more than two hours away', () => {
    const booking = aBookingRecord({
      policy: 'strict',
      startsAt: '2027-03-02T10:00:00.000Z',
      confirmedAt: '2027-03-02T07:00:00.000Z',
    })
    expect(effect(booking, 2.5 * hourMs).percent).toBe(100)
    expect(effect(booking, 2.5 * hourMs - 1).percent).toBe(0)
    const late = aBookingRecord({ ...booking, confirmedAt: '2027-03-02T07:50:00.000Z' })
    expect(effect(late, 2 * hourMs).percent).toBe(100)
    expect(effect(late, 2 * hourMs - 1).percent).toBe(0)
  })

  it('is said with the instant until which all of it comes back, and none once that has passed', () => {
    const booking = aBookingRecord({ policy: 'standard', startsAt: '2027-03-01T17:00:00.000Z' })
    expect(effect(booking, 30 * hourMs).fullRefundUntil).toBe('2027-02-28T17:00:00.000Z')
    expect(effect(booking, 23 * hourMs).fullRefundUntil).toBeNull()
  })

  it('counts elapsed hours, also across the night in which clocks change', () => {
    const spring = aBookingRecord({ policy: 'standard', startsAt: '2027-03-28T10:00:00.000Z' })
    expect(effect(spring, 30 * hourMs).fullRefundUntil).toBe('2027-03-27T10:00:00.000Z')
    expect([effect(spring, 24 * hourMs).percent, effect(spring, 24 * hourMs - 1).percent]).toEqual([100, 50])
  })

  it('never grows as the start comes nearer, is never more than the price, and follows the policy it was sold under', () => {
    const preset = fc.record({
      fullHours: fc.integer({ min: 0, max: 720 }),
      halfHours: fc.integer({ min: 0, max: 720 }),
    })
    const policy = fc
      .record({ preset, late: fc.integer({ min: 0, max: 100 }), grace: fc.integer({ min: 0, max: 1440 }) })
      .map(({ preset: { fullHours, halfHours }, late, grace }) => ({
        ...defaultPolicy,
        strict: { fullHours: Math.max(fullHours, halfHours), halfHours: Math.min(fullHours, halfHours) },
        lateRefundPercent: late,
        graceMinutes: grace,
      }))
    const before = fc.integer({ min: 1, max: 40 * 24 * hourMs })
    fc.assert(
      fc.property(policy, before, before, fc.integer({ min: 1, max: 50_000 }), (policy, a, b, amount) => {
        const booking = aBookingRecord({ policy: 'strict', price: { amount, currency: 'EUR' } })
        const [early, late] = [Math.max(a, b), Math.min(a, b)].map(
          (ms) => effect(booking, ms, { policy }).refund.amount,
        )
        expect(late).toBeLessThanOrEqual(early as number)
        expect(early).toBeLessThanOrEqual(amount)
        expect(effect(booking, policy.strict.fullHours * hourMs + 1, { policy }).refund.amount).toBe(amount)
      }),
    )
  })
})

describe('a coach who cancels', () => {
  const booking = aBookingRecord({ price: { amount: 4_505, currency: 'EUR' } })

  it('gives all of it back, and until 12 hours before it costs nothing more', () => {
    const early = effect(booking, 12 * hourMs, { by: 'coach' })
    expect(early).toMatchObject({ percent: 100, refund: { amount: 4_505 }, credit: { amount: 0 }, mark: false })
  })

  it('later owes a tenth as credit, rounded down, and gets a mark', () => {
    const late = effect(booking, 12 * hourMs - 1, { by: 'coach' })
    expect(late).toMatchObject({ percent: 100, refund: { amount: 4_505 }, credit: { amount: 450 }, mark: true })
  })

  it('before it is paid for owes nothing', () => {
    const held = { ...booking, state: 'held', confirmedAt: null } as const
    expect(effect(held, hourMs, { by: 'coach' })).toMatchObject({ allowed: true, credit: { amount: 0 }, mark: false })
  })
})

it('staff give all of it back, without credit or mark', () => {
  const result = effect(aBookingRecord(), hourMs, { by: 'admin' })
  expect(result).toMatchObject({ allowed: true, percent: 100, credit: { amount: 0 }, mark: false })
})

describe('once the session has begun', () => {
  const booking = aBookingRecord({ state: 'in_progress', policy: 'strict' })
  const minutes = (late: number) => -late * 60_000

  it('a player may leave for everything when the coach is more than 10 minutes late', () => {
    expect(effect(booking, minutes(10), { attendance: nobody }).allowed).toBe(false)
    const left = effect(booking, minutes(10) - 1, { attendance: nobody })
    expect(left).toMatchObject({ allowed: true, coachLate: true, percent: 100, refund: booking.price, mark: true })
  })

  it('not when the coach is there, when nobody knows, after the end, or as coach or staff', () => {
    const there = { ...nobody, coachSeconds: 60 }
    expect(effect(booking, minutes(20), { attendance: there })).toMatchObject({ allowed: false, refund: { amount: 0 } })
    expect(effect(booking, minutes(20), { attendance: null }).allowed).toBe(false)
    expect(effect(booking, minutes(60), { attendance: nobody }).allowed).toBe(false)
    for (const by of ['coach', 'admin', 'system'] as const)
      expect(effect(booking, minutes(20), { by, attendance: nobody }).allowed).toBe(false)
  })
})

it('no state but a hold, a request and a confirmed booking can be cancelled before the start', () => {
  const states = (BookingRecord.properties.state as unknown as { enum: Record['state'][] }).enum
  const cancellable = states.filter((state) => effect(aBookingRecord({ state }), hourMs).allowed)
  expect(cancellable).toEqual(['held', 'requested', 'confirmed'])
})
