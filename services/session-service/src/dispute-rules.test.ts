import { disputeStates, disputeSteps, isOver, mayStep } from '@ecc/contracts/dispute-states'
import { isWhole, moneyOf, remediesOf } from '@ecc/contracts/dispute-terms'
import { defaultPolicy } from '@ecc/contracts/policies'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlinesFrom, mayDo, nextDue, type Standing } from './dispute-rules.ts'

const steps = Object.keys(disputeSteps) as (keyof typeof disputeSteps)[]
const hours = (from: string, to: Date) => (to.getTime() - Date.parse(from)) / 3_600_000

const standing = (changes: Partial<Standing> = {}): Standing => ({
  state: 'open',
  openedBy: 'player',
  answerBy: '2027-03-04T12:00:00.000Z',
  evidenceUntil: '2027-03-05T12:00:00.000Z',
  ruleBy: '2027-03-08T12:00:00.000Z',
  reminded: null,
  overdueAt: null,
  ...changes,
})

describe('the deadlines', () => {
  it.each([
    ['in plain time', '2027-03-01T12:00:00.000Z'],
    ['over the clock change in New York', '2027-03-13T12:00:00.000Z'],
    ['over the clock change in Berlin', '2027-03-27T12:00:00.000Z'],
    ['over the one in autumn', '2027-10-30T12:00:00.000Z'],
  ])('are 48, 72 and 144 hours after it was opened, %s', (_, opened) => {
    const { answerBy, evidenceUntil, ruleBy } = deadlinesFrom(new Date(opened), defaultPolicy)
    expect([answerBy, evidenceUntil, ruleBy].map((at) => hours(opened, at))).toEqual([48, 72, 144])
  })

  it('follow one another until nothing is left but the ruling, which never comes by itself', () => {
    const due = (changes: Partial<Standing>) => nextDue(standing(changes))
    expect(due({})).toEqual({ what: 'remind_answer', at: new Date('2027-03-03T12:00:00Z') })
    expect(due({ reminded: 'answer' })).toEqual({ what: 'default', at: new Date('2027-03-04T12:00:00Z') })
    expect(due({ state: 'answered' })).toMatchObject({ what: 'remind_evidence', at: new Date('2027-03-04T12:00:00Z') })
    expect(due({ state: 'answered', reminded: 'evidence' })).toMatchObject({ what: 'close_evidence' })
    expect(due({ state: 'evidence_closed' })).toEqual({ what: 'overdue', at: new Date('2027-03-08T12:00:00Z') })
    expect(due({ state: 'evidence_closed', overdueAt: '2027-03-08T12:00:00.000Z' })).toBeNull()
    for (const state of disputeStates.filter(isOver)) expect(due({ state })).toBeNull()
  })
})

describe('what a side may do', () => {
  it('is nothing after the time to answer has passed, also when the job has not run', () => {
    const at = new Date('2027-03-04T12:00:00Z')
    for (const side of ['player', 'coach', 'admin'] as const)
      expect(Object.values(mayDo(standing(), side, at))).toEqual([false, false, false, false, false])
    const before = mayDo(standing(), 'coach', new Date(at.getTime() - 1))
    expect(before).toEqual({ answer: true, accept: true, addEvidence: true, withdraw: false, rule: false })
  })

  it('leaves each step of the table to exactly one side', () => {
    const now = new Date('2027-03-02T12:00:00Z')
    for (const state of disputeStates)
      for (const openedBy of ['player', 'coach'] as const) {
        const may = (side: 'player' | 'coach' | 'admin') => mayDo(standing({ state, openedBy }), side, now)
        const other = openedBy === 'player' ? 'coach' : 'player'
        expect([may(other).answer, may(openedBy).answer, may('admin').answer]).toEqual([
          mayStep(state, 'answer'),
          false,
          false,
        ])
        expect([may(openedBy).withdraw, may(other).withdraw]).toEqual([mayStep(state, 'withdraw'), false])
        expect([may('admin').rule, may(other).rule]).toEqual([mayStep(state, 'rule'), false])
      }
  })
})

describe('the table', () => {
  it('reaches every state from an open dispute, and leaves none that is over', () => {
    const reached = new Set<string>(['open'])
    for (let size = 0; size !== reached.size; ) {
      size = reached.size
      for (const step of steps)
        if (disputeSteps[step].from.some((state) => reached.has(state))) reached.add(disputeSteps[step].to)
    }
    expect([...reached].sort()).toEqual([...disputeStates].sort())
    expect(disputeStates.filter(isOver)).toEqual(['ruled', 'accepted', 'defaulted', 'withdrawn'])
  })
})

describe('the money of a remedy', () => {
  it('adds up to the price, whatever the share, and is never more than the share of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 100 }), (amount, percent) => {
        const price = { amount, currency: 'EUR' as const }
        const money = moneyOf({ price, orderKind: 'booking' }, { kind: 'refund', percent })
        expect((money?.toPlayer.amount ?? 0) + (money?.toCoach.amount ?? 0)).toBe(amount)
        expect((money?.toPlayer.amount ?? 0) * 100).toBeLessThanOrEqual(amount * percent)
      }),
    )
  })

  it('is a share only for a refund, and another time only for who has a time of their own', () => {
    expect(isWhole({ kind: 'refund', percent: 0 })).toBe(false)
    expect(isWhole({ kind: 'release', percent: 10 })).toBe(false)
    expect(remediesOf('player', false)).not.toContain('release')
    expect(remediesOf('admin', true)).toEqual(['refund', 'credit', 'release'])
    expect(isWhole({ kind: 'credit', percent: 0 })).toBe(false)
  })
})
