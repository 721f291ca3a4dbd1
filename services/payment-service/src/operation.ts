/** Operations: what was decided and has still to be done at the provider. Leased, so that one worker acts at a time. */
import type { MoneyOperation } from '@ecc/contracts/operator'
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { leaseEnd } from './lease.ts'

export type OperationKind = 'pay' | 'capture' | 'cancel' | 'refund' | 'transfer' | 'reverse'

/** An operation about a payment, as stored. */
export interface Operation {
  id: string
  kind: OperationKind
  paymentId: string
  attemptId: string | null
  /** Whose money it moves; null for what is about the payment as a whole. */
  escrowId: string | null
  amount: number
  stripeKey: string
  keyRound: number
  state: 'pending' | 'waiting' | 'sent' | 'done' | 'dropped'
  stripeId: string | null
  tries: number
  firstTriedAt: string | null
}

/** An operation about a payout that a coach asked for: no payment, no escrow. */
export interface PayoutOperation extends Omit<Operation, 'kind' | 'paymentId'> {
  kind: 'payout'
  paymentId: null
  payoutId: string
}

/** The first and the longest pause between two tries: while the provider does not answer, and after any other fault. */
const outagePauseMs = { first: 1_000, longest: 30_000 }
const faultPauseMs = { first: 5_000, longest: 3_600_000 }

/** Adds an operation, once per `stripeKey`; answers it when it is new and may begin. */
export async function decide(
  tx: Tx,
  ctx: Ctx,
  operation: {
    kind: OperationKind
    paymentId: string
    amount: number
    stripeKey: string
    attemptId?: string
    escrowId?: string
    waiting?: boolean
    /** The decider acts at once itself: others leave it alone for the time of a lease. */
    leased?: boolean
  },
): Promise<Operation[]> {
  const now = ctx.now()
  const state = operation.waiting ? 'waiting' : 'pending'
  const leasedUntil = operation.leased ? leaseEnd(now) : null
  const added = await tx<Operation>`
    insert into operations (id, kind, payment_id, attempt_id, escrow_id, amount, stripe_key, state, leased_until, next_try_at, created_at)
    values (${ctx.id()}, ${operation.kind}, ${operation.paymentId}, ${operation.attemptId ?? null}, ${operation.escrowId ?? null},
            ${operation.amount}, ${operation.stripeKey}, ${state}, ${leasedUntil}, ${leasedUntil ?? now}, ${now})
    on conflict (stripe_key) do nothing returning *`
  return added.filter(({ state }) => state === 'pending')
}

/** Adds the operation of a payout that was asked for. */
export async function decidePayout(
  tx: Tx,
  ctx: Ctx,
  { payoutId, amount }: { payoutId: string; amount: number },
): Promise<{ id: string }> {
  const now = ctx.now()
  return tx.one<{ id: string }>`
    insert into operations (id, kind, payout_id, amount, stripe_key, state, next_try_at, created_at)
    values (${ctx.id()}, 'payout', ${payoutId}, ${amount}, ${`payout:${payoutId}`}, 'pending', ${now}, ${now}) returning id`
}

/**
 * The idempotency key to act under. It changes only when the old one is used up (too old, or it replays a fault of the
 * provider's), and an act that was tried before is looked up first, so a new key never does a thing twice.
 */
export function keyOf(operation: Pick<Operation, 'stripeKey' | 'keyRound'>): string {
  return operation.keyRound === 0 ? operation.stripeKey : `${operation.stripeKey}:${operation.keyRound}`
}

/** The operation an attempt to pay is made by. */
export async function operationOfAttempt(sql: Queryable, attemptId: string): Promise<Operation> {
  return sql.one<Operation>`select * from operations where attempt_id = ${attemptId}`
}

/** What went wrong with a try. `keyUsedUp`: the provider would repeat its fault for ever under the same key. */
export interface Failure {
  reason: string
  outage: boolean
  keyUsedUp: boolean
}

/**
 * Gives an operation back for a later try; answers when that is: each pause is twice the one before, hourly in the end; but
 * 30 s while the provider is away, so that all goes on within a minute when it is back, and soon after a short outage.
 */
export async function postpone(
  sql: Queryable,
  operation: Pick<Operation, 'id' | 'tries'>,
  now: Date,
  failure: Failure,
): Promise<Date> {
  const { first, longest } = failure.outage ? outagePauseMs : faultPauseMs
  const delayMs = Math.min(first * 2 ** Math.min(operation.tries, 20), longest)
  const nextTryAt = new Date(now.getTime() + delayMs)
  await sql`
    update operations set leased_until = null, next_try_at = ${nextTryAt}, last_error = ${failure.reason.slice(0, 500)},
      key_round = key_round + ${failure.keyUsedUp}::boolean::int,
      first_tried_at = case when ${failure.keyUsedUp}::boolean then null else first_tried_at end
    where id = ${operation.id} and state = 'pending'`
  return nextTryAt
}

/**
 * Ends an operation, under the payment's lock: true when this call ended it (the fence: what follows happens once).
 * `sent`: the provider took it, and its last word is still to come.
 */
export async function finish(
  tx: Tx,
  id: string,
  end: { state: 'sent' | 'done' | 'dropped'; stripeId?: string; at: Date; reason?: string },
): Promise<boolean> {
  const finishedAt = end.state === 'sent' ? null : end.at
  const ended = await tx`
    update operations set state = ${end.state}, leased_until = null, finished_at = ${finishedAt},
      stripe_id = coalesce(${end.stripeId ?? null}, stripe_id), last_error = coalesce(${end.reason ?? null}, last_error)
    where id = ${id} and (state in ('pending', 'waiting') or (state = 'sent' and ${end.state} <> 'sent')) returning id`
  return ended.length === 1
}

/** Ends all operations of one kind of a payment that are not finished, under the payment's lock. */
export async function finishAll(
  tx: Tx,
  paymentId: string,
  kind: OperationKind,
  end: { state: 'done' | 'dropped'; at: Date },
): Promise<void> {
  await tx`
    update operations set state = ${end.state}, leased_until = null, finished_at = ${end.at}
    where payment_id = ${paymentId} and kind = ${kind} and state in ('pending', 'waiting', 'sent')`
}

/** The unfinished operations of one kind of a payment. */
export async function unfinished(tx: Tx, paymentId: string, kind: OperationKind): Promise<Operation[]> {
  return tx<Operation>`
    select * from operations where payment_id = ${paymentId} and kind = ${kind} and state in ('pending', 'waiting', 'sent')`
}

/** An operation by the id that its Stripe object carries in its metadata; undefined for an object that is not ours. */
export async function findOperation(tx: Queryable, id: string | undefined): Promise<Operation | undefined> {
  if (!id || !/^[0-9a-f-]{36}$/.test(id)) return undefined
  return tx.first<Operation>`select * from operations where id = ${id}`
}

/** Pending operations that are due and nobody acts on, oldest first. */
export async function dueOperations(sql: Queryable, now: Date, limit: number): Promise<Operation[]> {
  return sql<Operation>`
    select * from operations where state = 'pending' and next_try_at <= ${now}
      and (leased_until is null or leased_until <= ${now})
    order by next_try_at limit ${limit}`
}

/** How many transfers have waited for a coach's account since before an instant. */
export async function countWaitingSince(sql: Queryable, before: Date): Promise<number> {
  const { count } = await sql.one<{ count: number }>`
    select count(*) as count from operations where state = 'waiting' and created_at < ${before}`
  return count
}

/** How many operations the provider has not yet been asked for, or not yet given its last word on. */
export async function countUnfinished(sql: Queryable): Promise<number> {
  const { count } = await sql.one<{ count: number }>`
    select count(*) as count from operations where state in ('pending', 'sent')`
  return count
}

/** Stripe lets money be held for 90 days: what waits for a coach's account longer than this needs a person. */
export const debtDays = 60

/** An operation with the payment, or the payout, it is about, for those who run the platform. */
export interface ShownOperation extends Operation {
  orderId: string | null
  playerId: string | null
  coachId: string | null
  currency: Money['currency']
  lastError: string | null
  leasedUntil: string | null
  nextTryAt: string
  createdAt: string
}

/** Unfinished operations, oldest first: those that wait for a coach's account, or the others. */
export async function operationsShown(
  sql: Queryable,
  show: 'open' | 'waiting',
  { limit, after }: PageAsked,
): Promise<ShownOperation[]> {
  const states = show === 'waiting' ? ['waiting'] : ['pending', 'sent']
  const onwards = after ? sql.part`and (operations.created_at, operations.id) > (${after.at}, ${after.id})` : sql.part``
  return sql<ShownOperation>`
    ${shown(sql)} where operations.state = any(${states}::text[]) ${onwards}
    order by operations.created_at, operations.id limit ${limit + 1}`
}

/** One of them by its id. */
export async function findShownOperation(sql: Queryable, id: string): Promise<ShownOperation | undefined> {
  return sql.first<ShownOperation>`${shown(sql)} where operations.id = ${id}`
}

function shown(sql: Queryable) {
  return sql.part`
    select operations.*, payments.order_id, payments.player_id,
      coalesce(payments.coach_id, payouts.coach_id) as coach_id, coalesce(payments.currency, payouts.currency) as currency
    from operations
    left join payments on payments.id = operations.payment_id
    left join payouts on payouts.id = operations.payout_id`
}

/** Makes a pending operation due; false when there is nothing to try. One that a worker is at stays with it. */
export async function makeDue(tx: Tx, id: string, now: Date): Promise<boolean> {
  const due = await tx`
    update operations set next_try_at = least(next_try_at, ${now}) where id = ${id} and state = 'pending' returning id`
  return due.length === 1
}

/** An operation as an operator sees it. */
export function operationView(operation: ShownOperation, now: Date): MoneyOperation {
  const { id, kind, state, orderId, escrowId, playerId, coachId, amount, currency, tries } = operation
  const overdueSince = now.getTime() - debtDays * 86_400_000
  return {
    id,
    kind,
    state,
    orderId,
    bookingId: escrowId,
    playerId,
    coachId,
    amount: { amount, currency },
    since: operation.createdAt,
    tries,
    lastFault: operation.lastError,
    nextTryAt: state === 'pending' ? operation.nextTryAt : null,
    isRunning:
      state === 'pending' && operation.leasedUntil !== null && Date.parse(operation.leasedUntil) > now.getTime(),
    isOverdue: state === 'waiting' && Date.parse(operation.createdAt) < overdueSince,
  }
}
