import { BookingState } from '@ecc/contracts/bookings'
import { aBookingRecord } from '@ecc/contracts/samples'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allows, type Transition, transitions } from './booking-states.ts'
import { cancelEffect } from './cancellation.ts'

const states = (BookingState as unknown as { enum: BookingState[] }).enum
const names = Object.keys(transitions) as Transition[]
const ended: BookingState[] = ['released', 'resolved', 'no_show_player', 'no_show_coach', 'cancelled']

describe('the life of a booking', () => {
  it('reaches every state from a hold, and leaves none that has ended', () => {
    const reached = new Set<BookingState>(['held'])
    for (let size = 0; size !== reached.size; ) {
      size = reached.size
      for (const name of names) if ([...reached].some((state) => allows(state, name))) reached.add(transitions[name].to)
    }
    expect([...reached].sort()).toEqual([...states].sort())
    for (const state of ended) expect(names.filter((name) => allows(state, name))).toEqual([])
  })

  it('never pays both sides, whatever order of changes is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 30 }), (attempts) => {
        let state: BookingState = 'held'
        const passed: Transition[] = []
        for (const attempt of attempts) {
          if (!allows(state, attempt)) continue
          state = transitions[attempt].to
          passed.push(attempt)
        }
        const settled = passed.filter((name) =>
          ['release', 'resolve', 'cancel', 'nobodyCame', 'coachNoShow', 'playerNoShow'].includes(name),
        )
        expect(settled.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('what a cancellation gives back', () => {
  const minutes = fc.integer({ min: -60 * 24 * 30, max: 60 })

  it('never grows as the start comes nearer, and never exceeds the price', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('flexible', 'standard', 'strict'),
        minutes,
        minutes,
        fc.integer({ min: 1, max: 50_000 }),
        (policy, a, b, amount) => {
          const booking = aBookingRecord({ policy, price: { amount, currency: 'EUR' } })
          const at = (minute: number) =>
            cancelEffect(booking, 'player', new Date(Date.parse(booking.startsAt) + minute * 60_000)).refund.amount
          expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)))
          expect(at(a)).toBeLessThanOrEqual(amount)
        },
      ),
    )
  })

  it('is everything within 30 minutes of booking, when the start is more than two hours away', () => {
    const booking = aBookingRecord({
      policy: 'strict',
      startsAt: '2027-03-02T10:00:00.000Z',
      confirmedAt: '2027-03-02T07:00:00.000Z',
    })
    expect(cancelEffect(booking, 'player', new Date('2027-03-02T07:29:00Z')).percent).toBe(100)
    expect(cancelEffect(booking, 'player', new Date('2027-03-02T07:31:00Z')).percent).toBe(0)
  })

  it.each([
    ['flexible', 12, 100],
    ['flexible', 11, 50],
    ['standard', 24, 100],
    ['standard', 23, 50],
    ['standard', 5, 0],
    ['strict', 48, 100],
    ['strict', 47, 50],
    ['strict', 23, 0],
  ] as const)('%s, %i hours before the start: %i %%', (policy, hours, percent) => {
    const booking = aBookingRecord({ policy })
    expect(cancelEffect(booking, 'player', new Date(Date.parse(booking.startsAt) - hours * 3_600_000)).percent).toBe(
      percent,
    )
  })
})
