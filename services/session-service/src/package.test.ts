import { repeatSession } from '@ecc/contracts/aftermath'
import {
  bookingConfirmed,
  cancelBooking,
  createBooking,
  getBooking,
  getBookingRecord,
  notBookable,
  ownOffer,
  slotTaken,
} from '@ecc/contracts/bookings'
import { confirmPaidOrder, getOrderRecord } from '@ecc/contracts/orders'
import {
  afterPackage,
  buyPackage,
  cancelPackage,
  getPackage,
  listPackages,
  noSessionsLeft,
  packageBought,
  packageEnded,
  packageExpiring,
  packageLapsed,
  packageNotFound,
  packageOver,
  packageSessionReturned,
  schedulePackageSession,
  tooManyPackages,
} from '@ecc/contracts/packages'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { proposeReschedule } from '@ecc/contracts/reschedules'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

const buy = (player: Caller, offerId: string) => t.call(buyPackage, { body: { offerId } }, { as: player })
const schedule = (player: Caller, id: string, startsAt: string) =>
  t.call(schedulePackageSession, { params: { id }, body: { startsAt } }, { as: player })
const cancel = (player: Caller, id: string, refund?: number) =>
  t.call(
    cancelPackage,
    { params: { id }, body: refund === undefined ? {} : { refund: { amount: refund, currency: 'EUR' } } },
    { as: player },
  )
const show = (player: Caller, id: string) => t.call(getPackage, { params: { id } }, { as: player })

describe('buying a package', () => {
  it('orders it at its price, to be paid within 15 minutes', async () => {
    const player = aPlayer()
    const order = await buy(player, t.packageOffer().offerId)
    expect(order).toMatchObject({
      state: 'pending',
      sessions: 3,
      remaining: 3,
      price: { amount: 8_100 },
      validUntil: null,
    })
    expect(Date.parse(order.payableUntil) - Date.parse(order.createdAt)).toBe(15 * 60_000)
    const record = await t.call(getOrderRecord, { params: { id: order.id } })
    expect(record).toMatchObject({ kind: 'package', state: 'payable', price: order.price, playerId: player.userId })
  })

  it('is valid for 90 days from its payment, told once, whichever of the call and the event comes first', async () => {
    const player = aPlayer()
    const bought = await t.bought(player)
    expect(bought).toMatchObject({ state: 'active', remaining: 3 })
    const validMs = Date.parse(bought.validUntil as string) - Date.parse(bought.paidAt as string)
    expect(validMs).toBe(90 * 86_400_000)
    await t.call(confirmPaidOrder, { params: { id: bought.id }, body: { paymentId: anId() } })
    expect(await t.emitted(packageBought)).toHaveLength(1)
  })

  it('lapses unpaid, and is used all the same when the payment arrives late', async () => {
    const order = await buy(aPlayer(), t.packageOffer().offerId)
    await t.clock.advance({ minutes: 16 })
    expect(await t.emitted(packageLapsed)).toMatchObject([{ id: order.id, cause: 'expired' }])
    expect(await t.call(getOrderRecord, { params: { id: order.id } })).toMatchObject({ state: 'ended' })
    const answer = await t.call(confirmPaidOrder, { params: { id: order.id }, body: { paymentId: anId() } })
    expect(answer).toEqual({ confirmed: true })
  })

  it('that its player let go of is not confirmed by a payment', async () => {
    const player = aPlayer()
    const order = await buy(player, t.packageOffer().offerId)
    await cancel(player, order.id)
    const answer = await t.call(confirmPaidOrder, { params: { id: order.id }, body: { paymentId: anId() } })
    expect(answer).toEqual({ confirmed: false })
    expect(await t.emitted(packageLapsed)).toMatchObject([{ cause: 'cancelled' }])
  })

  it('refuses a coach their own, and a fourth that is not paid', async () => {
    const coach = aCoach()
    const own = t.packageOffer({ coachId: coach.userId })
    await expect(buy(coach, own.offerId)).rejects.toSatisfy(ownOffer.is)
    const player = aPlayer()
    for (let i = 0; i < 3; i++) await buy(player, own.offerId)
    await expect(buy(player, own.offerId)).rejects.toSatisfy(tooManyPackages.is)
  })

  it('is the only way: the offer of a package cannot be held like a single session', async () => {
    const { offerId } = t.packageOffer()
    const body = { offerId, startsAt: at('2027-03-02T10:00') }
    await expect(t.call(createBooking, { body }, { as: aPlayer() })).rejects.toSatisfy(notBookable.is)
  })
})

describe('scheduling a session of a package', () => {
  it('confirms it at once for its part of the price', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player, t.packageOffer({ price: { amount: 8_099, currency: 'EUR' } }))
    const bookings = []
    for (const day of ['02', '03', '04']) bookings.push(await schedule(player, id, at(`2027-03-${day}T10:00`)))
    expect(bookings[0]).toMatchObject({ state: 'confirmed', orderId: id, orderKind: 'package', kind: 'package' })
    expect(bookings.map(({ price }) => price.amount)).toEqual([2_699, 2_700, 2_700])
    expect(await t.emitted(bookingConfirmed)).toHaveLength(3)
    const shown = await show(player, id)
    expect(shown.remaining).toBe(0)
    expect(shown.scheduled.map(({ bookingId }) => bookingId)).toEqual(bookings.map((booking) => booking.id))
    await expect(schedule(player, id, at('2027-03-05T10:00'))).rejects.toSatisfy(noSessionsLeft.is)
  })

  it('gives the last session to one of ten who want it at once', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    for (const day of ['02', '03']) await schedule(player, id, at(`2027-03-${day}T10:00`))
    const wanted = Array.from({ length: 10 }, (_, i) => schedule(player, id, at(`2027-03-${10 + i}T10:00`)))
    const results = await Promise.allSettled(wanted)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.filter((one) => one.status === 'rejected' && noSessionsLeft.is(one.reason))).toHaveLength(9)
    expect(await show(player, id)).toMatchObject({ remaining: 0 })
  })

  it('costs no session when the slot is taken', async () => {
    const player = aPlayer()
    const offer = t.packageOffer()
    const single = t.offer({ coachId: offer.coachId })
    const { id } = await t.bought(player, offer)
    await t.hold(aPlayer(), { offer: single, startsAt: at('2027-03-02T10:00') })
    await expect(schedule(player, id, at('2027-03-02T10:30'))).rejects.toSatisfy(slotTaken.is)
    expect(await show(player, id)).toMatchObject({ remaining: 3, scheduled: [] })
  })

  it('is refused after the last day, and when the package is over', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    await expect(schedule(player, id, at('2027-05-30T13:00'))).rejects.toSatisfy(afterPackage.is)
    await cancel(player, id)
    await expect(schedule(player, id, at('2027-03-02T10:00'))).rejects.toSatisfy(packageOver.is)
  })

  it('is for its player only; to others the package is not there', async () => {
    const coach = aCoach()
    const { id } = await t.bought(aPlayer(), t.packageOffer({ coachId: coach.userId }))
    await expect(schedule(aPlayer(), id, at('2027-03-02T10:00'))).rejects.toSatisfy(packageNotFound.is)
    await expect(show(aPlayer(), id)).rejects.toSatisfy(packageNotFound.is)
    expect(await show(coach, id)).toMatchObject({ viewerIs: 'coach' })
    const listed = await t.call(listPackages, { query: { as: 'coach' } }, { as: coach })
    expect(listed.items.map((one) => one.id)).toEqual([id])
  })
})

describe('a session of a package that is not used', () => {
  it('goes back to the package when it is cancelled in time, and is scheduled again for the same part', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player, t.packageOffer({ price: { amount: 8_099, currency: 'EUR' } }))
    const first = await schedule(player, id, at('2027-03-03T10:00'))
    await schedule(player, id, at('2027-03-04T10:00'))
    await t.call(cancelBooking, { params: { id: first.id }, body: {} }, { as: player })
    await t.settle()
    expect(await show(player, id)).toMatchObject({ remaining: 2 })
    expect(await t.emitted(packageSessionReturned)).toMatchObject([{ bookingId: first.id, to: 'package' }])
    expect((await schedule(player, id, at('2027-03-05T10:00'))).price.amount).toBe(first.price.amount)
  })

  it.each([
    ['the coach did not come', 'no_show_coach', { playerSeconds: 3600, coachSeconds: 0 }],
    ['the connection failed', 'failed', { playerSeconds: 3600, coachSeconds: 600 }],
  ])('goes back to the package when %s and nobody has contested that', async (_, state, seconds) => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    const booking = await schedule(player, id, at('2027-03-02T10:00'))
    t.attend(booking.id, seconds)
    await t.clock.set('2027-03-02T11:01:00Z')
    await t.settle()
    expect(await t.call(getBookingRecord, { params: { id: booking.id } })).toMatchObject({ state })
    expect(await show(player, id)).toMatchObject({ remaining: 2 })
    await t.clock.advance({ hours: 48 })
    await t.settle()
    expect(await show(player, id)).toMatchObject({ remaining: 3 })
  })

  it.each([
    ['its package, when it can be scheduled again', false, 'package'],
    ['the card, when the package is over', true, 'card'],
  ])('has a history that tells of %s', async (_, isOver, into) => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    const booking = await schedule(player, id, at('2027-03-02T10:00'))
    t.attend(booking.id, { playerSeconds: 3600, coachSeconds: 0 })
    if (isOver) await cancel(player, id)
    await t.clock.advance({ days: 4 })
    await t.settle()
    const { history } = await t.call(getBooking, { params: { id: booking.id } }, { as: player })
    expect(history.flatMap(({ money }) => money ?? [])).toMatchObject([{ toPlayer: { amount: 2_700 }, into }])
  })

  it.each(['player', 'coach'] as const)('is not moved beyond the end of its package, by its %s', async (side) => {
    const people = { player: aPlayer(), coach: aCoach() }
    const { id, validUntil } = await t.bought(people.player, t.packageOffer({ coachId: people.coach.userId }))
    const booking = await schedule(people.player, id, at('2027-03-05T10:00'))
    const propose = (startsAt: string) =>
      t.call(proposeReschedule, { params: { id: booking.id }, body: { startsAt } }, { as: people[side] })
    const refused = await propose(at('2027-05-30T13:00')).catch((error: unknown) => error)
    expect(afterPackage.is(refused) && refused).toMatchObject({ extra: { validUntil } })
    expect((refused as Error).message).toContain('2027-05-30')
    const seen = await t.call(getBooking, { params: { id: booking.id } }, { as: people[side] })
    expect(seen).toMatchObject({ startsBefore: validUntil, reschedule: null })
    await expect(propose(at('2027-05-30T11:00'))).resolves.toMatchObject({ state: 'confirmed' })
  })

  it('is not repeated beyond the end of its package', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    const booking = await schedule(player, id, at('2027-03-02T10:00'))
    t.attend(booking.id, { playerSeconds: 3600, coachSeconds: 600 })
    await t.clock.set('2027-03-02T11:01:00Z')
    const repeat = (startsAt: string) =>
      t.call(repeatSession, { params: { id: booking.id }, body: { startsAt } }, { as: player })
    await expect(repeat(at('2027-05-30T13:00'))).rejects.toSatisfy(afterPackage.is)
    await expect(repeat(at('2027-05-30T11:00'))).resolves.toMatchObject({ state: 'confirmed' })
  })

  it('is spent when it is cancelled late', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    const booking = await schedule(player, id, at('2027-03-02T10:00'))
    await t.clock.set('2027-03-02T09:00:00Z')
    const { cancellation } = await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    await t.settle()
    expect(cancellation?.refund.amount).toBe(1_350)
    expect(await show(player, id)).toMatchObject({ remaining: 2 })
    expect(await t.emitted(packageSessionReturned)).toEqual([])
  })

  it('goes to the card when the package is over', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    const booking = await schedule(player, id, at('2027-03-03T10:00'))
    await cancel(player, id)
    await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    await t.settle()
    expect(await t.emitted(packageSessionReturned)).toMatchObject([{ bookingId: booking.id, to: 'card' }])
    expect(await show(player, id)).toMatchObject({ state: 'cancelled', remaining: 2 })
  })
})

describe('the end of a package', () => {
  it('gives back what was shown before, once', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    await schedule(player, id, at('2027-03-03T10:00'))
    const { cancelEffect } = await show(player, id)
    expect(cancelEffect).toMatchObject({ allowed: true, used: 1, refund: { amount: 5_100 }, toCoach: { amount: 300 } })
    const ended = await cancel(player, id, 5_100)
    expect(ended).toMatchObject({ state: 'cancelled', refund: { amount: 5_100 } })
    expect(await cancel(player, id)).toEqual(ended)
    expect(await t.emitted(packageEnded)).toMatchObject([
      { refund: { amount: 5_100 }, rest: { amount: 5_400 }, by: 'player' },
    ])
  })

  it('is refused when its effect is no longer the one that was shown', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    await schedule(player, id, at('2027-03-03T10:00'))
    await expect(cancel(player, id, 8_100)).rejects.toSatisfy(changedMeanwhile.is)
    expect(await show(player, id)).toMatchObject({ state: 'active' })
  })

  it('by the coach gives all that is unused back', async () => {
    const coach = aCoach()
    const player = aPlayer()
    const { id } = await t.bought(player, t.packageOffer({ coachId: coach.userId }))
    await schedule(player, id, at('2027-03-03T10:00'))
    const ended = await cancel(coach, id)
    expect(ended.refund).toEqual({ amount: 5_400, currency: 'EUR' })
  })

  it('comes after 90 days by itself, with reminders 14 and 3 days before while sessions are left', async () => {
    const player = aPlayer()
    const { id } = await t.bought(player)
    await schedule(player, id, at('2027-03-03T10:00'))
    await t.clock.advance({ days: 75 })
    expect(await t.emitted(packageExpiring)).toEqual([])
    await t.clock.advance({ days: 1, minutes: 1 })
    expect((await t.emitted(packageExpiring)).map(({ daysLeft }) => daysLeft)).toEqual([14])
    await t.clock.advance({ days: 11 })
    expect((await t.emitted(packageExpiring)).map(({ daysLeft }) => daysLeft)).toEqual([14, 3])
    await t.clock.advance({ days: 3 })
    expect(await show(player, id)).toMatchObject({ state: 'expired', remaining: 3, refund: { amount: 8_100 } })
  })
})
