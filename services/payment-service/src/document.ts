/** Numbered documents: what is issued for which fact, and how it is found again. Numbers are the database's, `0010_documents.sql`. */
import { decimal } from '@ecc/contracts/currencies'
import { paidOf } from '@ecc/contracts/price-quote'
import { type Document as DocumentView, documentIssued } from '@ecc/contracts/receipts'
import type { Caller, PageAsked, Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { namesOf } from './party.ts'
import { coachOf, type Payment } from './payment.ts'
import { basisPointsOf, includedTax, type Taxed, taxOfPart } from './tax.ts'

/** A document as stored. Amounts in minor units; the tax rate in basis points, 1900 is 19 %. */
export interface Document extends Taxed {
  id: string
  kind: DocumentView['kind']
  number: string
  issuedAt: string
  issuedOn: string
  source: string
  paymentId: string
  orderId: string
  orderKind: Payment['orderKind']
  bookingId: string | null
  recipientId: string
  corrects: string | null
  correctsNumber: string | null
  currency: Payment['currency']
  total: number
  taxBasisPoints: number
  content: {
    issuer: DocumentView['issuer']
    recipient: { name: string | null }
    lines: Line[]
  }
}

type Line = DocumentView['lines'][number]

/** What is issued: the fact of the ledger it follows from, to whom, and what for. */
interface Issue {
  kind: Document['kind']
  factKind: 'captured' | 'credit_spent' | 'refund_sent' | 'refund_credited' | 'settled' | 'dispute_lost'
  source: string
  bookingId: string | null
  recipientId: string
  /** Null when it was never to be had. */
  recipientName: string | null
  corrects?: Document
  total: number
  taxBasisPoints: number
  taxed: Taxed
  lines: Line[]
}

const paidFor = {
  booking: 'Coaching session',
  package: 'Package of coaching sessions',
  series: 'Series of coaching sessions',
  'gift-card': 'Gift card',
}

/** A gift card is a multi-purpose voucher: tax is due on what it is spent on (Directive 2006/112/EC, Art. 30b). */
const untaxed = 0

/**
 * Issues the receipt of a payment in the transaction in which it is paid: of what its player paid, by card and as credit.
 * It follows from the charge, or from the credit where no card was needed.
 */
export async function issueReceipt(tx: Tx, ctx: Ctx, payment: Payment): Promise<void> {
  const { orderId, orderKind, chargeId, discount, fee } = payment
  const total = paidOf(payment)
  const { coachId, playerId } = payment
  const names = await namesOf(tx, coachId === null ? [playerId] : [coachId, playerId])
  const coachName = coachId === null ? undefined : names.get(coachId)
  const text = coachName === undefined ? paidFor[orderKind] : `${paidFor[orderKind]} with ${coachName}`
  const taxBasisPoints = orderKind === 'gift-card' ? untaxed : basisPointsOf(Number(ctx.config.PLATFORM_TAX_PERCENT))
  await issue(tx, ctx, payment, {
    kind: 'receipt',
    factKind: chargeId === null ? 'credit_spent' : 'captured',
    source: chargeId ?? (payment.fundsAttemptId as string),
    bookingId: orderKind === 'booking' ? orderId : null,
    recipientId: payment.playerId,
    recipientName: names.get(payment.playerId) ?? null,
    total,
    taxBasisPoints,
    taxed: includedTax(total, taxBasisPoints),
    lines: [
      { text, amount: total + discount - fee },
      ...(discount === 0 ? [] : [{ text: 'Discount by promo code', amount: -discount }]),
      ...(fee === 0 ? [] : [{ text: 'Service fee', amount: fee }]),
    ],
  })
}

/**
 * Issues the credit note of a refund, in the transaction that posts it, at the rate of the receipt it corrects. Payments
 * from before there were receipts have none, and nothing to correct.
 */
export async function issueCreditNote(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  refund: Pick<Issue, 'factKind' | 'source' | 'bookingId'> & { amount: number },
): Promise<string | undefined> {
  const issued = await documentsOfPayment(tx, payment.id, 'receipt')
  const receipt = issued.find(({ kind }) => kind === 'receipt')
  if (!receipt) return undefined
  const before = creditedOf(receipt, issued)
  return issue(tx, ctx, payment, {
    kind: 'credit-note',
    factKind: refund.factKind,
    source: refund.source,
    bookingId: refund.bookingId,
    recipientId: payment.playerId,
    recipientName: await nameOf(tx, payment.playerId),
    corrects: receipt,
    total: refund.amount,
    taxBasisPoints: receipt.taxBasisPoints,
    taxed: taxOfPart(refund.amount, before, receipt.taxBasisPoints),
    lines: [{ text: `Refund of receipt ${receipt.number}`, amount: refund.amount }],
  })
}

const nameOf = async (tx: Tx, id: string) => (await namesOf(tx, [id])).get(id) ?? null

/** Issues the invoice of a commission that was earned, in the transaction that posts the settlement. */
export async function issueInvoice(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  settled: { escrowId: string; commission: number; share: number },
): Promise<void> {
  const { commission: total, share, escrowId } = settled
  if (total === 0) return
  const taxBasisPoints = basisPointsOf(Number(ctx.config.PLATFORM_TAX_PERCENT))
  const isWhole = escrowId === payment.orderId && payment.orderKind !== 'booking'
  const of = `${decimal(total + share, payment.currency)} ${payment.currency}`
  await issue(tx, ctx, payment, {
    kind: 'commission-invoice',
    factKind: 'settled',
    source: escrowId,
    bookingId: isWhole ? null : escrowId,
    recipientId: coachOf(payment),
    recipientName: await nameOf(tx, coachOf(payment)),
    total,
    taxBasisPoints,
    taxed: includedTax(total, taxBasisPoints),
    lines: [{ text: `Commission, ${payment.commissionPercent} % of ${of}`, amount: total }],
  })
}

/**
 * Issues the credit notes of commission that a lost chargeback takes back, in the transaction that posts the loss: to the
 * coach's invoices of this payment, the first one first, each at its rate and for no more than is left of it. Commission from
 * before there were invoices has none.
 */
export async function issueCommissionNotes(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  lost: { source: string; commission: number },
): Promise<void> {
  let left = lost.commission
  const issued = left === 0 ? [] : await documentsOfPayment(tx, payment.id, 'commission-invoice')
  for (const invoice of issued.filter(({ kind }) => kind === 'commission-invoice')) {
    const before = creditedOf(invoice, issued)
    const total = Math.min(left, invoice.total - before)
    if (total === 0) continue
    left -= total
    await issue(tx, ctx, payment, {
      kind: 'credit-note',
      factKind: 'dispute_lost',
      source: lost.source,
      bookingId: invoice.bookingId,
      recipientId: coachOf(payment),
      recipientName: await nameOf(tx, coachOf(payment)),
      corrects: invoice,
      total,
      taxBasisPoints: invoice.taxBasisPoints,
      taxed: taxOfPart(total, before, invoice.taxBasisPoints),
      lines: [{ text: `Commission of invoice ${invoice.number}, given back after a chargeback`, amount: total }],
    })
  }
}

/** How much of a document went back, by the credit notes among these. */
function creditedOf({ id }: Document, issued: readonly Document[]): number {
  return issued.filter(({ corrects }) => corrects === id).reduce((sum, { total }) => sum + total, 0)
}

/** Once a fact and what it corrects: a repeated one issues nothing, and so takes no number. The number is taken last, under a lock all share. */
async function issue(tx: Tx, ctx: Ctx, payment: Payment, document: Issue): Promise<string | undefined> {
  const { id: paymentId, orderId, orderKind, currency } = payment
  const { kind, factKind, source, bookingId, recipientId, total, taxBasisPoints, taxed, lines } = document
  const corrects = document.corrects?.id ?? null
  const content = { issuer: issuerOf(ctx.config), recipient: { name: document.recipientName }, lines }
  const issued = await tx.first<{ id: string; number: string }>`
    insert into payment_service_ledger.documents
      (id, kind, fact_kind, source, issued_at, time_zone, payment_id, order_id, order_kind, booking_id, recipient_id, corrects,
       currency, total, tax_basis_points, net, tax, content)
    select ${ctx.id()}::uuid, ${kind}, ${factKind}, ${source}, ${ctx.now()}::timestamptz, ${ctx.config.PLATFORM_TIME_ZONE}, ${paymentId}::uuid,
      ${orderId}::uuid, ${orderKind}, ${bookingId}::uuid, ${recipientId}::uuid, ${corrects}::uuid, ${currency},
      ${total}::int, ${taxBasisPoints}::int, ${taxed.net}::int, ${taxed.tax}::int, ${tx.json(content)}::jsonb
    where not exists (
      select from payment_service_ledger.documents
      where fact_kind = ${factKind} and source = ${source} and corrects is not distinct from ${corrects}::uuid)
    returning id, number`
  if (!issued) return undefined
  const fact = {
    ...issued,
    kind,
    paymentId,
    orderId,
    orderKind,
    bookingId,
    recipientId,
    total: { amount: total, currency },
  }
  await ctx.emit(tx, documentIssued, fact, orderId)
  return issued.number
}

function issuerOf(config: Ctx['config']): DocumentView['issuer'] {
  const address = config.PLATFORM_ADDRESS.split('|').map((line) => line.trim())
  return {
    name: config.PLATFORM_NAME,
    address: address.join('\n'),
    country: config.PLATFORM_COUNTRY,
    taxNumber: config.PLATFORM_TAX_NUMBER,
  }
}

/** A document as its recipient sees it. */
export function viewOfDocument(document: Document): DocumentView {
  const { id, kind, number, issuedAt, issuedOn, paymentId, orderId, orderKind, bookingId, currency, content } = document
  const { corrects, correctsNumber, recipientId, taxBasisPoints } = document
  const money = (amount: number) => ({ amount, currency })
  return {
    id,
    kind,
    number,
    issuedAt,
    issuedOn,
    paymentId,
    orderId,
    orderKind,
    bookingId,
    currency,
    issuer: content.issuer,
    recipient: { id: recipientId, name: content.recipient.name },
    corrects: corrects !== null && correctsNumber !== null ? { id: corrects, number: correctsNumber } : null,
    lines: content.lines,
    net: money(document.net),
    tax: money(document.tax),
    taxPercent: taxBasisPoints / 100,
    total: money(document.total),
  }
}

/** Whether this is theirs to read: issued to them, or they are staff. */
export function mayRead({ recipientId }: Document, caller: Caller): boolean {
  return recipientId === caller.userId || caller.roles.includes('admin')
}

const stored = (sql: Queryable) => sql.part`
  select documents.*, documents.issued_on::text as issued_on, corrected.number as corrects_number
  from payment_service_ledger.documents left join payment_service_ledger.documents corrected on corrected.id = documents.corrects`

/** What documents are about: what a player paid, or the commission a coach was charged; each with its credit notes. */
type About = 'receipt' | 'commission-invoice'

const about = (sql: Queryable, what: About) => sql.part`coalesce(corrected.kind, documents.kind) = ${what}`

/** A payment's documents of one kind with their credit notes, in the order they were issued; at most 100, which none reaches. */
export async function documentsOfPayment(sql: Queryable, paymentId: string, what: About): Promise<Document[]> {
  return sql<Document>`
    ${stored(sql)} where documents.payment_id = ${paymentId} and ${about(sql, what)}
    order by documents.issued_at, documents.kind = 'credit-note', documents.sequence limit 100`
}

/** The numbers of these payments' receipts, by payment. */
export async function receiptNumbersOf(sql: Queryable, paymentIds: readonly string[]): Promise<Map<string, string>> {
  const receipts = await sql<{ paymentId: string; number: string }>`
    select payment_id, number from payment_service_ledger.documents
    where payment_id = any(${paymentIds}::uuid[]) and kind = 'receipt'`
  return new Map(receipts.map(({ paymentId, number }) => [paymentId, number]))
}

/** A document by its id. */
export async function findDocument(sql: Queryable, id: string): Promise<Document | undefined> {
  return sql.first<Document>`${stored(sql)} where documents.id = ${id}`
}

/** The number of the document that was issued for a fact, if there is one. */
export async function numberOf(
  sql: Queryable,
  factKind: Issue['factKind'],
  source: string,
): Promise<string | undefined> {
  const found = await sql.first<{ number: string }>`
    select number from payment_service_ledger.documents where fact_kind = ${factKind} and source = ${source}`
  return found?.number
}

/** What documents are looked for. `q` is the beginning of a number, a part of a name, or an id. */
export interface DocumentSearch {
  q?: string
  kind?: Document['kind']
  about?: About
  from?: string
  to?: string
  recipientId?: string
}

/** Documents that fit, newest first, one more than asked for. */
export async function findDocuments(sql: Queryable, search: DocumentSearch, page: PageAsked): Promise<Document[]> {
  const { q, kind, from, to, recipientId } = search
  const isId = q !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(q)
  const found = q === undefined ? sql.part`` : isId ? aboutId(sql, q) : called(sql, q)
  return sql<Document>`
    ${stored(sql)} where true ${found}
      ${kind === undefined ? sql.part`` : sql.part`and documents.kind = ${kind}`}
      ${search.about === undefined ? sql.part`` : sql.part`and ${about(sql, search.about)}`}
      ${from === undefined ? sql.part`` : sql.part`and documents.issued_on >= ${from}::date`}
      ${to === undefined ? sql.part`` : sql.part`and documents.issued_on <= ${to}::date`}
      ${recipientId === undefined ? sql.part`` : sql.part`and documents.recipient_id = ${recipientId}`}
      ${page.after === null ? sql.part`` : sql.part`and documents.id < ${page.after.id}`}
    order by documents.id desc limit ${page.limit + 1}`
}

const aboutId = (sql: Queryable, id: string) => sql.part`
  and ${id}::uuid in (documents.recipient_id, documents.payment_id, documents.order_id, documents.booking_id)`

const called = (sql: Queryable, q: string) => sql.part`
  and (starts_with(documents.number, upper(${q})) or strpos(lower(documents.content -> 'recipient' ->> 'name'), lower(${q})) > 0)`
