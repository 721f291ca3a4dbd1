import {
  coachMarked,
  coachStandingChanged,
  getOwnStanding,
  getStanding,
  markNotFound,
  removeMark,
} from '@ecc/contracts/aftermath'
import { cancelBooking } from '@ecc/contracts/bookings'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { reviewStandings } from './review-standings.ts'
import { at, type Meeting, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
let coach: Caller
let offer: ReturnType<TestedSessions['offer']>
beforeEach(async () => {
  t = await sessionService()
  coach = aCoach()
  offer = t.offer({ coachId: coach.userId })
})
afterEach(() => t.close())

/** A session on that day of March, lived through. */
async function session(day: number, meeting: Meeting) {
  const date = `2027-03-${String(day).padStart(2, '0')}`
  const booking = await t.confirm(aPlayer(), { offer, startsAt: at(`${date}T10:00`) })
  t.meet(booking.id, meeting)
  await t.clock.set(at(`${date}T11:00`))
  return booking
}
const missed: Meeting = { player: [[0, 60]] }
const met: Meeting = { player: [[0, 60]], coach: [[0, 60]] }
const standing = () => t.call(getOwnStanding, {}, { as: coach })
const told = () => t.emitted(coachStandingChanged)

it('a second missed session hides for seven days from it, and time brings the coach back', async () => {
  await session(2, missed)
  expect(await told()).toEqual([])
  await session(3, missed)
  expect(await told()).toMatchObject([
    { coachId: coach.userId, hidden: true, hiddenUntil: expect.stringMatching(/^2027-03-10T11:00:/), banned: false },
  ])
  expect(await standing()).toMatchObject({ hidden: true, reason: '2 missed sessions in 365 days', measured: false })
  await t.clock.set(at('2027-03-10T10:50'))
  expect((await standing()).hidden).toBe(true)
  t.skipTime(20)
  await reviewStandings.run({}, t.ctx)
  expect((await told()).at(-1)).toMatchObject({ hidden: false, reason: null })
  await reviewStandings.run({}, t.ctx)
  expect(await told()).toHaveLength(2)
})

it('cancelling one of five bookings hides a coach, until the share is better', async () => {
  for (const day of [2, 3, 4, 5]) await session(day, met)
  const booking = await t.confirm(aPlayer(), { offer, startsAt: at('2027-03-20T10:00') })
  await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: coach })
  expect(await standing()).toMatchObject({
    hidden: true,
    measured: true,
    bookings: 5,
    cancellations: { count: 1, percent: 20, limitPercent: 15 },
  })
  expect((await told()).at(-1)).toMatchObject({ hidden: true, hiddenUntil: null, reason: '20 % cancelled in 90 days' })
})

it('a mark that staff take back no longer counts, and is told', async () => {
  await session(2, missed)
  await session(3, missed)
  const [mark] = (await standing()).marks
  const body = { reason: 'the room was down' }
  const removed = await t.call(removeMark, { params: { id: mark?.id as string }, body }, { as: anAdmin() })
  expect(removed).toMatchObject({ removedWhy: 'the room was down' })
  expect((await told()).map(({ hidden }) => hidden)).toEqual([true, false])
  expect((await t.call(getStanding, { params: { id: coach.userId } }, { as: anAdmin() })).marks).toHaveLength(2)
  const unknown = t.call(removeMark, { params: { id: anId() }, body }, { as: anAdmin() })
  await expect(unknown).rejects.toSatisfy(markNotFound.is)
})

it('marks a booking once for the same thing', async () => {
  const booking = await session(2, missed)
  const marks = await t.emitted(coachMarked)
  expect(marks).toMatchObject([{ bookingId: booking.id, kind: 'no_show' }])
})
