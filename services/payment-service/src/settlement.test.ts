import {
  type BookingRecord,
  bookingCancelled,
  bookingDisputeClosed,
  bookingDisputed,
  bookingExpired,
  bookingNoShow,
  bookingReleased,
  bookingResolved,
  bookingUnfulfilled,
  holdExpired,
} from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { getBookingPayment, listCredits, paymentCaptured, paymentRefunded } from '@ecc/contracts/payments'
import { backOf } from '@ecc/contracts/price-quote'
import { anId, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, coachPayable, escrow, refundDue } from './ledger.ts'
import type { Operation } from './operation.ts'
import { tryLater } from './run-operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.clearFaults()
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
})

const cancelled = (booking: BookingRecord, refund: number): BookingRecord => ({
  ...booking,
  state: 'cancelled',
  cancellation: {
    by: 'player',
    reason: null,
    at: t.clock.now().toISOString(),
    refund: { amount: refund, currency: booking.price.currency },
  },
})
/** What became of a booking's money. */
async function partsOf(booking: BookingRecord) {
  const { id, coachId, price } = booking
  const held = await balanceOf(t.sql, escrow(id), price.currency)
  const payable = await balanceOf(t.sql, coachPayable(coachId), price.currency)
  const owed = await balanceOf(t.sql, refundDue(id), price.currency)
  const { fee } = await t.sql.one<{ fee: number }>`
    select coalesce(-sum(entries.amount), 0) as fee from ledger_entries entries
    join ledger_accounts accounts on accounts.id = entries.account_id and accounts.kind = 'rev:platform_fee'
    join ledger_transactions transactions on transactions.id = entries.transaction_id and transactions.escrow_id = ${id}`
  const refunds = (await t.emitted(paymentRefunded)).filter(({ bookingId }) => bookingId === id)
  return { held, payable, owed, fee, refunded: refunds.reduce((sum, { amount }) => sum + amount.amount, 0) }
}
const deliver = <E extends Event>(event: E, booking: PayloadOf<E> & { id: string }) =>
  t.deliver(event, booking, { aggregateId: booking.id })

describe('a cancelled booking', () => {
  it('gives all of it back when it was early', async () => {
    const { booking, player } = await t.paid()
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, payable: 0, owed: 0, fee: 0, refunded: 10_000 })
    const payment = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'refunded', refunded: { amount: 10_000 } })
  })

  it('shares a late one between player, coach and platform as the table says', async () => {
    const { booking, player } = await t.paid()
    await deliver(bookingCancelled, cancelled(booking, 5_000))
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, payable: 4_250, owed: 0, fee: 750, refunded: 5_000 })
    const payment = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'partially_refunded', refunded: { amount: 5_000 } })
  })

  it('pays the coach when the player gets nothing back', async () => {
    const { booking } = await t.paid({ price: { amount: 3_333, currency: 'GBP' } })
    await deliver(bookingCancelled, cancelled(booking, 0))
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, payable: 2_834, owed: 0, fee: 499, refunded: 0 })
  })

  it('refunds once, however often the event comes and whatever other events follow', async () => {
    const { booking } = await t.paid()
    for (let i = 0; i < 3; i++) await deliver(bookingCancelled, cancelled(booking, 10_000))
    await deliver(bookingReleased, { ...booking, state: 'released' })
    await deliver(bookingUnfulfilled, cancelled(booking, 10_000))
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ refunded: 10_000, payable: 0 })
  })

  it('gives all of it back when the hold was let go of while its payment went through', async () => {
    const { booking } = await t.paid()
    await deliver(bookingCancelled, { ...cancelled(booking, 0), confirmedAt: null })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ refunded: 10_000, held: 0 })
  })
})

describe('two who act at the same moment', () => {
  it('share the money out once: a cancellation, a release and a ruling', async () => {
    const { booking } = await t.paid()
    await Promise.all([
      deliver(bookingCancelled, cancelled(booking, 10_000)),
      deliver(bookingReleased, { ...booking, state: 'released' }),
      deliver(bookingNoShow, { ...booking, state: 'no_show_player' }),
      deliver(bookingUnfulfilled, booking),
    ])
    await t.quiet()
    const { held, owed, refunded, fee, payable } = await partsOf(booking)
    expect(held + owed).toBe(0)
    expect(refunded + fee + payable).toBe(10_000)
    expect([0, 10_000]).toContain(refunded)
  })

  it('never keep money for a hold that is cancelled while it is paid', async () => {
    for (let i = 0; i < 5; i++) {
      const player = aPlayer()
      const booking = t.booking({ playerId: player.userId })
      await Promise.allSettled([t.pay(player, booking), deliver(bookingCancelled, cancelled(booking, 0))])
      await t.quiet()
      const captured = (await t.charges(booking.id)).reduce((sum, { amount }) => sum + amount, 0)
      expect(await partsOf(booking)).toEqual({ held: 0, payable: 0, owed: 0, fee: 0, refunded: captured })
    }
  })
})

describe('a hold that ends unpaid', () => {
  const asked = async () => {
    const player = aPlayer()
    const booking = t.booking({ playerId: player.userId })
    const { nextActionUrl } = await t.pay(player, booking, 'pm_card_authenticationRequired')
    return { player, booking, url: nextActionUrl as string }
  }

  it.each([
    ['cancelled', bookingCancelled],
    ['expired', bookingExpired],
  ] as const)('when %s, can no longer be paid by an open 3-D Secure page', async (state, event) => {
    const { player, booking, url } = await asked()
    await deliver(event, { ...booking, state })
    await t.quiet()
    await t.press(url, 'complete')
    await t.quiet()
    expect(await t.charges(booking.id)).toHaveLength(0)
    const payment = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'failed', failure: { code: 'hold_ended' } })
    await expect(t.pay(player, booking)).rejects.toSatisfy(holdExpired.is)
  })

  it('has a capture that came in spite of the cancellation sent back in full', async () => {
    const { booking, url } = await asked()
    await t.fault('outage', { path: '/v1/payment_intents/*/cancel' })
    await deliver(bookingCancelled, cancelled(booking, 0))
    await t.press(url, 'complete')
    await t.quiet()
    expect((await t.emitted(paymentCaptured)).filter(({ bookingId }) => bookingId === booking.id)).toHaveLength(1)
    expect(await partsOf(booking)).toMatchObject({ refunded: 10_000, held: 0 })
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
  })

  it('leaves it to session-service what becomes of a capture after the hold expired', async () => {
    const { booking, url } = await asked()
    await t.fault('outage', { path: '/v1/payment_intents/*/cancel' })
    await deliver(bookingExpired, { ...booking, state: 'expired' })
    await t.press(url, 'complete')
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ held: 10_000, refunded: 0 })
    await deliver(bookingUnfulfilled, { ...booking, state: 'expired' })
    await t.clearFaults()
    await t.clock.advance({ minutes: 5 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ held: 0, refunded: 10_000 })
  })

  it('needs nothing when no payment was tried', async () => {
    const booking = t.booking({ playerId: anId() })
    await deliver(bookingExpired, { ...booking, state: 'expired' })
    await deliver(bookingCancelled, cancelled(booking, 0))
    expect(await t.sql`select 1 from payments where order_id = ${booking.id}`).toHaveLength(0)
  })
})

describe('a session that did not take place', () => {
  it('costs the player nothing when the coach did not come', async () => {
    const { booking } = await t.paid()
    await deliver(bookingNoShow, { ...booking, state: 'no_show_coach' })
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, payable: 0, owed: 0, fee: 0, refunded: 10_000 })
  })

  it('pays the coach when the player did not come', async () => {
    const { booking } = await t.paid()
    await deliver(bookingNoShow, { ...booking, state: 'no_show_player' })
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, payable: 8_500, owed: 0, fee: 1_500, refunded: 0 })
  })
})

describe('a dispute between player and coach', () => {
  it('freezes the money: nothing is released until the ruling', async () => {
    const { booking } = await t.paid()
    await deliver(bookingDisputed, { ...booking, state: 'disputed' })
    await deliver(bookingReleased, { ...booking, state: 'released' })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ held: 10_000, payable: 0, refunded: 0 })
    await deliver(bookingResolved, { ...booking, state: 'resolved', refundPercent: 0 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ held: 0, payable: 8_500, fee: 1_500 })
  })

  it('is settled by the ruled percentage, rounded down, and nothing is lost', async () => {
    const { booking } = await t.paid({ price: { amount: 9_999, currency: 'EUR' } })
    await deliver(bookingDisputed, { ...booking, state: 'disputed' })
    await deliver(bookingResolved, { ...booking, state: 'resolved', refundPercent: 33 })
    await t.quiet()
    expect(await partsOf(booking)).toEqual({ held: 0, owed: 0, refunded: 3_299, fee: 1_005, payable: 5_695 })
  })
})

it('a dispute that is settled by credit leaves the card alone, and the player has it to spend', async () => {
  const { booking } = await t.paid()
  await deliver(bookingDisputed, { ...booking, state: 'disputed' })
  await deliver(bookingResolved, { ...booking, state: 'resolved', refundPercent: 40, into: 'credit' })
  await t.quiet()
  expect(await partsOf(booking)).toMatchObject({ held: 0, owed: 0, payable: 5_100, fee: 900 })
  const { balances } = await t.call(listCredits, { query: {} }, { as: aPlayer(booking.playerId) })
  expect(balances).toEqual([{ amount: 4_000, currency: 'EUR' }])
  const told = (await t.emitted(paymentRefunded)).filter(({ bookingId }) => bookingId === booking.id)
  expect(told).toMatchObject([{ amount: { amount: 4_000 }, to: 'credit' }])
  const refunds = await t.sql`select id from operations where kind = 'refund' and escrow_id = ${booking.id}`
  expect(refunds).toEqual([])
})

describe('a dispute that ends without a ruling on the money', () => {
  it.each(['withdrawn', 'reschedule'] as const)(
    '%s: the money is held on, and follows the booking again',
    async (how) => {
      const { booking } = await t.paid()
      const openedBy = 'player' as const
      await deliver(bookingDisputed, { ...booking, state: 'disputed', openedBy })
      await deliver(bookingDisputeClosed, { ...booking, state: 'completed', openedBy, how })
      await t.quiet()
      expect(await partsOf(booking)).toMatchObject({ held: 10_000, payable: 0, refunded: 0 })
      await deliver(bookingReleased, { ...booking, state: 'released' })
      await t.quiet()
      expect(await partsOf(booking)).toMatchObject({ held: 0, payable: 8_500, fee: 1_500 })
    },
  )
})

describe('a refund', () => {
  it('survives an outage of the provider and is sent once', async () => {
    const { booking } = await t.paid()
    await t.fault('outage', { path: '/v1/refunds' })
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.settle()
    expect(await partsOf(booking)).toMatchObject({ owed: 10_000, refunded: 0 })
    await t.clearFaults()
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 10_000 })
  })

  it.each([
    ['every half minute while the provider is away', new Stripe.errors.StripeConnectionError(), 30],
    ['hourly after a fault of another kind', new Error('no such charge'), 3_600],
  ])('that has failed for long is tried again %s', async (_, error, seconds) => {
    const { booking } = await t.paid()
    await t.fault('outage', { path: '/v1/refunds' })
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.settle()
    const operation = await t.sql.one<Operation>`
      update operations set tries = 12 where kind = 'refund' and escrow_id = ${booking.id} returning *`
    await tryLater(t.ctx, operation, error)
    const { nextTryAt } = await t.sql.one<{ nextTryAt: string }>`
      select next_try_at from operations where id = ${operation.id}`
    expect(Math.round((Date.parse(nextTryAt) - t.clock.now().getTime()) / 1_000)).toBe(seconds)
    await t.clearFaults()
    await t.clock.advance({ seconds })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 10_000 })
  })

  it('is found, not sent again, when every reply was lost', async () => {
    const { booking } = await t.paid()
    await t.sim('/webhooks', { mode: 'paused' })
    await t.fault('lost_reply', { method: 'POST', path: '/v1/refunds' })
    await deliver(bookingCancelled, cancelled(booking, 5_000))
    await t.settle()
    await t.clearFaults()
    await t.clock.advance({ days: 2 })
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 5_000 })
    const { data } = await t.resources.stripe.refunds.list({ charge: (await t.charges(booking.id))[0]!.id })
    expect(data).toHaveLength(1)
    await t.sim('/webhooks', { mode: 'normal' })
  })

  it('gets past a fault that the provider would repeat under the same key', async () => {
    const { booking } = await t.paid()
    await t.fault('error_500', { method: 'POST', path: '/v1/refunds' }, 1)
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.settle()
    expect(await partsOf(booking)).toMatchObject({ owed: 10_000, refunded: 0 })
    await t.clock.advance({ minutes: 2 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 10_000 })
  })

  it('is told to the others only when the bank has taken it', async () => {
    const { booking } = await t.paid({}, 'pm_card_pendingRefund')
    await t.sim('/webhooks', { mode: 'paused' })
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.settle()
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 0 })
    await t.sim('/webhooks', { mode: 'normal' })
    await t.sim('/clock', { advanceSeconds: 60 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ owed: 0, refunded: 10_000 })
  })

  it('that the bank refuses later is owed to the player again', async () => {
    const { booking, player } = await t.paid({}, 'pm_card_refundFail')
    await deliver(bookingCancelled, cancelled(booking, 10_000))
    await t.settle()
    await t.sim('/clock', { advanceSeconds: 60 })
    await t.quiet()
    expect(await partsOf(booking)).toMatchObject({ owed: 10_000, held: 0 })
    const payment = await t.call(getBookingPayment, { params: { id: booking.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'succeeded', refunded: { amount: 0 } })
  })
})

describe('whatever happens to bookings, in whatever order, however often', () => {
  const outcome = fc.oneof(
    fc.integer({ min: 0, max: 100 }).map((percent) => ({ kind: 'cancelled' as const, percent })),
    fc.integer({ min: 0, max: 100 }).map((percent) => ({ kind: 'resolved' as const, percent })),
    fc
      .constantFrom('released' as const, 'no_show_player' as const, 'no_show_coach' as const, 'unfulfilled' as const)
      .map((kind) => ({ kind, percent: kind === 'no_show_coach' || kind === 'unfulfilled' ? 100 : 0 })),
  )
  const story = fc.record({
    amount: fc.integer({ min: 50, max: 100_000 }),
    currency: fc.constantFrom('EUR' as const, 'USD' as const, 'GBP' as const),
    outcome,
    disputed: fc.boolean(),
    repeats: fc.integer({ min: 1, max: 3 }),
  })

  it('no cent is lost: the parts add up, the ledger sums to zero and equals the provider', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 4 }), async (stories) => {
        await Promise.all(stories.map(live))
        await t.quiet()
        const proof = await t.proof()
        expect(proof.balanced).toBe(true)
        for (const { sum, psp, providerBalance } of proof.currencies) {
          expect(sum).toBe(0)
          expect(providerBalance).toBe(psp)
        }
      }),
      { numRuns: 12 },
    )
  })

  async function live({
    amount,
    currency,
    outcome,
    disputed,
    repeats,
  }: typeof story extends fc.Arbitrary<infer S> ? S : never) {
    const { booking } = await t.paid({ price: { amount, currency } })
    const refund = backOf({ paid: amount, fee: 0 }, outcome.percent, 100).amount
    if (disputed && outcome.kind === 'resolved') await deliver(bookingDisputed, { ...booking, state: 'disputed' })
    for (let i = 0; i < repeats; i++) {
      if (outcome.kind === 'cancelled') await deliver(bookingCancelled, cancelled(booking, refund))
      else if (outcome.kind === 'resolved')
        await deliver(bookingResolved, { ...booking, state: 'resolved', refundPercent: outcome.percent })
      else if (outcome.kind === 'released') await deliver(bookingReleased, { ...booking, state: 'released' })
      else if (outcome.kind === 'unfulfilled') await deliver(bookingUnfulfilled, booking)
      else await deliver(bookingNoShow, { ...booking, state: outcome.kind })
    }
    await t.quiet()
    const parts = await partsOf(booking)
    const commission = Math.floor(((amount - refund) * 15) / 100)
    expect(parts).toEqual({
      held: 0,
      owed: 0,
      refunded: refund,
      fee: commission,
      payable: amount - refund - commission,
    })
  }
})
