/** Stripe's PaymentIntents: trying a card (act), and what an intent's state means for a payment (record). */
import { paymentFailed, paymentLapsed } from '@ecc/contracts/payments'
import { failpoint, type Tx } from '@ecc/kit'
import Stripe from 'stripe'
import { type Answer, type Attempt, answerWith, endAttempt, openAttempt, type Refusal } from './attempt.ts'
import { recordKept, recordPaid } from './capture.ts'
import type { Ctx } from './config.ts'
import { ensureCustomer } from './customer.ts'
import { wordsFor } from './decline.ts'
import { letGoOfFunds } from './funds.ts'
import { escrow, post, psp } from './ledger.ts'
import { finish, finishAll, keyOf, type Operation } from './operation.ts'
import { endOf, factOf, liveIntentOf, lockPayment, lockPaymentOfIntent, type Payment } from './payment.ts'
import { currencyOf, idOf, isOutage } from './provider.ts'

/** What an act brought, to be written down in one transaction; answers the operations that follow from it. */
export type Recording = (tx: Tx) => Promise<Operation[]>

const expand = ['latest_charge.balance_transaction']

/**
 * Looks an intent up and says what to write down. What is less than a capture concerns the attempt that waited for 3-D
 * Secure when the look began: by the time of writing, another card may be under way.
 */
export async function lookUpIntent(ctx: Ctx, id: string): Promise<Recording> {
  const waiting = await ctx.sql.first<{ id: string }>`
    select attempts.id from attempts join intents on intents.payment_id = attempts.payment_id
    where intents.id = ${id} and attempts.state = 'requires_action'`
  const intent = await fetchIntent(ctx, id)
  return (tx) => recordIntent(tx, ctx, intent, waiting?.id)
}

/** An intent as the provider has it now. */
function fetchIntent(ctx: Ctx, id: string): Promise<Stripe.PaymentIntent> {
  return ctx.resources.stripe.paymentIntents.retrieve(id, { expand })
}

/**
 * Acts on an attempt to pay. The intent is made and remembered first, without a card: from then on there is nothing at
 * the provider that we do not know of, and every doubt ends by looking at it. Throws when even that gets no answer.
 */
export async function chargeCard(ctx: Ctx, payment: Payment, attempt: Attempt): Promise<Recording> {
  const intentId = await ensureIntent(ctx, payment, attempt).catch((error: unknown) => {
    if (!isOutage(error)) throw error
    ctx.log.warn({ orderId: payment.orderId, error: String(error) }, 'the provider did not make an intent')
    return undefined
  })
  if (!intentId) return (tx) => recordNotCharged(tx, ctx, attempt.id)
  const { paymentMethodId, returnUrl: return_url } = attempt
  const payment_method = paymentMethodId as string
  // An earlier attempt may have asked to keep another card: an empty value takes that back.
  const setup_future_usage = attempt.keepCard ? 'on_session' : ''
  const idempotencyKey = `pay:${payment.orderId}:${attempt.number}`
  try {
    await failpoint('pay:before-card')
    const intent = await ctx.resources.stripe.paymentIntents.confirm(
      intentId,
      { payment_method, return_url, setup_future_usage, expand },
      { idempotencyKey },
    )
    await failpoint('pay:card-charged')
    return (tx) => recordIntent(tx, ctx, intent, attempt.id)
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal) return (tx) => recordDeclined(tx, ctx, attempt.id, refusal)
    ctx.log.warn({ orderId: payment.orderId, error: String(error) }, 'a payment is in doubt')
    return ruleOut(ctx, intentId, attempt.id)
  }
}

/**
 * The payment's intent, made when there is none for this amount; null when the attempt, or the order, ended meanwhile: whoever
 * stood still for longer than the lease finds that its player was told so, and has perhaps another attempt under way.
 */
async function ensureIntent(ctx: Ctx, payment: Payment, attempt: Attempt): Promise<string | null> {
  if (!(await ctx.sql.begin((tx) => isUnderWay(tx, payment, attempt)))) return null
  const live = await ctx.sql.first<{ id: string; amount: number }>`
    select id, amount from intents where payment_id = ${payment.id} and state <> 'canceled'`
  if (live?.amount === payment.card) return live.id
  if (live) await dropIntent(ctx, live.id)
  const customer = await ensureCustomer(ctx, payment.playerId)
  await failpoint('pay:before-intent')
  const intent = await ctx.resources.stripe.paymentIntents.create(
    {
      amount: payment.card,
      currency: payment.currency.toLowerCase(),
      customer,
      allowed_payment_method_types: ['card'],
      capture_method: payment.captureMethod,
      transfer_group: payment.orderId,
      description:
        payment.orderKind === 'gift-card'
          ? `Gift card ${payment.orderId}`
          : `Coaching, ${payment.orderKind} ${payment.orderId}`,
      metadata: { payment_id: payment.id, order_id: payment.orderId },
    },
    { idempotencyKey: `intent:${payment.orderId}:${attempt.number}` },
  )
  await failpoint('pay:intent-made')
  return ctx.sql.begin(async (tx) => {
    if (!(await isUnderWay(tx, payment, attempt))) return null
    await tx`
      insert into intents (id, payment_id, amount, state, created_at)
      values (${intent.id}, ${payment.id}, ${payment.card}, 'open', ${ctx.now()})
      on conflict (id) do nothing`
    return intent.id
  })
}

/** Whether nobody has ended an attempt or its order; nobody does from here to the transaction's end. */
async function isUnderWay(tx: Tx, { id, orderId }: Payment, attempt: Attempt): Promise<boolean> {
  await lockPayment(tx, id)
  const open = await openAttempt(tx, id)
  return open?.id === attempt.id && (await endOf(tx, orderId)) === null
}

/** Cancels an intent of an attempt that failed: the price is split in another way now. Throws when it may still capture. */
async function dropIntent(ctx: Ctx, intentId: string): Promise<void> {
  const intent = await cancelUnless(ctx, intentId, [...settled, 'requires_capture'])
  if (intent.status !== 'canceled') throw new Error(`${intentId} is ${intent.status} and was thought to have failed`)
  await ctx.sql`update intents set state = 'canceled' where id = ${intentId}`
}

/** What the provider said against the card, or undefined when the error says nothing of it. */
function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Stripe.errors.StripeCardError) {
    return refusalOf(error.code ?? 'card_declined', error.decline_code ?? null)
  }
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined
  if (error.code === 'payment_intent_unexpected_state') return undefined
  return refusalOf(error.code ?? 'invalid_payment_method', null)
}

const refusalOf = (code: string, declineCode: string | null): Refusal => ({
  code,
  declineCode,
  message: wordsFor(code, declineCode),
})

/**
 * Ends a doubt about an attempt: what was captured or authorised is recorded, and otherwise the intent is cancelled, after
 * which nothing can be captured any more. The card is never charged here, behind the back of a player who may have left.
 */
export async function ruleOut(ctx: Ctx, intentId: string, attemptId: string): Promise<Recording> {
  const intent = await cancelUnless(ctx, intentId, [...settled, 'requires_capture'])
  if (intent.status === 'processing') throw new Error(`${intentId} is still processing`)
  return async (tx) => [...(await recordIntent(tx, ctx, intent)), ...(await recordNotCharged(tx, ctx, attemptId))]
}

/** Where an intent cannot be cancelled any more, or not yet. */
const settled: readonly Stripe.PaymentIntent.Status[] = ['succeeded', 'processing', 'canceled']

async function cancelUnless(
  ctx: Ctx,
  intentId: string,
  kept: readonly Stripe.PaymentIntent.Status[],
): Promise<Stripe.PaymentIntent> {
  const intent = await fetchIntent(ctx, intentId)
  if (kept.includes(intent.status)) return intent
  try {
    return await ctx.resources.stripe.paymentIntents.cancel(intentId)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return fetchIntent(ctx, intentId)
    throw error
  }
}

/** Acts on a `pay` operation that its request did not finish: a crash, or a doubt that outlived it. */
export async function resolvePay(ctx: Ctx, operation: Operation): Promise<Recording> {
  const attemptId = operation.attemptId as string
  const intentId = await liveIntentOf(ctx.sql, operation.paymentId)
  if (intentId) return ruleOut(ctx, intentId, attemptId)
  return async (tx) => {
    await lockPayment(tx, operation.paymentId)
    const made = await liveIntentOf(tx, operation.paymentId)
    if (made) throw new Error(`${made} was made while its attempt was looked at`)
    return recordNotCharged(tx, ctx, attemptId)
  }
}

/** Acts on a `cancel` operation: the hold or the request is gone, so the intent must not capture any more. */
export async function cancelIntent(ctx: Ctx, operation: Operation): Promise<Recording> {
  const intentId = await liveIntentOf(ctx.sql, operation.paymentId)
  const waiting = await openAttempt(ctx.sql, operation.paymentId)
  await failpoint('cancel:before')
  const intent = intentId ? await cancelUnless(ctx, intentId, settled) : undefined
  await failpoint('cancel:sent')
  if (intent?.status === 'processing') throw new Error(`${intent.id} is still processing`)
  return async (tx) => {
    const followUps = intent ? await recordIntent(tx, ctx, intent, waiting?.id) : []
    await finish(tx, operation.id, { state: 'done', at: ctx.now() })
    return followUps
  }
}

/**
 * Acts on a `capture` operation: the coach accepted, so the authorised price is taken, unless the request has ended since.
 * What cannot be captured any more was let go of, and that is recorded.
 */
export async function captureIntent(ctx: Ctx, operation: Operation): Promise<Recording> {
  const intentId = await liveIntentOf(ctx.sql, operation.paymentId)
  await failpoint('capture:before')
  const intent = intentId ? await captureUnlessEnded(ctx, intentId, operation) : undefined
  await failpoint('capture:sent')
  if (intent?.status === 'processing') throw new Error(`${intent.id} is still processing`)
  return async (tx) => {
    const followUps = intent ? await recordIntent(tx, ctx, intent) : []
    await finish(tx, operation.id, { state: intent?.status === 'succeeded' ? 'done' : 'dropped', at: ctx.now() })
    return followUps
  }
}

async function captureUnlessEnded(ctx: Ctx, intentId: string, operation: Operation): Promise<Stripe.PaymentIntent> {
  const { orderId } = await ctx.sql.one<{ orderId: string }>`
    select order_id from payments where id = ${operation.paymentId}`
  if (await endOf(ctx.sql, orderId)) return fetchIntent(ctx, intentId)
  try {
    return await ctx.resources.stripe.paymentIntents.capture(intentId, { expand }, { idempotencyKey: keyOf(operation) })
  } catch (error) {
    if (isOutage(error)) throw error
    const intent = await fetchIntent(ctx, intentId)
    if (intent.status === 'requires_capture') throw error
    return intent
  }
}

/**
 * Writes down what an intent's state means. A capture or an authorisation counts whoever tells of it; anything less is about
 * the attempt that the intent was asked for.
 */
async function recordIntent(tx: Tx, ctx: Ctx, intent: Stripe.PaymentIntent, attemptId?: string): Promise<Operation[]> {
  const payment = await lockPaymentOfIntent(tx, intent.id)
  if (!payment) {
    ctx.log.warn({ intentId: intent.id }, 'an intent that no payment knows')
    return []
  }
  if (intent.status === 'succeeded') return recordCapture(tx, ctx, payment, intent)
  if (intent.status === 'requires_capture') return recordAuthorization(tx, ctx, payment, intent)
  const open = await openAttempt(tx, payment.id)
  const attempt = open?.id === attemptId ? open : undefined
  if (intent.status === 'canceled') {
    await tx`update intents set state = 'canceled' where id = ${intent.id}`
    if (attempt) await recordNotCharged(tx, ctx, attempt.id)
    if (payment.state === 'authorized') await recordLetGo(tx, ctx, payment)
  } else if (intent.status === 'requires_action' && attempt) {
    await recordChallenge(tx, ctx, payment, attempt, intent)
  } else if (intent.status === 'requires_payment_method' && attempt && intent.last_payment_error) {
    const { code = 'card_declined', decline_code = null } = intent.last_payment_error
    await recordDeclined(tx, ctx, attempt.id, refusalOf(code, decline_code))
  }
  return []
}

/**
 * The bank keeps the price. What has ended meanwhile has a `cancel` operation, which lets it go; an intent that was cancelled
 * meanwhile is an old look at it.
 */
async function recordAuthorization(
  tx: Tx,
  ctx: Ctx,
  payment: Payment,
  intent: Stripe.PaymentIntent,
): Promise<Operation[]> {
  if (payment.captureMethod !== 'manual' || intent.amount_capturable !== payment.card) {
    throw new Error(`${intent.id} authorised ${intent.amount_capturable} for payment ${payment.id}`)
  }
  const isKnown = payment.capturedAt !== null || payment.state === 'authorized'
  if (isKnown || (await liveIntentOf(tx, payment.id)) !== intent.id) return []
  const attempt = await openAttempt(tx, payment.id)
  if (await endOf(tx, payment.orderId)) return attempt ? recordNotCharged(tx, ctx, attempt.id) : []
  await recordKept(tx, ctx, payment)
  return []
}

/** An authorisation is gone. When its request has not ended, nobody here let it go: session-service has to hear of it. */
async function recordLetGo(tx: Tx, ctx: Ctx, payment: Payment): Promise<void> {
  const letGo = await tx.one<Payment>`update payments set state = 'cancelled' where id = ${payment.id} returning *`
  await finishAll(tx, payment.id, 'capture', { state: 'dropped', at: ctx.now() })
  await letGoOfFunds(tx, ctx, payment)
  if (!(await endOf(tx, payment.orderId))) await ctx.emit(tx, paymentLapsed, factOf(letGo), payment.orderId)
}

async function recordCapture(tx: Tx, ctx: Ctx, payment: Payment, intent: Stripe.PaymentIntent): Promise<Operation[]> {
  const chargeId = idOf(intent.latest_charge)
  if (!chargeId || intent.amount_received !== payment.card || currencyOf(intent.currency) !== payment.currency) {
    throw new Error(`${intent.id} captured ${intent.amount_received} ${intent.currency} for payment ${payment.id}`)
  }
  const now = ctx.now()
  const about = { currency: payment.currency, escrowId: payment.orderId, source: chargeId, at: now }
  const held = escrow(payment.orderId)
  const posted = await post(tx, {
    ...about,
    kind: 'captured',
    lines: [
      [psp, payment.card],
      [held, -payment.card],
    ],
  })
  const fee = feeOf(intent)
  if (fee > 0)
    await post(tx, {
      ...about,
      kind: 'stripe_fee',
      lines: [
        ['exp:stripe_fee', fee],
        [psp, -fee],
      ],
    })
  await noteAvailable(tx, payment, intent)
  if (posted === null) return []
  await tx`update intents set state = 'captured' where id = ${intent.id}`
  return recordPaid(tx, ctx, payment, chargeId)
}

/** Stripe's fee on a captured intent, in minor units; 0 while it is not known, or is taken in another currency. */
function feeOf(intent: Stripe.PaymentIntent): number {
  const movement = movementOf(intent)
  return movement?.currency === intent.currency ? movement.fee : 0
}

/** Keeps when the money may be paid out, as soon as the provider says. */
async function noteAvailable(tx: Tx, { id }: Payment, intent: Stripe.PaymentIntent): Promise<void> {
  const movement = movementOf(intent)
  if (movement)
    await tx`
      update payments set available_at = ${new Date(movement.available_on * 1_000)} where id = ${id} and available_at is null`
}

function movementOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.BalanceTransaction | null {
  if (charge === null || typeof charge === 'string') return null
  const { balance_transaction: movement } = charge
  return movement === null || typeof movement === 'string' ? null : movement
}

async function recordChallenge(tx: Tx, ctx: Ctx, payment: Payment, attempt: Attempt, intent: Stripe.PaymentIntent) {
  const url = intent.next_action?.redirect_to_url?.url ?? null
  const asked = await tx.one<Payment>`
    update payments set state = 'requires_action', next_action_url = ${url}, client_secret = ${intent.client_secret}
    where id = ${payment.id} returning *`
  if (attempt.state === 'processing') await endAttempt(tx, ctx, attempt, 'requires_action', answerWith(asked))
}

async function recordDeclined(tx: Tx, ctx: Ctx, attemptId: string, refusal: Refusal): Promise<Operation[]> {
  const failed = await failAttempt(tx, ctx, attemptId, refusal, { kind: 'declined', refusal })
  if (!failed) return []
  const { code, message } = refusal
  await ctx.emit(tx, paymentFailed, { ...factOf(failed), code, message }, failed.orderId)
  return []
}

/** Nothing was charged, and that is certain. An attempt that is over already stays as it is. */
async function recordNotCharged(tx: Tx, ctx: Ctx, attemptId: string): Promise<Operation[]> {
  const { orderId } = await tx.one<{ orderId: string }>`
    select order_id from payments where id = (select payment_id from attempts where id = ${attemptId})`
  const ended = (await endOf(tx, orderId)) !== null
  const code = ended ? 'hold_ended' : 'provider_unavailable'
  const refusal = { code, declineCode: null, message: 'You were not charged' }
  await failAttempt(tx, ctx, attemptId, refusal, { kind: ended ? 'ended' : 'unavailable' })
  return []
}

async function failAttempt(tx: Tx, ctx: Ctx, attemptId: string, refusal: Refusal, answer: Answer) {
  const { paymentId } = await tx.one<{ paymentId: string }>`select payment_id from attempts where id = ${attemptId}`
  const payment = await lockPayment(tx, paymentId)
  const attempt = await openAttempt(tx, paymentId)
  if (attempt?.id !== attemptId) return undefined
  await letGoOfFunds(tx, ctx, payment)
  const failed = await tx.one<Payment>`
    update payments set state = 'failed', failure_code = ${refusal.code}, failure_message = ${refusal.message}
    where id = ${paymentId} returning *`
  await endAttempt(tx, ctx, attempt, 'failed', answer)
  return failed
}
