import { type BookingRecord, bookingCancelled, bookingConfirmed, bookingReleased } from '@ecc/contracts/bookings'
import { documentNotFound, getDocument, getReceipt, listDocuments, listInvoices } from '@ecc/contracts/receipts'
import { aBookingRecord } from '@ecc/contracts/samples'
import { aCoach, anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { recordDispute } from './chargeback.ts'
import { record } from './run-operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.quiet()
  expect(await t.proof()).toMatchObject({ balanced: true, defects: [] })
})

const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const release = (booking: BookingRecord) =>
  t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })

/** 100.00 that went to the coach less 15 %, and so an invoice of 15.00. */
async function released() {
  const coach = aCoach()
  const { booking, player } = await t.paid({ coachId: coach.userId })
  await release(booking)
  await t.quiet()
  return { coach, player, booking }
}

/** The bank takes a payment back, or `amount` of it, and keeps it. */
async function lost(orderId: string, amount?: number): Promise<string> {
  const [charge] = await t.charges(orderId)
  const { id } = await t.sim('/disputes', { charge: charge?.id, amount })
  await t.quiet()
  await t.sim(`/disputes/${id as string}/close`, { outcome: 'lost' })
  await t.quiet()
  return id as string
}

const issuedTo = async (coach: ReturnType<typeof aCoach>) => {
  const { items } = await t.call(listInvoices, {}, { as: coach })
  return {
    invoices: items.filter(({ kind }) => kind === 'commission-invoice'),
    notes: items.filter(({ kind }) => kind === 'credit-note').toReversed(),
  }
}

describe('commission that a lost chargeback takes back', () => {
  it('has a credit note to the coach, which corrects the invoice with all of its tax', async () => {
    const { coach, player, booking } = await released()
    await lost(booking.id)
    const { invoices, notes } = await issuedTo(coach)
    const [invoice] = invoices
    expect(notes).toEqual([
      expect.objectContaining({
        number: expect.stringMatching(/^C-2027-\d{6}$/),
        recipient: { id: coach.userId, name: `Person ${coach.userId.slice(-4)}` },
        bookingId: booking.id,
        corrects: { id: invoice?.id, number: invoice?.number },
        lines: [{ text: `Commission of invoice ${invoice?.number}, given back after a chargeback`, amount: 1_500 }],
        total: eur(1_500),
        net: invoice?.net,
        tax: invoice?.tax,
        taxPercent: 19,
      }),
    ])
    const paymentId = notes[0]?.paymentId ?? ''
    const { creditNotes } = await t.call(getReceipt, { params: { id: paymentId } }, { as: player })
    expect(creditNotes).toEqual([])
  })

  it('is read by its coach and by staff, who find it by its number, and by nobody else', async () => {
    const { coach, player, booking } = await released()
    await lost(booking.id)
    const [note] = (await issuedTo(coach)).notes
    const params = { id: note?.id ?? '' }
    expect(await t.call(getDocument, { params }, { as: coach })).toEqual(note)
    const query = { q: note?.number ?? '', kind: 'credit-note' as const }
    expect((await t.call(listDocuments, { query }, { as: anAdmin() })).items).toEqual([note])
    for (const as of [player, aCoach(), aPlayer()])
      await expect(t.call(getDocument, { params }, { as })).rejects.toSatisfy(documentNotFound.is)
  })

  it('is what of it came back when a part was lost; parts that add up to all of it have exactly its tax', async () => {
    const { coach, booking } = await released()
    await lost(booking.id, 3_333)
    expect((await issuedTo(coach)).notes).toMatchObject([{ total: eur(499), tax: eur(80) }])
    await lost(booking.id, 6_667)
    const { invoices, notes } = await issuedTo(coach)
    expect(notes.map(({ total }) => total.amount)).toEqual([499, 1_000])
    const credited = notes.reduce((sum, { tax }) => sum + tax.amount, 0)
    expect(credited).toBeLessThanOrEqual(invoices[0]?.tax.amount ?? 0)
    expect(credited).toBe(239)
  })

  it('is credited at the rate it was invoiced at', async () => {
    const { coach, booking } = await released()
    t.ctx.config.PLATFORM_TAX_PERCENT = '7'
    await lost(booking.id)
    t.ctx.config.PLATFORM_TAX_PERCENT = '19'
    expect((await issuedTo(coach)).notes).toMatchObject([{ taxPercent: 19, tax: eur(239) }])
  })

  it('is credited once, however often the bank’s word is told, and at once', async () => {
    const { coach, booking } = await released()
    const id = await lost(booking.id)
    const dispute = await t.resources.stripe.disputes.retrieve(id)
    const again = () => record(t.ctx, (tx) => recordDispute(tx, t.ctx, dispute))
    await Promise.all([again(), again(), again()])
    expect((await issuedTo(coach)).notes).toHaveLength(1)
  })

  it('was not taken when it was lost before the money was shared out: no invoice, and no note', async () => {
    const coach = aCoach()
    const { booking } = await t.paid({ coachId: coach.userId })
    await lost(booking.id)
    const now = { ...booking, state: 'cancelled' as const }
    await t.deliver(bookingCancelled, now, { aggregateId: booking.id })
    await t.quiet()
    expect(await issuedTo(coach)).toEqual({ invoices: [], notes: [] })
  })

  it('of a package is credited to the invoices of its sessions in their order, each for what it says at most', async () => {
    const coach = aCoach()
    const { order } = await t.paidOrder('package', eur(8_100), coach.userId)
    for (let session = 0; session < 3; session++) {
      const { id: orderId, playerId, coachId } = order
      const about = { orderId, orderKind: 'package', kind: 'package', playerId, coachId } as const
      const booking = aBookingRecord({ ...about, price: eur(2_700) })
      await t.deliver(bookingConfirmed, booking, { aggregateId: booking.id })
      await release(booking)
      await t.quiet()
    }
    await lost(order.id, 4_000)
    const { invoices, notes } = await issuedTo(coach)
    const [third, second, first] = invoices
    expect([first, second, third].map((invoice) => invoice?.total.amount)).toEqual([405, 405, 405])
    expect(notes.map(({ corrects, total }) => [corrects?.number, total.amount])).toEqual([
      [first?.number, 405],
      [second?.number, 195],
    ])
    await lost(order.id, 4_100)
    const all = (await issuedTo(coach)).notes
    expect(all.map(({ corrects, total }) => [corrects?.number, total.amount]).slice(2)).toEqual([
      [second?.number, 210],
      [third?.number, 405],
    ])
  })
})
