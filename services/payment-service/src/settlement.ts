/** How captured money is shared out between player, coach and platform, decided once for a booking. */
import type { Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { balanceOf, coachPayable, escrow, post, receivable, refundDue } from './ledger.ts'
import { decide, type Operation } from './operation.ts'
import { liveIntentOf, lockPaymentOf, markEnded, type Payment, shareOut } from './payment.ts'

/** Why a booking's money is shared out. */
export type Cause =
  | 'cancelled'
  | 'unfulfilled'
  | 'no-show-player'
  | 'no-show-coach'
  | 'failed'
  | 'released'
  | 'resolved'

/** A settlement as stored; the parts add up to the amount. */
export interface Settlement {
  paymentId: string
  cause: Cause
  amount: number
  refund: number
  share: number
  commission: number
  postedAt: string | null
}

/** A percentage of an amount, rounded down to a minor unit. */
export const percentOf = (amount: number, percent: number): number => Math.floor((amount * percent) / 100)

/**
 * Settles a booking's captured money: `refund` of it (at most all) to the player, the rest to the coach less commission.
 * Only the first settlement counts. During a chargeback it waits; while the player's dispute is open, only its ruling
 * (`resolved`) settles. Answers the operations that follow.
 */
export async function settle(
  tx: Tx,
  ctx: Ctx,
  bookingId: string,
  decision: { cause: Cause; refund: (amount: number) => number },
): Promise<Operation[]> {
  const payment = await lockPaymentOf(tx, bookingId)
  if (!payment || payment.capturedAt === null) {
    ctx.log.warn({ bookingId, cause: decision.cause }, 'nothing was captured, so there is nothing to share out')
    return []
  }
  if (payment.frozenByDispute && decision.cause !== 'resolved') {
    ctx.log.error({ bookingId, cause: decision.cause }, 'money in dispute waits for the ruling')
    return []
  }
  if (decision.cause === 'resolved') await tx`update payments set frozen_by_dispute = false where id = ${payment.id}`
  const refund = Math.min(Math.max(decision.refund(payment.amount), 0), payment.amount)
  const { share, commission } = shareOut(payment.amount - refund, payment.commissionPercent)
  const decided = await tx`
    insert into settlements (payment_id, cause, amount, refund, share, commission, decided_at)
    values (${payment.id}, ${decision.cause}, ${payment.amount}, ${refund}, ${share}, ${commission}, ${ctx.now()})
    on conflict (payment_id) do nothing returning payment_id`
  if (decided.length === 0) {
    ctx.log.info({ bookingId, cause: decision.cause }, 'this money was shared out before')
    return []
  }
  return postSettlement(tx, ctx, payment)
}

/**
 * Posts a decided settlement unless a chargeback holds it up, sharing what is left of the escrow: a lost chargeback may
 * have taken a part of it. Called again when a chargeback ends. The payment must be locked.
 */
export async function postSettlement(tx: Tx, ctx: Ctx, payment: Payment): Promise<Operation[]> {
  if (payment.frozenByChargeback) return []
  const decided = await tx.first<Settlement>`
    select * from settlements where payment_id = ${payment.id} and posted_at is null`
  if (!decided) return []
  const { bookingId, coachId, currency } = payment
  const amount = await balanceOf(tx, escrow(bookingId), currency)
  const refund = Math.min(decided.refund, amount)
  const { share, commission } = shareOut(amount - refund, payment.commissionPercent)
  await tx`
    update settlements set posted_at = ${ctx.now()}, amount = ${amount}, refund = ${refund}, share = ${share},
      commission = ${commission} where payment_id = ${payment.id}`
  if (amount === 0) return []
  await post(tx, {
    kind: 'settled',
    source: bookingId,
    currency,
    bookingId,
    lines: [
      [escrow(bookingId), amount],
      [refundDue(bookingId), -refund],
      [coachPayable(coachId), -share],
      ['rev:platform_fee', -commission],
    ],
    at: ctx.now(),
  })
  return [...(await oweRefund(tx, ctx, payment, refund)), ...(await oweCoach(tx, ctx, payment, share))]
}

async function oweRefund(tx: Tx, ctx: Ctx, payment: Payment, amount: number): Promise<Operation[]> {
  if (amount === 0) return []
  return decide(tx, ctx, { kind: 'refund', paymentId: payment.id, amount, stripeKey: `refund:${payment.bookingId}` })
}

/** What the coach owes us from a lost chargeback is taken out of this share first. */
async function oweCoach(tx: Tx, ctx: Ctx, payment: Payment, share: number): Promise<Operation[]> {
  const { bookingId, coachId, currency } = payment
  const owed = await balanceOf(tx, receivable(coachId), currency)
  const netted = Math.min(Math.max(owed, 0), share)
  if (netted > 0) {
    const lines = [[coachPayable(coachId), netted] as const, [receivable(coachId), -netted] as const]
    await post(tx, { kind: 'netted', source: bookingId, currency, bookingId, lines, at: ctx.now() })
  }
  if (share === netted) return []
  const account = await tx.first<{ state: string }>`
    select state from payout_accounts where coach_id = ${coachId} for share`
  return decide(tx, ctx, {
    kind: 'transfer',
    paymentId: payment.id,
    amount: share - netted,
    stripeKey: `transfer:${bookingId}`,
    waiting: account?.state !== 'active',
  })
}

/** A booking ended before anything was captured: an intent that could still capture is cancelled. */
export async function endUnpaid(
  tx: Tx,
  ctx: Ctx,
  bookingId: string,
  cause: 'cancelled' | 'expired',
): Promise<Operation[]> {
  await markEnded(tx, ctx, bookingId, cause)
  const payment = await lockPaymentOf(tx, bookingId)
  if (!payment || payment.capturedAt !== null) return []
  const intentId = await liveIntentOf(tx, payment.id)
  if (!intentId) return []
  const { amount, id: paymentId } = payment
  return decide(tx, ctx, { kind: 'cancel', paymentId, amount, stripeKey: `cancel:${intentId}` })
}

/** Freezes a booking's money while its player disputes the session; nothing is released until the ruling. */
export async function freezeForDispute(tx: Tx, bookingId: string): Promise<void> {
  const payment = await lockPaymentOf(tx, bookingId)
  if (payment) await tx`update payments set frozen_by_dispute = true where id = ${payment.id}`
}
