import { coachMarked } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingCancelled,
  bookingCompleted,
  bookingFailed,
  bookingNoShow,
  bookingReleased,
  bookingSettled,
  confirmCompletion,
  getBooking,
} from '@ecc/contracts/bookings'
import { openDispute } from '@ecc/contracts/disputes'
import type { Caller } from '@ecc/kit'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, type Meeting, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
let day = 1
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

const claim = { reason: 'technical', words: 'The sound was gone.', asked: { kind: 'refund', percent: 50 } } as const
const bothAlways: Meeting = { player: [[0, 60]], coach: [[0, 60]] }

/** A session of two people of its own, on a day of its own, over, with its outcome decided. */
async function ended(meeting: Meeting) {
  const [player, coach] = [aPlayer(), aCoach()]
  const startsAt = at(`2027-03-${String(++day).padStart(2, '0')}T10:00`)
  await t.clock.set(at(`2027-03-${String(day).padStart(2, '0')}T09:00`))
  const booking = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt })
  t.meet(booking.id, meeting)
  await t.clock.set(booking.endsAt)
  return { booking, player, coach, detail: () => read(booking, player) }
}

const read = (booking: BookingRecord, as: Caller) => t.call(getBooking, { params: { id: booking.id } }, { as })
const of = <T extends { id: string }>(events: T[], { id }: BookingRecord) => events.filter((event) => event.id === id)
const eur = (amount: number) => ({ amount, currency: 'EUR' })

describe('a session that took place', () => {
  it('is complete, with the records shown to both, and nothing moves before its time', async () => {
    const session = await ended(bothAlways)
    for (const as of [session.player, session.coach]) {
      const detail = await read(session.booking, as)
      expect(detail).toMatchObject({
        state: 'completed',
        outcome: { kind: 'complete', refund: eur(0), contestedBy: null },
      })
      expect(detail.outcome?.attendance).toMatchObject({
        playerSeconds: 3600,
        bothSeconds: 3600,
        coachFirstJoin: session.booking.startsAt,
      })
      expect(detail.history.every(({ money }) => money === null)).toBe(true)
      expect(detail.afterwards.contestUntil).toBeNull()
    }
    await t.clock.advance({ hours: 72 })
    const { history } = await session.detail()
    expect(history.at(-1)).toMatchObject({ to: 'released', money: { toPlayer: eur(0), toCoach: eur(3000) } })
  })

  it('gives back the missing time when it was cut short, at the release, or when the player confirms', async () => {
    const meeting: Meeting = { player: [[0, 60]], coach: [[0, 40]] }
    const [waiting, confirmed] = [await ended(meeting), await ended(meeting)]
    expect(await waiting.detail()).toMatchObject({
      state: 'completed',
      outcome: { kind: 'cut_short', refund: eur(1000) },
    })
    await t.call(confirmCompletion, { params: { id: confirmed.booking.id }, body: {} }, { as: confirmed.player })
    await t.clock.advance({ hours: 72 })
    for (const { booking, detail } of [waiting, confirmed]) {
      expect((await detail()).history.at(-1)?.money).toEqual({ toPlayer: eur(1000), toCoach: eur(2000), into: 'card' })
      expect(of(await t.emitted(bookingReleased), booking)).toMatchObject([{ refund: eur(1000) }])
    }
    expect(of(await t.emitted(bookingCompleted), waiting.booking)).toHaveLength(1)
  })
})

describe('a session that a side missed', () => {
  it('pays the coach for a player who did not come, only when the time to contest is over', async () => {
    const session = await ended({ coach: [[0, 60]] })
    const { booking, detail } = session
    expect(of(await t.emitted(bookingNoShow), booking)).toMatchObject([{ state: 'no_show_player' }])
    const seen = await detail()
    expect(seen).toMatchObject({ state: 'no_show_player', outcome: { kind: 'player_no_show', refund: eur(0) } })
    expect(seen.afterwards.contestUntil).toBe(new Date(Date.parse(booking.endsAt) + 48 * 3_600_000).toISOString())
    expect((await read(booking, session.coach)).afterwards.contestUntil).toBeNull()
    expect(of(await t.emitted(bookingSettled), booking)).toEqual([])
    await t.clock.advance({ hours: 71 })
    expect(of(await t.emitted(bookingSettled), booking)).toEqual([])
    await t.clock.advance({ hours: 1 })
    expect(of(await t.emitted(bookingSettled), booking)).toMatchObject([{ state: 'no_show_player', refund: eur(0) }])
    expect((await detail()).history.at(-1)?.money).toEqual({ toPlayer: eur(0), toCoach: eur(3000), into: 'card' })
  })

  it('gives everything back for a coach who did not come, marks them, and settles once', async () => {
    const { booking, detail, coach } = await ended({ player: [[0, 60]] })
    expect(await detail()).toMatchObject({
      state: 'no_show_coach',
      outcome: { kind: 'coach_no_show', refund: eur(3000) },
    })
    const marks = (await t.emitted(coachMarked)).filter(({ coachId }) => coachId === coach.userId)
    expect(marks).toMatchObject([{ kind: 'no_show', bookingId: booking.id }])
    await t.clock.advance({ days: 10 })
    expect(of(await t.emitted(bookingSettled), booking)).toMatchObject([{ state: 'no_show_coach', refund: eur(3000) }])
    expect((await detail()).history.at(-1)?.money).toEqual({ toPlayer: eur(3000), toCoach: eur(0), into: 'card' })
  })

  it('costs nothing and marks nobody when nobody came', async () => {
    const { booking, detail, coach } = await ended({})
    expect(await detail()).toMatchObject({ state: 'cancelled', outcome: { kind: 'nobody_came', refund: eur(3000) } })
    expect((await detail()).history.at(-1)?.money).toEqual({ toPlayer: eur(3000), toCoach: eur(0), into: 'card' })
    expect(of(await t.emitted(bookingCancelled), booking)).toHaveLength(1)
    expect((await t.emitted(coachMarked)).filter(({ coachId }) => coachId === coach.userId)).toEqual([])
  })

  it('gives everything back after a technical failure for which the player chose no other time', async () => {
    const { booking, detail } = await ended({ player: [[0, 20]], coach: [[0, 60]] })
    expect(of(await t.emitted(bookingFailed), booking)).toHaveLength(1)
    expect(await detail()).toMatchObject({ state: 'failed', outcome: { kind: 'technical_failure', refund: eur(3000) } })
    await t.clock.advance({ hours: 48 })
    expect(of(await t.emitted(bookingSettled), booking)).toMatchObject([{ state: 'failed', refund: eur(3000) }])
  })

  it('waits for its outcome when video-service is away, and decides when it is back', async () => {
    t.loseVideo(true)
    const { booking, detail } = await ended(bothAlways)
    expect(await detail()).toMatchObject({ state: 'in_progress', outcome: null })
    t.loseVideo(false)
    await t.clock.advance({ minutes: 10 })
    expect(await detail()).toMatchObject({ state: 'completed' })
    expect(of(await t.emitted(bookingCompleted), booking)).toHaveLength(1)
  })
})

it('a problem reported during the session is settled by staff, with what the room recorded until the end', async () => {
  const [player, coach] = [aPlayer(), aCoach()]
  const date = `2027-03-${String(++day).padStart(2, '0')}`
  await t.clock.set(at(`${date}T09:00`))
  const booking = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt: at(`${date}T10:00`) })
  t.meet(booking.id, { player: [[0, 60]], coach: [[0, 10]] })
  await t.clock.set(at(`${date}T10:20`))
  await t.call(openDispute, { params: { id: booking.id }, body: claim }, { as: player })
  await t.clock.set(at(`${date}T11:00`))
  const detail = await read(booking, player)
  expect(detail).toMatchObject({ state: 'disputed', outcome: { contestedBy: null, attendance: { coachSeconds: 600 } } })
  expect(detail.history.every(({ money }) => money === null)).toBe(true)
})
