import type Stripe from 'stripe'
import { captureCharge } from './capture-payment-intent.ts'
import { describeCharge } from './charges.ts'
import { insertRow } from './database.ts'
import { emitEvent } from './events.ts'
import { type ChargeRow, type PaymentIntentRow, type PaymentMethodRow, paymentMethodObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { announceIntent, changeIntent, describeIntent, loadIntent, unexpectedState } from './payment-intents.ts'
import { keepForCustomer, loadPaymentMethod, usePaymentMethod } from './payment-methods.ts'
import { invalidParameter, invalidRequest, StripeProblem } from './problems.ts'
import { cardOf, type Decline } from './test-cards.ts'
import { newId, type Work } from './work.ts'

const authorizationSeconds = 7 * 86_400
const confirmableStatuses: string[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']

/** What a caller gives with an attempt to pay. */
interface Confirmation {
  methodId?: string | undefined
  returnUrl?: string | undefined
  /** Null unsets it, undefined leaves it as it is. */
  futureUsage?: Stripe.PaymentIntent.SetupFutureUsage | null | undefined
  offSession: boolean
}

/** POST /v1/payment_intents/:id/confirm */
export async function confirmPaymentIntent(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentIntent> {
  const methodId = parameters.optionalText('payment_method')
  const confirmation = { ...confirmationOf(parameters), methodId, futureUsage: futureUsageOf(parameters) }
  const receiptEmail = parameters.optionalText('receipt_email')
  parameters.ignore('client_secret', 'payment_method_options')
  parameters.finish()
  let intent = await loadIntent(work, id, { lock: true })
  if (receiptEmail !== undefined) intent = await changeIntent(work, id, { receipt_email: receiptEmail })
  return confirmIntent(work, intent, confirmation)
}

/** An empty value unsets what the intent says of later use. */
function futureUsageOf(parameters: Parameters): Confirmation['futureUsage'] {
  const usage = parameters.optionalChoice('setup_future_usage', ['off_session', 'on_session'])
  return parameters.changedText('setup_future_usage') === null ? null : usage
}

/** Reads what creating and confirming have in common. */
export function confirmationOf(parameters: Parameters): Confirmation {
  const returnUrl = parameters.optionalText('return_url')
  if (returnUrl !== undefined && !URL.canParse(returnUrl)) {
    throw invalidParameter('url_invalid', 'Not a valid URL', 'return_url')
  }
  parameters.ignore('use_stripe_sdk', 'mandate_data')
  return { returnUrl, offSession: parameters.optionalBoolean('off_session') ?? false }
}

/** Tries to pay a locked intent. A card that asks for authentication leaves it at `requires_action`. */
export async function confirmIntent(
  work: Work,
  intent: PaymentIntentRow,
  confirmation: Confirmation,
): Promise<Stripe.PaymentIntent> {
  refuseUnlessConfirmable(work, intent, confirmation)
  const method = await methodFor(work, intent, confirmation)
  const started = await changeIntent(work, intent.id, {
    payment_method_id: method.id,
    return_url: confirmation.returnUrl ?? null,
    last_payment_error: null,
    ...(confirmation.futureUsage !== undefined && { setup_future_usage: confirmation.futureUsage }),
  })
  if (cardOf(method.test_card).challenge !== true) return payIntent(work, started, method, { authenticated: false })
  if (confirmation.offSession) throw await declineIntent(work, started, method, authenticationRequired)
  return announceIntent(
    work,
    'payment_intent.requires_action',
    await changeIntent(work, intent.id, { status: 'requires_action' }),
  )
}

const authenticationRequired: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

function refuseUnlessConfirmable(work: Work, intent: PaymentIntentRow, confirmation: Confirmation): void {
  if (intent.status === 'succeeded') {
    const message =
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
    throw unexpectedState(work, intent, message)
  }
  if (!confirmableStatuses.includes(intent.status)) {
    const message = `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`
    throw unexpectedState(work, intent, message)
  }
  if (confirmation.returnUrl === undefined && mayRedirect(intent)) {
    const message =
      'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these ' +
      'payment methods might redirect your customer off of your page, you must provide a `return_url`. If you do not ' +
      'want to accept redirect-based payment methods, set `automatic_payment_methods[allow_redirects]` to `never`.'
    throw invalidRequest(undefined, message)
  }
}

/** A list that allows cards alone never sends the customer to another page of a payment method's own. */
function mayRedirect(intent: PaymentIntentRow): boolean {
  const allowed = intent.allowed_payment_method_types
  const isCardOnly = allowed !== null && allowed.every((type) => type === 'card')
  return intent.automatic_payment_methods?.allow_redirects === 'always' && !isCardOnly
}

async function methodFor(work: Work, intent: PaymentIntentRow, confirmation: Confirmation): Promise<PaymentMethodRow> {
  const methodId = confirmation.methodId ?? intent.payment_method_id
  if (methodId === null) {
    const message =
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
      'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with one.'
    throw unexpectedState(work, intent, message)
  }
  const method = await usePaymentMethod(work, methodId, 'payment_method')
  if (method.customer_id === null || method.customer_id === intent.customer_id) return method
  const message = 'The provided PaymentMethod belongs to another Customer.'
  throw invalidRequest('payment_method_customer_mismatch', message, 'payment_method')
}

/** The customer has proven who they are: pays the locked intent. A declined card throws after recording itself. */
export async function completeAuthentication(work: Work, intent: PaymentIntentRow): Promise<Stripe.PaymentIntent> {
  if (intent.payment_method_id === null) throw new Error(`${intent.id} requires action without a payment method`)
  const method = await loadPaymentMethod(work, intent.payment_method_id)
  return payIntent(work, intent, method, { authenticated: true })
}

/** The customer could not prove who they are: no charge is made, and another card may be tried. */
export async function failAuthentication(work: Work, intent: PaymentIntentRow): Promise<Stripe.PaymentIntent> {
  const failed = await changeIntent(work, intent.id, {
    status: 'requires_payment_method',
    payment_method_id: null,
    last_payment_error: {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
        'PaymentMethod to attempt to fulfill this PaymentIntent again.',
    },
  })
  return announceIntent(work, 'payment_intent.payment_failed', failed)
}

async function payIntent(
  work: Work,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  attempt: { authenticated: boolean },
): Promise<Stripe.PaymentIntent> {
  const { decline } = cardOf(method.test_card)
  if (decline !== undefined) throw await declineIntent(work, intent, method, decline)
  const isHold = intent.capture_method === 'manual'
  const charge = await insertCharge(work, intent, method, {
    status: 'succeeded',
    authenticated: attempt.authenticated,
    capture_before: isHold ? work.nowSeconds + authorizationSeconds : null,
  })
  if (intent.setup_future_usage !== null && intent.customer_id !== null) {
    await keepForCustomer(work, method, intent.customer_id)
  }
  if (!isHold) return captureCharge(work, intent, charge, intent.amount)
  await emitEvent(work, 'charge.succeeded', await describeCharge(work, charge))
  const held = await changeIntent(work, intent.id, {
    status: 'requires_capture',
    amount_capturable: intent.amount,
    latest_charge_id: charge.id,
  })
  return announceIntent(work, 'payment_intent.amount_capturable_updated', held)
}

/** Records a failed charge and returns the card error to throw; the record outlives the error. */
async function declineIntent(
  work: Work,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  decline: Decline,
): Promise<StripeProblem> {
  const charge = await insertCharge(work, intent, method, {
    status: 'failed',
    authenticated: false,
    failure_code: decline.code,
    decline_code: decline.declineCode ?? null,
    failure_message: decline.message,
  })
  const cause = {
    type: 'card_error' as const,
    code: decline.code,
    ...(decline.declineCode !== undefined && { decline_code: decline.declineCode }),
    advice_code: 'try_again_later',
    message: decline.message,
    charge: charge.id,
    payment_method: paymentMethodObject(method),
  }
  const failed = await changeIntent(work, intent.id, {
    status: 'requires_payment_method',
    payment_method_id: null,
    latest_charge_id: charge.id,
    last_payment_error: cause,
  })
  await emitEvent(work, 'charge.failed', await describeCharge(work, charge))
  await announceIntent(work, 'payment_intent.payment_failed', failed)
  return new StripeProblem(402, { ...cause, payment_intent: describeIntent(work, failed) }, { keepsChanges: true })
}

async function insertCharge(
  work: Work,
  intent: PaymentIntentRow,
  method: PaymentMethodRow,
  outcome: Partial<ChargeRow>,
): Promise<ChargeRow> {
  return insertRow<ChargeRow>(work.tx, 'charges', {
    id: newId('ch'),
    created: work.nowSeconds,
    payment_intent_id: intent.id,
    payment_method_id: method.id,
    customer_id: intent.customer_id,
    amount: intent.amount,
    currency: intent.currency,
    captured: false,
    description: intent.description,
    receipt_email: intent.receipt_email,
    transfer_group: intent.transfer_group,
    metadata: intent.metadata,
    ...outcome,
  })
}
