/** The payment of an order: its row, how its player sees it, and who may change it when. */
import type { PaidKind, PaymentState, Payment as PaymentView } from '@ecc/contracts/payments'
import { type DiscountBearer, type PriceQuote, paidOf } from '@ecc/contracts/price-quote'
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import { firstCommissionPercent } from './commission.ts'
import type { Ctx } from './config.ts'
import type { Order } from './order.ts'

/**
 * A payment as stored. Amounts in minor units. `amount` is what is held: `card`, `credit`, and of the `discount` what the
 * platform bears; `fee` is our part of what card and credit pay. `fundsAttemptId` is the attempt that took the credit and the
 * promo code. `commissionPercent` is decided when it is captured, and stays. Only a gift card's has no coach.
 */
export interface Payment {
  id: string
  orderId: string
  orderKind: PaidKind
  playerId: string
  coachId: string | null
  currency: Money['currency']
  amount: number
  card: number
  credit: number
  discount: number
  fee: number
  bearer: DiscountBearer | null
  fundsAttemptId: string | null
  captureMethod: 'automatic' | 'manual'
  commissionPercent: number
  state: PaymentState
  refunded: number
  nextActionUrl: string | null
  clientSecret: string | null
  failureCode: string | null
  failureMessage: string | null
  chargeId: string | null
  capturedAt: string | null
  frozenByChargeback: boolean
  createdAt: string
}

/** A payment as its player sees it. */
export function viewOf(payment: Payment): PaymentView {
  const { currency, failureCode: code, failureMessage: message } = payment
  const asks = payment.state === 'requires_action'
  return {
    id: payment.id,
    orderId: payment.orderId,
    orderKind: payment.orderKind,
    bookingId: payment.orderKind === 'booking' ? payment.orderId : null,
    state: payment.state,
    amount: { amount: paidOf(payment), currency },
    quote: quoteOf(payment),
    refunded: { amount: payment.refunded, currency },
    nextActionUrl: asks ? payment.nextActionUrl : null,
    clientSecret: asks ? payment.clientSecret : null,
    failure: payment.state === 'failed' && code !== null ? { code, message: message ?? '' } : null,
    createdAt: payment.createdAt,
  }
}

/** The lines of the price, as they were quoted. */
export function quoteOf({ currency, card, credit, discount, bearer, fee }: Payment): PriceQuote {
  return { currency, price: card + credit + discount - fee, discount, bearer, fee, credit, card }
}

/** What events tell of a payment, or of the part of it that is held as this escrow. */
export function factOf(payment: Payment, amount = payment.amount, escrowId = payment.orderId) {
  const { id: paymentId, orderId, orderKind, playerId, coachId, currency } = payment
  const bookingId = escrowId === orderId && orderKind !== 'booking' ? null : escrowId
  return { paymentId, orderId, orderKind, bookingId, playerId, coachId, amount: { amount, currency } }
}

/** The coach that a payment is for; a gift card's, which has none, is shared out with nobody. */
export function coachOf({ id, coachId }: Payment): string {
  if (coachId === null) throw new Error(`payment ${id} is for a gift card, and no coach has a part of it`)
  return coachId
}

/** The platform's part and the coach's part of an amount; rounding favours the coach, and nothing is lost. */
export function shareOut(amount: number, percent: number): { commission: number; share: number } {
  const commission = Math.floor((amount * percent) / 100)
  return { commission, share: amount - commission }
}

/** The order's payment, made on first use with the escrow of all of it, locked until the transaction's end. */
export async function openPayment(tx: Tx, ctx: Ctx, order: Order): Promise<Payment> {
  const { id, kind, playerId, coachId, price, bookingMode } = order
  const captureMethod = bookingMode === 'request' ? 'manual' : 'automatic'
  const paymentId = ctx.id()
  const made = await tx`
    insert into payments (id, order_id, order_kind, player_id, coach_id, currency, amount, card, capture_method,
                          commission_percent, state, created_at)
    values (${paymentId}, ${id}, ${kind}, ${playerId}, ${coachId}, ${price.currency}, ${price.amount}, ${price.amount}, ${captureMethod},
            ${firstCommissionPercent}, 'processing', ${ctx.now()})
    on conflict (order_id) do nothing returning id`
  if (made.length === 1) {
    await tx`insert into escrows (id, payment_id, amount) values (${id}, ${paymentId}, ${price.amount})`
  }
  const payment = await lockPaymentOf(tx, id)
  if (!payment) throw new Error(`the payment of order ${id} vanished`)
  return payment
}

/** The payment of an order, locked. Every change of a payment, its money or its operations takes this lock first. */
export async function lockPaymentOf(tx: Tx, orderId: string): Promise<Payment | undefined> {
  return tx.first<Payment>`select * from payments where order_id = ${orderId} for update`
}

/** A payment by its own id, locked. */
export async function lockPayment(tx: Tx, id: string): Promise<Payment> {
  return tx.one<Payment>`select * from payments where id = ${id} for update`
}

/** The payment that a PaymentIntent belongs to, locked; undefined for an intent that is not ours. */
export async function lockPaymentOfIntent(tx: Tx, intentId: string | null): Promise<Payment | undefined> {
  return tx.first<Payment>`
    select * from payments where id = (select payment_id from intents where id = ${intentId}) for update`
}

/** An order's payment for its player; undefined when there is none or it is somebody else's. */
export async function findOwnPayment(sql: Queryable, orderId: string, playerId: string): Promise<Payment | undefined> {
  return sql.first<Payment>`select * from payments where order_id = ${orderId} and player_id = ${playerId}`
}

/** A player's payments, newest first, after the one at `after`. Those that never got anywhere are left out. */
export async function paymentsOf(sql: Queryable, playerId: string, page: PageAsked): Promise<Payment[]> {
  const after = page.after === null ? sql.part`` : sql.part`and id < ${page.after.id}`
  return sql<Payment>`
    select * from payments where player_id = ${playerId} ${after} order by id desc limit ${page.limit + 1}`
}

/** The intent which can still capture, or has captured, for a payment. */
export async function liveIntentOf(sql: Queryable, paymentId: string): Promise<string | null> {
  const row = await sql.first<{ id: string }>`
    select id from intents where payment_id = ${paymentId} and state <> 'canceled'`
  return row?.id ?? null
}

/**
 * Whether an intent, or its charge, can tell nothing more: it was captured, its fee is posted, and when its money is available
 * is known. What comes after that (refunds, transfers, chargebacks) are objects of their own.
 */
export async function isWhollyKnown(sql: Queryable, of: { intentId: string } | { chargeId: string }): Promise<boolean> {
  const known =
    'chargeId' in of
      ? await sql.first`select id from payments where charge_id = ${of.chargeId} and available_at is not null`
      : await sql.first`
          select payments.id from intents join payments on payments.id = intents.payment_id
          where intents.id = ${of.intentId} and intents.state = 'captured' and available_at is not null`
  return known !== undefined
}

/** Remembers that an order ended before its price was captured. */
export async function markEnded(tx: Tx, ctx: Ctx, orderId: string, cause: 'cancelled' | 'expired'): Promise<void> {
  await tx`
    insert into ended_orders (order_id, cause, ended_at) values (${orderId}, ${cause}, ${ctx.now()})
    on conflict (order_id) do update set cause = excluded.cause where ended_orders.cause = 'expired'`
}

/** How an order ended before its price was captured, if it did. */
export async function endOf(sql: Queryable, orderId: string): Promise<'cancelled' | 'expired' | null> {
  const row = await sql.first<{ cause: 'cancelled' | 'expired' }>`
    select cause from ended_orders where order_id = ${orderId}`
  return row?.cause ?? null
}

/** Adds to (or, with a negative amount, takes back from) what the player got back. Answers the payment as it is then. */
export async function addRefunded(tx: Tx, payment: Payment, amount: number): Promise<Payment> {
  const refunded = payment.refunded + amount
  const state = refunded === 0 ? 'succeeded' : refunded === paidOf(payment) ? 'refunded' : 'partially_refunded'
  return tx.one<Payment>`
    update payments set refunded = ${refunded}, state = ${state} where id = ${payment.id} returning *`
}
