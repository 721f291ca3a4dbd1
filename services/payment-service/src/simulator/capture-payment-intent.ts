import type Stripe from 'stripe'
import { availableOnAfterCapture, feeOn, recordMovement } from './balance.ts'
import { changeCharge, describeCharge, loadCharge } from './charges.ts'
import { openDispute } from './disputes.ts'
import { emitEvent } from './events.ts'
import type { ChargeRow, PaymentIntentRow } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { announceIntent, changeIntent, describeIntent, loadIntent, unexpectedState } from './payment-intents.ts'
import { loadPaymentMethod } from './payment-methods.ts'
import { invalidRequest } from './problems.ts'
import { cardOf } from './test-cards.ts'
import type { Work } from './work.ts'

/** POST /v1/payment_intents/:id/capture: takes all or, once, a part of a held amount; the rest is let go. */
export async function capturePaymentIntent(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentIntent> {
  const amountToCapture = parameters.optionalInteger('amount_to_capture')
  parameters.finish()
  const intent = await loadIntent(work, id, { lock: true })
  if (intent.status !== 'requires_capture' || intent.latest_charge_id === null) {
    const message = `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`
    throw unexpectedState(work, intent, message)
  }
  const amount = amountToCapture ?? intent.amount_capturable
  if (amount < 1 || amount > intent.amount_capturable) {
    const message = 'The amount to capture must be at least 1 and no more than the amount that can be captured.'
    throw invalidRequest('amount_too_large', message, 'amount_to_capture')
  }
  const charge = await loadCharge(work, intent.latest_charge_id, { lock: true })
  return captureCharge(work, intent, charge, amount)
}

/** Takes the money of a charge into the balance, less Stripe's fee, and settles its intent. */
export async function captureCharge(
  work: Work,
  intent: PaymentIntentRow,
  charge: ChargeRow,
  amount: number,
): Promise<Stripe.PaymentIntent> {
  const card = cardOf((await loadPaymentMethod(work, charge.payment_method_id)).test_card)
  const movement = await recordMovement(work, {
    type: 'charge',
    reportingCategory: 'charge',
    sourceId: charge.id,
    amount,
    fee: feeOn(work, amount),
    currency: charge.currency,
    description: charge.description,
    availableOn: card.bypassesPending ? work.nowSeconds : availableOnAfterCapture(work),
  })
  const wasHeld = intent.status === 'requires_capture'
  const captured = await changeCharge(work, charge.id, {
    captured: true,
    amount_captured: amount,
    capture_before: null,
    balance_transaction_id: movement.id,
  })
  await emitEvent(work, wasHeld ? 'charge.captured' : 'charge.succeeded', await describeCharge(work, captured))
  const paid = await changeIntent(work, intent.id, {
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
    latest_charge_id: charge.id,
  })
  const object = await announceIntent(work, 'payment_intent.succeeded', paid)
  if (card.dispute !== undefined) {
    const isInquiry = card.dispute === 'inquiry'
    await openDispute(work, captured, { reason: isInquiry ? 'general' : card.dispute, isInquiry })
  }
  return object
}

const cancelableStatuses: string[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
]
const cancellationReasons = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const

/** POST /v1/payment_intents/:id/cancel: gives up an unpaid intent and lets go of held money. */
export async function cancelPaymentIntent(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentIntent> {
  const reason = parameters.optionalChoice('cancellation_reason', cancellationReasons) ?? null
  parameters.finish()
  const intent = await loadIntent(work, id, { lock: true })
  if (!cancelableStatuses.includes(intent.status)) {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${cancelableStatuses.join(', ')}.`
    throw unexpectedState(work, intent, message)
  }
  return letGo(work, intent, { reason, chargeEvent: 'charge.refunded' })
}

/** An authorisation nobody captured within its seven days lapses, and its intent with it. */
export async function expireAuthorization(work: Work, intentId: string): Promise<Stripe.PaymentIntent> {
  const intent = await loadIntent(work, intentId, { lock: true })
  if (intent.status !== 'requires_capture') return describeIntent(work, intent)
  return letGo(work, intent, { reason: 'automatic', chargeEvent: 'charge.expired' })
}

async function letGo(
  work: Work,
  intent: PaymentIntentRow,
  why: { reason: Stripe.PaymentIntent.CancellationReason | null; chargeEvent: 'charge.refunded' | 'charge.expired' },
): Promise<Stripe.PaymentIntent> {
  if (intent.status === 'requires_capture' && intent.latest_charge_id !== null) {
    const charge = await loadCharge(work, intent.latest_charge_id, { lock: true })
    const released = await changeCharge(work, charge.id, { amount_refunded: charge.amount, capture_before: null })
    await emitEvent(work, why.chargeEvent, await describeCharge(work, released))
  }
  const canceled = await changeIntent(work, intent.id, {
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: work.nowSeconds,
    cancellation_reason: why.reason,
  })
  return announceIntent(work, 'payment_intent.canceled', canceled)
}
