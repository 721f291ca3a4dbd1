import { bookingGuaranteed, playerCredited } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingFailed,
  bookingNoShow,
  bookingReleased,
  bookingSettled,
} from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { getEarnings } from '@ecc/contracts/earnings'
import { listCredits, paymentRefunded } from '@ecc/contracts/payments'
import { aBookingRecord } from '@ecc/contracts/samples'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, coachPayable, escrow, playerCredit, receivable } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const deliver = <E extends Event>(event: E, payload: PayloadOf<E>, { id }: BookingRecord) =>
  t.deliver(event, payload, { aggregateId: id })
const refundedOf = async ({ id }: BookingRecord) =>
  (await t.emitted(paymentRefunded)).filter(({ bookingId }) => bookingId === id).map(({ amount }) => amount.amount)
const credited = ({ id: bookingId, playerId, coachId }: BookingRecord, amount: number) => ({
  bookingId,
  playerId,
  coachId,
  amount: eur(amount),
})

/** A coach cancelled late: everything back and a credit. */
async function cancelledLate(coachId?: string) {
  const paid = await t.paid(coachId ? { coachId } : {})
  const { booking } = paid
  const cancellation = { by: 'coach' as const, reason: null, at: t.clock.now().toISOString(), refund: eur(10_000) }
  await deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, booking)
  await deliver(playerCredited, credited(booking, 1_000), booking)
  return paid
}

describe('a credit for a late cancellation', () => {
  it('is owed by the coach, once, and shown to the player with where it came from', async () => {
    const { booking, player } = await cancelledLate()
    await deliver(playerCredited, credited(booking, 1_000), booking)
    expect(await balanceOf(t.sql, playerCredit(booking.playerId), 'EUR')).toBe(1_000)
    expect(await balanceOf(t.sql, receivable(booking.coachId), 'EUR')).toBe(1_000)
    const shown = await t.call(listCredits, { query: {} }, { as: player })
    expect(shown).toMatchObject({ balances: [eur(1_000)], items: [{ bookingId: booking.id, amount: eur(1_000) }] })
    expect(await t.call(listCredits, { query: {} }, { as: aPlayer() })).toEqual({
      balances: [],
      items: [],
      nextCursor: null,
    })
  })

  it('is netted from the coach’s next release, and only what is left is transferred', async () => {
    const { booking } = await cancelledLate()
    const next = await t.paid({ coachId: booking.coachId })
    await deliver(bookingReleased, { ...next.booking, state: 'released' }, next.booking)
    await t.quiet()
    expect(await balanceOf(t.sql, receivable(booking.coachId), 'EUR')).toBe(0)
    expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(7_500)
    expect(await balanceOf(t.sql, playerCredit(booking.playerId), 'EUR')).toBe(1_000)
  })

  it('stays owed for as long as the coach earns nothing', async () => {
    const { booking } = await cancelledLate()
    await t.quiet()
    expect(await balanceOf(t.sql, receivable(booking.coachId), 'EUR')).toBe(1_000)
    expect(await refundedOf(booking)).toEqual([10_000])
  })
})

describe('the first-session guarantee', () => {
  const guaranteed = (booking: BookingRecord, amount: number) =>
    deliver(bookingGuaranteed, { ...booking, state: 'released', refund: eur(amount) }, booking)
  const goodwill = () => balanceOf(t.sql, 'exp:goodwill', 'EUR')

  it('is paid by the platform: the player has all of it back, the coach keeps their share', async () => {
    const before = await goodwill()
    const { booking } = await t.paid()
    await deliver(bookingReleased, { ...booking, state: 'released' }, booking)
    for (let i = 0; i < 2; i++) await guaranteed(booking, 10_000)
    await t.quiet()
    expect(await refundedOf(booking)).toEqual([10_000])
    expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(8_500)
    expect((await goodwill()) - before).toBe(10_000)
  })

  it('gives no more than was paid when a part of it went back for missing time', async () => {
    const before = await goodwill()
    const { booking } = await t.paid()
    await deliver(bookingReleased, { ...booking, state: 'released', refund: eur(2_500) }, booking)
    await guaranteed(booking, 10_000)
    await t.quiet()
    expect((await refundedOf(booking)).toSorted((a, b) => a - b)).toEqual([2_500, 7_500])
    expect((await goodwill()) - before).toBe(7_500)
  })
})

describe('a session of a package', () => {
  const scheduled = async () => {
    const { order } = await t.paidOrder('package', eur(8_100))
    const { id: orderId, playerId, coachId } = order
    const about = { orderId, orderKind: 'package', kind: 'package', playerId, coachId } as const
    const booking = aBookingRecord({ ...about, price: eur(2_700) })
    await deliver(bookingConfirmed, booking, booking)
    return booking
  }

  it('has its own part guaranteed, and nothing of the others', async () => {
    const booking = await scheduled()
    await deliver(bookingReleased, { ...booking, state: 'released' }, booking)
    await deliver(bookingGuaranteed, { ...booking, state: 'released', refund: eur(8_100) }, booking)
    await t.quiet()
    expect(await refundedOf(booking)).toEqual([2_700])
    expect(await balanceOf(t.sql, escrow(booking.orderId), 'EUR')).toBe(5_400)
  })

  it('stays held when a failure is final, for it goes back to the package', async () => {
    const booking = await scheduled()
    const releaseAt = '2027-03-10T18:00:00.000Z'
    const failed = { ...booking, state: 'failed' as const, releaseAt }
    await deliver(bookingFailed, failed, booking)
    await deliver(bookingSettled, { ...failed, refund: eur(2_700) }, booking)
    await t.quiet()
    expect(await balanceOf(t.sql, escrow(booking.id), 'EUR')).toBe(2_700)
    expect(await refundedOf(booking)).toEqual([])
  })
})

describe('an outcome that can be contested', () => {
  it.each([
    ['no_show_player', 0, 8_500],
    ['no_show_coach', 10_000, 0],
    ['failed', 10_000, 0],
  ] as const)('%s keeps the money held until it is final', async (state, refund, share) => {
    const { booking } = await t.paid()
    const releaseAt = '2027-03-10T18:00:00.000Z'
    const coach = aCoach(booking.coachId)
    await deliver(state === 'failed' ? bookingFailed : bookingNoShow, { ...booking, state, releaseAt }, booking)
    await t.quiet()
    expect(await balanceOf(t.sql, escrow(booking.id), 'EUR')).toBe(10_000)
    expect((await t.call(getEarnings, { query: {} }, { as: coach })).items).toMatchObject([
      { state: 'held', availableAt: releaseAt },
    ])
    await deliver(bookingSettled, { ...booking, state, releaseAt, refund: eur(refund) }, booking)
    await t.quiet()
    expect(await balanceOf(t.sql, escrow(booking.id), 'EUR')).toBe(0)
    expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(share)
    expect(await refundedOf(booking)).toEqual(refund === 0 ? [] : [refund])
  })
})

it('a session that is to be repeated after a technical failure has no day of its money until its new end', async () => {
  const { booking } = await t.paid()
  const coach = aCoach(booking.coachId)
  const releaseAt = '2027-03-10T18:00:00.000Z'
  await deliver(bookingFailed, { ...booking, state: 'failed', releaseAt }, booking)
  await deliver(bookingConfirmed, { ...booking, releaseAt: null, movedAt: '2027-03-09T18:00:00.000Z' }, booking)
  const { items } = await t.call(getEarnings, { query: {} }, { as: coach })
  expect(items).toMatchObject([{ state: 'held', availableAt: null }])
})

it('a session that was cut short gives the missing part back with the release', async () => {
  const { booking } = await t.paid()
  await deliver(bookingReleased, { ...booking, state: 'released', refund: eur(3_333) }, booking)
  await t.quiet()
  expect(await refundedOf(booking)).toEqual([3_333])
  expect(await balanceOf(t.sql, coachPayable(booking.coachId), 'EUR')).toBe(5_667)
})
