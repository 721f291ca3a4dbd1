/** The money of series: captured at once, held date by date, or sent back whole. */
import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingExpired,
  bookingReleased,
  holdExpired,
} from '@ecc/contracts/bookings'
import { getOrderPayment, openPayoutAccount, paymentRefunded, payOrder } from '@ecc/contracts/payments'
import { aBookingRecord } from '@ecc/contracts/samples'
import { seriesUnfulfilled } from '@ecc/contracts/series'
import { aCoach } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, escrow } from './ledger.ts'
import { reconcileLedger } from './reconcile-ledger.ts'
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

const euros = (amount: number) => ({ amount, currency: 'EUR' as const })
const held = (id: string) => balanceOf(t.sql, escrow(id), 'EUR')
const refundsOf = async (id: string) => (await t.emitted(paymentRefunded)).filter(({ orderId }) => orderId === id)

/** A paid series of three dates at 30.00. */
async function paid(coachId = aCoach().userId) {
  const { order, player } = await t.paidOrder('series', euros(9_000), coachId)
  const about = { orderId: order.id, orderKind: 'series', playerId: order.playerId, coachId } as const
  const bookings = [0, 1, 2].map(() => aBookingRecord({ ...about, price: euros(3_000) }))
  return { order, player, bookings: bookings as [BookingRecord, BookingRecord, BookingRecord] }
}
const deliver = (event: typeof bookingConfirmed, booking: BookingRecord) =>
  t.deliver(event, booking, { aggregateId: booking.id })

describe('a paid series', () => {
  it('is held date by date, each released, transferred and refunded by itself out of one charge', async () => {
    const coach = aCoach()
    const body = { returnUrl: 'http://localhost:8080/' }
    const { onboardingUrl } = await t.call(openPayoutAccount, { body }, { as: coach })
    await t.press(onboardingUrl as string, 'activate')
    await t.quiet()
    const { order, player, bookings } = await paid(coach.userId)
    for (const booking of bookings) await deliver(bookingConfirmed, booking)
    expect(await held(order.id)).toBe(0)
    const [one, two, three] = bookings
    await deliver(bookingReleased, { ...one, state: 'released' })
    await deliver(bookingReleased, { ...two, state: 'released' })
    const cancellation = { by: 'player' as const, reason: null, at: one.createdAt, refund: euros(3_000) }
    await deliver(bookingCancelled, { ...three, state: 'cancelled', cancellation })
    await t.quiet()
    const { data } = await t.resources.stripe.transfers.list({ transfer_group: order.id })
    const [charge] = await t.charges(order.id)
    expect(data.map(({ amount, source_transaction }) => [amount, source_transaction])).toEqual(
      Array(2).fill([2_550, charge?.id]),
    )
    expect(await refundsOf(order.id)).toMatchObject([{ bookingId: three.id, amount: euros(3_000) }])
    const payment = await t.call(getOrderPayment, { params: { id: order.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'partially_refunded', refunded: euros(3_000) })
  })

  it('goes back whole, in one refund, when one of its slots was gone', async () => {
    const { order, bookings } = await paid()
    const series = {
      id: order.id,
      playerId: order.playerId,
      coachId: order.coachId,
      offerTitle: 'Aim training',
      price: order.price,
      state: 'ended' as const,
      holdExpiresAt: order.payableUntil,
      createdAt: order.payableUntil,
      confirmedAt: null,
      bookings,
    }
    for (let i = 0; i < 2; i++) await t.deliver(seriesUnfulfilled, series, { aggregateId: order.id })
    await t.quiet()
    expect(await refundsOf(order.id)).toMatchObject([{ bookingId: null, amount: euros(9_000) }])
    expect(await held(order.id)).toBe(0)
  })

  it('goes back whole when it was let go of while it was paid, told of date by date', async () => {
    const { order, bookings } = await paid()
    for (const booking of bookings)
      await deliver(bookingCancelled, { ...booking, state: 'cancelled', confirmedAt: null })
    await t.quiet()
    expect(await refundsOf(order.id)).toHaveLength(1)
    expect(await held(order.id)).toBe(0)
  })
})

it('a series that lapsed date by date can no longer be paid', async () => {
  const { order, player } = await t.heldOrder('series', euros(6_000))
  const about = { orderId: order.id, orderKind: 'series', confirmedAt: null, state: 'expired' } as const
  await deliver(bookingExpired, aBookingRecord(about))
  const attempt = t.call(
    payOrder,
    { params: { id: order.id }, body: { paymentMethodId: 'pm_card_visa' } },
    { as: player },
  )
  await expect(attempt).rejects.toSatisfy(holdExpired.is)
})

it('the reconciliation finds every refund and transfer of a series in the ledger exactly once', async () => {
  await t.clock.advance({ minutes: 30 })
  await reconcileLedger.run({}, t.ctx as never)
  await t.settle()
  expect(await t.sql`select * from differences`).toEqual([])
})
