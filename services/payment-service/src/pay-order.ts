import { holdExpired } from '@ecc/contracts/bookings'
import type { BodyOf } from '@ecc/contracts/define'
import { confirmAuthorizedOrder, confirmPaidOrder, orderNotFound } from '@ecc/contracts/orders'
import {
  alreadyPaid,
  payBooking as bookingContract,
  payOrder as contract,
  type PaidKind,
  type Payment as PaymentView,
  paymentsDown,
} from '@ecc/contracts/payments'
import { checkGuardianConsent, guardianConsentRequired } from '@ecc/contracts/users'
import { failpoint, handle, type Tx } from '@ecc/kit'
import {
  type Answer,
  type Attempt,
  announceDoubt,
  answerOf,
  answerWith,
  asksTheSame,
  beginAttempt,
  earlierAttempt,
  give,
  openAttempt,
  type PayRequest,
} from './attempt.ts'
import { recordCovered } from './capture.ts'
import type { Ctx } from './config.ts'
import { chargeCard, ruleOut } from './intent.ts'
import { leaseEnd, underLease } from './lease.ts'
import type { Operation } from './operation.ts'
import { asBookingProblem, type Order, ownOrder } from './order.ts'
import { rememberParties } from './party.ts'
import { endOf, findOwnPayment, liveIntentOf, type Payment } from './payment.ts'
import { isOutage } from './provider.ts'
import { record, runOperation, start, tryLater } from './run-operation.ts'

/** How long a request waits for the provider; then the payment is answered as `processing`, and is finished all the same. */
const waitMs = 14_000

/** POST /orders/:id/pay: pays for a package, a series or a gift card. */
export const payOrder = handle(contract, async ({ params, body, caller, key }, ctx: Ctx) => {
  const returnUrl = body.returnUrl ?? `${ctx.config.PUBLIC_URL}/orders/${params.id}`
  const request = { ...fundsIn(body), playerId: caller.userId, orderId: params.id, returnUrl, key }
  return pay(ctx, request, ['package', 'series', 'gift-card'])
})

/** POST /bookings/:id/pay: the same for a booking, which is an order by itself. */
export const payBooking = handle(bookingContract, async ({ params, body, caller, key }, ctx: Ctx) => {
  const returnUrl = body.returnUrl ?? `${ctx.config.PUBLIC_URL}/bookings/${params.id}`
  const request = { ...fundsIn(body), playerId: caller.userId, orderId: params.id, returnUrl, key }
  return pay(ctx, request, ['booking']).catch((error: unknown) => {
    throw asBookingProblem(error)
  })
})

/** What the player wants to pay with, as the body of both routes has it. */
function fundsIn(
  body: BodyOf<typeof contract>,
): Pick<PayRequest, 'paymentMethodId' | 'keepCard' | 'promoCode' | 'useCredit' | 'card'> {
  const { paymentMethodId = null, keepCard = false, promoCode, useCredit = false, card } = body
  return { paymentMethodId, keepCard, promoCode: promoCode?.toUpperCase() ?? null, useCredit, card }
}

/** Decides to try the card, acts at the provider, records what came of it. */
async function pay(ctx: Ctx, request: PayRequest, kinds: readonly PaidKind[]): Promise<PaymentView> {
  const attempt = (await earlierAttempt(ctx.sql, request)) ?? (await tryCard(ctx, request, kinds))
  const answer = attempt.reply ?? (await answerOf(ctx, attempt.id, waitMs)) ?? (await stillProcessing(ctx, request))
  if (answer.kind === 'payment' && answer.payment.state === 'succeeded') await hastenConfirmation(ctx, answer.payment)
  if (answer.kind === 'payment' && answer.payment.state === 'authorized') await hastenRequest(ctx, answer.payment)
  return give(answer)
}

async function tryCard(ctx: Ctx, request: PayRequest, kinds: readonly PaidKind[]): Promise<Attempt> {
  const order = await ownOrder(ctx, request.orderId, request.playerId, kinds)
  // The same request, sent before and under way until just now, may be what paid it.
  const first = order.state === 'payable' ? undefined : await earlierAttempt(ctx.sql, request)
  if (first) return first
  refuseUnlessPayable(order, ctx.now())
  await Promise.all([
    refuseWithoutConsent(ctx, request.playerId),
    rememberParties(ctx, order.coachId === null ? [order.playerId] : [order.playerId, order.coachId]),
  ])
  await endOtherChallenge(ctx, request)
  const begun = await ctx.sql.begin(async (tx) => {
    const begun = await beginAttempt(tx, ctx, order, request)
    if (begun.operation) await watch(tx, ctx, begun.operation)
    if (begun.covered) await start(tx, ctx, await recordCovered(tx, ctx, begun.payment))
    return begun
  })
  await failpoint('pay:decided')
  if (begun.operation) void act(ctx, begun.payment, begun.attempt, begun.operation)
  return begun.attempt
}

function refuseUnlessPayable({ state, payableUntil }: Order, now: Date): void {
  if (state === 'paid' || state === 'authorized') throw alreadyPaid()
  if (state === 'ended' || Date.parse(payableUntil) <= now.getTime()) throw holdExpired()
}

/** Whoever is under 18 pays with a guardian's consent only; while user-service cannot be asked, nobody pays. */
async function refuseWithoutConsent(ctx: Ctx, playerId: string): Promise<void> {
  const { required, given } = await ctx.call(checkGuardianConsent, { params: { id: playerId } })
  if (required && !given) throw guardianConsentRequired()
}

/**
 * What waits for 3-D Secure was for another split of the price: it ends first, so that its intent captures nothing. Throws
 * `paymentsDown`; when it was paid meanwhile, that is found out next.
 */
async function endOtherChallenge(ctx: Ctx, request: PayRequest): Promise<void> {
  const payment = await findOwnPayment(ctx.sql, request.orderId, request.playerId)
  const open = payment && (await openAttempt(ctx.sql, payment.id))
  if (!payment || open?.state !== 'requires_action' || asksTheSame(open, request)) return
  const intentId = await liveIntentOf(ctx.sql, payment.id)
  if (!intentId) return
  const recording = await ruleOut(ctx, intentId, open.id).catch((error: unknown) => {
    throw isOutage(error) ? paymentsDown() : error
  })
  await record(ctx, recording)
}

/** Should this process die half-way, a job takes over when the lease is up. */
async function watch(tx: Tx, ctx: Ctx, operation: Operation): Promise<void> {
  const options = { key: operation.id, runAt: leaseEnd(ctx.now()) }
  await ctx.addJob(tx, runOperation, { operationId: operation.id }, options)
}

/** Runs beside the request, which may stop waiting for it; never throws. */
async function act(ctx: Ctx, payment: Payment, attempt: Attempt, operation: Operation): Promise<void> {
  try {
    await underLease(ctx, operation, async () => record(ctx, await chargeCard(ctx, payment, attempt)))
  } catch (error) {
    await tryLater(ctx, operation, error).catch((fault: unknown) => {
      ctx.log.error({ operationId: operation.id, error: String(fault) }, 'a doubt stays until its lease is up')
    })
    announceDoubt(ctx, attempt.id)
  }
}

async function stillProcessing(ctx: Ctx, request: PayRequest): Promise<Answer> {
  const payment = await findOwnPayment(ctx.sql, request.orderId, request.playerId)
  if (!payment) throw orderNotFound()
  return answerWith(payment)
}

/**
 * The event `payment.captured` confirms the order too; this only spares the player the wait for it. Throws `holdExpired`
 * when a slot was gone by then: the money goes back as soon as session-service says so. A gift card needs
 * nobody's word.
 */
async function hastenConfirmation(ctx: Ctx, { id: paymentId, orderId, orderKind, quote }: PaymentView): Promise<void> {
  await failpoint('pay:before-confirming-the-order')
  if (orderKind === 'gift-card') return refuseEnded(ctx, orderId)
  const answer = await ctx
    .call(confirmPaidOrder, { params: { id: orderId }, body: { paymentId, quote } })
    .catch((error: unknown) => {
      ctx.log.warn({ orderId, error: String(error) }, 'the order is confirmed by the event')
    })
  if (answer?.confirmed === false) {
    throw holdExpired('The slot was gone when the payment arrived; you get all of it back')
  }
}

async function refuseEnded(ctx: Ctx, orderId: string): Promise<void> {
  if (await endOf(ctx.sql, orderId))
    throw holdExpired('The order had ended when the payment arrived; you get all of it back')
}

/** The same for a request, which `payment.authorized` puts to the coach too. Throws `holdExpired` when its hold was over. */
async function hastenRequest(ctx: Ctx, { id: paymentId, orderId, quote }: PaymentView): Promise<void> {
  const answer = await ctx
    .call(confirmAuthorizedOrder, { params: { id: orderId }, body: { paymentId, quote } })
    .catch((error: unknown) => {
      ctx.log.warn({ orderId, error: String(error) }, 'the coach is asked by the event')
    })
  if (answer?.requested === false) {
    throw holdExpired('The time was no longer kept for you when your card was authorised; you are not charged')
  }
}
