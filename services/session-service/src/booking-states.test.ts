import { allEvents } from '@ecc/contracts/all'
import { transitions } from '@ecc/contracts/booking-states'
import { BookingState } from '@ecc/contracts/bookings'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allows, type Transition } from './booking-states.ts'

const states = (BookingState as unknown as { enum: BookingState[] }).enum
const names = Object.keys(transitions) as Transition[]
/** Changes that share the money out. */
const settling = new Set<Transition>([
  'cancel',
  'callOff',
  'leaveLateCoach',
  'nobodyCame',
  'settlePlayerNoShow',
  'settleCoachNoShow',
  'settleFailure',
  'release',
  'resolve',
])
/** States whose money is shared out by entering them. */
const ended: BookingState[] = ['released', 'resolved', 'cancelled', 'declined']

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

  it('names events that are promised', () => {
    const promised = new Set(allEvents.map(({ name }) => name))
    const named = Object.values(transitions).flatMap(({ event }) => (event === null ? [] : [event]))
    expect(named.filter((name) => !promised.has(name))).toEqual([])
    expect(named.length).toBeGreaterThan(10)
  })

  it('settles every session that is paid, and only then ends it', () => {
    for (const state of states.filter((state) => !ended.includes(state) && state !== 'expired'))
      expect([state, names.some((name) => allows(state, name))]).toEqual([state, true])
    const entering = names.filter((name) => ended.includes(transitions[name].to) && !settling.has(name))
    expect(entering).toEqual(['decline'])
  })

  it('shares the money out once, whatever order of changes is tried: what is settled is left alone', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (attempts) => {
        let state: BookingState = 'held'
        const settled: Transition[] = []
        for (const attempt of attempts) {
          if (!allows(state, attempt) || (settled.length > 0 && settling.has(attempt))) continue
          // As the routes have it: an outcome that was settled is not contested or repeated.
          if (settled.length > 0 && (attempt === 'contest' || attempt === 'repeat')) continue
          state = transitions[attempt].to
          if (settling.has(attempt)) settled.push(attempt)
        }
        expect(settled.length).toBeLessThanOrEqual(1)
        if (ended.includes(state) && state !== 'declined') expect(settled).toHaveLength(1)
      }),
    )
  })
})
