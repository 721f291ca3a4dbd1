import {
  assignDispute,
  cannotTakeDispute,
  disputeAssigned,
  disputeMovedOn,
  getDispute,
  getDisputeCase,
  listDisputeStaff,
  listDisputes,
  ownDispute,
  withdrawDispute,
} from '@ecc/contracts/disputes'
import type { Caller } from '@ecc/kit'
import { anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { disputed } from './dispute.testing.ts'
import { sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
let session: Awaited<ReturnType<typeof disputed>>
let [sam, lee, kim]: Caller[] = []
beforeAll(async () => {
  t = await sessionService()
  ;[sam, lee, kim] = ['Sam Berg', 'Lee Ito', 'Kim Aalto'].map((name) => t.employ(name))
})
beforeEach(async () => {
  session = await disputed(t)
})
afterAll(() => t.close())

const idOf = (who: Caller | null | undefined) => who?.userId ?? null
const assign = (as: Caller | undefined, from: Caller | null | undefined, to: Caller | null | undefined) => {
  const body = { from: idOf(from), to: idOf(to) }
  return t.call(assignDispute, { params: session.params, body }, { as: as as Caller })
}
const seen = (as = sam) => t.call(getDisputeCase, { params: session.params }, { as: as as Caller })
const told = async () => (await t.emitted(disputeAssigned)).filter(({ bookingId }) => bookingId === session.id)
const steps = async () =>
  (await seen()).history.slice(1).map(({ what, byName, toName }) => [what, byName, toName] as const)

describe('a dispute', () => {
  it('is taken, handed over to another who is told, and let go of; staff see who did it', async () => {
    await assign(sam, null, sam)
    expect(await told()).toEqual([])
    await assign(sam, sam, lee)
    expect(await seen()).toMatchObject({ takenBy: lee?.userId, takenByName: 'Lee Ito' })
    expect(await told()).toMatchObject([{ byId: sam?.userId, toId: lee?.userId, offerTitle: expect.any(String) }])
    await assign(lee, lee, null)
    expect(await seen()).toMatchObject({ takenBy: null, takenByName: null })
    expect(await steps()).toEqual([
      ['taken', 'Sam Berg', null],
      ['handed_over', 'Sam Berg', 'Lee Ito'],
      ['handed_back', 'Lee Ito', null],
    ])
  })

  it('is given to somebody by staff who did not have it, and taken from who is away', async () => {
    await assign(kim, null, lee)
    await assign(sam, lee, sam)
    expect(await steps()).toEqual([
      ['handed_over', 'Kim Aalto', 'Lee Ito'],
      ['taken', 'Sam Berg', null],
    ])
    expect(await told()).toHaveLength(1)
  })

  it('shows its two sides that it changed hands, and no names of staff', async () => {
    await assign(sam, null, lee)
    for (const as of [session.player, session.coach]) {
      const { history } = await t.call(getDispute, { params: session.params }, { as })
      expect(history.at(-1)).toEqual({ at: expect.any(String), by: 'admin', what: 'handed_over', words: null })
    }
  })

  it('that somebody has by now is not taken from them unseen', async () => {
    await assign(lee, null, lee)
    await expect(assign(sam, null, sam)).rejects.toSatisfy(disputeMovedOn.is)
    await expect(assign(sam, kim, null)).rejects.toSatisfy(disputeMovedOn.is)
    expect(await steps()).toEqual([['taken', 'Lee Ito', null]])
  })

  it('that two take at once is one’s', async () => {
    const tries = await Promise.allSettled([assign(sam, null, sam), assign(lee, null, lee), assign(kim, null, kim)])
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const one of tries) if (one.status === 'rejected') expect(disputeMovedOn.is(one.reason)).toBe(true)
    expect(await steps()).toHaveLength(1)
  })

  it('that is handed over twice by the same request changes hands once, and is told once', async () => {
    for (let i = 0; i < 2; i++) await assign(sam, null, lee)
    expect(await steps()).toHaveLength(1)
    expect(await told()).toHaveLength(1)
  })

  it('goes to nobody who is not staff, to none of its sides, and by none of them', async () => {
    await expect(assign(sam, null, aPlayer())).rejects.toSatisfy(cannotTakeDispute.is)
    const coachOnStaff = t.employ('Cory Coach', session.coach.userId)
    await expect(assign(sam, null, coachOnStaff)).rejects.toSatisfy(cannotTakeDispute.is)
    await expect(assign(coachOnStaff, null, coachOnStaff)).rejects.toSatisfy(ownDispute.is)
    const { items } = await t.call(listDisputeStaff, { params: session.params }, { as: anAdmin() })
    expect(items.map(({ displayName }) => displayName)).toEqual(['Kim Aalto', 'Lee Ito', 'Sam Berg'])
  })

  it('that is over stays with who had it', async () => {
    await assign(sam, null, sam)
    await t.call(withdrawDispute, { params: session.params, body: {} }, { as: session.player })
    await expect(assign(sam, sam, lee)).rejects.toSatisfy(disputeMovedOn.is)
    expect(await seen()).toMatchObject({ takenBy: sam?.userId })
  })
})

describe('the list', () => {
  const listed = async (as: Caller | undefined, mine: boolean) => {
    const { items } = await t.call(listDisputes, { query: { mine, limit: 100 } }, { as: as as Caller })
    return items.map(({ booking }) => booking.id)
  }

  it('shows all, or only one’s own, a page at a time', async () => {
    const nobody = t.employ('Noor Said')
    expect(await listed(nobody, true)).toEqual([])
    await assign(nobody, null, nobody)
    const first = session
    session = await disputed(t)
    await assign(sam, null, nobody)
    expect(await listed(nobody, true)).toEqual([first.id, session.id])
    expect(await listed(sam, true)).not.toContain(session.id)
    expect(await listed(sam, false)).toEqual(expect.arrayContaining([first.id, session.id]))
    const query = { mine: true, limit: 1 }
    const { items, nextCursor } = await t.call(listDisputes, { query }, { as: nobody })
    const rest = await t.call(listDisputes, { query: { ...query, cursor: nextCursor ?? '' } }, { as: nobody })
    expect([...items, ...rest.items].map(({ booking }) => booking.id)).toEqual([first.id, session.id])
  })
})
