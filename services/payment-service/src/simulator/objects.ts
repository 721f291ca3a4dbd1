import type Stripe from 'stripe'
import { cardOf, type TestCard } from './test-cards.ts'

/**
 * Builds the objects which several files share, checked against the official SDK's types; the others are built beside
 * their rules. Other objects are named by id; `expand.ts` puts them in place of the id where the caller asks.
 */

type Metadata = Record<string, string>
const noBillingDetails = { address: null, email: null, name: null, phone: null, tax_id: null }

export interface PaymentMethodRow {
  id: string
  created: number
  test_card: string
  exp_month: number
  exp_year: number
  customer_id: string | null
  billing_details: Partial<Stripe.PaymentMethod.BillingDetails>
  metadata: Metadata
  detached: boolean
}

export function paymentMethodObject(row: PaymentMethodRow): Stripe.PaymentMethod {
  const card = cardOf(row.test_card)
  return {
    id: row.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { ...noBillingDetails, ...row.billing_details },
    card: {
      brand: card.brand,
      checks: cardChecks(card),
      country: 'US',
      display_brand: card.brand,
      exp_month: row.exp_month,
      exp_year: row.exp_year,
      fingerprint: fingerprintOf(card),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: row.created,
    customer: row.customer_id,
    customer_account: null,
    livemode: false,
    metadata: row.metadata,
    type: 'card',
  } satisfies Stripe.PaymentMethod
}

function cardChecks(card: TestCard) {
  return {
    address_line1_check: null,
    address_postal_code_check: null,
    cvc_check: card.decline?.code === 'incorrect_cvc' ? 'fail' : 'pass',
  }
}

/** The same card number always has the same fingerprint, as at Stripe; test numbers are public. */
function fingerprintOf(card: TestCard): string {
  return `sim${card.number}`
}

export interface PaymentIntentRow {
  id: string
  created: number
  amount: number
  amount_capturable: number
  amount_received: number
  currency: string
  status: Stripe.PaymentIntent.Status
  capture_method: Stripe.PaymentIntent.CaptureMethod
  confirmation_method: Stripe.PaymentIntent.ConfirmationMethod
  client_secret: string
  customer_id: string | null
  payment_method_id: string | null
  latest_charge_id: string | null
  description: string | null
  receipt_email: string | null
  transfer_group: string | null
  setup_future_usage: Stripe.PaymentIntent.SetupFutureUsage | null
  statement_descriptor: string | null
  statement_descriptor_suffix: string | null
  automatic_payment_methods: Stripe.PaymentIntent.AutomaticPaymentMethods | null
  /** Null allows every type the platform offers, which is the card. */
  allowed_payment_method_types: string[] | null
  return_url: string | null
  last_payment_error: Stripe.PaymentIntent.LastPaymentError | null
  canceled_at: number | null
  cancellation_reason: Stripe.PaymentIntent.CancellationReason | null
  metadata: Metadata
}

/** `authenticationUrl` is where the customer proves who they are, used while the intent requires action. */
export function paymentIntentObject(row: PaymentIntentRow, authenticationUrl: string): Stripe.PaymentIntent {
  return {
    id: row.id,
    object: 'payment_intent',
    allowed_payment_method_types: row.allowed_payment_method_types as
      | Stripe.PaymentIntent.AllowedPaymentMethodType[]
      | null,
    amount: row.amount,
    amount_capturable: row.amount_capturable,
    amount_details: { tip: {} },
    amount_received: row.amount_received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: row.automatic_payment_methods,
    canceled_at: row.canceled_at,
    cancellation_reason: row.cancellation_reason,
    capture_method: row.capture_method,
    client_secret: row.client_secret,
    confirmation_method: row.confirmation_method,
    created: row.created,
    currency: row.currency,
    customer: row.customer_id,
    customer_account: null,
    description: row.description,
    excluded_payment_method_types: null,
    last_payment_error: row.last_payment_error,
    latest_charge: row.latest_charge_id,
    livemode: false,
    managed_payments: null,
    metadata: row.metadata,
    next_action: row.status === 'requires_action' ? nextAction(row, authenticationUrl) : null,
    on_behalf_of: null,
    payment_method: row.payment_method_id,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: row.receipt_email,
    review: null,
    setup_future_usage: row.setup_future_usage,
    shipping: null,
    source: null,
    statement_descriptor: row.statement_descriptor,
    statement_descriptor_suffix: row.statement_descriptor_suffix,
    status: row.status,
    transfer_data: null,
    transfer_group: row.transfer_group,
  } satisfies Stripe.PaymentIntent
}

/** Without a return_url Stripe leaves the challenge to Stripe.js; the page's address is named in both cases. */
function nextAction(row: PaymentIntentRow, url: string): Stripe.PaymentIntent.NextAction {
  const redirect_to_url = { url, return_url: row.return_url }
  if (row.return_url !== null) return { type: 'redirect_to_url', redirect_to_url }
  return {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url },
    redirect_to_url,
  }
}

export interface ChargeRow {
  id: string
  created: number
  payment_intent_id: string
  payment_method_id: string
  customer_id: string | null
  amount: number
  amount_captured: number
  amount_refunded: number
  currency: string
  status: 'failed' | 'succeeded'
  captured: boolean
  authenticated: boolean
  disputed: boolean
  failure_code: string | null
  decline_code: string | null
  failure_message: string | null
  capture_before: number | null
  balance_transaction_id: string | null
  description: string | null
  receipt_email: string | null
  transfer_group: string | null
  metadata: Metadata
}

/** `method` is the card the charge was made with. */
export function chargeObject(row: ChargeRow, method: PaymentMethodRow): Stripe.Charge {
  return {
    id: row.id,
    object: 'charge',
    amount: row.amount,
    amount_captured: row.amount_captured,
    amount_refunded: row.amount_refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: row.balance_transaction_id,
    billing_details: { ...noBillingDetails, ...method.billing_details },
    calculated_statement_descriptor: 'ESPORT COACH CONNECT',
    captured: row.captured,
    created: row.created,
    currency: row.currency,
    customer: row.customer_id,
    description: row.description,
    disputed: row.disputed,
    failure_balance_transaction: null,
    failure_code: row.failure_code,
    failure_message: row.failure_message,
    fraud_details: {},
    livemode: false,
    metadata: row.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(row),
    paid: row.status === 'succeeded',
    payment_intent: row.payment_intent_id,
    payment_method: row.payment_method_id,
    payment_method_details: { type: 'card', card: chargedCard(row, method) },
    receipt_email: row.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: row.status === 'succeeded' && row.amount_refunded === row.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: row.status,
    transfer_data: null,
    transfer_group: row.transfer_group,
  } satisfies Stripe.Charge
}

function outcomeOf(row: ChargeRow): Stripe.Charge.Outcome {
  const declined = row.status === 'failed'
  return {
    advice_code: declined ? 'try_again_later' : null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: declined ? 'declined_by_network' : 'approved_by_network',
    reason: row.decline_code ?? row.failure_code,
    risk_level: 'normal',
    risk_score: 10,
    seller_message: declined ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: declined ? 'issuer_declined' : 'authorized',
  } satisfies Stripe.Charge.Outcome
}

function chargedCard(row: ChargeRow, method: PaymentMethodRow): Stripe.Charge.PaymentMethodDetails.Card {
  const card = cardOf(method.test_card)
  return {
    amount_authorized: row.status === 'succeeded' ? row.amount : null,
    authorization_code: null,
    brand: card.brand,
    ...(row.capture_before !== null && { capture_before: row.capture_before }),
    checks: cardChecks(card),
    country: 'US',
    electronic_commerce_indicator: null,
    exp_month: method.exp_month,
    exp_year: method.exp_year,
    fingerprint: fingerprintOf(card),
    funding: 'credit',
    installments: null,
    last4: card.number.slice(-4),
    mandate: null,
    network: card.brand,
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: row.authenticated ? authenticated : null,
    transaction_link_id: null,
    wallet: null,
  } satisfies Stripe.Charge.PaymentMethodDetails.Card
}

const authenticated = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: null,
  version: '2.2.0',
} satisfies Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure

export interface BalanceTransactionRow {
  id: string
  created: number
  account_id: string
  amount: number
  fee: number
  net: number
  currency: string
  type: Stripe.BalanceTransaction.Type
  reporting_category: string
  source_id: string
  description: string | null
  available_on: number
}

export function balanceTransactionObject(row: BalanceTransactionRow, nowSeconds: number): Stripe.BalanceTransaction {
  const feeDetail = {
    amount: row.fee,
    application: null,
    currency: row.currency,
    description: 'Stripe processing fees',
    type: 'stripe_fee',
  }
  return {
    id: row.id,
    object: 'balance_transaction',
    amount: row.amount,
    available_on: row.available_on,
    balance_type: 'payments',
    created: row.created,
    currency: row.currency,
    description: row.description,
    exchange_rate: null,
    fee: row.fee,
    fee_details: row.fee === 0 ? [] : [feeDetail],
    net: row.net,
    reporting_category: row.reporting_category,
    source: row.source_id,
    status: row.available_on <= nowSeconds ? 'available' : 'pending',
    type: row.type,
  } satisfies Stripe.BalanceTransaction
}

/** A page of a list in Stripe's shape. */
export function listObject<Item>(url: string, data: Item[], hasMore: boolean): Stripe.ApiList<Item> {
  return { object: 'list', data, has_more: hasMore, url }
}
