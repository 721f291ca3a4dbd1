import { coachMarked, playerCredited } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingCancelled,
  cancelBooking,
  getBooking,
  notCancellable,
} from '@ecc/contracts/bookings'
import { defaultPolicy, savePolicy } from '@ecc/contracts/policies'
import { unavailable } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

const start = at('2027-03-04T10:00')
let t: TestedSessions
let player: Caller
let coach: Caller
let booking: BookingRecord
beforeEach(async () => {
  t = await sessionService()
  player = aPlayer()
  coach = aCoach()
  booking = await t.confirm(player, { offer: t.offer({ coachId: coach.userId, policy: 'standard' }), startsAt: start })
})
afterEach(() => t.close())

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const cancel = (as: Caller) => t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as })
const read = (as: Caller) => t.call(getBooking, { params: { id: booking.id } }, { as })
const move = (at: string) => t.skipTime((Date.parse(at) - t.clock.now().getTime()) / 60_000)
const moneyOf = async () => (await read(player)).history.at(-1)?.money

it.each([
  [at('2027-03-03T10:00'), 3000],
  [at('2027-03-03T10:01'), 1500],
  [at('2027-03-04T04:00'), 1500],
  [at('2027-03-04T04:01'), 0],
  [at('2027-03-04T09:59'), 0],
])('applies to a player at %s what it showed: %i back', async (now, amount) => {
  move(new Date(Date.parse(now) - 2_000).toISOString())
  const shown = (await read(player)).cancelEffect
  const cancelled = await cancel(player)
  expect(cancelled.cancellation?.refund).toEqual(shown.refund)
  expect(shown.refund).toEqual(eur(amount))
  expect(await moneyOf()).toEqual({ toPlayer: eur(amount), toCoach: eur(3000 - amount), into: 'card' })
})

describe('by the coach', () => {
  it('twelve hours before or earlier gives all of it back and costs nothing more', async () => {
    move(at('2027-03-03T21:59'))
    await cancel(coach)
    expect(await moneyOf()).toEqual({ toPlayer: eur(3000), toCoach: eur(0), into: 'card' })
    expect(await t.emitted(playerCredited)).toEqual([])
    expect(await t.emitted(coachMarked)).toEqual([])
  })

  it('later gives all of it back, credits the player with a tenth, and marks the coach, as shown before', async () => {
    move(at('2027-03-03T22:01'))
    expect((await read(coach)).cancelEffect).toMatchObject({ refund: eur(3000), credit: eur(300), mark: true })
    await cancel(coach)
    expect(await t.emitted(playerCredited)).toEqual([
      { bookingId: booking.id, playerId: player.userId, coachId: coach.userId, amount: eur(300) },
    ])
    expect(await t.emitted(coachMarked)).toMatchObject([{ kind: 'late_cancel', coachId: coach.userId }])
    await cancel(coach)
    expect(await t.emitted(playerCredited)).toHaveLength(1)
  })
})

it('by staff gives all of it back, without credit or mark', async () => {
  move(at('2027-03-04T09:00'))
  expect((await cancel(anAdmin())).cancellation).toMatchObject({ by: 'admin', refund: eur(3000) })
  expect(await t.emitted(playerCredited)).toEqual([])
  expect(await t.emitted(coachMarked)).toEqual([])
})

describe('of a session that has begun', () => {
  it('is for a player whose coach is more than ten minutes late: all of it back, and a mark', async () => {
    t.meet(booking.id, { player: [[0, 60]] })
    await t.clock.set(at('2027-03-04T10:09'))
    expect((await read(player)).cancelEffect.allowed).toBe(false)
    await expect(cancel(player)).rejects.toSatisfy(notCancellable.is)
    await t.clock.set(at('2027-03-04T10:11'))
    expect((await read(player)).cancelEffect).toMatchObject({ allowed: true, coachLate: true, refund: eur(3000) })
    await expect(cancel(coach)).rejects.toSatisfy(notCancellable.is)
    await cancel(player)
    expect(await read(player)).toMatchObject({ state: 'cancelled', outcome: { kind: 'coach_late', refund: eur(3000) } })
    expect(await moneyOf()).toEqual({ toPlayer: eur(3000), toCoach: eur(0), into: 'card' })
    expect(await t.emitted(coachMarked)).toMatchObject([{ kind: 'late' }])
    await t.clock.advance({ hours: 2 })
    expect(await t.emitted(bookingCancelled)).toHaveLength(1)
  })

  it('is refused once the coach has come', async () => {
    t.meet(booking.id, { player: [[0, 60]], coach: [[11, 60]] })
    await t.clock.set(at('2027-03-04T10:20'))
    await expect(cancel(player)).rejects.toSatisfy(notCancellable.is)
  })

  it('says that it is not available when nobody can tell who is there, and the page still shows', async () => {
    await t.clock.set(at('2027-03-04T10:20'))
    t.loseVideo(true)
    await expect(cancel(player)).rejects.toSatisfy(unavailable.is)
    expect((await read(player)).cancelEffect.allowed).toBe(false)
  })
})

it('follows the policy a booking was sold under, whatever rules came later', async () => {
  const values = { ...defaultPolicy, standard: { fullHours: 100, halfHours: 90 }, lateRefundPercent: 10 }
  await t.call(savePolicy, { body: { basedOn: 1, values, note: 'stricter' } }, { as: anAdmin() })
  const later = await t.confirm(aPlayer(), { offer: t.offer({ policy: 'standard' }), startsAt: start })
  expect(later.policyVersion).toBe(2)
  move(at('2027-03-02T10:00'))
  expect((await cancel(player)).cancellation?.refund).toEqual(eur(3000))
  const staff = await t.call(
    getBooking,
    { params: { id: later.id } },
    { as: { ...player, userId: later.playerId, token: aPlayer(later.playerId).token } },
  )
  expect(staff.cancelEffect).toMatchObject({ percent: 0 })
})
