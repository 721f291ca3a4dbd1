/** How captured money is shared out between player, coach and platform, decided once for each escrow. */
import { promotionOf, refundParts } from '@ecc/contracts/price-quote'
import type { Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { issueInvoice } from './document.ts'
import type { Held } from './escrow.ts'
import { letGoOfFunds, sendBack } from './funds.ts'
import { balanceOf, coachPayable, escrow, post, receivable, refundDue } from './ledger.ts'
import { decide, type Operation } from './operation.ts'
import { coachOf, liveIntentOf, lockPaymentOf, markEnded, type Payment, shareOut } from './payment.ts'
import { returnPromoUse } from './promo-code.ts'

/**
 * Why held money is shared out. `unused`: a session of a package that is over; `ended`: what a package has left;
 * `withdrawn`: a gift card. */
export type Cause =
  | 'cancelled'
  | 'unfulfilled'
  | 'no-show-player'
  | 'no-show-coach'
  | 'failed'
  | 'released'
  | 'resolved'
  | 'unused'
  | 'ended'
  | 'withdrawn'

/** A settlement as stored; the parts add up to the amount. */
export interface Settlement {
  escrowId: string
  paymentId: string
  cause: Cause
  amount: number
  refund: number
  promotion: number
  share: number
  commission: number
  asCredit: boolean
  postedAt: string | null
}

/**
 * What is to become of held money: `refund` of what the player paid of it goes back to them, to the card before credit unless
 * all of it is to be credit. `amount` is all of the escrow unless told.
 */
export interface Decision {
  cause: Cause
  refund: (paid: number) => number
  amount?: number
  asCredit?: boolean
}

/** A percentage of an amount, rounded down to a minor unit. */
export const percentOf = (amount: number, percent: number): number => Math.floor((amount * percent) / 100)

/**
 * Settles held money: `refund` of it (at most all) to the player, the rest to the coach less commission. Only the first
 * settlement counts. During a chargeback it waits; while the player's dispute is open, only its ruling (`resolved`)
 * settles. Answers the operations that follow.
 */
export async function settle(tx: Tx, ctx: Ctx, held: Held | undefined, decision: Decision): Promise<Operation[]> {
  const { cause } = decision
  if (!held) {
    ctx.log.warn({ cause }, 'nothing was captured, so there is nothing to share out')
    return []
  }
  const { payment, escrow: own } = held
  const amount = decision.amount ?? own.amount
  const promotion = promotionOf(payment)
  const paid = amount - promotion
  const refund = Math.min(Math.max(decision.refund(paid), 0), paid)
  const { promotion: returned } = refundParts({ card: paid, credit: 0, promotion }, refund)
  if (goesBackToPackage(held, cause, refund)) return []
  if (own.frozenByDispute && cause !== 'resolved' && cause !== 'unused') {
    ctx.log.error({ escrowId: own.id, cause }, 'money in dispute waits for the ruling')
    return []
  }
  if (own.frozenByDispute) await tx`update escrows set frozen_by_dispute = false where id = ${own.id}`
  const { share, commission } = shareOut(amount - refund - returned, payment.commissionPercent)
  const decided = await tx`
    insert into settlements (escrow_id, payment_id, cause, amount, refund, promotion, share, commission, as_credit, decided_at)
    values (${own.id}, ${payment.id}, ${cause}, ${amount}, ${refund}, ${returned}, ${share}, ${commission},
            ${decision.asCredit ?? false}, ${ctx.now()})
    on conflict (escrow_id) do nothing returning escrow_id`
  if (decided.length === 0) {
    ctx.log.info({ escrowId: own.id, cause }, 'this money was shared out before')
    return []
  }
  if (cause === 'unfulfilled') await returnPromoUse(tx, payment.orderId)
  return postSettlements(tx, ctx, payment)
}

/** A session of a package that would be refunded whole was not used: session-service says by an event where it goes. */
function goesBackToPackage({ payment, escrow: own }: Held, cause: Cause, refund: number): boolean {
  if (payment.orderKind !== 'package' || own.id === payment.orderId || cause === 'unused') return false
  return own.returnedAt !== null || refund === own.amount
}

/**
 * Posts the decided settlements of a payment unless a chargeback holds them up, sharing at most what is left of the
 * escrow: a lost chargeback may have taken a part of it. Called again when a chargeback ends. The payment must be locked.
 */
export async function postSettlements(tx: Tx, ctx: Ctx, payment: Payment): Promise<Operation[]> {
  if (payment.frozenByChargeback) return []
  const decided = await tx<Settlement>`
    select * from settlements where payment_id = ${payment.id} and posted_at is null order by escrow_id`
  const followUps: Operation[] = []
  for (const settlement of decided) followUps.push(...(await postSettlement(tx, ctx, payment, settlement)))
  return followUps
}

async function postSettlement(tx: Tx, ctx: Ctx, payment: Payment, decided: Settlement): Promise<Operation[]> {
  const { currency } = payment
  const { escrowId } = decided
  const amount = Math.min(decided.amount, await balanceOf(tx, escrow(escrowId), currency))
  const refund = Math.min(decided.refund, Math.max(amount - promotionOf(payment), 0))
  const promotion = Math.min(decided.promotion, amount - refund)
  const { share, commission } = shareOut(amount - refund - promotion, payment.commissionPercent)
  await tx`
    update settlements set posted_at = ${ctx.now()}, amount = ${amount}, refund = ${refund}, promotion = ${promotion}, share = ${share},
      commission = ${commission} where escrow_id = ${escrowId}`
  if (amount === 0) return []
  await post(tx, {
    kind: 'settled',
    source: escrowId,
    currency,
    escrowId,
    lines: [
      [escrow(escrowId), amount],
      [refundDue(escrowId), -refund],
      ['exp:promotion', -promotion],
      ...(share === 0 ? [] : [[coachPayable(coachOf(payment)), -share] as const]),
      ['rev:platform_fee', -commission],
    ],
    at: ctx.now(),
  })
  await issueInvoice(tx, ctx, payment, { escrowId, commission, share })
  return [
    ...(await sendBack(tx, ctx, payment, {
      escrowId,
      amount: refund,
      key: `refund:${escrowId}`,
      asCredit: decided.asCredit,
    })),
    ...(await oweCoach(tx, ctx, payment, escrowId, share)),
  ]
}

/** What the coach owes us from a lost chargeback is taken out of this share first. */
async function oweCoach(tx: Tx, ctx: Ctx, payment: Payment, escrowId: string, share: number): Promise<Operation[]> {
  if (share === 0) return []
  const { currency } = payment
  const coachId = coachOf(payment)
  const owed = await balanceOf(tx, receivable(coachId), currency)
  const netted = Math.min(Math.max(owed, 0), share)
  if (netted > 0) {
    const lines = [[coachPayable(coachId), netted] as const, [receivable(coachId), -netted] as const]
    await post(tx, { kind: 'netted', source: escrowId, currency, escrowId, lines, at: ctx.now() })
  }
  if (share === netted) return []
  const account = await tx.first<{ state: string }>`
    select state from payout_accounts where coach_id = ${coachId} for share`
  return decide(tx, ctx, {
    kind: 'transfer',
    paymentId: payment.id,
    escrowId,
    amount: share - netted,
    stripeKey: `transfer:${escrowId}`,
    waiting: account?.state !== 'active',
  })
}

/**
 * An order ended before anything was captured: an intent that could still capture is cancelled. Credit and a promo code go
 * back when that is recorded, and at once where no card was needed.
 */
export async function endUnpaid(
  tx: Tx,
  ctx: Ctx,
  orderId: string,
  cause: 'cancelled' | 'expired',
): Promise<Operation[]> {
  await markEnded(tx, ctx, orderId, cause)
  const payment = await lockPaymentOf(tx, orderId)
  if (!payment || payment.capturedAt !== null) return []
  const intentId = await liveIntentOf(tx, payment.id)
  const { card: amount, id: paymentId } = payment
  if (!intentId && payment.state === 'authorized') {
    await tx`update payments set state = 'cancelled' where id = ${paymentId}`
    await letGoOfFunds(tx, ctx, payment)
  }
  if (!intentId) return []
  return decide(tx, ctx, { kind: 'cancel', paymentId, amount, stripeKey: `cancel:${intentId}` })
}
