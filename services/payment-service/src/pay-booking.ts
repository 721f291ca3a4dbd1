import {
  type BookingRecord,
  bookingNotFound,
  confirmPaidBooking,
  getBookingRecord,
  holdExpired,
} from '@ecc/contracts/bookings'
import { alreadyPaid, payBooking as contract } from '@ecc/contracts/payments'
import { checkGuardianConsent, guardianConsentRequired } from '@ecc/contracts/users'
import { handle, type Tx } from '@ecc/kit'
import {
  type Answer,
  type Attempt,
  announceDoubt,
  answerOf,
  answerWith,
  beginAttempt,
  earlierAttempt,
  give,
  type PayRequest,
} from './attempt.ts'
import type { Ctx } from './config.ts'
import { chargeCard } from './intent.ts'
import { leaseEnd, type Operation } from './operation.ts'
import { findOwnPayment, type Payment } from './payment.ts'
import { record, runOperation, tryLater } from './run-operation.ts'

/** How long a request waits for the provider; then the payment is answered as `processing`, and is finished all the same. */
const waitMs = 14_000

/** POST /bookings/:id/pay: decides to try the card, acts at the provider, records what came of it. */
export const payBooking = handle(contract, async ({ params, body, caller, key }, ctx: Ctx) => {
  const request: PayRequest = {
    playerId: caller.userId,
    bookingId: params.id,
    paymentMethodId: body.paymentMethodId,
    returnUrl: body.returnUrl ?? `${ctx.config.PUBLIC_URL}/bookings/${params.id}`,
    key,
  }
  const attempt = (await earlierAttempt(ctx.sql, request)) ?? (await tryCard(ctx, request))
  const answer = attempt.reply ?? (await answerOf(ctx, attempt.id, waitMs)) ?? (await stillProcessing(ctx, request))
  if (answer.kind === 'payment' && answer.payment.state === 'succeeded') await hastenConfirmation(ctx, answer.payment)
  return give(answer)
})

async function tryCard(ctx: Ctx, request: PayRequest): Promise<Attempt> {
  const booking = await ctx.call(getBookingRecord, { params: { id: request.bookingId } })
  if (booking.playerId !== request.playerId) throw bookingNotFound()
  refuseUnlessHeld(booking, ctx.now())
  await refuseWithoutConsent(ctx, request.playerId)
  const begun = await ctx.sql.begin(async (tx) => {
    const begun = await beginAttempt(tx, ctx, booking, request)
    if (begun.operation) await watch(tx, ctx, begun.operation)
    return begun
  })
  if (begun.operation) void act(ctx, begun.payment, begun.attempt, begun.operation)
  return begun.attempt
}

function refuseUnlessHeld({ state, holdExpiresAt }: BookingRecord, now: Date): void {
  if (state === 'expired' || state === 'cancelled') throw holdExpired()
  if (state !== 'held') throw alreadyPaid()
  if (Date.parse(holdExpiresAt) <= now.getTime()) throw holdExpired()
}

/** Whoever is under 18 pays with a guardian's consent only; while user-service cannot be asked, nobody pays. */
async function refuseWithoutConsent(ctx: Ctx, playerId: string): Promise<void> {
  const { required, given } = await ctx.call(checkGuardianConsent, { params: { id: playerId } })
  if (required && !given) throw guardianConsentRequired()
}

/** Should this process die half-way, a job takes over when the lease is up. */
async function watch(tx: Tx, ctx: Ctx, operation: Operation): Promise<void> {
  const options = { key: operation.id, runAt: leaseEnd(ctx.now()) }
  await ctx.addJob(tx, runOperation, { operationId: operation.id }, options)
}

/** Runs beside the request, which may stop waiting for it; never throws. */
async function act(ctx: Ctx, payment: Payment, attempt: Attempt, operation: Operation): Promise<void> {
  try {
    await record(ctx, await chargeCard(ctx, payment, attempt))
  } catch (error) {
    await tryLater(ctx, operation, error).catch((fault: unknown) => {
      ctx.log.error({ operationId: operation.id, error: String(fault) }, 'a doubt stays until its lease is up')
    })
    announceDoubt(ctx, attempt.id)
  }
}

async function stillProcessing(ctx: Ctx, request: PayRequest): Promise<Answer> {
  const payment = await findOwnPayment(ctx.sql, request.bookingId, request.playerId)
  if (!payment) throw bookingNotFound()
  return answerWith(payment)
}

/**
 * The event `payment.captured` confirms the booking too; this only spares the player the wait for it. Throws `holdExpired`
 * when the slot was gone by then: the money goes back as soon as session-service says so.
 */
async function hastenConfirmation(ctx: Ctx, payment: { id: string; bookingId: string }): Promise<void> {
  const booking = await ctx
    .call(confirmPaidBooking, { params: { id: payment.bookingId }, body: { paymentId: payment.id } })
    .catch((error: unknown) => {
      ctx.log.warn({ bookingId: payment.bookingId, error: String(error) }, 'the booking is confirmed by the event')
    })
  if (!booking || booking.confirmedAt !== null) return
  if (booking.state === 'expired' || booking.state === 'cancelled') {
    throw holdExpired('The slot was gone when the payment arrived; you get all of it back')
  }
}
