/** Refunds: sending one (act), and what its state means (record). */
import { paymentRefunded } from '@ecc/contracts/payments'
import { failpoint, type Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { issueCreditNote, numberOf } from './document.ts'
import type { Recording } from './intent.ts'
import { post, postedId, psp, refundDue } from './ledger.ts'
import { findOperation, finish, keyOf, type Operation } from './operation.ts'
import { addRefunded, factOf, liveIntentOf, lockPayment, type Payment } from './payment.ts'
import { idOf } from './provider.ts'

/** Acts on a `refund` operation. What was tried before is looked up before it is sent again. */
export async function sendRefund(ctx: Ctx, operation: Operation): Promise<Recording> {
  const intentId = await liveIntentOf(ctx.sql, operation.paymentId)
  if (!intentId) throw new Error(`payment ${operation.paymentId} has no intent to refund`)
  await failpoint('refund:before')
  const refund = (await findRefund(ctx, intentId, operation)) ?? (await createRefund(ctx, intentId, operation))
  await failpoint('refund:sent')
  return (tx) => recordRefund(tx, ctx, refund)
}

async function findRefund(ctx: Ctx, intentId: string, operation: Operation): Promise<Stripe.Refund | undefined> {
  if (operation.tries === 1) return undefined
  const refunds = await ctx.resources.stripe.refunds.list({ payment_intent: intentId, limit: 100 })
  return refunds.data.find(({ metadata }) => metadata?.['operation_id'] === operation.id)
}

function createRefund(ctx: Ctx, intentId: string, operation: Operation): Promise<Stripe.Refund> {
  return ctx.resources.stripe.refunds.create(
    { payment_intent: intentId, amount: operation.amount, metadata: { operation_id: operation.id } },
    { idempotencyKey: keyOf(operation) },
  )
}

/**
 * Writes down what a refund's state means: sent when the provider took it, told to the others when it succeeded, and back
 * into what we owe the player when the bank refused it later.
 */
export async function recordRefund(tx: Tx, ctx: Ctx, refund: Stripe.Refund): Promise<Operation[]> {
  const operation = await findOperation(tx, refund.metadata?.['operation_id'])
  if (!operation) {
    ctx.log.error({ refundId: refund.id }, 'a refund that we did not decide')
    return []
  }
  const payment = await lockPayment(tx, operation.paymentId)
  const refused = refund.status === 'failed' || refund.status === 'canceled'
  const escrowId = operation.escrowId as string
  if (idOf(refund.balance_transaction)) await recordSent(tx, ctx, payment, escrowId, refund)
  if (refused) await recordRefused(tx, ctx, payment.id, escrowId, refund)
  const state = refused || refund.status === 'succeeded' ? 'done' : 'sent'
  const ended = await finish(tx, operation.id, { state, stripeId: refund.id, at: ctx.now() })
  if (ended && refund.status === 'succeeded') {
    const creditNoteNumber = await numberOf(tx, 'refund_sent', refund.id)
    const fact = { ...factOf(payment, refund.amount, escrowId), ...(creditNoteNumber ? { creditNoteNumber } : {}) }
    await ctx.emit(tx, paymentRefunded, fact, payment.orderId)
  }
  return []
}

async function recordSent(tx: Tx, ctx: Ctx, payment: Payment, escrowId: string, refund: Stripe.Refund): Promise<void> {
  const { currency } = payment
  const lines = [[refundDue(escrowId), refund.amount] as const, [psp, -refund.amount] as const]
  const posting = { kind: 'refund_sent', source: refund.id, currency, escrowId, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return
  await addRefunded(tx, payment, refund.amount)
  const { id: source, amount } = refund
  const { bookingId } = factOf(payment, amount, escrowId)
  await issueCreditNote(tx, ctx, payment, { factKind: 'refund_sent', source, amount, bookingId })
}

async function recordRefused(
  tx: Tx,
  ctx: Ctx,
  paymentId: string,
  escrowId: string,
  refund: Stripe.Refund,
): Promise<void> {
  const reverses = await postedId(tx, 'refund_sent', refund.id)
  if (reverses === null) return
  const payment = await lockPayment(tx, paymentId)
  const { currency } = payment
  const lines = [[psp, refund.amount] as const, [refundDue(escrowId), -refund.amount] as const]
  const posting = { kind: 'refund_failed', source: refund.id, currency, escrowId, lines, reverses, at: ctx.now() }
  if ((await post(tx, posting)) === null) return
  await addRefunded(tx, payment, -refund.amount)
  ctx.log.error({ escrowId, refundId: refund.id }, 'the bank refused a refund: the player has to be paid another way')
}
