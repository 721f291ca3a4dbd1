import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Period, presence } from './presence.ts'

const instant = (second: number) => new Date(Date.UTC(2027, 2, 1, 17) + second * 1000).toISOString()
const window = { from: instant(0), to: instant(100) }
const period = (role: Period['role'], from: number, to: number): Period => ({
  role,
  from: instant(from),
  to: instant(to),
})

describe('presence', () => {
  it('counts overlapping stays once, and only within the session', () => {
    const periods = [period('player', -50, 30), period('player', 20, 40), period('coach', 35, 500)]
    expect(presence(periods, window)).toMatchObject({ playerSeconds: 40, coachSeconds: 65, bothSeconds: 5 })
  })

  it('tells the stays within the session, and when each side first came', () => {
    const periods = [
      period('player', -50, 30),
      period('player', 20, 40),
      period('coach', 35, 500),
      period('coach', -9, 0),
    ]
    expect(presence(periods, window)).toMatchObject({
      playerFirstJoin: instant(-50),
      coachFirstJoin: instant(35),
      stays: [
        { side: 'player', from: instant(0), to: instant(40) },
        { side: 'coach', from: instant(35), to: instant(100) },
      ],
    })
    const many = Array.from({ length: 200 }, (_, i) => period('coach', i / 2, i / 2 + 0.25))
    expect(presence(many, window).stays).toHaveLength(100)
    expect(presence([period('coach', -9, 0)], window)).toMatchObject({ coachFirstJoin: null, stays: [] })
  })

  it('agrees with counting second by second', () => {
    const stays = fc.array(
      fc
        .tuple(fc.constantFrom('player' as const, 'coach' as const), fc.integer({ min: -20, max: 120 }), fc.nat(60))
        .map(([role, from, length]) => ({ role, from, to: from + length })),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(stays, (stays) => {
        const at = (role: string, second: number) =>
          stays.some((stay) => stay.role === role && stay.from <= second && second < stay.to)
        const seconds = Array.from({ length: 100 }, (_, second) => second)
        const expected = {
          playerSeconds: seconds.filter((second) => at('player', second)).length,
          coachSeconds: seconds.filter((second) => at('coach', second)).length,
          bothSeconds: seconds.filter((second) => at('player', second) && at('coach', second)).length,
        }
        const periods = stays.map(({ role, from, to }) => period(role, from, to))
        expect(presence(periods, window)).toMatchObject(expected)
      }),
    )
  })
})
