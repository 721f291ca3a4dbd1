/** An order's price is there, or is kept for us: what follows, whether a card paid it or credit alone. */
import { paymentAuthorized, paymentCaptured } from '@ecc/contracts/payments'
import type { Tx } from '@ecc/kit'
import { answerWith, endAttempt, openAttempt } from './attempt.ts'
import { commissionTier, paidMinutesOf } from './commission.ts'
import type { Ctx } from './config.ts'
import { issueReceipt } from './document.ts'
import { wholeOf } from './escrow.ts'
import { promote } from './funds.ts'
import { markBought } from './gift-card.ts'
import { deliverWhenPaid } from './gift-card-delivery.ts'
import { decide, finishAll, type Operation } from './operation.ts'
import { endOf, factOf, liveIntentOf, lockPaymentOf, type Payment, quoteOf } from './payment.ts'
import { everything, settle } from './settlement.ts'

/** Writes down that a locked payment is paid; `chargeId` is null where no card was needed. Answers what follows. */
export async function recordPaid(tx: Tx, ctx: Ctx, payment: Payment, chargeId: string | null): Promise<Operation[]> {
  const now = ctx.now()
  await promote(tx, ctx, payment)
  const { coachId } = payment
  const percent = coachId === null ? 0 : commissionTier(await paidMinutesOf(tx, coachId)).percent
  const captured = await tx.one<Payment>`
    update payments set state = 'succeeded', commission_percent = ${percent}, charge_id = ${chargeId}, captured_at = ${now},
      failure_code = null, failure_message = null where id = ${payment.id} returning *`
  const attempt = await openAttempt(tx, payment.id)
  if (attempt) await endAttempt(tx, ctx, attempt, 'succeeded', answerWith(captured))
  await finishAll(tx, payment.id, 'capture', { state: 'done', at: now })
  await ctx.emit(tx, paymentCaptured, { ...factOf(captured), quote: quoteOf(captured) }, payment.orderId)
  const end = await endOf(tx, payment.orderId)
  if (captured.orderKind === 'gift-card' && end === null)
    await deliverWhenPaid(tx, ctx, await markBought(tx, ctx, captured.orderId))
  // Late, since all receipts wait for each other's numbers until the commit.
  await issueReceipt(tx, ctx, captured)
  // The player let go of the hold while paying for it: session-service has nothing to confirm. A gift card's order that ended
  // is such a one too.
  if (end !== 'cancelled') return []
  return settle(tx, ctx, await wholeOf(tx, captured), { cause: 'unfulfilled', refund: everything })
}

/** Writes down that the price of a request is kept: by the bank, or as credit. */
export async function recordKept(tx: Tx, ctx: Ctx, payment: Payment): Promise<void> {
  const attempt = await openAttempt(tx, payment.id)
  const kept = await tx.one<Payment>`
    update payments set state = 'authorized', failure_code = null, failure_message = null where id = ${payment.id}
    returning *`
  if (attempt) await endAttempt(tx, ctx, attempt, 'succeeded', answerWith(kept))
  await ctx.emit(tx, paymentAuthorized, { ...factOf(kept), quote: quoteOf(kept) }, payment.orderId)
}

/** Writes down that credit pays all of a payment, so that no provider is asked. */
export async function recordCovered(tx: Tx, ctx: Ctx, payment: Payment): Promise<Operation[]> {
  if (payment.captureMethod === 'automatic') return recordPaid(tx, ctx, payment, null)
  await recordKept(tx, ctx, payment)
  return []
}

/** A coach accepted: the authorised price is captured. */
export async function captureAuthorized(tx: Tx, ctx: Ctx, orderId: string): Promise<Operation[]> {
  const payment = await lockPaymentOf(tx, orderId)
  if (payment?.state !== 'authorized') return []
  if (payment.card === 0) return recordPaid(tx, ctx, payment, null)
  const intentId = await liveIntentOf(tx, payment.id)
  if (!intentId) return []
  const { card: amount, id: paymentId } = payment
  return decide(tx, ctx, { kind: 'capture', paymentId, amount, stripeKey: `capture:${intentId}` })
}
