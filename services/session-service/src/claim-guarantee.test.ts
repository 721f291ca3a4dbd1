import { bookingGuaranteed, claimGuarantee, notGuaranteed } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingNotFound,
  bookingReleased,
  confirmCompletion,
  getBooking,
} from '@ecc/contracts/bookings'
import type { Caller } from '@ecc/kit'
import { aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
let player: Caller
beforeEach(async () => {
  t = await sessionService()
  player = aPlayer()
})
afterEach(() => t.close())

async function attended(startsAt: string, amount = 3000): Promise<BookingRecord> {
  const booking = await t.confirm(player, { offer: t.offer({ price: { amount, currency: 'EUR' } }), startsAt })
  t.meet(booking.id, { player: [[0, 60]], coach: [[0, 60]] })
  await t.clock.set(booking.endsAt)
  return booking
}
const claim = ({ id }: BookingRecord, as = player) =>
  t.call(claimGuarantee, { params: { id }, body: { reason: 'too fast for me' } }, { as })
const offered = async ({ id }: BookingRecord) =>
  (await t.call(getBooking, { params: { id } }, { as: player })).afterwards.guarantee

it('gives the price of the first session back from the platform, and releases the coach’s money at once', async () => {
  const booking = await attended(at('2027-03-02T10:00'))
  expect(await offered(booking)).toEqual({ refund: booking.price, until: at('2027-03-03T11:00') })
  expect(await claim(booking)).toMatchObject({ state: 'released' })
  expect(await t.emitted(bookingReleased)).toMatchObject([{ id: booking.id, refund: { amount: 0 } }])
  expect(await t.emitted(bookingGuaranteed)).toMatchObject([{ id: booking.id, refund: booking.price }])
  await expect(claim(booking)).rejects.toSatisfy(notGuaranteed.is)
})

it('is still there for a player who had confirmed', async () => {
  const booking = await attended(at('2027-03-02T10:00'))
  await t.call(confirmCompletion, { params: { id: booking.id }, body: {} }, { as: player })
  expect(await claim(booking)).toMatchObject({ state: 'released' })
  expect(await t.emitted(bookingReleased)).toHaveLength(1)
})

it('is at most 100.00', async () => {
  const booking = await attended(at('2027-03-02T10:00'), 25_000)
  expect((await offered(booking))?.refund.amount).toBe(10_000)
})

it('ends 24 hours after the session', async () => {
  const booking = await attended(at('2027-03-02T10:00'))
  await t.clock.set(at('2027-03-03T11:00'))
  expect(await offered(booking)).toBeNull()
  await expect(claim(booking)).rejects.toSatisfy(notGuaranteed.is)
})

it('is for the first session only, and once when two claims come at the same moment', async () => {
  const first = await attended(at('2027-03-02T10:00'))
  const second = await attended(at('2027-03-02T13:00'))
  expect(await offered(second)).toBeNull()
  await expect(claim(second)).rejects.toSatisfy(notGuaranteed.is)
  const both = await Promise.allSettled([claim(first), claim(first)])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await t.emitted(bookingGuaranteed)).toHaveLength(1)
})

it('does not exist for others, and not for a session that was missed', async () => {
  const booking = await attended(at('2027-03-02T10:00'))
  await expect(claim(booking, aPlayer())).rejects.toSatisfy(bookingNotFound.is)
  const other = await t.confirm(player, { startsAt: at('2027-03-02T15:00') })
  await t.clock.set(at('2027-03-02T16:00'))
  await expect(claim(other)).rejects.toSatisfy(notGuaranteed.is)
})
