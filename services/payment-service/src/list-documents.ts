import { listDocuments as contract } from '@ecc/contracts/receipts'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { findDocuments, viewOfDocument } from './document.ts'

/** GET /admin/documents: everyone's receipts, credit notes and invoices that fit what is looked for, newest first. */
export const listDocuments = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await findDocuments(ctx.sql, query, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ issuedAt, id }) => ({ at: issuedAt, id }))
  return { items: rows.map(viewOfDocument), nextCursor }
})
