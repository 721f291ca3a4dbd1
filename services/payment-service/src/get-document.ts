import { getDocument as contract, documentNotFound, getDocumentPdf as filed } from '@ecc/contracts/receipts'
import { type Caller, handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type Document, findDocument, mayRead, viewOfDocument } from './document.ts'
import { pdfReply } from './document-pdf.ts'

/** GET /documents/:id: a document, for whom it was issued to and for staff. */
export const getDocument = handle(contract, async ({ params, caller }, ctx: Ctx) => {
  return viewOfDocument(await readable(ctx, params.id, caller))
})

/** GET /documents/:id/document.pdf: the same as a file. */
export const getDocumentPdf = handle(filed, async ({ params, caller }, ctx: Ctx) => {
  return pdfReply(viewOfDocument(await readable(ctx, params.id, caller)))
})

async function readable(ctx: Ctx, id: string, caller: Caller): Promise<Document> {
  const document = await findDocument(ctx.sql, id)
  if (!document || !mayRead(document, caller)) throw documentNotFound()
  return document
}
