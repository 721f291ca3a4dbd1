import { playerCredited } from '@ecc/contracts/aftermath'
import { bookingCancelled, bookingReleased } from '@ecc/contracts/bookings'
import { payBooking, paymentRefunded } from '@ecc/contracts/payments'
import { createPromoCode } from '@ecc/contracts/promo-codes'
import {
  documentIssued,
  documentNotFound,
  getDocument,
  getReceipt,
  getReceiptPdf,
  listDocuments,
  listInvoices,
} from '@ecc/contracts/receipts'
import { type Caller, type Tx, violates } from '@ecc/kit'
import { aCoach, anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from './config.ts'
import { issueReceipt } from './document.ts'
import { pdfOf } from './document-pdf.ts'
import { lookUpIntent } from './intent.ts'
import { captured, someParties } from './ledger.testing.ts'
import { defectsOf, post } from './ledger.ts'
import { checkLedger } from './ledger-check.ts'
import type { Payment } from './payment.ts'
import { record } from './run-operation.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

/** Captures 100.00 of nobody's in particular, and issues its receipt. */
async function receipted(tx: Tx, ctx: Ctx = t.ctx): Promise<string> {
  const { escrowId, coachId, playerId } = someParties()
  const fact = captured({ escrowId, coachId, playerId }, 10_000)
  await post(tx, { ...fact, currency: 'EUR', at: ctx.now() })
  const payment = {
    chargeId: fact.source,
    card: 10_000,
    credit: 0,
    discount: 0,
    fee: 0,
    id: anId(),
    orderId: escrowId,
    orderKind: 'booking',
    playerId,
    coachId,
    amount: 10_000,
    currency: 'EUR',
  }
  await issueReceipt(tx, ctx, payment as Payment)
  return fact.source
}
const numbers = async (year: number) => {
  const rows = await t.sql<{ sequence: number }>`
    select sequence from payment_service_ledger.documents where series = 'R' and year = ${year} order by sequence`
  return rows.map(({ sequence }) => sequence)
}
const eur = (amount: number) => ({ amount, currency: 'EUR' as const })
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
const at = (instant: string, zone = 'UTC'): Ctx => ({
  ...t.ctx,
  now: () => new Date(instant),
  config: { ...t.ctx.config, PLATFORM_TIME_ZONE: zone },
})
const receiptOf = (id: string, as: Caller) => t.call(getReceipt, { params: { id } }, { as })
const paymentIdOf = async (orderId: string) =>
  (await t.sql.one<{ id: string }>`select id from payments where order_id = ${orderId}`).id

describe('the numbers of a series', () => {
  it('have no gap and no double when twenty are taken at once and every third comes to nothing', async () => {
    const ctx = at('2031-05-01T12:00:00Z')
    const tries = upTo(20).map((n) =>
      t.sql.begin(async (tx) => {
        await receipted(tx, ctx)
        if (n % 3 === 0) throw new Error('rolled back')
      }),
    )
    const outcomes = await Promise.allSettled(tries)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(14)
    expect(await numbers(2031)).toEqual(upTo(14))
    expect(await defectsOf(t.sql)).toEqual([])
  })

  it('give a number back that a savepoint let go of', async () => {
    const ctx = at('2032-05-01T12:00:00Z')
    await t.sql.begin(async (tx) => {
      await receipted(tx, ctx)
      const undone = tx.begin(async (inner) => {
        await receipted(inner, ctx)
        throw new Error('undone')
      })
      await expect(undone).rejects.toThrow('undone')
      await receipted(tx, ctx)
    })
    expect(await numbers(2032)).toEqual([1, 2])
  })

  it('begin anew with the year of the issuer’s own calendar', async () => {
    const issued = async (ctx: Ctx) => {
      const source = await t.sql.begin((tx) => receipted(tx, ctx))
      return t.sql
        .one`select number, issued_on::text as issued_on from payment_service_ledger.documents where source = ${source}`
    }
    const berlin = 'Europe/Berlin'
    expect(await issued(at('2033-12-31T22:59:59Z', berlin))).toEqual({
      number: 'R-2033-000001',
      issuedOn: '2033-12-31',
    })
    expect(await issued(at('2033-12-31T23:00:00Z', berlin))).toEqual({
      number: 'R-2034-000001',
      issuedOn: '2034-01-01',
    })
    expect(await issued(at('2033-12-31T23:00:00Z', 'America/New_York'))).toMatchObject({ number: 'R-2033-000002' })
    expect(await issued(at('2034-01-01T00:00:00Z', berlin))).toMatchObject({ number: 'R-2034-000002' })
  })

  it('are shown as a defect when there is a gap', async () => {
    await t.sql.begin((tx) => receipted(tx, at('2035-05-01T12:00:00Z')))
    await asSuperuser(async (tx) => {
      await tx`set local session_replication_role = replica`
      await tx`update payment_service_ledger.document_counters set last = 3 where year = 2035`
    })
    await checkLedger(t.ctx)
    expect((await t.proof()).defects).toEqual([
      { defect: 'numbers with a gap', about: 'R-2035', found: '1 documents, numbers 1 to 1, counted 3' },
    ])
    await asSuperuser((tx) => tx`update payment_service_ledger.document_counters set last = 1 where year = 2035`)
    await checkLedger(t.ctx)
  })
})

/** With every right that the database's owner has. */
const asSuperuser = (change: (tx: Tx) => Promise<unknown>) =>
  t.sql.begin(async (tx) => {
    await tx`set local role none`
    await change(tx)
  })

describe('an issued document', () => {
  const denied = (work: (tx: Tx) => Promise<unknown>) => expect(t.sql.begin(work)).rejects.toThrow(/permission denied/)

  it('is changed by nobody, its owner included', async () => {
    await t.sql.begin((tx) => receipted(tx))
    const changes = [
      (tx: Tx) => tx`update payment_service_ledger.documents set total = 1, net = 1, tax = 0`,
      (tx: Tx) => tx`delete from payment_service_ledger.documents`,
      (tx: Tx) => tx`truncate payment_service_ledger.documents cascade`,
      (tx: Tx) => tx`delete from payment_service_ledger.document_counters`,
    ]
    for (const change of changes) {
      await denied(change)
      const asOwner = t.sql.begin(async (tx) => {
        await tx`set local role none`
        await tx`set local role payment_service_ledger`
        await change(tx)
      })
      await expect(asOwner).rejects.toSatisfy((error: unknown) => violates(error, 'ledger_is_append_only'))
    }
    await denied((tx) => tx`update payment_service_ledger.document_counters set last = 9`)
    await denied((tx) => tx`insert into payment_service_ledger.document_counters values ('R', 2099, 9)`)
  })

  it('has no number of its writer’s choosing, and needs a fact, lines that add up, and net and tax that do', async () => {
    const source = await t.sql.begin((tx) => receipted(tx))
    const copy = (change: (tx: Tx) => unknown) =>
      t.sql.begin(async (tx) => {
        await post(tx, {
          ...captured(someParties(), 10_000),
          source: `${source}-too`,
          currency: 'EUR',
          at: t.clock.now(),
        })
        await tx`create temp table copied on commit drop as
          select * from payment_service_ledger.documents where source = ${source}`
        await tx`alter table copied drop column number`
        await tx`update copied set id = ${anId()}, source = ${`${source}-too`}, sequence = 77, series = 'X', year = 1999`
        await change(tx)
        return tx.one<{ number: string }>`
          insert into payment_service_ledger.documents (id, kind, series, year, sequence, issued_at, time_zone, issued_on, fact_kind,
            source, payment_id, order_id, order_kind, booking_id, recipient_id, corrects, currency, total, tax_basis_points, net, tax, content)
          select id, kind, series, year, sequence, issued_at, time_zone, issued_on, fact_kind,
            source, payment_id, order_id, order_kind, booking_id, recipient_id, corrects, currency, total, tax_basis_points, net, tax, content
          from copied returning number`
      })
    const refused = (change: (tx: Tx) => unknown, constraint: string) =>
      expect(copy(change)).rejects.toSatisfy((error: unknown) => violates(error, constraint))
    await refused((tx) => tx`update copied set source = 'ch_of_nothing'`, 'document_of_a_fact')
    await refused((tx) => tx`update copied set source = ${source}`, 'one_document_a_fact')
    await refused((tx) => tx`update copied set kind = 'commission-invoice'`, 'kind_follows_fact')
    await refused((tx) => tx`update copied set net = net + 1`, 'tax_is_included')
    await refused((tx) => tx`update copied set content = jsonb_set(content, '{lines,0,amount}', '1')`, 'lines_add_up')
    const { number } = await copy(async () => {})
    expect(number).toMatch(/^R-2027-\d{6}$/)
    expect(number).not.toBe('R-2027-000077')
  })

  it('stays as it was when the settings change', async () => {
    const { booking, player } = await t.paid()
    const id = await paymentIdOf(booking.id)
    const { receipt } = await receiptOf(id, player)
    const before = { ...t.ctx.config }
    Object.assign(t.ctx.config, { PLATFORM_NAME: 'Another name', PLATFORM_TAX_PERCENT: '7' })
    expect((await receiptOf(id, player)).receipt).toEqual(receipt)
    Object.assign(t.ctx.config, before)
    expect(receipt).toMatchObject({
      issuer: { name: 'Esport Coach Connect', taxNumber: 'DE000000000' },
      taxPercent: 19,
    })
  })
})

const cancelledWith = async (booking: { id: string }, refund: number) => {
  const now = t.bookingNow(booking.id)
  const cancellation = {
    by: 'player',
    reason: null,
    at: t.clock.now().toISOString(),
    refund: { amount: refund, currency: 'EUR' },
  } as const
  await t.deliver(bookingCancelled, { ...now, state: 'cancelled', cancellation }, { aggregateId: booking.id })
  await t.quiet()
}

describe('a captured payment', () => {
  it('has one receipt, with names, issuer, tax and lines that add up, however often the provider tells of it', async () => {
    const { booking, player } = await t.paid()
    await t.quiet()
    const id = await paymentIdOf(booking.id)
    const intent = await t.sql.one<{ id: string }>`select id from intents where payment_id = ${id}`
    const looks = [await lookUpIntent(t.ctx, intent.id), await lookUpIntent(t.ctx, intent.id)]
    await Promise.all(looks.map((look) => record(t.ctx, look)))
    const { receipt, creditNotes } = await receiptOf(id, player)
    expect(creditNotes).toEqual([])
    expect(receipt).toMatchObject({
      kind: 'receipt',
      issuedOn: '2027-03-01',
      recipient: { id: player.userId, name: `Person ${player.userId.slice(-4)}` },
      issuer: { address: '1 Example Street\n10115 Berlin', country: 'DE' },
      lines: [{ text: `Coaching session with Person ${booking.coachId.slice(-4)}`, amount: 10_000 }],
      net: { amount: 8403, currency: 'EUR' },
      tax: { amount: 1597, currency: 'EUR' },
      total: { amount: 10_000, currency: 'EUR' },
      corrects: null,
    })
    const issued = (await t.emitted(documentIssued)).filter(({ paymentId }) => paymentId === id)
    expect(issued).toEqual([expect.objectContaining({ number: receipt.number, recipientId: player.userId })])
  })

  it('is paid and receipted without names while user-service does not tell them', async () => {
    t.userService.tellsNames = false
    const { booking, player } = await t.paid()
    t.userService.tellsNames = true
    const { receipt } = await receiptOf(await paymentIdOf(booking.id), player)
    expect(receipt).toMatchObject({ recipient: { name: null }, lines: [{ text: 'Coaching session', amount: 10_000 }] })
  })
})

describe('a price with a promo code and credit', () => {
  it('has a receipt of what its player paid, with the discount as a line of its own', async () => {
    const { code } = await t.call(createPromoCode, { body: { code: 'PAPER-20', percent: 20 } }, { as: anAdmin() })
    const player = aPlayer()
    const { id } = t.booking({ playerId: player.userId })
    const body = { paymentMethodId: 'pm_card_visa', promoCode: code }
    await t.call(payBooking, { params: { id }, body }, { as: player })
    const { receipt } = await receiptOf(await paymentIdOf(id), player)
    expect(receipt.lines.map(({ amount }) => amount)).toEqual([10_000, -2_000])
    expect(receipt).toMatchObject({ total: { amount: 8_000 }, net: { amount: 6723 }, tax: { amount: 1277 } })
  })

  it('has a receipt where credit pays all of it, and a credit note of what is credit again', async () => {
    const player = aPlayer()
    const owed = { bookingId: anId(), playerId: player.userId, coachId: anId(), amount: eur(10_000) }
    await t.deliver(playerCredited, owed, { aggregateId: owed.bookingId })
    const booking = t.booking({ playerId: player.userId })
    const { id } = booking
    await t.call(payBooking, { params: { id }, body: { useCredit: true } }, { as: player })
    await cancelledWith(booking, 5_000)
    const { receipt, creditNotes } = await receiptOf(await paymentIdOf(id), player)
    expect(receipt.total).toEqual(eur(10_000))
    expect(creditNotes).toMatchObject([{ total: eur(5_000), corrects: { number: receipt.number } }])
    const told = (await t.emitted(paymentRefunded)).find(({ bookingId }) => bookingId === id)
    expect(told).toMatchObject({ to: 'credit', creditNoteNumber: creditNotes[0]?.number })
  })

  it('has two credit notes where a card and credit paid it, whose tax adds up to that of the receipt', async () => {
    const player = aPlayer()
    const owed = { bookingId: anId(), playerId: player.userId, coachId: anId(), amount: eur(3_333) }
    await t.deliver(playerCredited, owed, { aggregateId: owed.bookingId })
    const booking = t.booking({ playerId: player.userId })
    const body = { useCredit: true, paymentMethodId: 'pm_card_visa' }
    await t.call(payBooking, { params: { id: booking.id }, body }, { as: player })
    await cancelledWith(booking, 10_000)
    const { receipt, creditNotes } = await receiptOf(await paymentIdOf(booking.id), player)
    expect(creditNotes.map(({ total }) => total.amount).toSorted((a, b) => a - b)).toEqual([3_333, 6_667])
    expect(creditNotes.reduce((sum, { tax }) => sum + tax.amount, 0)).toBe(receipt.tax.amount)
  })
})

describe('what goes back', () => {
  it('has a credit note in a series of its own, which corrects the receipt at its rate', async () => {
    const { booking, player } = await t.paid()
    t.ctx.config.PLATFORM_TAX_PERCENT = '7'
    await cancelledWith(booking, 5_000)
    t.ctx.config.PLATFORM_TAX_PERCENT = '19'
    const { receipt, creditNotes } = await receiptOf(await paymentIdOf(booking.id), player)
    expect(creditNotes).toEqual([
      expect.objectContaining({
        number: expect.stringMatching(/^C-2027-\d{6}$/),
        corrects: { id: receipt.id, number: receipt.number },
        taxPercent: 19,
        total: { amount: 5_000, currency: 'EUR' },
        tax: { amount: 798, currency: 'EUR' },
      }),
    ])
  })
})

describe('a commission that is earned', () => {
  it('has an invoice to the coach, who reads it and nobody else but staff', async () => {
    const coach = aCoach()
    const { booking } = await t.paid({ coachId: coach.userId })
    await t.deliver(bookingReleased, { ...booking, state: 'released' }, { aggregateId: booking.id })
    await t.quiet()
    const { items } = await t.call(listInvoices, {}, { as: coach })
    expect(items).toEqual([
      expect.objectContaining({
        number: expect.stringMatching(/^I-2027-\d{6}$/),
        bookingId: booking.id,
        lines: [{ text: 'Commission, 15 % of 100.00 EUR', amount: 1_500 }],
        net: { amount: 1261, currency: 'EUR' },
        tax: { amount: 239, currency: 'EUR' },
      }),
    ])
    const id = items[0]?.id ?? ''
    const read = (as: Caller) => t.call(getDocument, { params: { id } }, { as })
    expect(await read(coach)).toEqual(items[0])
    expect(await read(anAdmin())).toEqual(items[0])
    await expect(read(aCoach())).rejects.toSatisfy(documentNotFound.is)
  })
})

describe('reading', () => {
  it('is for the payer and for staff; to others there is no receipt', async () => {
    const { booking, player } = await t.paid()
    const id = await paymentIdOf(booking.id)
    expect((await receiptOf(id, anAdmin())).receipt.id).toBe((await receiptOf(id, player)).receipt.id)
    await expect(receiptOf(id, aPlayer())).rejects.toSatisfy(documentNotFound.is)
    await expect(receiptOf(anId(), player)).rejects.toSatisfy(documentNotFound.is)
  })

  it('finds documents by number, by whom, by date and by kind, a page at a time', async () => {
    const { booking, player } = await t.paid()
    const { receipt } = await receiptOf(await paymentIdOf(booking.id), player)
    const found = async (query: object) => (await t.call(listDocuments, { query }, { as: anAdmin() })).items
    expect(await found({ q: receipt.number.toLowerCase() })).toEqual([receipt])
    expect(await found({ q: player.userId })).toEqual([receipt])
    expect(await found({ q: `person ${player.userId.slice(-4)}`, kind: 'receipt' })).toContainEqual(receipt)
    expect(await found({ q: player.userId, from: '2027-03-02' })).toEqual([])
    expect(await found({ q: player.userId, from: '2027-03-01', to: '2027-03-01' })).toEqual([receipt])
    expect(await found({ q: player.userId, kind: 'credit-note' })).toEqual([])
    const first = await t.call(listDocuments, { query: { limit: 2 } }, { as: anAdmin() })
    const cursor = first.nextCursor ?? ''
    const second = await t.call(listDocuments, { query: { limit: 2, cursor } }, { as: anAdmin() })
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
  })
})

describe('the file', () => {
  const textOf = async (pdf: Uint8Array) =>
    (await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })).text

  it('says what the receipt says', async () => {
    const { booking, player } = await t.paid()
    const id = await paymentIdOf(booking.id)
    const { receipt } = await receiptOf(id, player)
    const url = getReceiptPdf.path.replace(':id', id)
    const reply = await t.request({ method: 'GET', url, as: player })
    expect(reply.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${receipt.number}.pdf"`,
    })
    const text = await textOf(reply.rawPayload)
    for (const words of [
      receipt.number,
      '2027-03-01',
      'Esport Coach Connect',
      '10115 Berlin',
      'DE000000000',
      'Tax 19 %, included',
    ])
      expect(text).toContain(words)
    for (const amount of ['84.03 EUR', '15.97 EUR', '100.00 EUR']) expect(text).toContain(amount)
    expect((await t.request({ method: 'GET', url, as: aPlayer() })).statusCode).toBe(404)
  })

  it('takes names in any script and of any length, and stays small', async () => {
    const { booking, player } = await t.paid()
    const { receipt } = await receiptOf(await paymentIdOf(booking.id), player)
    const names = [
      'Łukasz Żółw',
      'Ольга Їжак',
      'Ελένη',
      '山田太郎',
      'محمد',
      'שלום',
      '👩‍👩‍👧 player',
      '\u0000\ud800',
      'x'.repeat(100_000),
    ]
    for (const name of names) {
      const pdf = await pdfOf({ ...receipt, recipient: { id: player.userId, name } })
      expect(pdf.byteLength).toBeLessThan(200_000)
      if (/^[Łx]|^О|^Ε/.test(name)) expect(await textOf(pdf)).toContain(name.slice(0, 50))
    }
  })
})
