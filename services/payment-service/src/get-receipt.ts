import { getReceipt as contract, documentNotFound, getReceiptPdf as filed } from '@ecc/contracts/receipts'
import { type Caller, handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type Document, documentsOfPayment, mayRead, viewOfDocument } from './document.ts'
import { pdfReply } from './document-pdf.ts'

/** GET /payments/:id/receipt: what was paid, and the credit notes of what went back. */
export const getReceipt = handle(contract, async ({ params, caller }, ctx: Ctx) => {
  const issued = await documentsOfPayment(ctx.sql, params.id, 'receipt')
  const receipt = receiptAmong(issued, caller)
  return {
    receipt: viewOfDocument(receipt),
    creditNotes: issued.filter(({ kind }) => kind === 'credit-note').map(viewOfDocument),
  }
})

/** GET /payments/:id/receipt.pdf: the receipt as a file. */
export const getReceiptPdf = handle(filed, async ({ params, caller }, ctx: Ctx) => {
  return pdfReply(viewOfDocument(receiptAmong(await documentsOfPayment(ctx.sql, params.id, 'receipt'), caller)))
})

function receiptAmong(issued: readonly Document[], caller: Caller): Document {
  const receipt = issued.find(({ kind }) => kind === 'receipt')
  if (!receipt || !mayRead(receipt, caller)) throw documentNotFound()
  return receipt
}
