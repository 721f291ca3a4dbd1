import {
  type BookingRecord,
  bookingAccepted,
  bookingCancelled,
  bookingConfirmed,
  bookingDeclined,
  bookingExpired,
  bookingNotFound,
  bookingRequested,
  bookingUnfulfilled,
  cancelBooking,
  getBooking,
  getBookingRecord,
  notCancellable,
  playerBusy,
  slotTaken,
  tooManyOpenRequests,
} from '@ecc/contracts/bookings'
import { confirmAuthorizedOrder, getOrderRecord } from '@ecc/contracts/orders'
import { paymentAuthorized, paymentCaptured, paymentLapsed } from '@ecc/contracts/payments'
import { acceptRequest, declineRequest, notRequested } from '@ecc/contracts/requests'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expireRequest } from './expire-request.ts'
import { at, sessionService, type TestedSessions } from './testing.ts'

const start = at('2027-03-03T10:00')
let t: TestedSessions
let coach: Caller
beforeEach(async () => {
  t = await sessionService()
  coach = aCoach()
})
afterEach(() => t.close())

const offered = () => t.offer({ coachId: coach.userId, bookingMode: 'request' })
const now = (id: string) => t.call(getBookingRecord, { params: { id } })
const accept = ({ id }: BookingRecord, by = coach) =>
  t.call(acceptRequest, { params: { id }, body: {} }, { as: by, idempotencyKey: anId() })
const decline = ({ id }: BookingRecord, reason?: string) =>
  t.call(declineRequest, { params: { id }, body: reason ? { reason } : {} }, { as: coach })
const withdraw = ({ id }: BookingRecord, player: Caller) =>
  t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
const charge = (booking: BookingRecord) => t.deliver(paymentCaptured, t.paymentOf(booking), { aggregateId: booking.id })

describe('asking for a session', () => {
  it('holds the time while the card is entered, and puts it to the coach once the price is authorised', async () => {
    const player = aPlayer()
    const held = await t.hold(player, { offer: offered(), startsAt: start })
    expect(held).toMatchObject({ state: 'held', bookingMode: 'request', request: null })
    const order = { params: { id: held.id }, body: { paymentId: anId() } }
    expect(await t.call(confirmAuthorizedOrder, order)).toEqual({ requested: true })
    await t.deliver(paymentAuthorized, t.paymentOf(held), { aggregateId: held.id })
    expect(await now(held.id)).toMatchObject({
      state: 'requested',
      confirmedAt: null,
      request: { acceptedAt: null, declineReason: null },
    })
    expect(await t.emitted(bookingRequested)).toHaveLength(1)
    expect(await t.call(getOrderRecord, { params: { id: held.id } })).toMatchObject({
      bookingMode: 'request',
      state: 'authorized',
    })
  })

  it.each([
    ['a day', at('2027-03-05T10:00'), 24 * 60],
    ['an hour before the start', at('2027-03-01T20:00'), 7 * 60],
  ])('gives the coach %s at most', async (_, startsAt, minutes) => {
    const { request } = await t.ask(aPlayer(), { offer: offered(), startsAt })
    const left = (Date.parse(request?.expiresAt ?? '') - t.clock.now().getTime()) / 60_000
    expect(left).toBeGreaterThan(minutes - 1)
    expect(left).toBeLessThanOrEqual(minutes)
  })

  it('leaves the time to others, who may ask for it or hold it', async () => {
    const offer = offered()
    await t.ask(aPlayer(), { offer, startsAt: start })
    expect(await t.ask(aPlayer(), { offer, startsAt: start })).toMatchObject({ state: 'requested' })
    await expect(t.hold(aPlayer(), { offer, startsAt: start })).resolves.toMatchObject({ state: 'held' })
  })

  it('asks nobody when the hold is over by the time the price is authorised', async () => {
    const held = await t.hold(aPlayer(), { offer: offered(), startsAt: start })
    await t.clock.advance({ minutes: 20 })
    const order = { params: { id: held.id }, body: { paymentId: anId() } }
    expect(await t.call(confirmAuthorizedOrder, order)).toEqual({ requested: false })
    expect(await now(held.id)).toMatchObject({ state: 'expired', request: null })
  })

  it('is refused a sixth time while five are open, and not any more once one is answered', async () => {
    const player = aPlayer()
    const asked: BookingRecord[] = []
    for (const hour of ['10', '12', '14', '16', '18'])
      asked.push(await t.ask(player, { offer: offered(), startsAt: at(`2027-03-03T${hour}:00`) }))
    const sixth = { offer: offered(), startsAt: at('2027-03-04T10:00') }
    await expect(t.hold(player, sixth)).rejects.toSatisfy(tooManyOpenRequests.is)
    await decline(asked[0] as BookingRecord)
    await expect(t.hold(player, sixth)).resolves.toMatchObject({ state: 'held' })
  })
})

describe('POST /bookings/:id/accept', () => {
  it('takes the time at once, and is confirmed when the price was captured', async () => {
    const offer = offered()
    const booking = await t.ask(aPlayer(), { offer, startsAt: start })
    expect(await accept(booking)).toMatchObject({ state: 'accepted', request: { acceptedAt: expect.any(String) } })
    await expect(t.hold(aPlayer(), { offer, startsAt: start })).rejects.toSatisfy(slotTaken.is)
    await charge(booking)
    expect(await now(booking.id)).toMatchObject({ state: 'confirmed' })
    expect(await t.emitted(bookingAccepted)).toHaveLength(1)
    expect(await t.emitted(bookingConfirmed)).toHaveLength(1)
  })

  it('changes nothing when repeated', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    const first = await accept(booking)
    expect(await accept(booking)).toEqual(first)
    expect(await t.emitted(bookingAccepted)).toHaveLength(1)
  })

  it('gives a time that two asked for to one of them when both are accepted at once; the other stays asked for', async () => {
    const offer = offered()
    const asked = [
      await t.ask(aPlayer(), { offer, startsAt: start }),
      await t.ask(aPlayer(), { offer, startsAt: at('2027-03-03T10:30') }),
    ]
    const answers = await Promise.allSettled(asked.map((booking) => accept(booking)))
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    expect(refused).toEqual([expect.toSatisfy(slotTaken.is)])
    const states = await Promise.all(asked.map(async ({ id }) => (await now(id)).state))
    expect(states.sort()).toEqual(['accepted', 'requested'])
    expect(await t.emitted(bookingAccepted)).toHaveLength(1)
  })

  it('is refused while the player has another session then', async () => {
    const player = aPlayer()
    const booking = await t.ask(player, { offer: offered(), startsAt: start })
    await t.confirm(player, { startsAt: start })
    await expect(accept(booking)).rejects.toSatisfy(playerBusy.is)
    expect(await now(booking.id)).toMatchObject({ state: 'requested' })
  })

  it('takes the time from a hold that has lapsed and was not looked at yet', async () => {
    const offer = offered()
    const booking = await t.ask(aPlayer(), { offer, startsAt: start })
    const held = await t.hold(aPlayer(), { offer, startsAt: start })
    t.skipTime(16)
    expect(await accept(booking)).toMatchObject({ state: 'accepted' })
    expect(await now(held.id)).toMatchObject({ state: 'expired' })
  })

  it('is refused when the time to answer is over, also before the job has looked', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    t.skipTime(24 * 60 + 1)
    await expect(accept(booking)).rejects.toSatisfy(notRequested.is)
  })

  it('and the end of the time to answer at the same moment: the request lapses, whoever looks first', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    t.skipTime(24 * 60 + 1)
    const [accepted] = await Promise.allSettled([accept(booking), expireRequest.run({ bookingId: booking.id }, t.ctx)])
    expect(accepted).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(notRequested.is) })
    expect(await now(booking.id)).toMatchObject({ state: 'expired' })
    expect(await t.emitted(bookingAccepted)).toEqual([])
  })

  it('and a withdrawal at the same moment: one of them counts, and the other is told so', async () => {
    const player = aPlayer()
    const booking = await t.ask(player, { offer: offered(), startsAt: start })
    const [accepted, withdrawn] = await Promise.allSettled([accept(booking), withdraw(booking, player)])
    expect([accepted.status, withdrawn.status].sort()).toEqual(['fulfilled', 'rejected'])
    if (accepted.status === 'rejected') expect(accepted.reason).toSatisfy(notRequested.is)
    if (withdrawn.status === 'rejected') expect(withdrawn.reason).toSatisfy(notCancellable.is)
    expect((await now(booking.id)).state).toBe(accepted.status === 'fulfilled' ? 'accepted' : 'cancelled')
  })

  it('does not exist for the player and for other coaches', async () => {
    const player = aPlayer()
    const booking = await t.ask(player, { offer: offered(), startsAt: start })
    for (const other of [aCoach(), aCoach(player.userId)])
      await expect(accept(booking, other)).rejects.toSatisfy(bookingNotFound.is)
  })
})

describe('POST /bookings/:id/decline', () => {
  it('ends the request and tells why', async () => {
    const player = aPlayer()
    const booking = await t.ask(player, { offer: offered(), startsAt: start })
    expect(await decline(booking, 'A tournament')).toMatchObject({
      state: 'declined',
      request: { declineReason: 'A tournament' },
    })
    expect(await t.emitted(bookingDeclined)).toHaveLength(1)
    await expect(accept(booking)).rejects.toSatisfy(notRequested.is)
    const { history } = await t.call(getBooking, { params: { id: booking.id } }, { as: player })
    expect(history.at(-1)).toMatchObject({ by: 'coach', from: 'requested', to: 'declined', reason: 'A tournament' })
  })

  it('is refused once the request is accepted', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    await accept(booking)
    await expect(decline(booking)).rejects.toSatisfy(notRequested.is)
  })
})

describe('a request', () => {
  it('that nobody answers lapses', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    await t.clock.advance({ hours: 24, minutes: 1 })
    expect(await now(booking.id)).toMatchObject({ state: 'expired', request: { acceptedAt: null } })
    expect(await t.emitted(bookingExpired)).toHaveLength(1)
  })

  it('is withdrawn by its player at any time, at no cost', async () => {
    const player = aPlayer()
    const booking = await t.ask(player, { offer: offered(), startsAt: start })
    const { cancelEffect } = await t.call(getBooking, { params: { id: booking.id } }, { as: player })
    expect(cancelEffect).toMatchObject({ allowed: true, percent: 100 })
    expect(await withdraw(booking, player)).toMatchObject({
      state: 'cancelled',
      cancellation: { by: 'player', refund: { amount: 0 } },
    })
    expect(await t.emitted(bookingCancelled)).toHaveLength(1)
  })

  it('is declined and not cancelled by its coach', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    await expect(withdraw(booking, coach)).rejects.toSatisfy(notCancellable.is)
  })

  it.each(['requested', 'accepted'] as const)('that is %s ends when its authorisation is gone', async (state) => {
    const offer = offered()
    const booking = await t.ask(aPlayer(), { offer, startsAt: start })
    if (state === 'accepted') await accept(booking)
    await t.deliver(paymentLapsed, t.paymentOf(booking), { aggregateId: booking.id })
    expect(await now(booking.id)).toMatchObject({ state: 'expired' })
    expect(await t.emitted(bookingExpired)).toHaveLength(1)
    await expect(t.hold(aPlayer(), { offer, startsAt: start })).resolves.toMatchObject({ state: 'held' })
  })

  it('that is accepted and not charged half an hour before the start ends; a late charge is sent back', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    await accept(booking)
    await t.clock.set('2027-03-03T09:29:00Z')
    expect(await now(booking.id)).toMatchObject({ state: 'accepted' })
    await t.clock.set('2027-03-03T09:31:00Z')
    expect(await now(booking.id)).toMatchObject({ state: 'expired' })
    await charge(booking)
    expect(await now(booking.id)).toMatchObject({ state: 'expired', confirmedAt: null })
    expect(await t.emitted(bookingUnfulfilled)).toHaveLength(1)
  })

  it('that was charged in time is not ended by the deadline of the charge', async () => {
    const booking = await t.ask(aPlayer(), { offer: offered(), startsAt: start })
    await accept(booking)
    await charge(booking)
    await t.clock.set('2027-03-03T09:31:00Z')
    expect(await now(booking.id)).toMatchObject({ state: 'confirmed' })
    expect(await t.emitted(bookingExpired)).toEqual([])
  })
})
