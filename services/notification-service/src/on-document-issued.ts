import type { PayloadOf } from '@ecc/contracts/define'
import { documentIssued } from '@ecc/contracts/receipts'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { button, type Letter, subjectLine, text } from './letter.ts'
import { findPeople, type Person } from './person.ts'
import { tellPeople } from './tell-people.ts'
import { amount } from './times.ts'

/** Sends the payer the receipt's number and where it is. A refund is told with its credit note; what a coach is issued is in the earnings. */
export const onDocumentIssued = subscribe(documentIssued, async ({ id, payload, once }, ctx: Context) => {
  if (payload.kind !== 'receipt') return
  const { recipientId } = payload
  const payer = (await findPeople(ctx, [recipientId])).get(recipientId)
  await once(async (tx) => {
    if (!payer) return
    const letter = receiptLetter(payer, payload, ctx.config.PUBLIC_URL)
    await tellPeople(tx, ctx, [{ key: `document.issued:${id}`, letter, to: payer }])
  })
})

/** Paid: the receipt by its number, to the payer. */
function receiptLetter(
  payer: Person,
  { number, paymentId, total }: PayloadOf<typeof documentIssued>,
  publicUrl: string,
): Letter {
  const words = `We received ${amount(total, payer)}. Your receipt is number ${number}; it is kept with your payments, also as a PDF.`
  const path = `/payments/${paymentId}/receipt`
  return {
    subject: subjectLine(`Receipt ${number}: ${amount(total, payer)}`),
    blocks: [text(words), button('See the receipt', `${publicUrl}${path}`)],
    mail: 'always',
  }
}
