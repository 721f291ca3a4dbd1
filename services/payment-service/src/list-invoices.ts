import { listInvoices as contract } from '@ecc/contracts/receipts'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { findDocuments, viewOfDocument } from './document.ts'

/** GET /coaches/me/invoices: the invoices of the commission that the caller was charged, and their credit notes, newest first. */
export const listInvoices = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await findDocuments(ctx.sql, { about: 'commission-invoice', recipientId: caller.userId }, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ issuedAt, id }) => ({ at: issuedAt, id }))
  return { items: rows.map(viewOfDocument), nextCursor }
})
