import {
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingExpired,
  bookingNoShow,
  bookingNotFound,
  bookingReleased,
  bookingUnfulfilled,
  cancelBooking,
  confirmCompletion,
  getBooking,
  getBookingNumbers,
  getBookingRecord,
  listBookings,
  notCancellable,
  notCompletable,
} from '@ecc/contracts/bookings'
import { confirmPaidOrder } from '@ecc/contracts/orders'
import { paymentCaptured } from '@ecc/contracts/payments'
import type { Sql } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockPeople } from './booking.ts'
import { at, sessionService, type TestedSessions } from './testing.ts'

const start = at('2027-03-02T10:00')
const attended = { playerSeconds: 3500, coachSeconds: 3600 }
let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

/** How many transactions wait for a person's lock. */
async function countWaiting(sql: Sql): Promise<number> {
  const { waiting } = await sql.one<{ waiting: number }>`
    select count(*)::int as waiting from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and not l.granted and d.datname = current_database()`
  return waiting
}

const stateOf = async (id: string) => (await t.call(getBookingRecord, { params: { id } })).state

describe('payment', () => {
  it('confirms the booking, whichever of the call and the event comes first, once', async () => {
    const booking = await t.confirm(aPlayer(), { startsAt: start })
    await t.call(confirmPaidOrder, { params: { id: booking.id }, body: { paymentId: anId() } })
    expect(await stateOf(booking.id)).toBe('confirmed')
    expect(await t.emitted(bookingConfirmed)).toHaveLength(1)
  })

  it('waits its turn among those who want the same time, so that none of them is ended as the way out of a deadlock', async () => {
    const { id, coachId } = await t.hold(aPlayer(), { startsAt: start })
    const { confirming } = await t.sql.begin(async (buyer) => {
      await lockPeople(buyer, [coachId])
      const call = t.call(confirmPaidOrder, { params: { id }, body: { paymentId: anId() } })
      await expect.poll(() => countWaiting(t.sql)).toBe(1)
      expect(await buyer`select id from bookings where id = ${id} for update skip locked`).toHaveLength(1)
      return { confirming: call }
    })
    expect(await confirming).toEqual({ confirmed: true })
  })

  it('still confirms when the hold has lapsed but the time is free', async () => {
    const booking = await t.hold(aPlayer(), { startsAt: start })
    await t.clock.advance({ minutes: 20 })
    expect(await t.emitted(bookingExpired)).toHaveLength(1)
    const answer = await t.call(confirmPaidOrder, { params: { id: booking.id }, body: { paymentId: anId() } })
    expect(answer).toEqual({ confirmed: true })
    expect(await stateOf(booking.id)).toBe('confirmed')
  })

  it('has the money sent back when the time was sold meanwhile; there is never a second booking', async () => {
    const offer = t.offer()
    const late = await t.hold(aPlayer(), { offer, startsAt: start })
    await t.clock.advance({ minutes: 20 })
    await t.confirm(aPlayer(), { offer, startsAt: start })
    const answer = await t.call(confirmPaidOrder, { params: { id: late.id }, body: { paymentId: anId() } })
    expect(answer).toEqual({ confirmed: false })
    expect(await stateOf(late.id)).toBe('expired')
    expect((await t.emitted(bookingUnfulfilled)).map(({ id }) => id)).toEqual([late.id])
  })

  it('has the money sent back when the player let go of the hold while paying', async () => {
    const player = aPlayer()
    const booking = await t.hold(player, { startsAt: start })
    await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    const paid = {
      paymentId: anId(),
      orderId: booking.id,
      orderKind: 'booking' as const,
      bookingId: booking.id,
      playerId: player.userId,
      coachId: booking.coachId,
      amount: booking.price,
    }
    await t.deliver(paymentCaptured, paid)
    expect(await t.emitted(bookingUnfulfilled)).toHaveLength(1)
  })

  it('has nothing to do with a gift card that was paid', async () => {
    const unfulfilled = await t.emitted(bookingUnfulfilled)
    const amount = { amount: 5_000, currency: 'EUR' as const }
    const nothing = { orderKind: 'gift-card' as const, bookingId: null, coachId: null }
    await t.deliver(paymentCaptured, { paymentId: anId(), orderId: anId(), playerId: anId(), amount, ...nothing })
    expect(await t.emitted(bookingUnfulfilled)).toEqual(unfulfilled)
  })
})

describe('POST /bookings/:id/cancel', () => {
  it.each([
    ['in full until 12 hours before', '2027-03-01T21:50:00.000Z', 3000],
    ['half later than that', '2027-03-01T22:10:00.000Z', 1500],
  ])('refunds %s', async (_, now, amount) => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    await t.clock.set(now)
    const shown = (await t.call(getBooking, { params: { id: booking.id } }, { as: player })).cancelEffect
    const cancelled = await t.call(
      cancelBooking,
      { params: { id: booking.id }, body: { reason: 'ill' } },
      { as: player },
    )
    expect(cancelled.cancellation).toMatchObject({ by: 'player', reason: 'ill', refund: { amount } })
    expect(shown.refund.amount).toBe(amount)
    expect(await t.emitted(bookingCancelled)).toHaveLength(1)
  })

  it('refunds in full when the coach cancels, however late', async () => {
    const coach = aCoach()
    const booking = await t.confirm(aPlayer(), { offer: t.offer({ coachId: coach.userId }), startsAt: start })
    await t.clock.set('2027-03-02T09:00:00Z')
    const cancelled = await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: coach })
    expect(cancelled.cancellation).toMatchObject({ by: 'coach', refund: { amount: 3000 } })
  })

  it('frees the slot', async () => {
    const player = aPlayer()
    const offer = t.offer()
    const booking = await t.confirm(player, { offer, startsAt: start })
    await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    await expect(t.hold(aPlayer(), { offer, startsAt: start })).resolves.toMatchObject({ state: 'held' })
  })

  it('answers a repeat with the cancelled booking and changes nothing', async () => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    const first = await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    expect(await t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })).toEqual(first)
    expect(await t.emitted(bookingCancelled)).toHaveLength(1)
  })

  it('refuses once the session has begun', async () => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    await t.clock.set('2027-03-02T10:01:00Z')
    const late = t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: player })
    await expect(late).rejects.toSatisfy(notCancellable.is)
  })

  it('does not exist for strangers', async () => {
    const booking = await t.confirm(aPlayer(), { startsAt: start })
    for (const stranger of [aPlayer(), aCoach()]) {
      const attempt = t.call(cancelBooking, { params: { id: booking.id }, body: {} }, { as: stranger })
      await expect(attempt).rejects.toSatisfy(bookingNotFound.is)
      await expect(t.call(getBooking, { params: { id: booking.id } }, { as: stranger })).rejects.toSatisfy(
        bookingNotFound.is,
      )
    }
  })
})

describe('the end of a session', () => {
  it('completes when both came, and releases the money 72 hours later for a new coach', async () => {
    const booking = await t.confirm(aPlayer(), { startsAt: start })
    t.attend(booking.id, attended)
    await t.clock.set('2027-03-02T11:01:00Z')
    expect(await stateOf(booking.id)).toBe('completed')
    expect((await t.emitted(bookingCompleted))[0]?.releaseAt).toBe(at('2027-03-05T11:00'))
    await t.clock.advance({ hours: 71 })
    expect(await stateOf(booking.id)).toBe('completed')
    await t.clock.advance({ hours: 1 })
    expect(await stateOf(booking.id)).toBe('released')
    expect(await t.emitted(bookingReleased)).toHaveLength(1)
  })

  it.each([
    ['no_show_player', { playerSeconds: 0, coachSeconds: 3600 }],
    ['no_show_coach', { playerSeconds: 3600, coachSeconds: 0 }],
  ])('is %s when only the other came', async (state, seconds) => {
    const booking = await t.confirm(aPlayer(), { startsAt: start })
    t.attend(booking.id, seconds)
    await t.clock.set('2027-03-02T11:01:00Z')
    expect(await stateOf(booking.id)).toBe(state)
    expect(await t.emitted(bookingNoShow)).toHaveLength(1)
  })

  it('refunds in full and marks nobody when nobody came', async () => {
    const booking = await t.confirm(aPlayer(), { startsAt: start })
    await t.clock.set('2027-03-02T11:01:00Z')
    const { state, cancellation } = await t.call(getBookingRecord, { params: { id: booking.id } })
    expect({ state, cancellation }).toMatchObject({
      state: 'cancelled',
      cancellation: { by: 'system', refund: { amount: 3000 } },
    })
  })
})

describe('POST /bookings/:id/confirm-completion', () => {
  it('releases at once, during the session or after it', async () => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    await t.clock.set('2027-03-02T10:50:00Z')
    const done = await t.call(confirmCompletion, { params: { id: booking.id }, body: {} }, { as: player })
    expect(done.state).toBe('released')
    expect(await t.call(confirmCompletion, { params: { id: booking.id }, body: {} }, { as: player })).toEqual(done)
  })

  it('refuses before the session has begun', async () => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    const early = t.call(confirmCompletion, { params: { id: booking.id }, body: {} }, { as: player })
    await expect(early).rejects.toSatisfy(notCompletable.is)
  })

  it('is not for the coach, nor for other players', async () => {
    const coach = aCoach()
    const booking = await t.confirm(aPlayer(), { offer: t.offer({ coachId: coach.userId }), startsAt: start })
    await t.clock.set('2027-03-02T10:50:00Z')
    for (const other of [coach, aPlayer()]) {
      const attempt = t.call(confirmCompletion, { params: { id: booking.id }, body: {} }, { as: other })
      await expect(attempt).rejects.toSatisfy(bookingNotFound.is)
    }
  })
})

describe('lists', () => {
  it('show upcoming bookings soonest first, past ones latest first, in pages', async () => {
    const player = aPlayer()
    const hours = ['08', '10', '12']
    for (const hour of hours) await t.confirm(player, { startsAt: at(`2027-03-02T${hour}:00`) })
    const first = await t.call(listBookings, { query: { when: 'upcoming', limit: 2 } }, { as: player })
    expect(first.items.map(({ startsAt }) => startsAt)).toEqual([at('2027-03-02T08:00'), at('2027-03-02T10:00')])
    const rest = await t.call(
      listBookings,
      { query: { when: 'upcoming', limit: 2, cursor: first.nextCursor as string } },
      { as: player },
    )
    expect(rest).toMatchObject({ items: [{ startsAt: at('2027-03-02T12:00') }], nextCursor: null })
    await t.clock.set('2027-03-03T00:00:00Z')
    const past = await t.call(listBookings, { query: { when: 'past' } }, { as: player })
    expect(past.items.map(({ startsAt }) => startsAt)).toEqual(
      hours.toReversed().map((hour) => at(`2027-03-02T${hour}:00`)),
    )
  })

  it('show a coach their students’ bookings, and nobody anybody else’s', async () => {
    const coach = aCoach()
    await t.confirm(aPlayer(), { offer: t.offer({ coachId: coach.userId }), startsAt: start })
    const own = await t.call(listBookings, { query: { as: 'coach' } }, { as: coach })
    expect(own.items).toMatchObject([{ viewerIs: 'coach', state: 'confirmed' }])
    expect((await t.call(listBookings, { query: {} }, { as: aPlayer() })).items).toEqual([])
  })

  it('keep who changed what and when', async () => {
    const player = aPlayer()
    const booking = await t.confirm(player, { startsAt: start })
    await t.call(cancelBooking, { params: { id: booking.id }, body: { reason: 'ill' } }, { as: player })
    const { history } = await t.call(getBooking, { params: { id: booking.id } }, { as: player })
    expect(history.map(({ to, by, reason }) => [to, by, reason])).toEqual([
      ['held', 'player', null],
      ['confirmed', 'system', 'paid'],
      ['cancelled', 'player', 'ill'],
    ])
    await expect(t.sql`delete from booking_history`).rejects.toThrow('append-only')
  })

  it('count bookings and volume for staff', async () => {
    await t.confirm(aPlayer(), { startsAt: start })
    await t.hold(aPlayer(), { startsAt: start })
    const numbers = await t.call(getBookingNumbers, {}, { as: anAdmin() })
    expect(numbers.states).toEqual([
      { state: 'confirmed', count: 1 },
      { state: 'held', count: 1 },
    ])
    expect(numbers.volume).toEqual([{ amount: 3000, currency: 'EUR' }])
  })
})
