import type Stripe from 'stripe'
import { insertRow } from './database.ts'
import { listRows } from './lists.ts'
import type { Parameters } from './parameters.ts'
import { noSuch } from './problems.ts'
import { apiVersion, newId, platformAccount, type Work } from './work.ts'

/** The events this simulator sends, each with the object it carries. */
interface EventObjects {
  'account.updated': Stripe.Account
  'charge.captured': Stripe.Charge
  'charge.dispute.closed': Stripe.Dispute
  'charge.dispute.created': Stripe.Dispute
  'charge.dispute.funds_reinstated': Stripe.Dispute
  'charge.dispute.funds_withdrawn': Stripe.Dispute
  'charge.dispute.updated': Stripe.Dispute
  'charge.expired': Stripe.Charge
  'charge.failed': Stripe.Charge
  'charge.refund.updated': Stripe.Refund
  'charge.refunded': Stripe.Charge
  'charge.succeeded': Stripe.Charge
  'customer.created': Stripe.Customer
  'customer.updated': Stripe.Customer
  'payment_method.attached': Stripe.PaymentMethod
  'payment_method.detached': Stripe.PaymentMethod
  'payment_intent.amount_capturable_updated': Stripe.PaymentIntent
  'payment_intent.canceled': Stripe.PaymentIntent
  'payment_intent.created': Stripe.PaymentIntent
  'payment_intent.payment_failed': Stripe.PaymentIntent
  'payment_intent.requires_action': Stripe.PaymentIntent
  'payment_intent.succeeded': Stripe.PaymentIntent
  'payout.canceled': Stripe.Payout
  'payout.created': Stripe.Payout
  'payout.failed': Stripe.Payout
  'payout.paid': Stripe.Payout
  'payout.updated': Stripe.Payout
  'refund.created': Stripe.Refund
  'refund.failed': Stripe.Refund
  'refund.updated': Stripe.Refund
  'transfer.created': Stripe.Transfer
  'transfer.reversed': Stripe.Transfer
  'transfer.updated': Stripe.Transfer
}

export type EventType = keyof EventObjects

interface EventRow {
  id: string
  created: number
  type: string
  body: string
}

/**
 * Records an event in the transaction of the change it tells of; the delivery loop sends it after the commit. What happens
 * to a connected account's own things is told in its name, `account`.
 */
export async function emitEvent<Type extends EventType>(
  work: Work,
  type: Type,
  object: EventObjects[Type],
  account: string | null = type === 'account.updated' ? object.id : null,
): Promise<void> {
  const event = {
    id: newId('evt'),
    object: 'event',
    api_version: apiVersion,
    created: work.nowSeconds,
    data: { object: object as Stripe.Event.Data.Object },
    livemode: false,
    pending_webhooks: 1,
    request: work.cause === null ? null : { id: work.cause.requestId, idempotency_key: work.cause.idempotencyKey },
    type,
    ...(account !== null && { account }),
  } satisfies Stripe.EventBase
  await insertRow(work.tx, 'events', {
    id: event.id,
    created: event.created,
    type,
    object_id: object.id,
    account_id: account ?? platformAccount,
    body: JSON.stringify(event),
    delivery: 'pending',
    first_due_at_ms: Date.now(),
    due_at_ms: Date.now(),
  })
}

/** GET /v1/events: how a receiver finds what it missed; those of a connected account under its Stripe-Account header. */
export async function listEvents(work: Work, parameters: Parameters): Promise<object> {
  const type = parameters.optionalText('type')
  const types = parameters.list('types')
  return listRows<EventRow, object>(work.tx, parameters, {
    table: 'events',
    url: '/v1/events',
    where: { type: types.length > 0 ? types : type, account_id: work.account },
    build: eventObject,
  })
}

/** GET /v1/events/:id */
export async function getEvent(work: Work, parameters: Parameters, id: string): Promise<object> {
  parameters.finish()
  const row = await work.tx.row<EventRow>('select * from stripe_simulator.events where id = $1', [id])
  if (row === undefined) throw noSuch('event', id)
  return eventObject(row)
}

function eventObject(row: EventRow): object {
  return JSON.parse(row.body) as object
}
