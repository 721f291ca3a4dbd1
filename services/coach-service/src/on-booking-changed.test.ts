import {
  bookingAccepted,
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingExpired,
  bookingHeld,
  bookingNoShow,
  bookingRequested,
  bookingRescheduleDeclined,
  bookingRescheduled,
  bookingRescheduleProposed,
  bookingResolved,
  bookingStarted,
  bookingUnfulfilled,
} from '@ecc/contracts/bookings'
import { getCoach, listSlots } from '@ecc/contracts/coaches'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetPastBookings } from './forget-past-bookings.ts'
import { at, coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
let coach: MadeCoach
beforeAll(async () => {
  t = await coachService()
  coach = await t.coach()
})
afterAll(() => t.close())

const ten = at('2027-03-02T10:00')
async function isFree(startsAt = ten): Promise<boolean> {
  const query = { offerId: coach.offer.id, from: startsAt, to: new Date(Date.parse(startsAt) + 60_000).toISOString() }
  return (await t.call(listSlots, { params: { id: coach.id }, query })).items.length > 0
}

describe('the busy times of a coach', () => {
  it('follow a booking from hold to cancel', async () => {
    const { id } = await t.booking(bookingHeld, coach, { state: 'held', sequence: 0 })
    expect(await isFree()).toBe(false)
    await t.booking(bookingConfirmed, coach, { id, state: 'confirmed', sequence: 1 })
    expect(await isFree()).toBe(false)
    await t.booking(bookingCancelled, coach, { id, state: 'cancelled', sequence: 2 })
    expect(await isFree()).toBe(true)
  })

  it('are free while it is asked for, and taken when that is accepted', async () => {
    const asked = { bookingMode: 'request', startsAt: ten } as const
    const { id } = await t.booking(bookingHeld, coach, { ...asked, state: 'held', sequence: 0 })
    await t.booking(bookingRequested, coach, { ...asked, id, state: 'requested', sequence: 1 })
    expect(await isFree()).toBe(true)
    await t.booking(bookingAccepted, coach, { ...asked, id, state: 'accepted', sequence: 2 })
    expect(await isFree()).toBe(false)
    await t.booking(bookingExpired, coach, { ...asked, id, state: 'expired', sequence: 3 })
    expect(await isFree()).toBe(true)
  })

  it.each([
    ['expired', bookingExpired],
    ['cancelled', bookingUnfulfilled],
    ['completed', bookingCompleted],
    ['no_show_player', bookingNoShow],
  ] as const)('are free again when it is %s', async (state, event) => {
    const { id } = await t.booking(bookingStarted, coach, { state: 'in_progress', sequence: 2 })
    expect(await isFree()).toBe(false)
    await t.booking(event, coach, { id, state, sequence: 3 })
    expect(await isFree()).toBe(true)
  })

  it('are free again when a dispute is settled', async () => {
    const { id } = await t.booking(bookingStarted, coach, { state: 'in_progress', sequence: 2 })
    const resolved = {
      ...(await t.booking(bookingStarted, coach, { id, state: 'in_progress', sequence: 2 })),
      state: 'resolved' as const,
    }
    await t.deliver(bookingResolved, { ...resolved, sequence: 4, refundPercent: 50 }, { aggregateId: id })
    expect(await isFree()).toBe(true)
  })

  it('keep the newest news, in whatever order it comes', async () => {
    const { id } = await t.booking(bookingCancelled, coach, { state: 'cancelled', sequence: 2 })
    await t.booking(bookingConfirmed, coach, { id, state: 'confirmed', sequence: 1 })
    await t.booking(bookingHeld, coach, { id, state: 'held', sequence: 0 })
    expect(await isFree()).toBe(true)
  })

  it('take a late payment of a lapsed hold back in', async () => {
    const { id } = await t.booking(bookingHeld, coach, { state: 'held' })
    await t.booking(bookingExpired, coach, { id, state: 'expired', sequence: 1 })
    await t.booking(bookingConfirmed, coach, { id, state: 'confirmed', sequence: 2 })
    expect(await isFree()).toBe(false)
    await t.booking(bookingCancelled, coach, { id, state: 'cancelled', sequence: 3 })
  })

  it('are the same when an event is delivered twice', async () => {
    const eventId = anId()
    const booking = await t.booking(bookingHeld, coach, { state: 'held' })
    for (const _ of [1, 2])
      await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', sequence: 1 }, { id: eventId })
    expect(await isFree()).toBe(true)
  })

  it('move with a booking that moves', async () => {
    const { id } = await t.booking(bookingConfirmed, coach, {})
    const startsAt = at('2027-03-02T13:00')
    await t.booking(bookingConfirmed, coach, { id, startsAt, sequence: 1 })
    expect([await isFree(), await isFree(startsAt)]).toEqual([true, false])
    await t.booking(bookingCancelled, coach, { id, startsAt, state: 'cancelled', sequence: 2 })
  })

  it('are both times while another one is proposed, and the one that stands after that', async () => {
    const [eleven, one] = [at('2027-03-02T11:00'), at('2027-03-02T13:00')]
    const free = async () => [await isFree(), await isFree(eleven), await isFree(one)]
    const proposal = {
      proposedBy: 'player',
      startsAt: one,
      endsAt: at('2027-03-02T14:00'),
      expiresAt: at('2027-03-01T20:00'),
      reason: null,
    } as const
    const known = await t.booking(bookingConfirmed, coach, {})
    const proposed = { ...known, sequence: 1, reschedule: proposal }
    await t.deliver(bookingRescheduleProposed, proposed)
    expect(await free()).toEqual([false, false, false])
    const ended = { ...proposal, how: 'withdrawn', why: null } as const
    await t.deliver(bookingRescheduleDeclined, { ...known, sequence: 2, ended })
    expect(await free()).toEqual([false, false, true])
    await t.deliver(bookingRescheduleProposed, { ...proposed, sequence: 3 })
    const moved = { by: 'player', fromStartsAt: known.startsAt, fromEndsAt: known.endsAt, noticeMinutes: 1320 } as const
    await t.deliver(bookingRescheduled, { ...known, startsAt: one, endsAt: proposal.endsAt, sequence: 4, moved })
    expect(await free()).toEqual([true, true, false])
    await t.deliver(bookingCancelled, {
      ...known,
      startsAt: one,
      endsAt: proposal.endsAt,
      state: 'cancelled',
      sequence: 5,
    })
    expect(await free()).toEqual([true, true, true])
  })

  it("are the coach's own", async () => {
    const other = await t.coach()
    const { id } = await t.booking(bookingConfirmed, other, {})
    expect(await isFree()).toBe(true)
    await t.booking(bookingCancelled, other, { id, state: 'cancelled', sequence: 1 })
  })

  it('change what a search shows at once', async () => {
    const first = async () => (await t.call(getCoach, { params: { id: coach.id } })).nextSlots[0]?.startsAt
    expect(await first()).toBe(at('2027-03-01T14:00'))
    const { id } = await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-01T14:00') })
    expect(await first()).toBe(at('2027-03-01T15:30'))
    await t.booking(bookingExpired, coach, { id, state: 'expired', startsAt: at('2027-03-01T14:00'), sequence: 1 })
    expect(await first()).toBe(at('2027-03-01T14:00'))
  })

  it('forget what ended 30 days ago', async () => {
    const old = await t.booking(bookingCompleted, coach, { state: 'completed', startsAt: at('2027-01-20T10:00') })
    const recent = await t.booking(bookingCompleted, coach, { state: 'completed', startsAt: at('2027-02-20T10:00') })
    await forgetPastBookings.run({}, t.ctx)
    const left = await t.sql<{
      bookingId: string
    }>`select booking_id from busy where booking_id = any(${[old.id, recent.id]})`
    expect(left).toEqual([{ bookingId: recent.id }])
  })
})
