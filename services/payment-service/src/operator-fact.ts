/** Facts that only an operator knows. Each is taken only where it settles something that is open, to the cent. */
import { amountsDiffer, factDoesNotFit, factRecorded, notRefused, type OperatorFactKind } from '@ecc/contracts/operator'
import { paymentRefunded } from '@ecc/contracts/payments'
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockOpenDifference } from './difference.ts'
import { type Account, post, postedId, psp, refundDue } from './ledger.ts'
import type { Operation } from './operation.ts'
import { addRefunded, factOf, lockPayment } from './payment.ts'

/** What an operator says happened, with the amount typed twice. */
export interface OperatorFact {
  kind: OperatorFactKind
  objectId: string
  amount: Money
  amountAgain: number
}

/** Posts it; answers the ledger's transaction. Throws the contract's problems when it is known already or settles nothing. */
export async function postOperatorFact(tx: Tx, ctx: Ctx, fact: OperatorFact): Promise<number> {
  if (fact.amount.amount !== fact.amountAgain) throw amountsDiffer()
  return fact.kind === 'refund_by_bank' ? postRefundByBank(tx, ctx, fact) : postOwnMoney(tx, ctx, fact)
}

/** What each does to the provider's balance, and the account on the other side. */
const ownMoney: Record<Exclude<OperatorFactKind, 'refund_by_bank'>, { sign: 1 | -1; other: Account }> = {
  funded: { sign: 1, other: 'asset:bank' },
  paid_out: { sign: -1, other: 'asset:bank' },
  stripe_fee: { sign: -1, other: 'exp:stripe_fee' },
}

/** Taken when it is what the open difference about its object is short of: afterwards ledger and provider agree. */
async function postOwnMoney(tx: Tx, ctx: Ctx, { kind, objectId, amount: { amount, currency } }: OperatorFact) {
  const { sign, other } = ownMoney[kind as keyof typeof ownMoney]
  const difference = await lockOpenDifference(tx, objectId, currency)
  if ((await postedId(tx, kind, objectId)) !== null) throw factRecorded()
  if (difference?.providerAmount !== (difference?.ledgerAmount ?? 0) + sign * amount) throw factDoesNotFit()
  const lines = [[psp, sign * amount] as const, [other, -sign * amount] as const]
  return once(await post(tx, { kind, source: objectId, currency, escrowId: null, lines, at: ctx.now() }))
}

/** The player was paid from our bank account what a refund could not bring, no more and no less. */
async function postRefundByBank(tx: Tx, ctx: Ctx, { kind, objectId, amount }: OperatorFact): Promise<number> {
  const operation = await tx.first<Operation>`
    select * from operations where kind = 'refund' and stripe_id = ${objectId}`
  if (!operation || (await postedId(tx, 'refund_failed', objectId)) === null) throw notRefused()
  const payment = await lockPayment(tx, operation.paymentId)
  if ((await postedId(tx, kind, objectId)) !== null) throw factRecorded()
  if (operation.amount !== amount.amount || payment.currency !== amount.currency) throw factDoesNotFit()
  const escrowId = operation.escrowId as string
  const lines = [[refundDue(escrowId), amount.amount] as const, ['asset:bank', -amount.amount] as const]
  const { currency } = payment
  const posted = await post(tx, { kind, source: objectId, currency, escrowId, lines, at: ctx.now() })
  const repaid = await addRefunded(tx, payment, amount.amount)
  await ctx.emit(tx, paymentRefunded, factOf(repaid, amount.amount, escrowId), payment.orderId)
  return once(posted)
}

/** Another operator was faster. */
function once(posted: number | null): number {
  if (posted === null) throw factRecorded()
  return posted
}

/** A refused refund that nobody has paid another way. */
export interface RefusedRefund {
  id: string
  refundId: string
  orderId: string
  escrowId: string
  playerId: string
  amount: number
  currency: Money['currency']
  refusedAt: string
}

/** Those, oldest first. */
export async function refusedRefunds(sql: Queryable, { limit, after }: PageAsked): Promise<RefusedRefund[]> {
  const onwards = after ? sql.part`and (refused.posted_at, operations.id) > (${after.at}, ${after.id})` : sql.part``
  return sql<RefusedRefund>`
    select operations.id, refused.source as refund_id, payments.order_id, operations.escrow_id, payments.player_id,
      operations.amount, payments.currency, refused.posted_at as refused_at
    from payment_service_ledger.transactions refused
    join operations on operations.stripe_id = refused.source
    join payments on payments.id = operations.payment_id
    where refused.kind = 'refund_failed' ${onwards}
      and not exists (select from payment_service_ledger.transactions paid
        where paid.kind = 'refund_by_bank' and paid.source = refused.source)
    order by refused.posted_at, operations.id limit ${limit + 1}`
}
