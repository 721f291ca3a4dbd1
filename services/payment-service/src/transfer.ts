/** Transfers to coaches, and taking them back: acting, and recording what came of it. */
import { failpoint, type Tx } from '@ecc/kit'
import Stripe from 'stripe'
import type { Ctx } from './config.ts'
import type { Recording } from './intent.ts'
import { coachPayable, post, psp, receivable } from './ledger.ts'
import { findOperation, finish, keyOf, type Operation } from './operation.ts'
import { coachOf, lockPayment, type Payment } from './payment.ts'

/** Acts on a `transfer` operation. Throws while the money is frozen or the coach's account cannot be paid. */
export async function sendTransfer(ctx: Ctx, operation: Operation): Promise<Recording> {
  const payment = await ctx.sql.one<Payment>`select * from payments where id = ${operation.paymentId}`
  const earlier = await findTransfer(ctx, payment, operation)
  if (earlier) return (tx) => recordTransfer(tx, ctx, earlier)
  if (payment.frozenByChargeback) throw new Error('the money is frozen')
  const account = await ctx.sql.first<{ stripeAccountId: string; state: string }>`
    select stripe_account_id, state from payout_accounts where coach_id = ${payment.coachId}`
  if (account?.state !== 'active') return (tx) => letWait(tx, operation)
  await failpoint('transfer:before')
  const transfer = await ctx.resources.stripe.transfers.create(
    {
      amount: operation.amount,
      currency: payment.currency.toLowerCase(),
      destination: account.stripeAccountId,
      ...sourceOf(payment, operation),
      transfer_group: payment.orderId,
      metadata: { operation_id: operation.id },
    },
    { idempotencyKey: keyOf(operation) },
  )
  await failpoint('transfer:sent')
  return (tx) => recordTransfer(tx, ctx, transfer)
}

/**
 * The charge a transfer comes out of: as soon as it is paid to us, and never more than the card paid. What credit and a
 * promotion pay comes out of the available balance.
 */
function sourceOf({ chargeId, card, amount, orderKind }: Payment, operation: Operation) {
  const fits = card === amount || (orderKind === 'booking' && operation.amount <= card)
  return fits && chargeId !== null ? { source_transaction: chargeId } : {}
}

async function findTransfer(ctx: Ctx, payment: Payment, operation: Operation): Promise<Stripe.Transfer | undefined> {
  if (operation.tries === 1) return undefined
  const transfers = await ctx.resources.stripe.transfers.list({ transfer_group: payment.orderId, limit: 100 })
  return transfers.data.find(({ metadata }) => metadata['operation_id'] === operation.id)
}

/** The account lost its capability meanwhile: the money stays payable until it is back. */
async function letWait(tx: Tx, operation: Operation): Promise<Operation[]> {
  await tx`update operations set state = 'waiting', leased_until = null where id = ${operation.id} and state = 'pending'`
  return []
}

/** Writes down a transfer that the provider made. */
export async function recordTransfer(tx: Tx, ctx: Ctx, transfer: Stripe.Transfer): Promise<Operation[]> {
  const operation = await findOperation(tx, transfer.metadata['operation_id'])
  if (!operation) {
    ctx.log.error({ transferId: transfer.id }, 'a transfer that we did not decide')
    return []
  }
  const payment = await lockPayment(tx, operation.paymentId)
  const [coachId, { currency }] = [coachOf(payment), payment]
  const lines = [[coachPayable(coachId), transfer.amount] as const, [psp, -transfer.amount] as const]
  await post(tx, {
    kind: 'transferred',
    source: transfer.id,
    currency,
    escrowId: operation.escrowId,
    lines,
    at: ctx.now(),
  })
  await finish(tx, operation.id, { state: 'done', stripeId: transfer.id, at: ctx.now() })
  return []
}

/**
 * Acts on a `reverse` operation: takes a transfer back after a chargeback was lost. When the coach has spent it, the claim
 * stays a receivable, netted from later earnings.
 */
export async function reverseTransfer(ctx: Ctx, operation: Operation): Promise<Recording> {
  const transfer = await ctx.sql.first<Operation>`
    select * from operations where escrow_id = ${operation.escrowId} and kind = 'transfer' and state in ('done', 'pending')`
  if (!transfer) return (tx) => giveUp(tx, ctx, operation, 'there is no transfer to take back')
  const { stripeId } = transfer
  if (!stripeId) throw new Error('the transfer to take back is itself not settled')
  try {
    await failpoint('reversal:before')
    const reversal =
      (await findReversal(ctx, stripeId, operation)) ??
      (await ctx.resources.stripe.transfers.createReversal(
        stripeId,
        { amount: operation.amount, metadata: { operation_id: operation.id } },
        { idempotencyKey: keyOf(operation) },
      ))
    await failpoint('reversal:sent')
    return (tx) => recordReversal(tx, ctx, operation, reversal)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    return (tx) => giveUp(tx, ctx, operation, error.message)
  }
}

async function findReversal(ctx: Ctx, transferId: string, operation: Operation) {
  if (operation.tries === 1) return undefined
  const reversals = await ctx.resources.stripe.transfers.listReversals(transferId, { limit: 100 })
  return reversals.data.find(({ metadata }) => metadata?.['operation_id'] === operation.id)
}

async function recordReversal(
  tx: Tx,
  ctx: Ctx,
  operation: Operation,
  reversal: Stripe.TransferReversal,
): Promise<Operation[]> {
  const payment = await lockPayment(tx, operation.paymentId)
  const [coachId, { currency }] = [coachOf(payment), payment]
  const lines = [[psp, reversal.amount] as const, [receivable(coachId), -reversal.amount] as const]
  await post(tx, {
    kind: 'transfer_reversed',
    source: reversal.id,
    currency,
    escrowId: operation.escrowId,
    lines,
    at: ctx.now(),
  })
  await finish(tx, operation.id, { state: 'done', stripeId: reversal.id, at: ctx.now() })
  return []
}

async function giveUp(tx: Tx, ctx: Ctx, operation: Operation, reason: string): Promise<Operation[]> {
  ctx.log.error({ operationId: operation.id, reason }, 'a transfer could not be taken back: the coach owes it')
  await finish(tx, operation.id, { state: 'dropped', at: ctx.now(), reason })
  return []
}
