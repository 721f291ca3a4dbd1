/** Chargebacks: a bank takes a payment back. Freezes the money, follows it out and in, and books who bears a loss. */
import type { Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { type Account, balanceOf, coachPayable, escrow, post, psp, receivable } from './ledger.ts'
import { decide, finish, type Operation, unfinished } from './operation.ts'
import { lockPayment, lockPaymentOfIntent, type Payment, shareOut } from './payment.ts'
import { idOf } from './provider.ts'
import { postSettlement } from './settlement.ts'

/** Writes down what a dispute at the provider means. An inquiry (`warning_...`) moves no money, and freezes it too. */
export async function recordDispute(tx: Tx, ctx: Ctx, dispute: Stripe.Dispute): Promise<Operation[]> {
  const payment = await lockPaymentOfIntent(tx, idOf(dispute.payment_intent))
  if (!payment) {
    ctx.log.error({ disputeId: dispute.id }, 'a dispute about a charge that is not ours')
    return []
  }
  for (const movement of dispute.balance_transactions) await recordMovement(tx, ctx, payment, dispute, movement)
  const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(dispute.status)
  await tx`update payments set frozen_by_chargeback = ${!isOver} where id = ${payment.id}`
  if (!isOver) {
    ctx.log.error({ bookingId: payment.bookingId, disputeId: dispute.id }, 'a payment is disputed at the bank')
    return []
  }
  const followUps = dispute.status === 'lost' ? await recordLoss(tx, ctx, payment, dispute) : []
  const settled = await postSettlement(tx, ctx, await lockPayment(tx, payment.id))
  return [...followUps, ...settled, ...(await unfinished(tx, payment.id, 'transfer')).filter(isPending)]
}

const isPending = ({ state }: Operation) => state === 'pending'

async function recordMovement(
  tx: Tx,
  ctx: Ctx,
  { bookingId, currency }: Payment,
  dispute: Stripe.Dispute,
  { amount, fee }: Stripe.BalanceTransaction,
): Promise<void> {
  await post(tx, {
    kind: amount < 0 ? 'dispute_withdrawn' : 'dispute_reinstated',
    source: dispute.id,
    currency,
    bookingId,
    lines: [
      [psp, amount - fee],
      ['asset:dispute_hold', -amount],
      ['exp:dispute_fee', fee],
    ],
    at: ctx.now(),
  })
}

/**
 * A lost dispute is borne by the escrow while there is any; after the release, by coach and platform as they had shared
 * it. The coach's part comes out of a transfer not yet sent, or is claimed back.
 */
async function recordLoss(tx: Tx, ctx: Ctx, payment: Payment, dispute: Stripe.Dispute): Promise<Operation[]> {
  const { bookingId, coachId, currency } = payment
  const held = await balanceOf(tx, escrow(bookingId), currency)
  const fromEscrow = Math.min(held, dispute.amount)
  const { commission, share } = shareOut(dispute.amount - fromEscrow, payment.commissionPercent)
  const unsent = (await unfinished(tx, payment.id, 'transfer')).find(({ tries }) => tries === 0)
  const fromUnsent = Math.min(unsent?.amount ?? 0, share)
  const lines: (readonly [Account, number])[] = [
    [escrow(bookingId), fromEscrow],
    ['rev:platform_fee', commission],
    [coachPayable(coachId), fromUnsent],
    [receivable(coachId), share - fromUnsent],
    ['asset:dispute_hold', -dispute.amount],
  ]
  const posting = { kind: 'dispute_lost', source: dispute.id, currency, bookingId, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return []
  const followUps: Operation[] = []
  if (unsent && fromUnsent > 0) followUps.push(...(await shrink(tx, ctx, unsent, fromUnsent)))
  const amount = share - fromUnsent
  if (amount > 0) {
    const stripeKey = `reverse:${dispute.id}`
    followUps.push(...(await decide(tx, ctx, { kind: 'reverse', paymentId: payment.id, amount, stripeKey })))
  }
  return followUps
}

/** Takes `amount` out of a transfer that nobody has tried to send. */
async function shrink(tx: Tx, ctx: Ctx, transfer: Operation, amount: number): Promise<Operation[]> {
  if (amount === transfer.amount) {
    await finish(tx, transfer.id, { state: 'dropped', at: ctx.now(), reason: 'taken back by a chargeback' })
    return []
  }
  await tx`update operations set amount = amount - ${amount} where id = ${transfer.id}`
  return []
}
