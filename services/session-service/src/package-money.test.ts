import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfPackage, partsOf } from './package-money.ts'

const sizes = fc.constantFrom(3, 5, 10)
/** A package as it is sold: n sessions at a single price, d percent cheaper. */
const sold = fc
  .record({
    single: fc.integer({ min: 125, max: 200_000 }),
    sessions: sizes,
    discount: fc.integer({ min: 5, max: 20 }),
  })
  .map(({ single, sessions, discount }) => ({
    single,
    sessions,
    paid: Math.floor((single * sessions * (100 - discount)) / 100),
  }))

describe('the parts of a package', () => {
  it('add up exactly, differ by a unit at most, and the larger ones come last', () => {
    fc.assert(
      fc.property(sold, ({ paid, sessions }) => {
        const parts = partsOf(paid, sessions)
        expect(parts).toHaveLength(sessions)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(paid)
        expect((parts.at(-1) as number) - (parts[0] as number)).toBeLessThanOrEqual(1)
        expect(parts).toEqual(parts.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('the end of a package', () => {
  it('gives the player what was paid less the single price of each used session, never below zero', () => {
    const worth = { paid: 8_100, single: 3_000, sessions: 3 }
    expect(endOfPackage({ ...worth, unused: [2_700, 2_700, 2_700] }, 'player')).toEqual({ rest: 8_100, refund: 8_100 })
    expect(endOfPackage({ ...worth, unused: [2_700, 2_700] }, 'player')).toEqual({ rest: 5_400, refund: 5_100 })
    expect(endOfPackage({ ...worth, unused: [2_700] }, 'player')).toEqual({ rest: 2_700, refund: 2_100 })
    expect(endOfPackage({ ...worth, unused: [] }, 'player')).toEqual({ rest: 0, refund: 0 })
  })

  it('gives all that is unused back when the coach ends it', () => {
    const worth = { paid: 8_100, single: 3_000, sessions: 3, unused: [2_700] }
    expect(endOfPackage(worth, 'coach')).toEqual({ rest: 2_700, refund: 2_700 })
  })

  it('never gives back more than is unused, and the less the more was used', () => {
    fc.assert(
      fc.property(sold, ({ paid, single, sessions }) => {
        const parts = partsOf(paid, sessions)
        const refunds = parts.map((_, used) => {
          const { refund, rest } = endOfPackage({ paid, single, sessions, unused: parts.slice(used) }, 'player')
          expect(refund).toBeLessThanOrEqual(rest)
          expect(refund).toBe(Math.max(0, paid - used * single))
          return refund
        })
        expect(refunds).toEqual(refunds.toSorted((a, b) => b - a))
        expect(refunds[0]).toBe(paid)
      }),
    )
  })
})
