/** What payment-service promises of numbered documents: receipts, credit notes, and the commission's invoices. */
import { type Static, Type } from 'typebox'
import { problem, Shape } from './define.ts'
import { PaidKind, paymentService } from './payments.ts'
import { ById, Currency, Id, Instant, LocalDate, Money, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

const { route, event } = paymentService

/** `receipt`: of what was paid; `credit-note`: of what went back; `commission-invoice`: of what a coach was charged. */
export const DocumentKind = OneOf(['receipt', 'credit-note', 'commission-invoice'])
export type DocumentKind = Static<typeof DocumentKind>

/** `R-2027-000001`: the series, the year it was issued in, and a number without gaps within both. */
export const DocumentNumber = Type.String({ pattern: '^[RCI]-\\d{4}-\\d{6,}$', maxLength: 20 })

/**
 * A numbered document as it was issued: nothing in it changes any more. `lines` are what was paid, in minor units with tax
 * included, and add up to `total`; a discount is a negative one. `issuedOn` is the date in the issuer's time zone.
 */
export const Document = Shape({
  id: Id,
  kind: DocumentKind,
  number: DocumentNumber,
  issuedAt: Instant,
  issuedOn: LocalDate,
  issuer: Shape({ name: Type.String(), address: Type.String(), country: Type.String(), taxNumber: Type.String() }),
  recipient: Shape({ id: Id, name: Nullable(Type.String()) }),
  paymentId: Id,
  orderId: Id,
  orderKind: PaidKind,
  bookingId: Nullable(Id),
  corrects: Nullable(Shape({ id: Id, number: DocumentNumber })),
  lines: Type.Array(Shape({ text: Type.String(), amount: Type.Integer() })),
  currency: Currency,
  net: Money,
  tax: Money,
  taxPercent: Type.Number(),
  total: Money,
})
export type Document = Static<typeof Document>

export const documentNotFound = problem('document-not-found', 404, 'There is no such document')

export const getReceipt = route('getReceipt', {
  method: 'GET',
  path: '/payments/:id/receipt',
  access: 'self',
  summary: 'The receipt of a payment, and the credit notes of what went back of it, newest last',
  params: ById,
  reply: Shape({ receipt: Document, creditNotes: Type.Array(Document, { maxItems: 100 }) }),
  problems: [documentNotFound],
})

export const getReceiptPdf = route('getReceiptPdf', {
  method: 'GET',
  path: '/payments/:id/receipt.pdf',
  access: 'self',
  summary: 'The receipt of a payment as a PDF',
  params: ById,
  reply: Type.String(),
  rawReply: 'application/pdf',
  problems: [documentNotFound],
  limit: { max: 60, windowSeconds: 60 },
})

export const getDocument = route('getDocument', {
  method: 'GET',
  path: '/documents/:id',
  access: 'self',
  summary: 'A document issued to you; staff see everyone’s',
  params: ById,
  reply: Document,
  problems: [documentNotFound],
})

export const getDocumentPdf = route('getDocumentPdf', {
  method: 'GET',
  path: '/documents/:id/document.pdf',
  access: 'self',
  summary: 'A document issued to you as a PDF',
  params: ById,
  reply: Type.String(),
  rawReply: 'application/pdf',
  problems: [documentNotFound],
  limit: { max: 60, windowSeconds: 60 },
})

export const listInvoices = route('listInvoices', {
  method: 'GET',
  path: '/coaches/me/invoices',
  access: 'coach',
  summary:
    'The invoices of the commission that you were charged, and credit notes of what came back of it, newest first',
  query: Shape(pageQuery),
  reply: Page(Document),
})

export const listDocuments = route('listDocuments', {
  method: 'GET',
  path: '/admin/documents',
  access: 'admin',
  summary: 'Everyone’s documents, newest first, by number, by whom they were issued to, or by date',
  query: Shape({
    ...pageQuery,
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'The beginning of a number, a name or a part of it, or an id',
      }),
    ),
    kind: Type.Optional(DocumentKind),
    from: Type.Optional(LocalDate),
    to: Type.Optional(LocalDate),
  }),
  reply: Page(Document),
})

export const documentIssued = event(
  'document.issued',
  Shape({
    id: Id,
    kind: DocumentKind,
    number: DocumentNumber,
    paymentId: Id,
    orderId: Id,
    orderKind: PaidKind,
    bookingId: Nullable(Id),
    recipientId: Id,
    total: Money,
  }),
  'A receipt, a credit note or a commission invoice was issued',
)
