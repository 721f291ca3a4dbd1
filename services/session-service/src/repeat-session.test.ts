import { notRepeatable, repeatSession } from '@ecc/contracts/aftermath'
import {
  type BookingRecord,
  bookingConfirmed,
  bookingNotFound,
  bookingSettled,
  getBooking,
  slotTaken,
} from '@ecc/contracts/bookings'
import { confirmPaidOrder } from '@ecc/contracts/orders'
import { quotePrice } from '@ecc/contracts/price-quote'
import type { Caller } from '@ecc/kit'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

const again = at('2027-03-05T15:00')
let t: TestedSessions
let player: Caller
let offer: ReturnType<TestedSessions['offer']>
let booking: BookingRecord
beforeEach(async () => {
  t = await sessionService()
  player = aPlayer()
  offer = t.offer()
  booking = await t.confirm(player, { offer, startsAt: at('2027-03-02T10:00') })
  t.meet(booking.id, { player: [[0, 5]], coach: [[0, 60]] })
  await t.clock.set(at('2027-03-02T11:00'))
})
afterEach(() => t.close())

const repeat = (startsAt = again, as = player) =>
  t.call(repeatSession, { params: { id: booking.id }, body: { startsAt } }, { as })
const read = () => t.call(getBooking, { params: { id: booking.id } }, { as: player })

it('moves a failed session to another time of the same offer; money, price and policy stay', async () => {
  expect((await read()).afterwards.repeatUntil).toBe(at('2027-03-04T11:00'))
  const moved = await repeat()
  const { price, policyVersion, policy } = booking
  expect(moved).toMatchObject({
    state: 'confirmed',
    startsAt: again,
    endsAt: at('2027-03-05T16:00'),
    price,
    policy,
    policyVersion,
  })
  expect((await t.emitted(bookingConfirmed)).at(-1)).toMatchObject({ id: booking.id, startsAt: again })
  t.meet(booking.id, { player: [[0, 60]], coach: [[0, 60]] })
  await t.clock.set(at('2027-03-05T16:00'))
  expect(await read()).toMatchObject({ state: 'completed', outcome: { kind: 'complete' } })
  await t.clock.advance({ hours: 72 })
  expect(await read()).toMatchObject({ state: 'released' })
  expect(await t.emitted(bookingSettled)).toEqual([])
  const moneys = (await read()).history.filter(({ money }) => money !== null)
  expect(moneys).toHaveLength(1)
})

it('has nothing that goes back any more, of the fee either', async () => {
  const paying = aPlayer()
  const { id } = await t.hold(paying, { startsAt: at('2027-03-08T10:00') })
  const quote = quotePrice({ currency: 'EUR', price: 3_000, playerFeeBasisPoints: 250 })
  await t.call(confirmPaidOrder, { params: { id }, body: { paymentId: anId(), quote } })
  t.meet(id, { player: [[0, 5]], coach: [[0, 60]] })
  await t.clock.set(at('2027-03-08T11:00'))
  const failed = await t.call(getBooking, { params: { id } }, { as: paying })
  expect(failed).toMatchObject({ state: 'failed', funds: { fee: 75, feeBack: 75 } })
  const body = { startsAt: at('2027-03-12T15:00') }
  const moved = await t.call(repeatSession, { params: { id }, body }, { as: paying })
  expect(moved).toMatchObject({ state: 'confirmed', funds: { fee: 75, feeBack: 0 } })
})

it('may fail again, and is then refunded by the new end', async () => {
  await repeat()
  t.meet(booking.id, { player: [[0, 5]], coach: [[0, 60]] })
  await t.clock.set(at('2027-03-05T16:00'))
  expect(await read()).toMatchObject({ state: 'failed', releaseAt: at('2027-03-07T16:00') })
  await t.clock.advance({ hours: 48 })
  expect(await t.emitted(bookingSettled)).toMatchObject([{ refund: { amount: 3000 } }])
})

it('refuses a time that somebody else has, and leaves the refund as it was', async () => {
  await t.confirm(aPlayer(), { offer, startsAt: again })
  await expect(repeat()).rejects.toSatisfy(slotTaken.is)
  expect(await read()).toMatchObject({ state: 'failed', releaseAt: at('2027-03-04T11:00') })
})

it('gives a time to one of two who want it at once', async () => {
  const both = await Promise.allSettled([repeat(), t.hold(aPlayer(), { offer, startsAt: again })])
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('is over when the refund is sent, and not for others', async () => {
  await expect(repeat(again, aPlayer())).rejects.toSatisfy(bookingNotFound.is)
  await t.clock.advance({ hours: 48 })
  expect((await read()).afterwards.repeatUntil).toBeNull()
  await expect(repeat()).rejects.toSatisfy(notRepeatable.is)
})
