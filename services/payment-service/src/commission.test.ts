import { type BookingRecord, bookingCancelled, bookingCompleted, bookingReleased } from '@ecc/contracts/bookings'
import { getEarnings } from '@ecc/contracts/earnings'
import { aCoach, anId } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commissionTier } from './commission.ts'
import { paymentService, type TestedPayments } from './testing.ts'

const hours = (count: number) => count * 60

describe('the commission', () => {
  it.each([
    [0, 15, 12, 50],
    [49, 15, 12, 1],
    [50, 12, 10, 150],
    [199, 12, 10, 1],
  ])('after %i paid hours is %i %%, and %i %% after %i more', (paid, percent, nextPercent, missing) => {
    expect(commissionTier(hours(paid))).toEqual({
      percent,
      paidMinutes: hours(paid),
      next: { percent: nextPercent, missingMinutes: hours(missing) },
    })
  })

  it('is 10 % from 200 paid hours on, with nothing lower to come', () => {
    expect(commissionTier(hours(200))).toEqual({ percent: 10, paidMinutes: hours(200), next: null })
  })

  it('never rises with more paid time, and is lower by what is said once what is missing is there', () => {
    const minutes = fc.integer({ min: 0, max: hours(1_000) })
    fc.assert(
      fc.property(minutes, minutes, (paid, more) => {
        const tier = commissionTier(paid)
        expect(commissionTier(paid + more).percent).toBeLessThanOrEqual(tier.percent)
        if (!tier.next) return
        expect(tier.next.missingMinutes).toBeGreaterThan(0)
        expect(commissionTier(paid + tier.next.missingMinutes).percent).toBe(tier.next.percent)
        expect(commissionTier(paid + tier.next.missingMinutes - 1).percent).toBe(tier.percent)
      }),
    )
  })
})

describe('a coach', () => {
  let t: TestedPayments
  beforeAll(async () => {
    t = await paymentService()
  })
  afterAll(() => t.close())
  afterEach(async () => {
    await t.quiet()
    expect(await t.proof()).toMatchObject({ balanced: true, pendingOperations: 0 })
  })

  const release = (booking: BookingRecord) => t.deliver(bookingReleased, booking, { aggregateId: booking.id })
  const earningsOf = (coachId: string) => t.call(getEarnings, { query: {} }, { as: aCoach(coachId) })
  const percentOf = async (booking: BookingRecord) =>
    (
      await t.sql.one<{ percent: number }>`
      select commission_percent as percent from payments where order_id = ${booking.id}`
    ).percent

  it('pays 12 % of what is captured after 50 paid hours; what was captured before stays at 15 %', async () => {
    const coachId = anId()
    const long = await t.paid({ coachId, durationMinutes: hours(50) })
    const before = await t.paid({ coachId })
    await release(long.booking)
    const after = await t.paid({ coachId })
    await release(before.booking)
    await release(after.booking)
    await t.quiet()
    const { items, commission } = await earningsOf(coachId)
    const kept = new Map(items.map((item) => [item.bookingId, item.commission.amount]))
    expect([kept.get(long.booking.id), kept.get(before.booking.id), kept.get(after.booking.id)]).toEqual([
      1_500, 1_500, 1_200,
    ])
    expect(commission).toEqual({
      percent: 12,
      paidMinutes: hours(52),
      next: { percent: 10, missingMinutes: hours(148) },
    })
  })

  it('gains no paid time by what is still held, was given back, or was cancelled for half', async () => {
    const coachId = anId()
    const long = { coachId, durationMinutes: hours(60) }
    await t.paid(long)
    for (const refund of [10_000, 5_000]) {
      const { booking } = await t.paid(long)
      const cancellation = {
        by: 'player' as const,
        reason: null,
        at: t.clock.now().toISOString(),
        refund: { amount: refund, currency: booking.price.currency },
      }
      await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, { aggregateId: booking.id })
    }
    const next = await t.paid({ coachId })
    expect(await percentOf(next.booking)).toBe(15)
    expect((await earningsOf(coachId)).commission.paidMinutes).toBe(0)
  })

  it('gains the time of a session that was paid before times were kept, once it has taken place', async () => {
    const coachId = anId()
    const { booking } = await t.paid({ coachId, durationMinutes: 90 })
    await t.sql`update escrows set duration_minutes = null where id = ${booking.id}`
    await t.deliver(bookingCompleted, { ...booking, state: 'completed' }, { aggregateId: booking.id })
    await release(booking)
    expect((await earningsOf(coachId)).commission.paidMinutes).toBe(90)
  })
})
