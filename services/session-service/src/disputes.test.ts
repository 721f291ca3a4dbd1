import { repeatSession } from '@ecc/contracts/aftermath'
import {
  bookingDisputeClosed,
  bookingDisputeDue,
  bookingDisputed,
  bookingNotFound,
  bookingReleased,
  bookingResolved,
  bookingSettled,
  confirmCompletion,
  getBooking,
} from '@ecc/contracts/bookings'
import type { Remedy } from '@ecc/contracts/dispute-terms'
import {
  acceptDispute,
  addEvidence,
  answerDispute,
  assignDispute,
  disputeMovedOn,
  disputeOverdue,
  getDispute,
  getDisputeCase,
  listDisputes,
  notDisputable,
  openDispute,
  ownDispute,
  remedyNotPossible,
  ruleDispute,
  withdrawDispute,
} from '@ecc/contracts/disputes'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sweepDisputes } from './sweep-disputes.ts'
import { type Meeting, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

const words = 'That is not how it was, see the records.'
const half: Remedy = { kind: 'refund', percent: 50 }
const all: Remedy = { kind: 'refund', percent: 100 }
const toCoach: Remedy = { kind: 'release', percent: 0 }
const anotherTime: Remedy = { kind: 'reschedule', percent: 0 }
const together: Meeting = { player: [[0, 60]], coach: [[0, 60]] }
const coachMissing: Meeting = { player: [[0, 60]] }
const playerMissing: Meeting = { coach: [[0, 60]] }
const eur = (amount: number) => ({ amount, currency: 'EUR' })

/** A session of two people of its own, a day ahead, up to its end. */
async function ended(meeting: Meeting) {
  const [player, coach] = [aPlayer(), aCoach()]
  const startsAt = new Date(Math.ceil((t.clock.now().getTime() + 24 * 3_600_000) / 900_000) * 900_000).toISOString()
  const booking = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt })
  t.meet(booking.id, meeting)
  await t.clock.set(booking.endsAt)
  return { booking, player, coach, params: { id: booking.id } }
}
type Session = Awaited<ReturnType<typeof ended>>

const open = ({ params }: Session, as: Caller, asked: Remedy) =>
  t.call(openDispute, { params, body: { reason: 'technical', words, asked } }, { as })
const answer = ({ params }: Session, as: Caller) => t.call(answerDispute, { params, body: { words } }, { as })
const accept = ({ params }: Session, as: Caller) => t.call(acceptDispute, { params, body: {} }, { as })
const withdraw = ({ params }: Session, as: Caller) => t.call(withdrawDispute, { params, body: {} }, { as })
const rule = ({ params }: Session, remedy: Remedy, as = anAdmin(), removeMarks = false) =>
  t.call(ruleDispute, { params, body: { remedy, words, removeMarks } }, { as })
const see = ({ params, player }: Session, as = player) => t.call(getDispute, { params }, { as })
const bookingOf = ({ params, player }: Session) => t.call(getBooking, { params }, { as: player })
const of = <T extends { id: string }>(events: T[], { booking }: Session) => events.filter(({ id }) => id === booking.id)
const moneyIn = async (session: Session) => (await bookingOf(session)).history.flatMap(({ money }) => money ?? [])

/** A session that its player disputes and its coach has answered. */
async function answered(asked = half) {
  const session = await ended(together)
  await open(session, session.player, asked)
  await answer(session, session.coach)
  return session
}

describe('opening a dispute', () => {
  it('freezes the money beyond its date, and both see what is asked, until when, and what the room recorded', async () => {
    const session = await ended(together)
    const { booking, player, coach } = session
    expect((await bookingOf(session)).afterwards.disputeUntil).not.toBeNull()
    expect(await open(session, player, half)).toMatchObject({ state: 'disputed' })
    const [told] = of(await t.emitted(bookingDisputed), session)
    expect(told).toMatchObject({ openedBy: 'player', answerBy: expect.any(String) })
    const { answerBy } = told as { answerBy: string }
    for (const as of [player, coach, anAdmin()])
      expect(await see(session, as)).toMatchObject({
        state: 'open',
        openedBy: 'player',
        words,
        asked: half,
        askedMoney: { toPlayer: eur(1500), toCoach: eur(1500) },
        answerBy,
        outcome: { kind: 'complete', attendance: { bothSeconds: 3600 } },
      })
    expect((await bookingOf(session)).afterwards).toMatchObject({
      disputeUntil: null,
      dispute: { state: 'open', until: answerBy, yourTurn: false },
    })
    await answer(session, coach)
    await t.clock.advance({ days: 30 })
    expect(of(await t.emitted(bookingReleased), { booking } as Session)).toEqual([])
    expect(await moneyIn(session)).toEqual([])
  })

  it('is for the player from the start until the release, and for nobody else but who an outcome goes against', async () => {
    const session = await ended(together)
    await expect(open(session, session.coach, toCoach)).rejects.toSatisfy(notDisputable.is)
    await expect(open(session, anAdmin(), half)).rejects.toSatisfy(notDisputable.is)
    await expect(open(session, aPlayer(), half)).rejects.toSatisfy(bookingNotFound.is)
    await t.call(confirmCompletion, { params: session.params, body: {} }, { as: session.player })
    await expect(open(session, session.player, half)).rejects.toSatisfy(notDisputable.is)
    const early = { ...session, booking: await t.confirm(session.player, { startsAt: nextHour() }) }
    await expect(open({ ...early, params: { id: early.booking.id } }, session.player, half)).rejects.toSatisfy(
      notDisputable.is,
    )
  })

  it('contests an outcome in the same way, within 48 hours after the end', async () => {
    const [lost, late] = [await ended(playerMissing), await ended(playerMissing)]
    await expect(open(lost, lost.coach, toCoach)).rejects.toSatisfy(notDisputable.is)
    await open(lost, lost.player, all)
    expect((await see(lost)).outcome).toMatchObject({ kind: 'player_no_show', contestedBy: 'player' })
    t.skipTime(48 * 60)
    await expect(open(late, late.player, all)).rejects.toSatisfy(notDisputable.is)
    t.skipTime(-48 * 60)
  })

  it('asks only for what this side may have', async () => {
    const session = await ended(together)
    for (const asked of [toCoach, { kind: 'refund', percent: 0 }, { kind: 'reschedule', percent: 5 }] as Remedy[])
      await expect(open(session, session.player, asked)).rejects.toSatisfy(remedyNotPossible.is)
  })

  it('happens once for a session, also when it is asked for twice at the same moment', async () => {
    const session = await ended(together)
    const both = await Promise.allSettled([open(session, session.player, half), open(session, session.player, all)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(of(await t.emitted(bookingDisputed), session)).toHaveLength(1)
    await withdraw(session, session.player)
    await expect(open(session, session.player, half)).rejects.toSatisfy(notDisputable.is)
  })
})

describe('without an answer', () => {
  it('reminds the other side a day before, and the claimant wins after 48 hours, once', async () => {
    const session = await ended(together)
    await open(session, session.player, half)
    await t.clock.advance({ hours: 24 })
    expect(of(await t.emitted(bookingDisputeDue), session)).toMatchObject([{ step: 'answer', openedBy: 'player' }])
    await t.clock.advance({ hours: 23, minutes: 59 })
    expect((await see(session)).state).toBe('open')
    await t.clock.advance({ minutes: 1 })
    expect(await see(session)).toMatchObject({
      state: 'defaulted',
      ruling: { remedy: half, money: { toPlayer: eur(1500), toCoach: eur(1500) } },
    })
    await t.clock.advance({ days: 10 })
    expect(await moneyIn(session)).toMatchObject([{ toPlayer: eur(1500), toCoach: eur(1500) }])
    expect(of(await t.emitted(bookingResolved), session)).toMatchObject([{ refundPercent: 50, how: 'defaulted' }])
  })

  it('refuses an answer that is late, also while the job has not run, and a process that was down reminds nobody in vain', async () => {
    const session = await ended(together)
    await open(session, session.player, half)
    t.skipTime(48 * 60)
    await expect(answer(session, session.coach)).rejects.toSatisfy(disputeMovedOn.is)
    await expect(accept(session, session.coach)).rejects.toSatisfy(disputeMovedOn.is)
    await expect(withdraw(session, session.player)).rejects.toSatisfy(disputeMovedOn.is)
    t.skipTime(-48 * 60)
    await t.clock.advance({ hours: 48 })
    expect(await see(session)).toMatchObject({ state: 'defaulted' })
    expect(of(await t.emitted(bookingDisputeDue), session)).toEqual([])
  })

  it('a coach who contests has the mark taken back too', async () => {
    const session = await ended(coachMissing)
    await open(session, session.coach, toCoach)
    await t.clock.advance({ hours: 48 })
    expect(await moneyIn(session)).toMatchObject([{ toPlayer: eur(0), toCoach: eur(3000) }])
    const marks =
      await t.sql`select removed_at is not null as removed from coach_marks where booking_id = ${session.booking.id}`
    expect(marks).toEqual([{ removed: true }])
  })
})

describe('an answered dispute', () => {
  it('takes evidence of both until 72 hours, then waits for staff, who are alarmed after 72 more', async () => {
    const session = await answered()
    const give = (as: Caller) => t.call(addEvidence, { params: session.params, body: { words } }, { as })
    await give(session.player)
    await give(session.coach)
    await t.clock.advance({ hours: 48 })
    await t.clock.advance({ hours: 24 })
    expect(of(await t.emitted(bookingDisputeDue), session)).toMatchObject([{ step: 'evidence' }])
    await expect(give(session.player)).rejects.toSatisfy(disputeMovedOn.is)
    expect(await see(session)).toMatchObject({ state: 'evidence_closed', overdue: false })
    const told = async () =>
      (await t.emitted(disputeOverdue)).filter(({ bookingId }) => bookingId === session.booking.id)
    expect(await told()).toEqual([])
    await t.clock.advance({ hours: 72 })
    expect(await told()).toHaveLength(1)
    await t.clock.advance({ days: 30 })
    expect(await told()).toHaveLength(1)
    expect(await see(session)).toMatchObject({ state: 'evidence_closed', overdue: true })
    expect(await moneyIn(session)).toEqual([])
  })

  it.each<[Remedy, number]>([
    [{ kind: 'refund', percent: 40 }, 1200],
    [all, 3000],
    [{ kind: 'credit', percent: 40 }, 1200],
    [toCoach, 0],
  ])('is ruled with reasons that both read: %j', async (remedy, back) => {
    const session = await answered()
    await rule(session, remedy)
    for (const as of [session.player, session.coach])
      expect((await see(session, as)).ruling).toMatchObject({ remedy, words, money: { toPlayer: eur(back) } })
    expect(await moneyIn(session)).toMatchObject([{ toPlayer: eur(back), toCoach: eur(3000 - back) }])
    expect(of(await t.emitted(bookingResolved), session)).toMatchObject([
      { refundPercent: remedy.percent, how: 'ruled', words },
    ])
    await expect(rule(session, remedy)).rejects.toSatisfy(disputeMovedOn.is)
  })

  it('gives the player another time, free and with the money still held', async () => {
    const session = await answered()
    await rule(session, anotherTime)
    expect(of(await t.emitted(bookingDisputeClosed), session)).toMatchObject([{ how: 'reschedule', state: 'failed' }])
    const { afterwards } = await bookingOf(session)
    expect(afterwards.repeatUntil).not.toBeNull()
    const startsAt = nextHour()
    await t.call(repeatSession, { params: session.params, body: { startsAt } }, { as: session.player })
    expect(await bookingOf(session)).toMatchObject({ state: 'confirmed', startsAt })
    expect(await moneyIn(session)).toEqual([])
  })

  it('gives everything back to a player who does not choose another time', async () => {
    const session = await answered(anotherTime)
    await accept(session, session.coach)
    await t.clock.advance({ days: 7 })
    expect(of(await t.emitted(bookingSettled), session)).toMatchObject([{ refund: eur(3000) }])
  })

  it('is settled at once when the other side agrees', async () => {
    const session = await answered()
    await expect(accept(session, session.player)).rejects.toSatisfy(disputeMovedOn.is)
    await accept(session, session.coach)
    expect(of(await t.emitted(bookingResolved), session)).toMatchObject([{ refundPercent: 50, how: 'accepted' }])
    await expect(accept(session, session.coach)).rejects.toSatisfy(disputeMovedOn.is)
  })

  it('ends once when it is ruled and agreed to at the same moment', async () => {
    const session = await answered()
    const both = await Promise.allSettled([
      rule(session, all),
      accept(session, session.coach),
      withdraw(session, session.player),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await t.clock.advance({ days: 5 })
    expect(await moneyIn(session)).toHaveLength(1)
  })
})

describe('taking it back', () => {
  it('lets the money go on its old date', async () => {
    const session = await answered()
    await withdraw(session, session.player)
    expect(of(await t.emitted(bookingDisputeClosed), session)).toMatchObject([{ how: 'withdrawn', state: 'completed' }])
    expect(await moneyIn(session)).toEqual([])
    await t.clock.advance({ hours: 72 })
    expect(await moneyIn(session)).toMatchObject([{ toPlayer: eur(0), toCoach: eur(3000) }])
  })

  it('lets it go at once when that date has passed', async () => {
    const [completed, missed] = [await answered(), await ended(playerMissing)]
    await open(missed, missed.player, all)
    await answer(missed, missed.coach)
    await t.clock.advance({ days: 4 })
    for (const session of [completed, missed]) {
      await withdraw(session, session.player)
      await t.settle()
      expect(await moneyIn(session)).toMatchObject([{ toPlayer: eur(0), toCoach: eur(3000) }])
    }
  })

  it('has the attendance decide what was reported during the session', async () => {
    const [player, coach] = [aPlayer(), aCoach()]
    const booking = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt: nextHour() })
    const session = { booking, player, coach, params: { id: booking.id } }
    t.meet(booking.id, coachMissing)
    await t.clock.set(new Date(Date.parse(booking.startsAt) + 20 * 60_000).toISOString())
    await open(session, player, all)
    await t.clock.set(booking.endsAt)
    expect((await bookingOf(session)).state).toBe('disputed')
    await withdraw(session, player)
    await t.settle()
    expect((await bookingOf(session)).state).toBe('no_show_coach')
  })

  it('is for the claimant', async () => {
    const session = await answered()
    await expect(withdraw(session, session.coach)).rejects.toSatisfy(disputeMovedOn.is)
  })
})

describe('the desk', () => {
  it('has the one that is due first at the top, says who works on it, and shows earlier disputes of both', async () => {
    const [first, second] = [await answered(), await answered()]
    const admin = anAdmin()
    const { items } = await t.call(listDisputes, { query: { limit: 100 } }, { as: admin })
    const ids = items.map(({ booking }) => booking.id)
    expect(ids.indexOf(first.booking.id)).toBeLessThan(ids.indexOf(second.booking.id))
    expect(items.map(({ ruleBy }) => ruleBy)).toEqual(items.map(({ ruleBy }) => ruleBy).toSorted())
    await t.call(assignDispute, { params: first.params, body: { from: null, to: admin.userId } }, { as: admin })
    const seen = () => t.call(getDisputeCase, { params: first.params }, { as: admin })
    expect(await seen()).toMatchObject({ takenBy: admin.userId, earlier: [], may: { rule: true } })
    await rule(first, half, admin)
    const { items: left } = await t.call(listDisputes, { query: { limit: 100 } }, { as: admin })
    expect(left.map(({ booking }) => booking.id)).not.toContain(first.booking.id)
    expect((await seen()).history.map(({ what }) => what)).toEqual(['opened', 'answered', 'taken', 'ruled'])
  })

  it('shows whether the bank was asked too, and all else while payment-service is away', async () => {
    const { params } = await answered()
    const seen = async () => (await t.call(getDisputeCase, { params }, { as: anAdmin() })).chargebacks
    t.knowChargebacks({ open: 1, total: 2 })
    expect(await seen()).toEqual({ open: 1, total: 2 })
    t.knowChargebacks(null)
    expect(await seen()).toBeNull()
    t.knowChargebacks({ open: 0, total: 0 })
  })

  it('rules only what was answered, and on nobody’s own', async () => {
    const session = await ended(together)
    await open(session, session.player, half)
    await expect(rule(session, half)).rejects.toSatisfy(disputeMovedOn.is)
    await answer(session, session.coach)
    await expect(rule(session, all, anAdmin(session.player.userId))).rejects.toSatisfy(ownDispute.is)
    await expect(rule(session, { kind: 'refund', percent: 0 })).rejects.toSatisfy(remedyNotPossible.is)
  })

  it('takes a mark back with the ruling', async () => {
    const session = await ended(coachMissing)
    await open(session, session.coach, toCoach)
    await answer(session, session.player)
    await rule(session, toCoach, anAdmin(), true)
    const marks = await t.sql`select removed_why from coach_marks where booking_id = ${session.booking.id}`
    expect(marks).toEqual([{ removedWhy: words }])
  })
})

it('a deadline whose job was lost is found by the sweep', async () => {
  const session = await ended(together)
  await open(session, session.player, half)
  await t.sql`update disputes set due_at = ${new Date(t.clock.now().getTime() - 1)}, answer_by = opened_at + interval '1 ms',
    reminded = 'answer' where booking_id = ${session.booking.id}`
  await sweepDisputes.run({}, t.ctx)
  await t.settle()
  expect((await see(session)).state).toBe('defaulted')
})

it('what happened in a dispute cannot be changed or removed', async () => {
  const session = await answered()
  await t.call(addEvidence, { params: session.params, body: { words } }, { as: session.player })
  await expect(t.sql`update dispute_history set words = 'other'`).rejects.toThrow('append-only')
  await expect(t.sql`delete from dispute_evidence`).rejects.toThrow('append-only')
})

function nextHour(): string {
  return new Date(Math.ceil((t.clock.now().getTime() + 4 * 3_600_000) / 3_600_000) * 3_600_000).toISOString()
}
