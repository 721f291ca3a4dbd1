import { defaultPolicy } from '@ecc/contracts/policies'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coachIsLate, decide } from './outcome-rules.ts'
import { attendanceIn, type Meeting } from './testing.ts'

const booked = {
  startsAt: '2027-03-02T10:00:00.000Z',
  endsAt: '2027-03-02T11:00:00.000Z',
  priceAmount: 3_001,
  feeAmount: 0,
}
const after = new Date(booked.endsAt)
const decided = (meeting: Meeting) => decide(attendanceIn(meeting, booked, after), booked, defaultPolicy)

describe('the outcome of a session of 60 minutes', () => {
  it.each<[string, Meeting, string, number]>([
    ['both all the time', { player: [[0, 60]], coach: [[-5, 60]] }, 'complete', 0],
    ['both for 90 %', { player: [[0, 54]], coach: [[0, 60]] }, 'complete', 0],
    ['a second less than 90 %', { player: [[0, 54 - 1 / 60]], coach: [[0, 60]] }, 'cut_short', 300],
    ['both for half of it', { player: [[0, 30]], coach: [[0, 60]] }, 'cut_short', 1_500],
    ['a second less than half', { player: [[0, 30 - 1 / 60]], coach: [[0, 60]] }, 'technical_failure', 3_001],
    [
      'many short connections, each side',
      {
        player: [
          [0, 10],
          [20, 30],
        ],
        coach: [[5, 25]],
      },
      'technical_failure',
      3_001,
    ],
    [
      'never at the same time',
      {
        player: [[0, 14]],
        coach: [
          [9, 9.5],
          [20, 40],
        ],
      },
      'technical_failure',
      3_001,
    ],
    ['only the coach', { coach: [[0, 60]] }, 'player_no_show', 0],
    [
      'the player a second beyond 15 minutes late',
      { player: [[15 + 1 / 60, 60]], coach: [[0, 60]] },
      'player_no_show',
      0,
    ],
    ['the player 15 minutes late', { player: [[15, 60]], coach: [[0, 60]] }, 'cut_short', 750],
    ['only the player', { player: [[0, 60]] }, 'coach_no_show', 3_001],
    ['a coach for less than a minute', { player: [[0, 60]], coach: [[0, 0.5]] }, 'coach_no_show', 3_001],
    ['a coach who came when it was half over', { player: [[0, 20]], coach: [[31, 60]] }, 'coach_no_show', 3_001],
    ['nobody', {}, 'nobody_came', 3_001],
    ['a coach who did not wait, and no player', { coach: [[0, 5]] }, 'nobody_came', 3_001],
    ['a coach who came too late to have waited, and no player', { coach: [[20, 60]] }, 'nobody_came', 3_001],
    ['each before the start only', { player: [[-10, 0]], coach: [[-10, 0]] }, 'nobody_came', 3_001],
  ])('%s', (_, meeting, kind, amount) => {
    expect(decided(meeting)).toEqual({ kind, refund: { amount, fee: 0 } })
  })

  it('gives back of our fee what it gives back of the price', () => {
    const meeting: Meeting = { player: [[0, 30]], coach: [[0, 60]] }
    const { refund } = decide(
      attendanceIn(meeting, booked, after),
      { ...booked, priceAmount: 3_075, feeAmount: 75 },
      defaultPolicy,
    )
    expect(refund).toEqual({ amount: 1_537, fee: 37 })
  })

  it.each<[string, Meeting, string]>([
    ['only the coach', { coach: [[0, 60]] }, 'player_no_show'],
    ['not the coach either', {}, 'coach_no_show'],
    ['a coach who did not wait', { coach: [[0, 5]] }, 'technical_failure'],
    ['a coach who came too late to have waited', { coach: [[20, 60]] }, 'coach_no_show'],
  ])('is never that nobody came where other players of the group did: %s', (_, meeting, kind) => {
    expect(decide(attendanceIn(meeting, booked, after), booked, defaultPolicy, true).kind).toBe(kind)
  })

  it('never gives back more than the price, nor less the less they met', () => {
    const minutes = fc.integer({ min: 0, max: 60 })
    fc.assert(
      fc.property(minutes, minutes, fc.integer({ min: 1, max: 50_000 }), (a, b, priceAmount) => {
        const refund = (met: number) => {
          const meeting: Meeting = { player: [[0, met]], coach: [[0, 60]] }
          const { kind, refund: back } = decide(
            attendanceIn(meeting, booked, after),
            { ...booked, priceAmount },
            defaultPolicy,
          )
          return kind === 'player_no_show' ? null : back.amount
        }
        const [more, less] = [refund(Math.max(a, b)), refund(Math.min(a, b))]
        if (more !== null) expect(more).toBeLessThanOrEqual(priceAmount)
        if (more !== null && less !== null) expect(more).toBeLessThanOrEqual(less)
      }),
    )
  })
})

describe('a late coach may be left', () => {
  const late = (minute: number, meeting: Meeting = { player: [[0, 60]] }) => {
    const now = new Date(Date.parse(booked.startsAt) + minute * 60_000)
    return coachIsLate(attendanceIn(meeting, booked, now), booked, defaultPolicy, now)
  }

  it('after ten minutes, until the end', () => {
    expect([10, 10.01, 59.9, 60].map((minute) => late(minute))).toEqual([false, true, true, false])
  })

  it('not once they have come, but in spite of a connection of seconds', () => {
    expect(late(20, { coach: [[12, 20]] })).toBe(false)
    expect(late(20, { coach: [[12, 12.5]] })).toBe(true)
  })
})
