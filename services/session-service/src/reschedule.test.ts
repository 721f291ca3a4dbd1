import { coachMarked } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingNotFound,
  bookingRescheduleDeclined,
  bookingRescheduled,
  bookingRescheduleProposed,
  bookingStarted,
  cancelBooking,
  getBooking,
  getBookingRecord,
  notBookable,
  playerBusy,
  slotTaken,
} from '@ecc/contracts/bookings'
import {
  acceptReschedule,
  declineReschedule,
  noProposal,
  notReschedulable,
  proposeReschedule,
  withdrawReschedule,
} from '@ecc/contracts/reschedules'
import type { Caller } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expireReschedule } from './expire-reschedule.ts'
import { at, sessionService, type TestedSessions } from './testing.ts'

const oldStart = at('2027-03-04T10:00')
const newStart = at('2027-03-05T15:00')
let t: TestedSessions
let player: Caller
let coach: Caller
let offer: ReturnType<TestedSessions['offer']>
let booking: BookingRecord
beforeEach(async () => {
  t = await sessionService()
  player = aPlayer()
  coach = aCoach()
  offer = t.offer({ coachId: coach.userId })
  booking = await t.confirm(player, { offer, startsAt: oldStart })
})
afterEach(() => t.close())

const params = () => ({ id: booking.id })
const propose = (as: Caller, startsAt = newStart, reason?: string) =>
  t.call(proposeReschedule, { params: params(), body: { startsAt, ...(reason ? { reason } : {}) } }, { as })
const accept = (as: Caller, startsAt = newStart) =>
  t.call(acceptReschedule, { params: params(), body: { startsAt } }, { as })
const decline = (as: Caller, reason?: string) =>
  t.call(declineReschedule, { params: params(), body: reason ? { reason } : {} }, { as })
const withdraw = (as: Caller) => t.call(withdrawReschedule, { params: params(), body: {} }, { as })
const cancel = (as: Caller) => t.call(cancelBooking, { params: params(), body: {} }, { as })
const seen = (as: Caller) => t.call(getBooking, { params: params() }, { as })
const record = () => t.call(getBookingRecord, { params: params() })
const book = (startsAt: string, as = aPlayer()) => t.hold(as, { offer, startsAt })
const refusal = (reason: string) => (error: unknown) => notReschedulable.is(error) && error.extra['reason'] === reason
const outcomes = (results: PromiseSettledResult<unknown>[]) => results.map(({ status }) => status).toSorted()

describe('POST /bookings/:id/reschedule', () => {
  it('proposes another time, keeps both for the booking, and leaves the old one standing', async () => {
    const proposed = await propose(player, newStart, 'exam')
    expect(proposed).toMatchObject({
      state: 'confirmed',
      startsAt: oldStart,
      sequence: booking.sequence + 2,
      reschedule: { proposedBy: 'player', startsAt: newStart, endsAt: at('2027-03-05T16:00'), reason: 'exam' },
    })
    expect((await t.emitted(bookingRescheduleProposed)).map(({ id }) => id)).toEqual([booking.id])
    for (const startsAt of [oldStart, newStart, at('2027-03-05T14:00'), at('2027-03-05T16:00')])
      await expect(book(startsAt)).rejects.toSatisfy(slotTaken.is)
    for (const startsAt of [oldStart, newStart])
      await expect(t.hold(player, { startsAt })).rejects.toSatisfy(playerBusy.is)
  })

  it.each([
    ['a day later', at('2027-03-06T10:00'), newStart, at('2027-03-02T12:00')],
    ['an hour before the old start', at('2027-03-02T10:00'), newStart, at('2027-03-02T09:00')],
    [
      'a quarter of an hour before the new start',
      at('2027-03-06T10:00'),
      at('2027-03-01T20:00'),
      at('2027-03-01T19:45'),
    ],
  ])('waits for an answer until %s', async (_, from, to, expiresAt) => {
    booking = await t.confirm(player, { offer, startsAt: from })
    const { reschedule } = await propose(coach, to)
    expect(reschedule?.expiresAt.slice(0, 16)).toBe(expiresAt.slice(0, 16))
  })

  it('may overlap the time it moves away from', async () => {
    await propose(player, at('2027-03-04T10:30'))
    const moved = await accept(coach, at('2027-03-04T10:30'))
    expect(moved).toMatchObject({ startsAt: at('2027-03-04T10:30'), endsAt: at('2027-03-04T11:30') })
    await expect(book(at('2027-03-04T09:15'))).resolves.toMatchObject({ state: 'held' })
  })

  it('refuses a player what is not on offer, and lets the coach name any free time', async () => {
    await expect(propose(player, at('2027-03-05T15:05'))).rejects.toSatisfy(notBookable.is)
    await expect(propose(coach, at('2027-03-05T15:05'))).resolves.toMatchObject({ reschedule: { proposedBy: 'coach' } })
  })

  it('refuses a time that comes before anybody could agree to it', async () => {
    const soon = await propose(coach, at('2027-03-01T12:10')).catch((error: unknown) => error)
    expect(notBookable.is(soon) && soon.extra['reason']).toBe('too-soon')
  })

  it('refuses a time the coach or the player has no room for', async () => {
    await book(newStart)
    await expect(propose(player)).rejects.toSatisfy(slotTaken.is)
    await t.hold(player, { startsAt: at('2027-03-05T18:30') })
    await expect(propose(player, at('2027-03-05T18:00'))).rejects.toSatisfy(playerBusy.is)
    expect((await record()).reschedule).toBeNull()
  })

  it('takes a time whose hold has lapsed', async () => {
    const lapsed = await book(newStart)
    t.skipTime(16)
    await propose(player)
    expect(await t.call(getBookingRecord, { params: { id: lapsed.id } })).toMatchObject({ state: 'expired' })
  })

  it('refuses a player once cancelling is no longer free, and says until when it was possible', async () => {
    expect((await seen(player)).rescheduleEffect).toEqual({
      allowed: true,
      refusal: null,
      left: 2,
      until: at('2027-03-03T22:00'),
    })
    await t.clock.set('2027-03-03T22:00:01Z')
    await expect(propose(player)).rejects.toSatisfy(refusal('too-late'))
    expect((await seen(player)).rescheduleEffect).toEqual({ allowed: false, refusal: 'too-late', left: 2, until: null })
  })

  it('allows a coach as long as there is time for an answer, and tells how late it was', async () => {
    await t.clock.set('2027-03-04T08:29:30Z')
    await propose(coach)
    await accept(player)
    expect((await t.emitted(bookingRescheduled)).map(({ moved }) => moved)).toEqual([
      { by: 'coach', fromStartsAt: oldStart, fromEndsAt: at('2027-03-04T11:00'), noticeMinutes: 90 },
    ])
    await t.clock.set('2027-03-05T14:00:01Z')
    await expect(propose(coach, at('2027-03-06T10:00'))).rejects.toSatisfy(refusal('too-late'))
  })

  it('lets staff move a booking at once, also late, without a count', async () => {
    await t.clock.set('2027-03-04T09:50:00Z')
    const moved = await propose(anAdmin(), newStart, 'power cut, agreed with both by mail')
    expect(moved).toMatchObject({ startsAt: newStart, reschedule: null })
    expect((await t.emitted(bookingRescheduled)).map(({ moved: { by } }) => by)).toEqual(['admin'])
    expect((await seen(player)).rescheduleEffect.left).toBe(2)
  })

  it('is for two moves a side; what came to nothing does not count', async () => {
    const times = ['2027-03-05T10:00', '2027-03-06T10:00'].map(at)
    await propose(player)
    await decline(coach)
    for (const startsAt of times) {
      await propose(player, startsAt)
      await accept(coach, startsAt)
    }
    expect((await seen(player)).rescheduleEffect).toMatchObject({ allowed: false, refusal: 'none-left', left: 0 })
    await expect(propose(player, at('2027-03-07T10:00'))).rejects.toSatisfy(refusal('none-left'))
    await expect(propose(coach, at('2027-03-07T10:00'))).resolves.toMatchObject({ startsAt: times[1] })
  })

  it('refuses a second proposal while one is open, also of the other side at the same moment', async () => {
    const both = await Promise.allSettled([propose(player), propose(coach, at('2027-03-06T10:00'))])
    expect(outcomes(both)).toEqual(['fulfilled', 'rejected'])
    await expect(propose(coach)).rejects.toSatisfy(refusal('open'))
    expect(await t.emitted(bookingRescheduleProposed)).toHaveLength(1)
  })

  it('refuses the time it has, and a booking that is not confirmed', async () => {
    await expect(propose(player, oldStart)).rejects.toSatisfy(refusal('same-time'))
    await cancel(player)
    await expect(propose(player)).rejects.toSatisfy(refusal('not-confirmed'))
  })

  it('answers a repeat with the same proposal', async () => {
    const same = { as: player, idempotencyKey: anId() }
    const request = { params: params(), body: { startsAt: newStart } }
    const first = await t.call(proposeReschedule, request, same)
    expect(await t.call(proposeReschedule, request, same)).toEqual(first)
    await withdraw(player)
    expect(await t.call(proposeReschedule, request, same)).toEqual(first)
    expect((await record()).reschedule).toBeNull()
  })

  it('does not exist for strangers', async () => {
    await propose(player)
    for (const attempt of [propose, accept, decline, withdraw])
      await expect(attempt(aCoach())).rejects.toSatisfy(bookingNotFound.is)
  })
})

describe('an accepted proposal', () => {
  it.each([
    ['marks a coach who asked when cancelling was no longer free', 11, ['late_reschedule']],
    ['marks no coach who asked in time', 9, []],
  ])('%s', async (_, hours, marks) => {
    booking = await t.confirm(player, { offer, startsAt: at('2027-03-02T10:00') })
    await t.clock.advance({ hours })
    await propose(coach)
    expect(await t.emitted(coachMarked)).toEqual([])
    await accept(player)
    expect((await t.emitted(coachMarked)).map(({ kind }) => kind)).toEqual(marks)
  })

  it('moves the booking with its price, policy and payment, and frees the old time', async () => {
    await propose(player)
    const moved = await accept(coach)
    const { startsAt, endsAt, sequence, reschedule, movedAt, ...kept } = moved
    expect({ startsAt, endsAt, reschedule }).toEqual({
      startsAt: newStart,
      endsAt: at('2027-03-05T16:00'),
      reschedule: null,
    })
    expect(sequence).toBe(3)
    expect(movedAt?.slice(0, 16)).toBe('2027-03-01T12:00')
    expect(kept).toMatchObject({ price: booking.price, policy: booking.policy, orderId: booking.orderId })
    await expect(book(oldStart)).resolves.toMatchObject({ state: 'held' })
    await expect(book(newStart)).rejects.toSatisfy(slotTaken.is)
  })

  it('starts and ends the session at the new time', async () => {
    await propose(coach)
    await accept(player)
    t.attend(booking.id, { playerSeconds: 3500, coachSeconds: 3600 })
    await t.clock.set('2027-03-04T10:00:05Z')
    expect(await t.emitted(bookingStarted)).toEqual([])
    await t.clock.set('2027-03-05T15:00:05Z')
    expect((await record()).state).toBe('in_progress')
    await t.clock.set('2027-03-05T16:00:05Z')
    expect(await record()).toMatchObject({ state: 'completed', releaseAt: at('2027-03-08T16:00') })
  })

  it('starts the session earlier when it was moved to an earlier time', async () => {
    await propose(coach, at('2027-03-03T10:00'))
    await accept(player, at('2027-03-03T10:00'))
    await t.clock.set('2027-03-03T10:00:05Z')
    expect((await record()).state).toBe('in_progress')
  })

  it('is in the history, with who, when, why and both times', async () => {
    await propose(player, newStart, 'exam')
    await accept(coach)
    const { history } = await seen(player)
    expect(history.slice(-2)).toMatchObject([
      {
        by: 'player',
        from: 'confirmed',
        to: 'confirmed',
        reason: 'exam',
        move: { step: 'proposed', from: oldStart, to: newStart },
      },
      { by: 'coach', reason: null, move: { step: 'moved', from: oldStart, to: newStart } },
    ])
  })

  it('is only the other side, and only the time it was shown', async () => {
    await propose(player)
    await expect(accept(player)).rejects.toSatisfy(noProposal.is)
    await expect(accept(coach, at('2027-03-06T15:00'))).rejects.toSatisfy(noProposal.is)
    expect((await record()).startsAt).toBe(oldStart)
  })
})

describe('a proposal that comes to nothing', () => {
  const ends: [string, (other: Caller) => Promise<unknown>, object][] = [
    ['declined', () => decline(coach, 'not that day'), { how: 'declined', why: 'not that day' }],
    ['withdrawn', () => withdraw(player), { how: 'withdrawn', why: null }],
    ['not answered in time', () => t.clock.advance({ hours: 24.1 }), { how: 'lapsed', why: 'not answered in time' }],
  ]
  it.each(ends)('leaves the old time and frees the proposed one when it is %s', async (_, end, ended) => {
    await propose(player)
    await end(coach)
    expect(await record()).toMatchObject({ startsAt: oldStart, reschedule: null, movedAt: null, sequence: 3 })
    await expect(book(newStart)).resolves.toMatchObject({ state: 'held' })
    await expect(book(oldStart)).rejects.toSatisfy(slotTaken.is)
    const [told, ...more] = await t.emitted(bookingRescheduleDeclined)
    expect(told?.ended).toMatchObject({ ...ended, proposedBy: 'player', startsAt: newStart })
    expect(more).toEqual([])
    await expect(accept(coach)).rejects.toSatisfy(noProposal.is)
  })

  it('lapses in the transaction that wants its time, before its job has run', async () => {
    await propose(player)
    t.skipTime(24 * 60 + 1)
    await expect(book(newStart)).resolves.toMatchObject({ state: 'held' })
    expect((await t.emitted(bookingRescheduleDeclined)).map(({ ended }) => ended.how)).toEqual(['lapsed'])
  })

  it('can no longer be accepted or declined when its time is up, though its job has not run', async () => {
    await propose(player)
    t.skipTime(24 * 60)
    await expect(accept(coach)).rejects.toSatisfy(noProposal.is)
    await expect(decline(coach)).rejects.toSatisfy(noProposal.is)
  })

  it('ends with a cancellation, which gives back what the old time gives, and frees both times', async () => {
    await propose(player)
    const cancelled = await cancel(player)
    expect(cancelled).toMatchObject({ state: 'cancelled', reschedule: null, cancellation: { refund: booking.price } })
    for (const startsAt of [oldStart, newStart]) await expect(book(startsAt)).resolves.toMatchObject({ state: 'held' })
  })

  it('can be declined by staff', async () => {
    await propose(player)
    expect(await decline(anAdmin())).toMatchObject({ startsAt: oldStart, reschedule: null })
  })

  it('is decided by the other side, and taken back by its own', async () => {
    await propose(player)
    await expect(decline(player)).rejects.toSatisfy(noProposal.is)
    await expect(withdraw(coach)).rejects.toSatisfy(noProposal.is)
  })
})

describe('races', () => {
  const rounds = Array.from({ length: 5 }, (_, i) => i)

  it.each(rounds)(
    'of a proposal and new bookings for one time have one winner, the losers untouched (%i)',
    async () => {
      const before = await record()
      const [moving, ...holds] = await Promise.allSettled([propose(player), ...rounds.map(() => book(newStart))])
      const won = holds.filter(({ status }) => status === 'fulfilled').length
      expect(won + (moving?.status === 'fulfilled' ? 1 : 0)).toBe(1)
      if (won === 1) expect(await record()).toEqual(before)
      for (const loser of [moving, ...holds])
        if (loser?.status === 'rejected') expect(loser.reason).toSatisfy(slotTaken.is)
    },
  )

  it("of a proposal and the player's other booking have one winner", async () => {
    const other = () => t.hold(player, { startsAt: at('2027-03-05T15:30') })
    const results = await Promise.allSettled([propose(player), other()])
    expect(outcomes(results)).toEqual(['fulfilled', 'rejected'])
    expect(results.find((one) => one.status === 'rejected')?.reason).toSatisfy(playerBusy.is)
  })

  it('of two acceptances move the booking once', async () => {
    await propose(player)
    expect(outcomes(await Promise.allSettled([accept(coach), accept(coach)]))).toEqual(['fulfilled', 'rejected'])
    expect(await t.emitted(bookingRescheduled)).toHaveLength(1)
    expect((await seen(player)).rescheduleEffect.left).toBe(1)
  })

  it('of acceptance and withdrawal have one winner, whom the booking follows', async () => {
    await propose(player)
    const [accepted, withdrawn] = await Promise.allSettled([accept(coach), withdraw(player)])
    expect(outcomes([accepted, withdrawn])).toEqual(['fulfilled', 'rejected'])
    expect((await record()).startsAt).toBe(accepted.status === 'fulfilled' ? newStart : oldStart)
  })

  it('of acceptance and cancellation end cancelled, with nothing kept', async () => {
    await propose(player)
    await Promise.allSettled([accept(coach), cancel(player)])
    expect(await record()).toMatchObject({ state: 'cancelled', reschedule: null })
    for (const startsAt of [oldStart, newStart]) await expect(book(startsAt)).resolves.toMatchObject({ state: 'held' })
  })

  it('of acceptance in the last moment and its lapse have one winner', async () => {
    await propose(player)
    t.skipTime(24 * 60 - 0.0005)
    const lapse = () => expireReschedule.run({ bookingId: booking.id }, t.ctx)
    const [accepted] = await Promise.allSettled([accept(coach), lapse(), lapse()])
    t.skipTime(1)
    await lapse()
    const { startsAt, reschedule } = await record()
    expect({ startsAt, reschedule }).toEqual({
      startsAt: accepted.status === 'fulfilled' ? newStart : oldStart,
      reschedule: null,
    })
  })
})
