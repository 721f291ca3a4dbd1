import {
  type BookingRecord,
  bookingUnfulfilled,
  cancelBooking,
  createBooking,
  notBookable,
} from '@ecc/contracts/bookings'
import type { ProblemError } from '@ecc/contracts/define'
import { paymentCaptured } from '@ecc/contracts/payments'
import { acceptRequest } from '@ecc/contracts/requests'
import { acceptReschedule, proposeReschedule } from '@ecc/contracts/reschedules'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

/** A coach in Berlin (UTC+1 in early March), under these caps. */
const coachWith = (caps: object, details = {}) => t.offer({ caps: { coachZone: 'Europe/Berlin', ...caps }, ...details })
type Offer = ReturnType<typeof coachWith>

const reasonOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'held',
    (error: unknown) => (notBookable.is(error) ? (error as ProblemError).extra['reason'] : error),
  )
const hold = (offer: Offer, startsAt: string, player: Caller = aPlayer()) => t.hold(player, { offer, startsAt })

describe('the caps of a coach', () => {
  it('let one of many have the last place of a day, at whatever times they ask', async () => {
    const offer = coachWith({ maxBookingsPerDay: 1 })
    const hours = ['08', '10', '12', '14', '16', '18']
    const results = await Promise.all(hours.map((hour) => reasonOf(hold(offer, at(`2027-03-02T${hour}:00`)))))
    expect(Object.groupBy(results, String)).toEqual({ held: ['held'], 'day-full': Array(5).fill('day-full') })
  })

  it('count by the date on the coach’s clock', async () => {
    const offer = coachWith({ maxBookingsPerDay: 1 })
    await hold(offer, at('2027-03-02T12:00'))
    expect(await reasonOf(hold(offer, at('2027-03-02T22:30')))).toBe('day-full')
    expect(await reasonOf(hold(offer, at('2027-03-02T23:00')))).toBe('held')
  })

  it('count minutes of a day, and a session may fill them to the last', async () => {
    const offer = coachWith({ maxMinutesPerDay: 150 })
    const short = t.offer({ ...offer, offerId: anId(), durationMinutes: 30 })
    await hold(offer, at('2027-03-02T10:00'))
    await hold(offer, at('2027-03-02T14:00'))
    expect(await reasonOf(hold(offer, at('2027-03-02T18:00')))).toBe('day-full')
    expect(await reasonOf(hold(short, at('2027-03-02T18:00')))).toBe('held')
  })

  it('count a week from Monday, over all offers', async () => {
    const offer = coachWith({ maxBookingsPerWeek: 2, maxMinutesPerWeek: 600 })
    const other = t.offer({ ...offer, offerId: anId() })
    await hold(offer, at('2027-03-02T10:00'))
    await hold(other, at('2027-03-07T21:00'))
    expect(await reasonOf(hold(offer, at('2027-03-05T10:00')))).toBe('week-full')
    expect(await reasonOf(hold(offer, at('2027-03-08T10:00')))).toBe('held')
  })

  it('give a place back that was cancelled, and keep one whose session is over', async () => {
    const offer = coachWith({ maxBookingsPerDay: 1 })
    const player = aPlayer()
    const { id } = await hold(offer, at('2027-03-02T10:00'), player)
    await t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
    expect(await reasonOf(hold(offer, at('2027-03-02T12:00')))).toBe('held')
  })

  it('send the money back when the day was filled while a lapsed hold was paid', async () => {
    const offer = coachWith({ maxBookingsPerDay: 1 })
    const late = await hold(offer, at('2027-03-02T10:00'))
    await t.clock.advance({ minutes: 20 })
    await hold(offer, at('2027-03-02T15:00'))
    await t.deliver(paymentCaptured, paidFor(late))
    expect((await t.emitted(bookingUnfulfilled)).map(({ id }) => id)).toContain(late.id)
  })

  it('hold for a booking that moves to another day', async () => {
    const coach = aCoach()
    const player = aPlayer()
    const offer = coachWith({ maxBookingsPerDay: 1 }, { coachId: coach.userId })
    const moving = await t.confirm(player, { offer, startsAt: at('2027-03-03T10:00') })
    await hold(offer, at('2027-03-04T15:00'))
    const startsAt = at('2027-03-04T10:00')
    await t.call(proposeReschedule, { params: { id: moving.id }, body: { startsAt } }, { as: player })
    const accept = t.call(acceptReschedule, { params: { id: moving.id }, body: { startsAt } }, { as: coach })
    expect(await reasonOf(accept)).toBe('day-full')
  })

  it('do not count a request, and hold when it is accepted', async () => {
    const coach = aCoach()
    const offer = coachWith({ maxBookingsPerDay: 1 }, { coachId: coach.userId, bookingMode: 'request' })
    const accept = ({ id }: BookingRecord) => t.call(acceptRequest, { params: { id }, body: {} }, { as: coach })
    const first = await t.ask(aPlayer(), { offer, startsAt: at('2027-03-02T10:00') })
    const second = await t.ask(aPlayer(), { offer, startsAt: at('2027-03-02T14:00') })
    expect(await accept(first)).toMatchObject({ state: 'accepted' })
    expect(await reasonOf(accept(second))).toBe('day-full')
  })

  it('are none where a coach has none', async () => {
    const offer = t.offer()
    for (const hour of ['08', '10', '12', '14'])
      await expect(
        t.call(
          createBooking,
          { body: { offerId: offer.offerId, startsAt: at(`2027-03-02T${hour}:00`) } },
          { as: aPlayer() },
        ),
      ).resolves.toMatchObject({ state: 'held' })
  })
})

function paidFor({ id, playerId, coachId, price }: BookingRecord) {
  const order = { orderId: id, orderKind: 'booking' as const, bookingId: id }
  return { paymentId: anId(), ...order, playerId, coachId, amount: price }
}
