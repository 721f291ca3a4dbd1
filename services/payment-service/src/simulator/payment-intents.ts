import type Stripe from 'stripe'
import { updateRow } from './database.ts'
import { type EventType, emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { type PaymentIntentRow, paymentIntentObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { noSuch, StripeProblem } from './problems.ts'
import type { Work } from './work.ts'

/** GET /v1/payment_intents/:id */
export async function getPaymentIntent(work: Work, parameters: Parameters, id: string): Promise<Stripe.PaymentIntent> {
  parameters.ignore('client_secret')
  parameters.finish()
  return describeIntent(work, await loadIntent(work, id))
}

/** GET /v1/payment_intents */
export async function listPaymentIntents(work: Work, parameters: Parameters): Promise<object> {
  const where = { customer_id: parameters.optionalText('customer') }
  return listRows<PaymentIntentRow, Stripe.PaymentIntent>(work.tx, parameters, {
    table: 'payment_intents',
    url: '/v1/payment_intents',
    where,
    build: (row) => describeIntent(work, row),
  })
}

/** Throws `resource_missing`. With `lock` the row is held until the commit: one change of an intent at a time. */
export async function loadIntent(
  work: Work,
  id: string,
  options: { lock?: boolean; param?: string } = {},
): Promise<PaymentIntentRow> {
  const lock = options.lock ? 'for no key update' : ''
  const text = `select * from stripe_simulator.payment_intents where id = $1 ${lock}`
  const row = await work.tx.row<PaymentIntentRow>(text, [id])
  if (row === undefined) throw noSuch('payment_intent', id, options.param)
  return row
}

export async function changeIntent(
  work: Work,
  id: string,
  columns: Partial<PaymentIntentRow>,
): Promise<PaymentIntentRow> {
  return updateRow<PaymentIntentRow>(work.tx, 'payment_intents', id, columns)
}

/** Stripe's object of a row, with the address of the hosted authentication page where it is needed. */
export function describeIntent(work: Work, row: PaymentIntentRow): Stripe.PaymentIntent {
  const secret = encodeURIComponent(row.client_secret)
  return paymentIntentObject(row, `${work.settings.publicUrl}/_sim/3ds/${row.id}?client_secret=${secret}`)
}

/** Records an event about an intent as it is now, and returns its object. */
export async function announceIntent(
  work: Work,
  type: Extract<EventType, `payment_intent.${string}`>,
  row: PaymentIntentRow,
): Promise<Stripe.PaymentIntent> {
  const intent = describeIntent(work, row)
  await emitEvent(work, type, intent)
  return intent
}

/** 400 in Stripe's words when an intent's status does not allow an action. */
export function unexpectedState(work: Work, row: PaymentIntentRow, message: string): StripeProblem {
  return new StripeProblem(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: describeIntent(work, row),
  })
}
