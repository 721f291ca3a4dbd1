import { coachMarked, playerCredited } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingCancelled,
  bookingGroupOn,
  bookingUnfulfilled,
  cancelBooking,
  getBooking,
  getBookingRecord,
  notBookable,
  notCancellable,
  playerBusy,
  slotTaken,
} from '@ecc/contracts/bookings'
import { groupDateRemoved } from '@ecc/contracts/group-dates'
import { groupDecided } from '@ecc/contracts/groups'
import { paymentCaptured } from '@ecc/contracts/payments'
import { notReschedulable, proposeReschedule } from '@ecc/contracts/reschedules'
import { type Caller, plusMinutes } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Meeting, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

const dayMinutes = 24 * 60
const eur = (amount: number) => ({ amount, currency: 'EUR' })

/** A group of a coach of its own, at ten o'clock in four days; three seats, two of which must be paid a day before. */
function aGroup(details: { minSeats?: number; maxSeats?: number } = {}) {
  const coach = aCoach()
  const group = { minSeats: 2, maxSeats: 3, cutoffHours: 24, ...details }
  const offer = t.offer({ coachId: coach.userId, kind: 'group', group })
  const startsAt = `${plusMinutes(t.clock.now(), 4 * dayMinutes)
    .toISOString()
    .slice(0, 10)}T10:00:00.000Z`
  return {
    coach,
    offer,
    startsAt,
    decidesAt: plusMinutes(startsAt, -dayMinutes).toISOString(),
    hold: (player: Caller = aPlayer()) => t.hold(player, { offer, startsAt }),
    book: (player: Caller = aPlayer()) => t.confirm(player, { offer, startsAt }),
  }
}
type Group = ReturnType<typeof aGroup>

const record = ({ id }: { id: string }) => t.call(getBookingRecord, { params: { id } })
const statesOf = async (bookings: readonly BookingRecord[]) =>
  (await Promise.all(bookings.map(record))).map(({ state }) => state)
const playerOf = ({ playerId }: BookingRecord) => aPlayer(playerId)
const cancel = ({ id }: { id: string }, as: Caller) => t.call(cancelBooking, { params: { id }, body: {} }, { as })
const pay = (booking: BookingRecord) => t.deliver(paymentCaptured, t.paymentOf(booking), { aggregateId: booking.id })
const of = <T extends { id: string }>(events: readonly T[], { id }: { id: string }) =>
  events.filter((event) => event.id === id)
const groupOf = async (booking: BookingRecord) =>
  (await t.call(getBooking, { params: { id: booking.id } }, { as: playerOf(booking) })).group
const toCutoff = (group: Group) => t.clock.set(group.decidesAt)
/** Bookings one after the other, so that the first has seat one. */
async function booked(group: Group, count: number): Promise<BookingRecord[]> {
  const bookings: BookingRecord[] = []
  for (let i = 0; i < count; i++) bookings.push(await group.book())
  return bookings
}

describe('the seats of a group', () => {
  it('are as many as there are, whoever asks at once: the others are told that it is full', async () => {
    const group = aGroup()
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => group.hold()))
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(held).toHaveLength(3)
    expect(refused.filter(slotTaken.is)).toHaveLength(5)
    expect(new Set(held.map(({ sessionId }) => sessionId)).size).toBe(1)
    const seats = await t.sql`select seat from bookings where session_id = ${held[0]?.sessionId} order by seat`
    expect(seats).toEqual([{ seat: 1 }, { seat: 2 }, { seat: 3 }])
  })

  it('are one a player', async () => {
    const group = aGroup()
    const player = aPlayer()
    await group.hold(player)
    await expect(group.hold(player)).rejects.toSatisfy(playerBusy.is)
  })

  it('are held no longer than until the cut-off, and not sold after it', async () => {
    const group = aGroup()
    await t.clock.set(plusMinutes(group.decidesAt, -5).toISOString())
    expect((await group.hold()).holdExpiresAt).toBe(group.decidesAt)
    t.skipTime(5)
    await expect(group.hold()).rejects.toSatisfy(notBookable.is)
  })

  it('of a hold that lapsed is given to whoever wants it', async () => {
    const group = aGroup({ maxSeats: 2 })
    const holds = [await group.hold(), await group.hold()]
    t.skipTime(16)
    expect((await group.hold()).state).toBe('held')
    expect(await statesOf(holds)).toEqual(['expired', 'expired'])
  })

  it('of a player who cancels is free again, and the money follows the terms', async () => {
    const group = aGroup({ maxSeats: 2 })
    const [first] = await booked(group, 2)
    await cancel(first as BookingRecord, playerOf(first as BookingRecord))
    expect(of(await t.emitted(bookingCancelled), first as BookingRecord)[0]?.cancellation?.refund).toEqual(eur(3000))
    expect((await group.book()).state).toBe('confirmed')
    expect(await groupOf(first as BookingRecord)).toMatchObject({ state: 'open', booked: 2, taken: 2 })
  })

  it('stay with their time', async () => {
    const [booking] = (await booked(aGroup(), 1)) as [BookingRecord]
    const move = { params: { id: booking.id }, body: { startsAt: plusMinutes(booking.startsAt, 60).toISOString() } }
    await expect(t.call(proposeReschedule, move, { as: playerOf(booking) })).rejects.toSatisfy(notReschedulable.is)
  })

  it('leave no time for another session of the coach, and take none from the group', async () => {
    const group = aGroup()
    await booked(group, 2)
    const single = t.offer({ coachId: group.coach.userId })
    await expect(t.hold(aPlayer(), { offer: single, startsAt: group.startsAt })).rejects.toSatisfy(slotTaken.is)
  })

  it('count once under the caps of the coach', async () => {
    const group = aGroup()
    await booked(group, 3)
    const capped = t.offer({ coachId: group.coach.userId, caps: { coachZone: 'UTC', maxBookingsPerDay: 2 } })
    const day = group.startsAt.slice(0, 10)
    expect((await t.hold(aPlayer(), { offer: capped, startsAt: `${day}T14:00:00.000Z` })).state).toBe('held')
    await expect(t.hold(aPlayer(), { offer: capped, startsAt: `${day}T16:00:00.000Z` })).rejects.toSatisfy(
      notBookable.is,
    )
  })
})

describe('the cut-off of a group', () => {
  it('with the minimum paid: it takes place, and all are told once', async () => {
    const group = aGroup()
    const bookings = await booked(group, 2)
    await toCutoff(group)
    for (const booking of bookings) {
      expect(of(await t.emitted(bookingGroupOn), booking)).toHaveLength(1)
      const { history } = await t.call(getBooking, { params: { id: booking.id } }, { as: playerOf(booking) })
      expect(history.at(-1)).toMatchObject({ by: 'system', to: 'confirmed', reason: expect.stringContaining('2 of 3') })
    }
    const decided = of(await t.emitted(groupDecided), { id: bookings[0]?.sessionId as string })
    expect(decided).toMatchObject([{ state: 'on', why: 'enough' }])
    expect(await groupOf(bookings[0] as BookingRecord)).toMatchObject({ state: 'on', booked: 2 })
  })

  it('below the minimum: all who paid get everything back, and a hold is let go of', async () => {
    const group = aGroup({ minSeats: 3 })
    const [paid] = (await booked(group, 1)) as [BookingRecord]
    await t.clock.set(plusMinutes(group.decidesAt, -1).toISOString())
    const held = await group.hold()
    await toCutoff(group)
    expect(await record(paid)).toMatchObject({
      state: 'cancelled',
      cancellation: { by: 'system', refund: eur(3000), reason: '3 seats had to be booked by the cut-off, and 1 were' },
    })
    expect(['expired', 'cancelled']).toContain((await record(held)).state)
    expect(of(await t.emitted(groupDecided), { id: paid.sessionId })).toMatchObject([{ state: 'off', why: 'too-few' }])
    await expect(group.hold()).rejects.toSatisfy(notBookable.is)
  })

  it('that has passed is not asked again when players leave later, and seats are sold on', async () => {
    const group = aGroup()
    const [first] = (await booked(group, 2)) as [BookingRecord, BookingRecord]
    await toCutoff(group)
    await cancel(first, playerOf(first))
    expect(await groupOf(first)).toMatchObject({ state: 'on', booked: 1 })
    expect((await group.book()).state).toBe('confirmed')
  })

  it('sends back a payment that comes after the group was called off', async () => {
    const group = aGroup({ minSeats: 3 })
    await t.clock.set(plusMinutes(group.decidesAt, -1).toISOString())
    const held = await group.hold()
    await toCutoff(group)
    await pay(held)
    expect(of(await t.emitted(bookingUnfulfilled), held)).toHaveLength(1)
    expect((await record(held)).confirmedAt).toBeNull()
  })

  it('has a late payment confirmed on whichever seat is free, or sent back when none is', async () => {
    const group = aGroup({ maxSeats: 3 })
    const late = [await group.hold(), await group.hold()] as const
    t.skipTime(16)
    await booked(group, 2)
    await pay(late[0])
    expect((await record(late[0])).state).toBe('confirmed')
    await pay(late[1])
    expect(of(await t.emitted(bookingUnfulfilled), late[1])).toHaveLength(1)
  })

  it('is decided before the session begins, also after an outage over both', async () => {
    const group = aGroup({ minSeats: 3 })
    const bookings = await booked(group, 2)
    await t.clock.set(group.startsAt)
    expect(await statesOf(bookings)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a coach who cancels a seat', () => {
  it('cancels the group: all get everything back, shown before, with one mark however many there are', async () => {
    const group = aGroup()
    const bookings = await booked(group, 3)
    const [first] = bookings as [BookingRecord]
    await t.clock.set(plusMinutes(group.startsAt, -60).toISOString())
    const { cancelEffect } = await t.call(getBooking, { params: { id: first.id } }, { as: group.coach })
    expect(cancelEffect).toMatchObject({ mark: true, group: { players: 3, refund: eur(9000), credit: eur(900) } })
    await cancel(first, group.coach)
    expect(await statesOf(bookings)).toEqual(['cancelled', 'cancelled', 'cancelled'])
    const cancelled = (await t.emitted(bookingCancelled)).filter(({ sessionId }) => sessionId === first.sessionId)
    expect(cancelled.map(({ cancellation }) => cancellation?.refund.amount)).toEqual([3000, 3000, 3000])
    const credits = (await t.emitted(playerCredited)).filter(({ coachId }) => coachId === group.coach.userId)
    expect(credits).toHaveLength(3)
    const marks = (await t.emitted(coachMarked)).filter(({ coachId }) => coachId === group.coach.userId)
    expect(marks).toMatchObject([{ kind: 'late_cancel' }])
    expect(of(await t.emitted(groupDecided), { id: first.sessionId }).at(-1)).toMatchObject({ why: 'cancelled' })
  })

  it('does so once, and leaves alone what a player cancelled before', async () => {
    const group = aGroup()
    const [left, stays] = (await booked(group, 2)) as [BookingRecord, BookingRecord]
    await t.clock.set(plusMinutes(group.startsAt, -6 * 60).toISOString())
    await cancel(left, playerOf(left))
    await cancel(stays, group.coach)
    await cancel(stays, group.coach)
    expect((await record(left)).cancellation).toMatchObject({ by: 'player', refund: eur(1500) })
    expect(of(await t.emitted(bookingCancelled), stays)).toHaveLength(1)
  })

  it('is as staff do it, without a mark; a player cancels their own seat alone', async () => {
    const group = aGroup()
    const [first, second, third] = (await booked(group, 3)) as [BookingRecord, BookingRecord, BookingRecord]
    await cancel(first, playerOf(first))
    expect(await statesOf([second, third])).toEqual(['confirmed', 'confirmed'])
    await cancel(second, anAdmin())
    expect(await statesOf([second, third])).toEqual(['cancelled', 'cancelled'])
    expect((await t.emitted(coachMarked)).filter(({ coachId }) => coachId === group.coach.userId)).toEqual([])
  })

  it('ends all of it also while players pay, leave and come at the same moment', async () => {
    const group = aGroup({ maxSeats: 8 })
    const [first, second] = (await booked(group, 3)) as [BookingRecord, BookingRecord]
    const paying = [await group.hold(), await group.hold()] as const
    const results = await Promise.allSettled([
      cancel(first, group.coach),
      cancel(second, playerOf(second)),
      ...paying.map(pay),
      group.hold(),
      group.hold(),
    ])
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused.filter((reason) => !notBookable.is(reason))).toEqual([])
    const bookings = await t.sql<{
      id: string
      state: string
      confirmedAt: string | null
      refundAmount: number | null
    }>`
      select id, state, confirmed_at, refund_amount from bookings where session_id = ${first.sessionId}`
    expect(bookings.filter(({ state }) => state !== 'cancelled')).toEqual([])
    const unfulfilled = await t.emitted(bookingUnfulfilled)
    for (const { id } of [first, second, ...paying]) {
      const { refundAmount, confirmedAt } = bookings.find((booking) => booking.id === id) ?? {}
      expect(confirmedAt ? refundAmount : of(unfulfilled, { id }).length * 3000).toBe(3000)
    }
  })

  it('cannot once it has begun', async () => {
    const group = aGroup()
    const [first] = (await booked(group, 2)) as [BookingRecord]
    await t.clock.set(group.startsAt)
    await expect(cancel(first, group.coach)).rejects.toSatisfy(notCancellable.is)
  })
})

describe('a date that its coach took back', () => {
  const removed = (group: Group, id: string) => {
    const { coach, offer, startsAt, decidesAt } = group
    const facts = { startsAt, endsAt: plusMinutes(startsAt, 60).toISOString(), decidesAt, minSeats: 2, maxSeats: 3 }
    return { id, coachId: coach.userId, offerId: offer.offerId, ...facts }
  }

  it('sells no seat, also to whoever was quoted one before', async () => {
    const group = aGroup()
    const { sessionId } = await aGroup().hold()
    const slot = String(Date.parse(group.startsAt) / (15 * 60_000)).padStart(12, '0')
    const id = `${group.offer.offerId.slice(0, 23)}-${slot}`
    expect(sessionId).toMatch(/-\d{12}$/)
    await t.deliver(groupDateRemoved, removed(group, id))
    await expect(group.hold()).rejects.toSatisfy(notBookable.is)
  })

  it('gives all back to a player who was quicker', async () => {
    const group = aGroup()
    const [booking] = (await booked(group, 1)) as [BookingRecord]
    await t.deliver(groupDateRemoved, removed(group, booking.sessionId), { id: anId() })
    expect(await record(booking)).toMatchObject({
      state: 'cancelled',
      cancellation: { by: 'coach', refund: eur(3000) },
    })
  })
})

describe('the outcome of a group', () => {
  async function held(group: Group, meetings: readonly Meeting[]) {
    const bookings = await booked(group, meetings.length)
    meetings.forEach((meeting, i) => {
      t.meet(bookings[i]?.id as string, meeting)
    })
    await t.clock.set(plusMinutes(group.startsAt, 60).toISOString())
    return bookings
  }
  const marksOf = async ({ coach }: Group) =>
    (await t.emitted(coachMarked)).filter(({ coachId }) => coachId === coach.userId).map(({ kind }) => kind)

  it('is each player’s own: one who misses it loses their seat alone', async () => {
    const group = aGroup()
    const there = { player: [[0, 60]], coach: [[0, 60]] } as const
    const bookings = await held(group, [there, { coach: [[0, 60]] }, there])
    expect(await statesOf(bookings)).toEqual(['completed', 'no_show_player', 'completed'])
    expect(await marksOf(group)).toEqual([])
  })

  it('without its coach is one mark, and all get everything back, also who missed it', async () => {
    const group = aGroup()
    const bookings = await held(group, [{ player: [[0, 30]] }, {}, { player: [[0, 30]] }])
    expect(await statesOf(bookings)).toEqual(['no_show_coach', 'no_show_coach', 'no_show_coach'])
    expect(await marksOf(group)).toEqual(['no_show'])
  })

  it('is that nobody came where nobody at all did', async () => {
    const group = aGroup()
    expect(await statesOf(await held(group, [{}, {}, {}]))).toEqual(['cancelled', 'cancelled', 'cancelled'])
    expect(await marksOf(group)).toEqual([])
  })

  it('counts as one session of a new coach', async () => {
    const group = aGroup({ minSeats: 5, maxSeats: 8 })
    const there = { player: [[0, 60]], coach: [[0, 60]] } as const
    await held(
      group,
      Array.from({ length: 6 }, () => there),
    )
    const again = t.offer({ coachId: group.coach.userId })
    const startsAt = plusMinutes(group.startsAt, 2 * dayMinutes).toISOString()
    const single = await t.confirm(aPlayer(), { offer: again, startsAt })
    t.meet(single.id, there)
    await t.clock.set(single.endsAt)
    expect((await record(single)).releaseAt).toBe(plusMinutes(single.endsAt, 72 * 60).toISOString())
  })
})

describe('the money of a group', () => {
  it('adds up whatever players do: what was paid is back or the coach’s, and nobody pays for what did not take place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pays: fc.boolean(), leaves: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 2, max: 8 }),
        async (players, minSeats) => {
          const group = aGroup({ minSeats, maxSeats: 8 })
          const paid: BookingRecord[] = []
          for (const { pays, leaves } of players) {
            const booking = pays ? await group.book() : await group.hold()
            if (leaves) await cancel(booking, playerOf(booking))
            if (pays) paid.push(booking)
          }
          const staying = players.filter(({ pays, leaves }) => pays && !leaves).length
          for (const { id } of paid) t.meet(id, { player: [[0, 60]], coach: [[0, 60]] })
          await t.clock.set(plusMinutes(group.startsAt, 60 + 73 * 60).toISOString())
          const money = await t.sql<{ toPlayer: number; toCoach: number }>`
            select h.to_player, h.to_coach from booking_history h
            where h.booking_id = any(${paid.map(({ id }) => id)}::uuid[]) and h.to_player is not null`
          const sum = (key: 'toPlayer' | 'toCoach') => money.reduce((total, line) => total + line[key], 0)
          expect(money).toHaveLength(paid.length)
          expect(sum('toPlayer') + sum('toCoach')).toBe(3000 * paid.length)
          expect(sum('toCoach')).toBe(staying >= minSeats ? 3000 * staying : 0)
        },
      ),
      { numRuns: 8 },
    )
  })
})
