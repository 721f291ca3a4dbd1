/** Chargebacks: a bank takes a payment back. Freezes the money, follows it out and in, and books who bears a loss. */
import { backOf, paidOf } from '@ecc/contracts/price-quote'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { issueCommissionNotes } from './document.ts'
import { heldOf } from './escrow.ts'
import { recordGiftCardLoss } from './gift-card-money.ts'
import { type Account, coachPayable, escrow, post, psp, receivable } from './ledger.ts'
import { decide, finish, type Operation, unfinished } from './operation.ts'
import { coachOf, lockPayment, lockPaymentOfIntent, type Payment, shareOut } from './payment.ts'
import { idOf } from './provider.ts'
import { postSettlements } from './settlement.ts'

/** Writes down what a dispute at the provider means. An inquiry (`warning_...`) moves no money, and freezes it too. */
export async function recordDispute(tx: Tx, ctx: Ctx, dispute: Stripe.Dispute): Promise<Operation[]> {
  const payment = await lockPaymentOfIntent(tx, idOf(dispute.payment_intent))
  if (!payment) {
    ctx.log.error({ disputeId: dispute.id }, 'a dispute about a charge that is not ours')
    return []
  }
  for (const movement of dispute.balance_transactions) await recordMovement(tx, ctx, payment, dispute, movement)
  const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(dispute.status)
  await freezeWhileOpen(tx, ctx, payment, dispute, !isOver)
  if (!isOver) {
    ctx.log.error({ orderId: payment.orderId, disputeId: dispute.id }, 'a payment is disputed at the bank')
    return []
  }
  const bear = payment.orderKind === 'gift-card' ? recordGiftCardLoss : recordLoss
  const followUps = dispute.status === 'lost' ? await bear(tx, ctx, payment, dispute) : []
  const settled = await postSettlements(tx, ctx, await lockPayment(tx, payment.id))
  return [...followUps, ...settled, ...(await unfinished(tx, payment.id, 'transfer')).filter(isPending)]
}

/** The payment is frozen while any dispute of it is open. One that was over is not opened again by an old look at it. */
async function freezeWhileOpen(
  tx: Tx,
  ctx: Ctx,
  { id }: Payment,
  dispute: Stripe.Dispute,
  isOpen: boolean,
): Promise<void> {
  const { amount, reason, status, evidence_details: evidence } = dispute
  const dueAt = evidence.due_by ? new Date(evidence.due_by * 1_000) : null
  await tx`
    insert into chargebacks (id, payment_id, is_open, amount, reason, status, evidence_due_at, seen_at)
    values (${dispute.id}, ${id}, ${isOpen}, ${amount}, ${reason}, ${status}, ${dueAt}, ${ctx.now()})
    on conflict (id) do update set is_open = excluded.is_open, amount = excluded.amount, reason = excluded.reason,
      status = excluded.status, evidence_due_at = excluded.evidence_due_at
    where chargebacks.is_open`
  await tx`
    update payments set frozen_by_chargeback = exists (select from chargebacks where payment_id = ${id} and is_open)
    where id = ${id}`
}

/** A chargeback or inquiry that is not over, with the payment it is about. */
export interface OpenChargeback extends Pick<Payment, 'orderId' | 'playerId' | 'coachId' | 'currency'> {
  id: string
  listId: string
  amount: number | null
  reason: string | null
  status: string | null
  evidenceDueAt: string | null
  seenAt: string
}

/** Those that are open, oldest first. */
export async function openChargebacks(sql: Queryable, { limit, after }: PageAsked): Promise<OpenChargeback[]> {
  const onwards = after ? sql.part`and (seen_at, list_id) > (${after.at}, ${after.id})` : sql.part``
  return sql<OpenChargeback>`
    select chargebacks.*, payments.order_id, payments.player_id, payments.coach_id, payments.currency
    from chargebacks join payments on payments.id = chargebacks.payment_id
    where is_open ${onwards} order by seen_at, list_id limit ${limit + 1}`
}

const isPending = ({ state }: Operation) => state === 'pending'

async function recordMovement(
  tx: Tx,
  ctx: Ctx,
  { orderId, currency }: Payment,
  dispute: Stripe.Dispute,
  { amount, fee }: Stripe.BalanceTransaction,
): Promise<void> {
  await post(tx, {
    kind: amount < 0 ? 'dispute_withdrawn' : 'dispute_reinstated',
    source: dispute.id,
    currency,
    escrowId: orderId,
    lines: [
      [psp, amount - fee],
      ['asset:dispute_hold', -amount],
      ['exp:dispute_fee', fee],
    ],
    at: ctx.now(),
  })
}

/**
 * A lost dispute is borne by what is still held, the order's own money first; beyond that, by coach and platform as they
 * had shared it, our fee by us. The coach's part comes out of transfers not yet sent, or is claimed back; of the platform's
 * the coach gets credit notes.
 */
async function recordLoss(tx: Tx, ctx: Ctx, payment: Payment, dispute: Stripe.Dispute): Promise<Operation[]> {
  const { orderId, currency } = payment
  const coachId = coachOf(payment)
  const fromEscrows = take(dispute.amount, await heldOf(tx, payment), ({ held }) => held)
  const fee = feeIn(payment, fromEscrows.left)
  const { commission, share } = shareOut(fromEscrows.left - fee, payment.commissionPercent)
  const transfers = await transfersOf(tx, payment.id)
  const fromUnsent = take(share, transfers.filter(isUnsent), ({ amount }) => amount)
  const lines: (readonly [Account, number])[] = [
    ...fromEscrows.taken.map(([{ id }, amount]) => [escrow(id), amount] as const),
    ['rev:platform_fee', commission],
    ['rev:player_fee', fee],
    [coachPayable(coachId), share - fromUnsent.left],
    [receivable(coachId), fromUnsent.left],
    ['asset:dispute_hold', -dispute.amount],
  ]
  const posting = { kind: 'dispute_lost', source: dispute.id, currency, escrowId: orderId, lines, at: ctx.now() }
  if ((await post(tx, posting)) === null) return []
  for (const [transfer, amount] of fromUnsent.taken) await shrink(tx, ctx, transfer, amount)
  const fromSent = take(
    fromUnsent.left,
    transfers.filter((transfer) => !isUnsent(transfer)),
    ({ amount }) => amount,
  )
  if (fromSent.left > 0)
    ctx.log.error({ orderId, amount: fromSent.left }, 'a loss that no transfer covers: the coach owes it')
  const followUps: Operation[] = []
  for (const [{ escrowId }, amount] of fromSent.taken) {
    const reversal = { kind: 'reverse', paymentId: payment.id, escrowId: escrowId as string, amount } as const
    followUps.push(...(await decide(tx, ctx, { ...reversal, stripeKey: `reverse:${dispute.id}:${escrowId}` })))
  }
  await issueCommissionNotes(tx, ctx, payment, { source: dispute.id, commission })
  return followUps
}

/** Our fee in an amount of what the player paid. */
const feeIn = (payment: Payment, amount: number) =>
  backOf({ paid: paidOf(payment), fee: payment.fee }, amount, paidOf(payment)).fee

const isUnsent = ({ state, tries }: Operation) => tries === 0 && (state === 'pending' || state === 'waiting')

async function transfersOf(tx: Tx, paymentId: string): Promise<Operation[]> {
  return tx<Operation>`
    select * from operations where payment_id = ${paymentId} and kind = 'transfer' and state <> 'dropped' order by id`
}

/** Takes an amount out of several, from the first on; `left` is what they did not have. */
function take<T>(amount: number, from: readonly T[], has: (one: T) => number) {
  let left = amount
  const taken: (readonly [T, number])[] = []
  for (const one of from) {
    const part = Math.min(left, has(one))
    if (part > 0) taken.push([one, part])
    left -= part
  }
  return { taken, left }
}

/** Takes `amount` out of a transfer that nobody has tried to send. */
async function shrink(tx: Tx, ctx: Ctx, transfer: Operation, amount: number): Promise<void> {
  if (amount === transfer.amount) {
    await finish(tx, transfer.id, { state: 'dropped', at: ctx.now(), reason: 'taken back by a chargeback' })
  } else {
    await tx`update operations set amount = amount - ${amount} where id = ${transfer.id}`
  }
}

/** How many chargebacks and inquiries the payment of an order has had, and how many are open. */
export async function countChargebacks(sql: Queryable, orderId: string): Promise<{ open: number; total: number }> {
  return sql.one<{ open: number; total: number }>`
    select count(*) filter (where c.is_open)::int as open, count(*)::int as total
    from chargebacks c join payments p on p.id = c.payment_id where p.order_id = ${orderId}`
}
