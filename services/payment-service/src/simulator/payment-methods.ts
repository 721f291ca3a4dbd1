import type Stripe from 'stripe'
import { loadCustomer } from './customers.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { type PaymentMethodRow, paymentMethodObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { cardProblem, invalidParameter, invalidRequest, noSuch } from './problems.ts'
import { testCardNamed, testCardNumbered } from './test-cards.ts'
import { newId, type Work } from './work.ts'

/** POST /v1/payment_methods: a card as typed into a form. Only its brand, last digits and behaviour are kept. */
export async function createPaymentMethod(work: Work, parameters: Parameters): Promise<Stripe.PaymentMethod> {
  const type = parameters.text('type')
  if (type !== 'card') throw invalidParameter(undefined, `Invalid type: ${type} is not offered here`, 'type')
  const card = parameters.nested('card')
  if (card === undefined) throw invalidParameter('parameter_missing', 'Missing required param: card.', 'card')
  const columns = { ...cardColumns(work, card), billing_details: billingDetails(parameters.nested('billing_details')) }
  const metadata = parameters.metadata()
  parameters.ignore('allow_redisplay', 'guid', 'muid', 'sid', 'key', 'payment_user_agent', 'time_on_page', 'referrer')
  parameters.finish()
  return paymentMethodObject(await insertPaymentMethod(work, { ...columns, metadata }))
}

function cardColumns(work: Work, card: Parameters): { test_card: string; exp_month: number; exp_year: number } {
  const number = card.text('number').replace(/[\s-]/g, '')
  const expMonth = card.integer('exp_month')
  const expYear = fullYear(card.integer('exp_year'))
  const cvc = card.optionalText('cvc')
  card.ignore('networks')
  const testCard = testCardNumbered(number)
  if (testCard === undefined) throw cardProblem('incorrect_number', 'Your card number is incorrect.', 'number')
  if (expMonth < 1 || expMonth > 12) {
    throw cardProblem('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month')
  }
  const now = new Date(work.nowSeconds * 1000)
  const monthsLeft = (expYear - now.getUTCFullYear()) * 12 + expMonth - (now.getUTCMonth() + 1)
  if (monthsLeft < 0 || monthsLeft > 50 * 12) {
    throw cardProblem('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year')
  }
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw cardProblem('invalid_cvc', "Your card's security code is invalid.", 'cvc')
  }
  return { test_card: testCard, exp_month: expMonth, exp_year: expYear }
}

/** A form may send the year in two digits. */
function fullYear(year: number): number {
  return year >= 0 && year < 100 ? 2000 + year : year
}

function billingDetails(details: Parameters | undefined): object {
  if (details === undefined) return {}
  const read = (name: string): string | null => details.optionalText(name) ?? null
  const found = { email: read('email'), name: read('name'), phone: read('phone') }
  details.ignore('tax_id')
  return { ...found, address: postalAddress(details.nested('address')) }
}

function postalAddress(address: Parameters | undefined): object | null {
  if (address === undefined) return null
  const names = ['city', 'country', 'line1', 'line2', 'postal_code', 'state']
  return Object.fromEntries(names.map((name) => [name, address.optionalText(name) ?? null]))
}

/** GET /v1/payment_methods/:id, for a stored card and for the names of test cards. */
export async function getPaymentMethod(work: Work, parameters: Parameters, id: string): Promise<Stripe.PaymentMethod> {
  parameters.finish()
  return paymentMethodObject(await loadPaymentMethod(work, id))
}

/** GET /v1/payment_methods and GET /v1/customers/:id/payment_methods: the cards saved for a customer. */
export async function listPaymentMethods(work: Work, parameters: Parameters, customerId?: string): Promise<object> {
  const customer = customerId ?? parameters.text('customer')
  parameters.ignore('type')
  await loadCustomer(work, customer, customerId === undefined ? { param: 'customer' } : {})
  return listRows<PaymentMethodRow, Stripe.PaymentMethod>(work.tx, parameters, {
    table: 'payment_methods',
    url: customerId === undefined ? '/v1/payment_methods' : `/v1/customers/${customerId}/payment_methods`,
    where: { customer_id: customer },
    build: paymentMethodObject,
  })
}

/** POST /v1/payment_methods/:id/attach */
export async function attachPaymentMethod(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentMethod> {
  const customer = await loadCustomer(work, parameters.text('customer'), { param: 'customer' })
  parameters.finish()
  const method = await usePaymentMethod(work, id, 'id')
  if (method.customer_id !== null && method.customer_id !== customer.id) {
    throw invalidRequest(undefined, 'The payment method you provided has already been attached to a customer.')
  }
  return keepForCustomer(work, method, customer.id)
}

/** Saves a card for a customer; one that is saved already stays as it is. */
export async function keepForCustomer(
  work: Work,
  method: PaymentMethodRow,
  customerId: string,
): Promise<Stripe.PaymentMethod> {
  if (method.customer_id === customerId) return paymentMethodObject(method)
  const changes = { customer_id: customerId }
  const kept = paymentMethodObject(await updateRow<PaymentMethodRow>(work.tx, 'payment_methods', method.id, changes))
  await emitEvent(work, 'payment_method.attached', kept)
  return kept
}

/** POST /v1/payment_methods/:id/detach */
export async function detachPaymentMethod(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.PaymentMethod> {
  parameters.finish()
  const method = await loadPaymentMethod(work, id)
  if (method.customer_id === null) {
    const message = 'The payment method you provided is not attached to a customer so detachment is impossible.'
    throw invalidRequest(undefined, message)
  }
  const changes = { customer_id: null, detached: true }
  const detached = paymentMethodObject(await updateRow<PaymentMethodRow>(work.tx, 'payment_methods', id, changes))
  await emitEvent(work, 'payment_method.detached', detached)
  return detached
}

/** A stored card; the name of a test card is answered without being stored. */
export async function loadPaymentMethod(work: Work, id: string, param?: string): Promise<PaymentMethodRow> {
  const testCard = testCardNamed(id)
  if (testCard !== undefined)
    return { ...freshColumns(work, testCard), id, created: work.nowSeconds, customer_id: null, detached: false }
  const row = await work.tx.row<PaymentMethodRow>('select * from stripe_simulator.payment_methods where id = $1', [id])
  if (row === undefined) throw noSuch('PaymentMethod', id, param)
  return row
}

/**
 * The card to pay with: a stored one, or a new one made from the name of a test card, as Stripe does. One that was taken
 * away from its customer is never used again.
 */
export async function usePaymentMethod(work: Work, id: string, param: string): Promise<PaymentMethodRow> {
  const testCard = testCardNamed(id)
  if (testCard !== undefined) return insertPaymentMethod(work, freshColumns(work, testCard))
  const method = await loadPaymentMethod(work, id, param)
  if (!method.detached) return method
  const message =
    'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
    'connected account without Customer attachment, or was detached from a Customer. It may not be used again.'
  throw invalidRequest(undefined, message)
}

function freshColumns(work: Work, testCard: string) {
  const nextYear = new Date(work.nowSeconds * 1000).getUTCFullYear() + 1
  return { test_card: testCard, exp_month: 12, exp_year: nextYear, billing_details: {}, metadata: {} }
}

async function insertPaymentMethod(work: Work, columns: Record<string, unknown>): Promise<PaymentMethodRow> {
  return insertRow(work.tx, 'payment_methods', { id: newId('pm'), created: work.nowSeconds, ...columns })
}
