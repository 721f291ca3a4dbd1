/** Attempts to pay: one card tried at a time, its answer kept for whoever asks again. */
import { createHash } from 'node:crypto'
import { holdExpired } from '@ecc/contracts/bookings'
import {
  alreadyPaid,
  cardNeeded,
  type Payment as PaymentView,
  paymentDeclined,
  paymentsDown,
  priceChanged,
} from '@ecc/contracts/payments'
import { keyReused } from '@ecc/contracts/problems'
import type { Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type FundsAsked, refuseOtherCharge, takeFunds } from './funds.ts'
import { decide, finishAll, type Operation } from './operation.ts'
import type { Order } from './order.ts'
import { endOf, openPayment, type Payment, viewOf } from './payment.ts'

/** What a player wants to pay with. `card` is what they were shown to be charged. `key` is the Idempotency-Key. */
export interface PayRequest extends FundsAsked {
  playerId: string
  orderId: string
  paymentMethodId: string | null
  keepCard: boolean
  card: number | undefined
  returnUrl: string
  key: string | null
}

/** Why a card was refused: the provider's codes, and our words for the player. */
export interface Refusal {
  code: string
  declineCode: string | null
  message: string
}

/** How an attempt ended, as its player was told. */
export type Answer =
  | { kind: 'payment'; payment: PaymentView }
  | { kind: 'declined'; refusal: Refusal }
  | { kind: 'unavailable' }
  | { kind: 'ended' }

/** An attempt as stored; `reply` is null until it is answered. */
export interface Attempt {
  id: string
  paymentId: string
  number: number
  paymentMethodId: string | null
  keepCard: boolean
  useCredit: boolean
  promoCode: string | null
  returnUrl: string
  state: 'processing' | 'requires_action' | 'succeeded' | 'failed' | 'superseded'
  reply: Answer | null
}

/** The attempt that answers a repeated Idempotency-Key. Throws `keyReused` when the key came with another request. */
export async function earlierAttempt(sql: Queryable, request: PayRequest): Promise<Attempt | undefined> {
  if (request.key === null) return undefined
  const found = await sql.first<Attempt & { requestHash: string }>`
    select attempts.*, pay_keys.request_hash from pay_keys join attempts on attempts.id = pay_keys.attempt_id
    where pay_keys.player_id = ${request.playerId} and pay_keys.key = ${request.key}`
  if (!found) return undefined
  if (found.requestHash !== hashOf(request)) throw keyReused()
  // "Try again" was the answer: the same key may.
  return found.reply?.kind === 'unavailable' ? undefined : found
}

function hashOf({ orderId, paymentMethodId, keepCard, returnUrl, useCredit, promoCode }: PayRequest): string {
  const funds = useCredit || promoCode !== null ? [useCredit, promoCode] : []
  return createHash('sha256')
    .update(JSON.stringify([orderId, paymentMethodId, returnUrl, ...funds, ...(keepCard ? ['keep'] : [])]))
    .digest('base64url')
}

/** Whether an attempt was made with the same code and credit. */
export function asksTheSame(attempt: Attempt, { useCredit, promoCode }: FundsAsked): boolean {
  return attempt.useCredit === useCredit && attempt.promoCode === promoCode
}

/**
 * Decides to try a card, or joins the attempt that is under way: `operation` is there for the one who has to act. Without a
 * card's part there is nothing to act on: `covered`. Throws `alreadyPaid`, `holdExpired`, `cardNeeded`, `priceChanged`, and
 * why a code is not taken.
 */
export async function beginAttempt(
  tx: Tx,
  ctx: Ctx,
  order: Order,
  request: PayRequest,
): Promise<{ payment: Payment; attempt: Attempt; operation?: Operation; covered?: boolean }> {
  const payment = await openPayment(tx, ctx, order)
  const earlier = await earlierAttempt(tx, request)
  if (earlier) return { payment, attempt: earlier }
  if (payment.capturedAt !== null || payment.state === 'authorized') throw alreadyPaid()
  if (await endOf(tx, order.id)) throw holdExpired()
  const open = await openAttempt(tx, payment.id)
  if (open?.state === 'processing') {
    await rememberKey(tx, ctx, request, open.id)
    return { payment, attempt: open }
  }
  if (open && !asksTheSame(open, request)) throw priceChanged()
  if (open) await closeAttempt(tx, open.id, { state: 'superseded' })
  const attempt = await addAttempt(tx, ctx, payment.id, request)
  await rememberKey(tx, ctx, request, attempt.id)
  // What an attempt took that waited for 3-D Secure is this one's now.
  const funded = open ? payment : await takeFunds(tx, ctx, { payment, order, attemptId: attempt.id }, request)
  refuseOtherCharge(funded, request.card)
  if (funded.card > 0 && request.paymentMethodId === null) throw cardNeeded()
  if (payment.state !== 'processing')
    await tx`update payments set state = 'processing', failure_code = null, failure_message = null where id = ${payment.id}`
  if (funded.card === 0) return { payment: funded, attempt, covered: true }
  const [operation] = await decide(tx, ctx, {
    kind: 'pay',
    paymentId: payment.id,
    attemptId: attempt.id,
    amount: funded.card,
    stripeKey: `pay:${order.id}:${attempt.number}`,
    leased: true,
  })
  return { payment: funded, attempt, ...(operation ? { operation } : {}) }
}

async function addAttempt(tx: Tx, ctx: Ctx, paymentId: string, request: PayRequest): Promise<Attempt> {
  return tx.one<Attempt>`
    insert into attempts (id, payment_id, number, payment_method_id, keep_card, use_credit, promo_code, return_url, state, created_at)
    select ${ctx.id()}, ${paymentId}, count(*) + 1, ${request.paymentMethodId}::text, ${request.keepCard}::boolean,
      ${request.useCredit}::boolean, ${request.promoCode}::text, ${request.returnUrl}, 'processing', ${ctx.now()}
    from attempts where payment_id = ${paymentId} returning *`
}

async function rememberKey(tx: Tx, ctx: Ctx, request: PayRequest, attemptId: string): Promise<void> {
  if (request.key === null) return
  await tx`
    insert into pay_keys (player_id, key, request_hash, attempt_id, created_at)
    values (${request.playerId}, ${request.key}, ${hashOf(request)}, ${attemptId}, ${ctx.now()})
    on conflict (player_id, key) do update set attempt_id = excluded.attempt_id`
}

/** The attempt of a payment that is not over; there is at most one. */
export async function openAttempt(sql: Queryable, paymentId: string): Promise<Attempt | undefined> {
  return sql.first<Attempt>`
    select * from attempts where payment_id = ${paymentId} and state in ('processing', 'requires_action')`
}

/** Moves an open attempt on; the first answer stays the answer. */
export async function closeAttempt(
  tx: Tx,
  id: string,
  end: { state: Attempt['state']; answer?: Answer },
): Promise<void> {
  const answer = end.answer ? tx.json(end.answer) : null
  await tx`update attempts set state = ${end.state}, reply = coalesce(reply, ${answer}::jsonb) where id = ${id}`
}

/** Ends an attempt with the answer to its player, and the operation that acted on it. */
export async function endAttempt(
  tx: Tx,
  ctx: Ctx,
  attempt: Attempt,
  state: Attempt['state'],
  answer: Answer,
): Promise<void> {
  await closeAttempt(tx, attempt.id, { state, answer })
  await finishAll(tx, attempt.paymentId, 'pay', { state: 'done', at: ctx.now() })
  announce(tx, ctx, attempt.id)
}

/** Tells those who wait for an attempt, once the transaction is committed. */
function announce(tx: Tx, ctx: Ctx, attemptId: string): void {
  tx.afterCommit(() => ctx.fanOut.publish(channelOf(attemptId), null))
}

/** Tells those who wait for an attempt that there is no point in waiting longer: it is in doubt. */
export function announceDoubt(ctx: Ctx, attemptId: string): void {
  ctx.fanOut.publish(channelOf(attemptId), null)
}

const channelOf = (attemptId: string) => `attempt:${attemptId}`

/** Waits until an attempt is answered, at most `waitMs`; null when it is not answered by then, or is in doubt. */
export async function answerOf(ctx: Ctx, attemptId: string, waitMs: number): Promise<Answer | null> {
  const { promise: told, resolve } = Promise.withResolvers<void>()
  const stop = ctx.fanOut.subscribe(channelOf(attemptId), () => resolve())
  // timer: how long one request is patient; the attempt itself goes on
  const limit = AbortSignal.timeout(waitMs)
  limit.addEventListener('abort', () => resolve())
  try {
    const before = await readAnswer(ctx.sql, attemptId)
    if (before) return before
    await told
    return await readAnswer(ctx.sql, attemptId)
  } finally {
    stop()
  }
}

async function readAnswer(sql: Queryable, attemptId: string): Promise<Answer | null> {
  const { reply } = await sql.one<{ reply: Answer | null }>`select reply from attempts where id = ${attemptId}`
  return reply
}

/** Gives an answer to the player: the payment, or the problem thrown. */
export function give(answer: Answer): PaymentView {
  switch (answer.kind) {
    case 'payment':
      return answer.payment
    case 'declined': {
      const { code: failureCode, declineCode, message } = answer.refusal
      throw paymentDeclined(message, { failureCode, declineCode, message })
    }
    case 'unavailable':
      throw paymentsDown()
    case 'ended':
      throw holdExpired()
  }
}

/** The answer that shows a payment as it is now. */
export const answerWith = (payment: Payment): Answer => ({ kind: 'payment', payment: viewOf(payment) })
