import { type BookingRecord, bookingCancelled } from '@ecc/contracts/bookings'
import { paymentRefunded } from '@ecc/contracts/payments'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finish, type Operation } from './operation.ts'
import { sendRefund } from './refund.ts'
import { carryOut, record } from './run-operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

/** A refund of a half that was decided and is not sent, because the provider is away. Twice a half would not be too much for it. */
async function decided(): Promise<{ booking: BookingRecord; operation: Operation }> {
  const { booking } = await t.paid()
  await t.fault('outage', { path: '/v1/refunds' })
  const refund = { amount: booking.price.amount / 2, currency: booking.price.currency }
  const cancellation = { by: 'player' as const, at: t.clock.now().toISOString(), reason: null, refund }
  const cancelled = { ...booking, state: 'cancelled' as const, cancellation }
  await t.deliver(bookingCancelled, cancelled, { aggregateId: booking.id })
  await t.settle()
  await t.clearFaults()
  const operation = await t.sql.one<Operation>`
    update operations set tries = 0, leased_until = null where kind = 'refund' and escrow_id = ${booking.id} returning *`
  return { booking, operation }
}

const refundsOf = async ({ id }: BookingRecord) => {
  const { data } = await t.resources.stripe.refunds.list({ charge: (await t.charges(id))[0]?.id ?? '', limit: 100 })
  return data
}
const toldOf = async ({ id }: BookingRecord) =>
  (await t.emitted(paymentRefunded)).filter(({ bookingId }) => bookingId === id)

describe('an operation', () => {
  it('is leased to one of two workers', async () => {
    const { operation } = await decided()
    await Promise.all([carryOut(t.ctx, operation.id), carryOut(t.ctx, operation.id)])
    await t.quiet()
    const { tries } = await t.sql.one<{ tries: number }>`select tries from operations where id = ${operation.id}`
    expect(tries).toBe(1)
  })

  it('has one effect at the provider when two workers send it all the same, neither knowing of the other', async () => {
    const { booking, operation } = await decided()
    const first = { ...operation, tries: 1 }
    const sent = await Promise.allSettled([sendRefund(t.ctx, first), sendRefund(t.ctx, first)])
    for (const one of sent) if (one.status === 'fulfilled') await record(t.ctx, one.value)
    await t.quiet()
    expect(await refundsOf(booking)).toHaveLength(1)
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('is recorded once by a worker that outstayed its lease and the one that went on, and told once', async () => {
    const { booking, operation } = await decided()
    const late = await sendRefund(t.ctx, { ...operation, tries: 1 })
    await carryOut(t.ctx, operation.id)
    await record(t.ctx, late)
    await t.quiet()
    expect(await refundsOf(booking)).toHaveLength(1)
    expect(await toldOf(booking)).toHaveLength(1)
    expect(await t.proof()).toMatchObject({ balanced: true })
  })

  it('ends once, and what has ended does not end anew', async () => {
    const { operation } = await decided()
    const end = (state: 'done' | 'dropped') =>
      t.sql.begin((tx) => finish(tx, operation.id, { state, at: t.clock.now() }))
    expect([await end('done'), await end('done'), await end('dropped')]).toEqual([true, false, false])
  })
})
