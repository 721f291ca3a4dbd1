import type Stripe from 'stripe'
import { confirmationOf, confirmIntent } from './confirm-payment-intent.ts'
import { loadCustomer } from './customers.ts'
import { insertRow } from './database.ts'
import type { PaymentIntentRow } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { announceIntent, changeIntent, describeIntent, loadIntent, unexpectedState } from './payment-intents.ts'
import { usePaymentMethod } from './payment-methods.ts'
import { invalidParameter } from './problems.ts'
import { newId, type Work } from './work.ts'

const amountMinorMax = 99_999_999
const amountMinorMin: Record<string, number> = { gbp: 30, jpy: 50, pln: 200, sek: 300, dkk: 250, nok: 300 }
const amountMinorMinOtherwise = 50
const openStatuses: string[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']
const captureMethods = ['automatic', 'automatic_async', 'manual'] as const

/** POST /v1/payment_intents, with `confirm` also the first attempt to pay. */
export async function createPaymentIntent(work: Work, parameters: Parameters): Promise<Stripe.PaymentIntent> {
  const currency = currencyOf(parameters)
  const amount = checkAmount(parameters.integer('amount'), currency)
  const columns = { ...sharedColumns(parameters), ...methodColumns(parameters), metadata: parameters.metadata() }
  const customerId = parameters.optionalText('customer') ?? null
  const captureMethod = parameters.optionalChoice('capture_method', captureMethods) ?? 'automatic_async'
  const confirmationMethod = parameters.optionalChoice('confirmation_method', ['automatic', 'manual'])
  const methodId = parameters.optionalText('payment_method')
  const confirm = parameters.optionalBoolean('confirm') ?? false
  const confirmation = confirmationOf(parameters)
  parameters.finish()
  if (confirmation.returnUrl !== undefined && !confirm) {
    const message = 'You can only provide `return_url` when `confirm` is true.'
    throw invalidParameter(undefined, message, 'return_url')
  }

  if (customerId !== null) await loadCustomer(work, customerId, { param: 'customer' })
  const method = methodId === undefined ? undefined : await usePaymentMethod(work, methodId, 'payment_method')
  const id = newId('pi')
  const intent = await insertRow<PaymentIntentRow>(work.tx, 'payment_intents', {
    id,
    created: work.nowSeconds,
    amount,
    currency,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    capture_method: captureMethod,
    confirmation_method: confirmationMethod ?? 'automatic',
    client_secret: `${id}_${newId('secret')}`,
    customer_id: customerId,
    payment_method_id: method?.id ?? null,
    ...columns,
  })
  const created = await announceIntent(work, 'payment_intent.created', intent)
  return confirm ? confirmIntent(work, intent, confirmation) : created
}

/** POST /v1/payment_intents/:id, until the intent is paid or canceled; afterwards only what is not money. */
export async function updatePaymentIntent(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentIntent> {
  const intent = await loadIntent(work, id, { lock: true })
  const changes: Partial<PaymentIntentRow> = sharedColumns(parameters)
  changes.metadata = parameters.metadata(intent.metadata)
  const amount = parameters.optionalInteger('amount')
  const customerId = parameters.optionalText('customer')
  const methodId = parameters.optionalText('payment_method')
  parameters.finish()
  const moneyChanges = amount !== undefined || customerId !== undefined || methodId !== undefined
  if (moneyChanges && !openStatuses.includes(intent.status)) {
    const message = `This PaymentIntent could not be updated because it has a status of ${intent.status}.`
    throw unexpectedState(work, intent, message)
  }
  if (amount !== undefined) changes.amount = checkAmount(amount, intent.currency)
  if (customerId !== undefined) changes.customer_id = (await loadCustomer(work, customerId, { param: 'customer' })).id
  if (methodId !== undefined) {
    changes.payment_method_id = (await usePaymentMethod(work, methodId, 'payment_method')).id
    changes.status = 'requires_confirmation'
  }
  return describeIntent(work, await changeIntent(work, id, changes))
}

function currencyOf(parameters: Parameters): string {
  const currency = parameters.text('currency').toLowerCase()
  if (/^[a-z]{3}$/.test(currency)) return currency
  throw invalidParameter(undefined, `Invalid currency: ${currency}.`, 'currency')
}

function checkAmount(amount: number, currency: string): number {
  const min = amountMinorMin[currency] ?? amountMinorMinOtherwise
  if (amount < 1)
    throw invalidParameter('parameter_invalid_integer', 'This value must be greater than or equal to 1.', 'amount')
  if (amount < min) {
    throw invalidParameter('amount_too_small', `Amount must be at least ${min} minor units of ${currency}`, 'amount')
  }
  if (amount > amountMinorMax) {
    throw invalidParameter('amount_too_large', `Amount must be no more than ${amountMinorMax} minor units`, 'amount')
  }
  return amount
}

const textColumns = [
  'description',
  'receipt_email',
  'transfer_group',
  'statement_descriptor',
  'statement_descriptor_suffix',
] as const

function sharedColumns(parameters: Parameters): Partial<PaymentIntentRow> {
  const columns: Partial<PaymentIntentRow> = {}
  for (const name of textColumns) {
    const value = parameters.changedText(name)
    if (value !== undefined) columns[name] = value
  }
  const usage = parameters.optionalChoice('setup_future_usage', ['off_session', 'on_session'])
  if (usage !== undefined) columns.setup_future_usage = usage
  return columns
}

/** Which ways of paying the intent accepts. Only cards are offered here, so a list must allow them. */
function methodColumns(
  parameters: Parameters,
): Pick<PaymentIntentRow, 'automatic_payment_methods' | 'allowed_payment_method_types'> {
  const allowed = parameters.list('allowed_payment_method_types')
  const automatic = parameters.nested('automatic_payment_methods')
  const enabled = automatic?.optionalBoolean('enabled') ?? true
  const allowRedirects = automatic?.optionalChoice('allow_redirects', ['always', 'never']) ?? 'always'
  parameters.ignore('payment_method_options')
  if (allowed.length > 0 && !allowed.includes('card')) {
    const message = 'No payment method type is left for this PaymentIntent: only cards are offered here.'
    throw invalidParameter(undefined, message, 'allowed_payment_method_types')
  }
  return {
    automatic_payment_methods: enabled ? { enabled, allow_redirects: allowRedirects } : null,
    allowed_payment_method_types: allowed.length > 0 ? allowed : null,
  }
}
