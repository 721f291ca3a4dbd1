/** How captured money is shared out between player, coach and platform, decided once for each escrow. */

import type { BookingFunds } from '@ecc/contracts/booking-parts'
import { type Back, backOf, type Paid, refundParts } from '@ecc/contracts/price-quote'
import type { Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { issueInvoice } from './document.ts'
import type { Escrow, Held } from './escrow.ts'
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

/** A settlement as stored; the parts add up to the amount. `fee` is what we keep of it, `feeBack` was fee of the refund. */
export interface Settlement {
  escrowId: string
  paymentId: string
  cause: Cause
  amount: number
  refund: number
  promotion: number
  share: number
  commission: number
  fee: number
  feeBack: number
  asCredit: boolean
  postedAt: string | null
}

/** Held money that is shared out, in minor units: `amount`, with what the platform added to it and our fee in it. */
type Shared = Pick<Escrow, 'amount' | 'promotion' | 'fee'>

/**
 * What is to become of held money: `refund` of what the player paid of it goes back to them, to the card before credit unless
 * all of it is to be credit. `of` is all of the escrow unless told.
 */
export interface Decision {
  cause: Cause
  refund: (paid: Paid) => Back
  of?: Shared
  asCredit?: boolean
}

/** All that the player paid goes back. */
export const everything = ({ paid, fee }: Paid): Back => ({ amount: paid, fee })

/** Nothing does. */
export const nothing = (): Back => ({ amount: 0, fee: 0 })

/** So much does, as session-service decided and says in `feeBack` how much of it was fee; where it does not, the same share. */
export const decided =
  (amount: number, funds: BookingFunds | undefined) =>
  (paid: Paid): Back =>
    funds?.feeBack === undefined ? backOf(paid, amount, paid.paid) : { amount, fee: funds.feeBack }

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
  const parts = partsOf(decision, decision.of ?? own, payment)
  if (goesBackToPackage(held, cause, parts.refund)) return []
  if (own.frozenByDispute && cause !== 'resolved' && cause !== 'unused') {
    ctx.log.error({ escrowId: own.id, cause }, 'money in dispute waits for the ruling')
    return []
  }
  if (own.frozenByDispute) await tx`update escrows set frozen_by_dispute = false where id = ${own.id}`
  const added = await tx`
    insert into settlements (escrow_id, payment_id, cause, amount, refund, promotion, share, commission, fee, fee_back, as_credit, decided_at)
    values (${own.id}, ${payment.id}, ${cause}, ${parts.amount}, ${parts.refund}, ${parts.promotion}, ${parts.share}, ${parts.commission},
            ${parts.fee}, ${parts.feeBack}, ${decision.asCredit ?? false}, ${ctx.now()})
    on conflict (escrow_id) do nothing returning escrow_id`
  if (added.length === 0) {
    ctx.log.info({ escrowId: own.id, cause }, 'this money was shared out before')
    return []
  }
  if (cause === 'unfulfilled') await returnPromoUse(tx, payment.orderId)
  return postSettlements(tx, ctx, payment)
}

/** How held money is shared out: what goes back, to the player and to the platform, and what is left to the coach and us. */
function partsOf({ refund }: Decision, { amount, promotion, fee }: Shared, { commissionPercent }: Payment) {
  const paid = amount - promotion
  const back = refundParts({ card: paid, credit: 0, promotion, fee }, refund({ paid, fee }))
  const rest = { refund: back.card, promotion: back.promotion, fee: fee - back.fee, feeBack: back.fee }
  return { amount, ...rest, ...shareOut(amount - rest.refund - rest.promotion - rest.fee, commissionPercent) }
}

/** A session of a package that would be refunded whole was not used: session-service says by an event where it goes. */
function goesBackToPackage({ payment, escrow: own }: Held, cause: Cause, refund: number): boolean {
  if (payment.orderKind !== 'package' || own.id === payment.orderId || cause === 'unused') return false
  return own.returnedAt !== null || refund === own.amount - own.promotion
}

/**
 * Posts the decided settlements of a payment unless a chargeback holds them up, sharing at most what is left of the
 * escrow: a lost chargeback may have taken a part of it. Called again when a chargeback ends. The payment must be locked.
 */
export async function postSettlements(tx: Tx, ctx: Ctx, payment: Payment): Promise<Operation[]> {
  if (payment.frozenByChargeback) return []
  const open = await tx<Settlement>`
    select * from settlements where payment_id = ${payment.id} and posted_at is null order by escrow_id`
  const followUps: Operation[] = []
  for (const settlement of open) followUps.push(...(await postSettlement(tx, ctx, payment, settlement)))
  return followUps
}

async function postSettlement(tx: Tx, ctx: Ctx, payment: Payment, settlement: Settlement): Promise<Operation[]> {
  const { currency } = payment
  const { escrowId } = settlement
  const { amount, refund, promotion, share, commission, fee, feeBack } = await leftToShare(tx, payment, settlement)
  await tx`
    update settlements set posted_at = ${ctx.now()}, amount = ${amount}, refund = ${refund}, promotion = ${promotion}, share = ${share},
      commission = ${commission}, fee = ${fee}, fee_back = ${feeBack} where escrow_id = ${escrowId}`
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
      ['rev:player_fee', -fee],
    ],
    at: ctx.now(),
  })
  await issueInvoice(tx, ctx, payment, { escrowId, commission, share })
  return [
    ...(await sendBack(tx, ctx, payment, {
      escrowId,
      amount: refund,
      key: `refund:${escrowId}`,
      asCredit: settlement.asCredit,
    })),
    ...(await oweCoach(tx, ctx, payment, escrowId, share)),
  ]
}

/** The parts of a settlement, of what a lost chargeback has left; our fee is the same share of what coach and platform get. */
async function leftToShare(tx: Tx, payment: Payment, whole: Settlement): Promise<Omit<Settlement, 'postedAt'>> {
  const { escrowId } = whole
  const amount = Math.min(whole.amount, await balanceOf(tx, escrow(escrowId), payment.currency))
  if (amount === whole.amount) return whole
  const { promotion: added } = await tx.one<Escrow>`select * from escrows where id = ${escrowId}`
  const refund = Math.min(whole.refund, Math.max(amount - added, 0))
  const promotion = Math.min(whole.promotion, amount - refund)
  const rest = amount - refund - promotion
  const earned = { paid: whole.share + whole.commission + whole.fee, fee: whole.fee }
  const fee = earned.paid === 0 ? 0 : backOf(earned, rest, earned.paid).fee
  const feeBack = Math.min(whole.feeBack, refund)
  return { ...whole, amount, refund, promotion, fee, feeBack, ...shareOut(rest - fee, payment.commissionPercent) }
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
