/** A document as a PDF, A4, one page or as many as its lines need. */

import { createRequire } from 'node:module'
import { decimal } from '@ecc/contracts/currencies'
import type { Document } from '@ecc/contracts/receipts'
import { raw } from '@ecc/kit'
import PDFDocument from 'pdfkit'

/** Latin, Greek, Cyrillic and more; other scripts are shown as boxes, and right on the page in the browser. */
const require = createRequire(import.meta.url)
const regular = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')
const bold = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')

const marginPt = 56
const titles = { receipt: 'Receipt', 'credit-note': 'Credit note', 'commission-invoice': 'Commission invoice' }
/** Why a gift card's documents have no tax on them. */
const voucherNote =
  'A multi-purpose voucher: tax is part of the sessions it pays for (Directive 2006/112/EC, Art. 30b).'
/** What a line may be at most, so that no text makes a file of any size. */
const longestText = 200
const mostLines = 200

/** Draws a document. The same one makes the same text; only the subset of the font is embedded. */
export function pdfOf(document: Document): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const pdf = new PDFDocument({
    size: 'A4',
    margin: marginPt,
    font: regular,
    lang: 'en',
    info: {
      Title: `${titles[document.kind]} ${document.number}`,
      Author: document.issuer.name,
      CreationDate: new Date(document.issuedAt),
    },
  })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  pdf.on('end', () => resolve(Buffer.concat(chunks)))
  pdf.on('error', reject)
  draw(pdf, document)
  pdf.end()
  return promise
}

/** A document as a file to keep, named by its number. */
export async function pdfReply(document: Document) {
  return raw('application/pdf', await pdfOf(document), {
    'content-disposition': `attachment; filename="${document.number}.pdf"`,
    'cache-control': 'private, no-store',
  })
}

function draw(pdf: PDFKit.PDFDocument, document: Document): void {
  const { issuer, recipient, corrects } = document
  pdf.font(bold).fontSize(20).text(titles[document.kind])
  pdf.font(regular).fontSize(10).moveDown(0.5)
  pdf.text(`Number: ${document.number}`)
  pdf.text(`Date: ${document.issuedOn}`)
  if (corrects) pdf.text(`Corrects: ${corrects.number}`)
  party(pdf, 'Issued by', [
    issuer.name,
    ...issuer.address.split('\n'),
    issuer.country,
    `Tax number: ${issuer.taxNumber}`,
  ])
  party(pdf, 'Issued to', [recipient.name ?? 'Member', `Member ${recipient.id}`])
  pdf.moveDown(1.5)
  const { currency } = document
  for (const { text, amount } of document.lines.slice(0, mostLines)) row(pdf, text, written(amount, currency))
  rule(pdf)
  const isVoucher = document.orderKind === 'gift-card'
  if (!isVoucher) {
    row(pdf, 'Net', written(document.net.amount, currency))
    row(pdf, `Tax ${document.taxPercent} %, included`, written(document.tax.amount, currency))
  }
  pdf.font(bold)
  row(pdf, document.kind === 'credit-note' ? 'Total credited' : 'Total', written(document.total.amount, currency))
  pdf.font(regular).fontSize(8).moveDown(2)
  if (isVoucher) pdf.text(voucherNote, marginPt)
  pdf.text(
    `About ${document.orderKind} ${document.bookingId ?? document.orderId}, payment ${document.paymentId}.`,
    marginPt,
  )
}

function party(pdf: PDFKit.PDFDocument, title: string, lines: readonly string[]): void {
  pdf.moveDown(1.2).font(bold).text(title).font(regular)
  for (const line of lines) pdf.text(cut(line))
}

/** A text with its amount at the right margin. */
function row(pdf: PDFKit.PDFDocument, text: string, amount: string): void {
  if (pdf.y > pdf.page.height - 2 * marginPt) pdf.addPage()
  const { y } = pdf
  const widthPt = pdf.page.width - 2 * marginPt
  pdf.text(amount, marginPt, y, { width: widthPt, align: 'right' })
  pdf.text(cut(text), marginPt, y, { width: widthPt - 120 })
  pdf.moveDown(0.4)
}

function rule(pdf: PDFKit.PDFDocument): void {
  pdf
    .moveTo(marginPt, pdf.y)
    .lineTo(pdf.page.width - marginPt, pdf.y)
    .lineWidth(0.5)
    .stroke()
  pdf.moveDown(0.6)
}

/** Whole characters, so that none is cut in half. */
const cut = (text: string): string => [...text].slice(0, longestText).join('')

/** "-12.50 EUR": the same for every reader, since a document does not change. */
function written(amount: number, currency: string): string {
  return `${decimal(amount, currency)} ${currency}`
}
