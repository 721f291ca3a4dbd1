/** The money of packages: sessions that take their part of it, give it back, and what is left at the end. */
import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingDisputed,
  bookingNoShow,
  bookingNotFound,
  bookingReleased,
  bookingResolved,
} from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { getEarnings } from '@ecc/contracts/earnings'
import type { OrderRecord } from '@ecc/contracts/orders'
import { orderNotFound } from '@ecc/contracts/orders'
import { packageEnded, packageLapsed, packageSessionReturned } from '@ecc/contracts/packages'
import { alreadyPaid, getBookingPayment, getOrderPayment, paymentRefunded, payOrder } from '@ecc/contracts/payments'
import { backOf } from '@ecc/contracts/price-quote'
import { aBookingRecord } from '@ecc/contracts/samples'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { balanceOf, coachPayable, escrow, refundDue } from './ledger.ts'
import { packageOf, paymentService, type TestedPayments } from './testing.ts'

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
const shareOf = (amount: number, percent: number) => backOf({ paid: amount, fee: 0 }, percent, 100).amount
const deliver = <E extends Event>(event: E, payload: PayloadOf<E>, aggregateId: string) =>
  t.deliver(event, payload, { aggregateId })

/** A paid package of three sessions at 27.00 each. */
async function bought() {
  const { order, player } = await t.paidOrder('package', euros(8_100))
  await t.quiet()
  return { order, player }
}

async function scheduled(order: OrderRecord, amount = 2_700): Promise<BookingRecord> {
  const { id: orderId, playerId, coachId } = order
  const about = { orderId, orderKind: 'package', kind: 'package', playerId, coachId } as const
  const booking = aBookingRecord({ ...about, price: euros(amount) })
  await deliver(bookingConfirmed, booking, booking.id)
  return booking
}

const cancelled = (booking: BookingRecord, refund: number): BookingRecord => ({
  ...booking,
  state: 'cancelled',
  cancellation: { by: 'player', reason: null, at: t.clock.now().toISOString(), refund: euros(refund) },
})

const returned = (booking: BookingRecord, to: 'package' | 'card') => {
  const { id: bookingId, orderId: packageId, playerId, coachId, price } = booking
  return deliver(packageSessionReturned, { packageId, bookingId, playerId, coachId, price, to }, packageId)
}

const ended = (order: OrderRecord, refund: number, rest: number) =>
  deliver(packageEnded, { ...packageOf(order), by: 'player', refund: euros(refund), rest: euros(rest) }, order.id)

/** Where all of a package's money is. */
async function moneyOf({ id, coachId }: OrderRecord, bookings: readonly BookingRecord[] = []) {
  const ids = [id, ...bookings.map((booking) => booking.id)]
  const sum = async (amounts: Promise<number>[]) => (await Promise.all(amounts)).reduce((all, one) => all + one, 0)
  const refunds = (await t.emitted(paymentRefunded)).filter(({ orderId }) => orderId === id)
  const { fee } = await t.sql.one<{ fee: number }>`
    select coalesce(-sum(entries.amount), 0) as fee from ledger_entries entries
    join ledger_accounts accounts on accounts.id = entries.account_id and accounts.kind = 'rev:platform_fee'
    join ledger_transactions transactions on transactions.id = entries.transaction_id
    where transactions.escrow_id = any(${ids}::uuid[])`
  return {
    unused: await balanceOf(t.sql, escrow(id), 'EUR'),
    scheduled: await sum(bookings.map((booking) => balanceOf(t.sql, escrow(booking.id), 'EUR'))),
    owed: await sum(ids.map((escrowId) => balanceOf(t.sql, refundDue(escrowId), 'EUR'))),
    refunded: refunds.reduce((all, { amount }) => all + amount.amount, 0),
    coach: await balanceOf(t.sql, coachPayable(coachId), 'EUR'),
    fee,
  }
}

describe('paying for a package', () => {
  it('holds all of it for the order, and is paid once', async () => {
    const { order, player } = await bought()
    expect(await moneyOf(order)).toMatchObject({ unused: 8_100, scheduled: 0 })
    const payment = await t.call(getOrderPayment, { params: { id: order.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'succeeded', orderKind: 'package', bookingId: null, amount: order.price })
    const again = t.call(
      payOrder,
      { params: { id: order.id }, body: { paymentMethodId: 'pm_card_visa' } },
      { as: player },
    )
    await expect(again).rejects.toSatisfy(alreadyPaid.is)
  })

  it('is for its player only, and not by the address of a booking', async () => {
    const { order, player } = await bought()
    const params = { id: order.id }
    await expect(t.call(getOrderPayment, { params }, { as: aPlayer() })).rejects.toSatisfy(orderNotFound.is)
    await expect(t.call(getBookingPayment, { params }, { as: player })).rejects.toSatisfy(bookingNotFound.is)
  })

  it('that was let go of meanwhile goes back in full, whichever is heard of first', async () => {
    const { order } = await bought()
    await deliver(packageLapsed, { ...packageOf(order), cause: 'cancelled' }, order.id)
    await t.quiet()
    expect(await moneyOf(order)).toMatchObject({ unused: 0, refunded: 8_100, coach: 0 })
  })

  it('a little late is kept: session-service uses it all the same', async () => {
    const { order } = await bought()
    await deliver(packageLapsed, { ...packageOf(order), cause: 'expired' }, order.id)
    await t.quiet()
    expect(await moneyOf(order)).toMatchObject({ unused: 8_100, refunded: 0 })
  })
})

describe('a session of a package', () => {
  it('takes its part of the money, and is released like any other', async () => {
    const { order } = await bought()
    const booking = await scheduled(order)
    expect(await moneyOf(order, [booking])).toMatchObject({ unused: 5_400, scheduled: 2_700 })
    await deliver(bookingReleased, { ...booking, state: 'released' }, booking.id)
    expect(await moneyOf(order, [booking])).toMatchObject({ unused: 5_400, scheduled: 0, coach: 2_295, fee: 405 })
  })

  it('that is not used gives its part back to the package, whichever event comes first, once', async () => {
    const { order } = await bought()
    const [one, other] = [await scheduled(order), await scheduled(order)]
    await deliver(bookingCancelled, cancelled(one, 2_700), one.id)
    for (let i = 0; i < 2; i++) await returned(one, 'package')
    await returned(other, 'package')
    await deliver(bookingNoShow, { ...other, state: 'no_show_coach' }, other.id)
    await t.quiet()
    expect(await moneyOf(order, [one, other])).toMatchObject({ unused: 8_100, scheduled: 0, refunded: 0 })
  })

  it('that is cancelled late is shared out, the player’s part to the card', async () => {
    const { order } = await bought()
    const booking = await scheduled(order)
    await deliver(bookingCancelled, cancelled(booking, 1_350), booking.id)
    await t.quiet()
    expect(await moneyOf(order, [booking])).toMatchObject({ unused: 5_400, refunded: 1_350, coach: 1_148, fee: 202 })
  })

  it('that is not used after the package is over goes back to the card', async () => {
    const { order } = await bought()
    const booking = await scheduled(order)
    await ended(order, 5_100, 5_400)
    await deliver(bookingCancelled, cancelled(booking, 2_700), booking.id)
    await returned(booking, 'card')
    await t.quiet()
    expect(await moneyOf(order, [booking])).toMatchObject({
      unused: 0,
      scheduled: 0,
      refunded: 7_800,
      coach: 255,
      fee: 45,
    })
  })

  it('in dispute freezes its own part only', async () => {
    const { order } = await bought()
    const [one, other] = [await scheduled(order), await scheduled(order)]
    await deliver(bookingDisputed, { ...one, state: 'disputed' }, one.id)
    await deliver(bookingReleased, { ...one, state: 'released' }, one.id)
    await deliver(bookingReleased, { ...other, state: 'released' }, other.id)
    expect(await moneyOf(order, [one, other])).toMatchObject({ unused: 2_700, scheduled: 2_700, coach: 2_295 })
    await deliver(bookingResolved, { ...one, state: 'resolved', refundPercent: 100 }, one.id)
    await returned(one, 'package')
    expect(await moneyOf(order, [one, other])).toMatchObject({ unused: 5_400, scheduled: 0, coach: 2_295 })
  })

  it('is told to its coach as one of several earnings', async () => {
    const coach = aCoach()
    const { order } = await t.paidOrder('package', euros(8_100), coach.userId)
    const booking = await scheduled(order)
    const { items, totals } = await t.call(getEarnings, {}, { as: coach })
    const parts = new Map(items.map(({ bookingId, price }) => [bookingId, price.amount]))
    expect(parts).toEqual(
      new Map([
        [booking.id, 2_700],
        [null, 5_400],
      ]),
    )
    expect(totals).toEqual([{ currency: 'EUR', held: 6_885, waiting: 0, onItsWay: 0, paid: 0, owed: 0 }])
  })
})

describe('the end of a package', () => {
  it('shares out what is unused: the refund to the card, the rest to the coach', async () => {
    const { order, player } = await bought()
    const booking = await scheduled(order)
    for (let i = 0; i < 2; i++) await ended(order, 5_100, 5_400)
    await t.quiet()
    expect(await moneyOf(order, [booking])).toEqual({
      unused: 0,
      scheduled: 2_700,
      owed: 0,
      refunded: 5_100,
      coach: 255,
      fee: 45,
    })
    const payment = await t.call(getOrderPayment, { params: { id: order.id } }, { as: player })
    expect(payment).toMatchObject({ state: 'partially_refunded', refunded: euros(5_100) })
  })

  it('leaves the part of a session whose own event is still on the way', async () => {
    const { order } = await bought()
    await ended(order, 5_100, 5_400)
    const booking = await scheduled(order)
    await deliver(bookingReleased, { ...booking, state: 'released' }, booking.id)
    await t.quiet()
    expect(await moneyOf(order, [booking])).toMatchObject({ unused: 0, scheduled: 0, refunded: 5_100, coach: 2_550 })
  })
})

describe('a chargeback of a package', () => {
  it('that is lost takes what is unused first, then what the sessions hold, then what was paid out', async () => {
    const { order } = await bought()
    const [done, open] = [await scheduled(order), await scheduled(order)]
    await deliver(bookingReleased, { ...done, state: 'released' }, done.id)
    const [charge] = await t.charges(order.id)
    const { id } = (await t.sim('/disputes', { charge: charge?.id })) as { id: string }
    await t.quiet()
    await t.sim(`/disputes/${id}/close`, { outcome: 'lost' })
    await t.quiet()
    expect(await moneyOf(order, [done, open])).toMatchObject({ unused: 0, scheduled: 0, coach: 0 })
    await deliver(bookingReleased, { ...open, state: 'released' }, open.id)
    await ended(order, 2_100, 2_700)
    await t.quiet()
    expect(await moneyOf(order, [done, open])).toMatchObject({ refunded: 0, coach: 0 })
  })
})

describe('whatever happens to a package, in whatever order its events arrive', () => {
  const fate = fc.constantFrom('released', 'late', 'no_show_player', 'returned', 'ruled', 'open')
  const story = fc.record({
    parts: fc.array(fc.integer({ min: 50, max: 20_000 }), { minLength: 3, maxLength: 3 }),
    fates: fc.array(fate, { maxLength: 3 }),
    percent: fc.integer({ min: 0, max: 99 }),
    refundShare: fc.integer({ min: 0, max: 100 }),
    endsFirst: fc.boolean(),
    repeats: fc.integer({ min: 1, max: 2 }),
  })

  it('every cent that was captured is held, refunded, the coach’s or the platform’s', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ parts, fates, percent, refundShare, endsFirst, repeats }) => {
        const paid = parts.reduce((sum, part) => sum + part, 0)
        const { order } = await t.paidOrder('package', euros(paid))
        const bookings = []
        for (const [i] of fates.entries()) bookings.push(await scheduled(order, parts[i]))
        const ends = async () => {
          const spent = fates.map((one, i) => (one === 'returned' && !endsFirst ? 0 : (parts[i] as number)))
          const rest = paid - spent.reduce((sum, part) => sum + part, 0)
          for (let i = 0; i < repeats; i++) await ended(order, shareOf(rest, refundShare), rest)
        }
        if (endsFirst) await ends()
        for (const [i, booking] of bookings.entries())
          for (let n = 0; n < repeats; n++)
            await happen(fates[i] as string, booking, percent, endsFirst ? 'card' : 'package')
        if (!endsFirst) await ends()
        await t.quiet()
        const { unused, scheduled: held, owed, refunded, coach, fee } = await moneyOf(order, bookings)
        expect(unused + held + owed + refunded + coach + fee).toBe(paid)
        expect({ unused, owed }).toEqual({ unused: 0, owed: 0 })
        const open = parts.filter((_, i) => fates[i] === 'open')
        expect(held).toBe(open.reduce((sum, part) => sum + part, 0))
      }),
      { numRuns: 15 },
    )
  })

  async function happen(what: string, booking: BookingRecord, percent: number, to: 'package' | 'card') {
    const part = booking.price.amount
    if (what === 'released') await deliver(bookingReleased, { ...booking, state: 'released' }, booking.id)
    if (what === 'late') await deliver(bookingCancelled, cancelled(booking, shareOf(part, percent)), booking.id)
    if (what === 'no_show_player') await deliver(bookingNoShow, { ...booking, state: 'no_show_player' }, booking.id)
    if (what === 'ruled')
      await deliver(bookingResolved, { ...booking, state: 'resolved', refundPercent: percent }, booking.id)
    if (what !== 'returned') return
    await deliver(bookingCancelled, cancelled(booking, part), booking.id)
    await returned(booking, to)
  }
})
