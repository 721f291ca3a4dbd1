import type Stripe from 'stripe'
import { recordMovement } from './balance.ts'
import { changeCharge, describeCharge, loadCharge } from './charges.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { formatMoney } from './money.ts'
import type { ChargeRow } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { loadIntent } from './payment-intents.ts'
import { loadPaymentMethod } from './payment-methods.ts'
import { invalidParameter, invalidRequest, noSuch } from './problems.ts'
import { cardOf } from './test-cards.ts'
import { newId, type Work } from './work.ts'

interface RefundRow {
  id: string
  created: number
  charge_id: string
  payment_intent_id: string
  amount: number
  currency: string
  status: 'pending' | 'succeeded' | 'failed'
  reason: Stripe.Refund.Reason | null
  failure_reason: string | null
  balance_transaction_id: string | null
  failure_balance_transaction_id: string | null
  settles_at: number | null
  settles_as: 'succeeded' | 'failed' | null
  metadata: Record<string, string>
}

/** POST /v1/refunds: all or part of what is left of a charge. Transfers already made stay as they are. */
export async function createRefund(work: Work, parameters: Parameters): Promise<Stripe.Refund> {
  const chargeId = parameters.optionalText('charge')
  const intentId = parameters.optionalText('payment_intent')
  const given = parameters.optionalInteger('amount')
  const reason = parameters.optionalChoice('reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null
  const metadata = parameters.metadata()
  parameters.finish()
  if ((chargeId === undefined) === (intentId === undefined)) {
    const message = 'One of the following params should be provided for this request: payment_intent or charge.'
    throw invalidParameter('parameter_missing', message, 'payment_intent')
  }
  const charge = await chargeToRefund(work, chargeId, intentId)
  const amount = refundableAmount(charge, given)
  return refundCharge(work, charge, { amount, reason, metadata })
}

async function chargeToRefund(work: Work, chargeId?: string, intentId?: string): Promise<ChargeRow> {
  const id = chargeId ?? (await succeededChargeOf(work, intentId ?? ''))
  const charge = await loadCharge(work, id, { lock: true, param: 'charge' })
  if (!charge.captured || charge.status !== 'succeeded') {
    throw invalidRequest(undefined, `Charge ${charge.id} has not been captured; cancel its PaymentIntent instead.`)
  }
  return charge
}

async function succeededChargeOf(work: Work, intentId: string): Promise<string> {
  const intent = await loadIntent(work, intentId, { param: 'payment_intent' })
  if (intent.status === 'succeeded' && intent.latest_charge_id !== null) return intent.latest_charge_id
  const message = `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`
  throw invalidRequest('payment_intent_unexpected_state', message, 'payment_intent')
}

function refundableAmount(charge: ChargeRow, given: number | undefined): number {
  const left = charge.amount_captured - charge.amount_refunded
  if (left === 0) {
    throw invalidRequest('charge_already_refunded', `Charge ${charge.id} has already been refunded.`)
  }
  const amount = given ?? left
  if (amount < 1) throw invalidRequest('parameter_invalid_integer', 'Invalid positive integer', 'amount')
  if (amount > left) {
    const message = `Refund amount (${formatMoney(amount, charge.currency)}) is greater than unrefunded amount on charge (${formatMoney(left, charge.currency)})`
    throw invalidRequest(undefined, message, 'amount')
  }
  return amount
}

async function refundCharge(
  work: Work,
  charge: ChargeRow,
  details: Pick<RefundRow, 'amount' | 'reason' | 'metadata'>,
): Promise<Stripe.Refund> {
  await refuseWhileChargedBack(work, charge)
  const { refundSettles } = cardOf((await loadPaymentMethod(work, charge.payment_method_id)).test_card)
  const id = newId('re')
  const movement = await recordMovement(work, {
    type: 'refund',
    reportingCategory: 'refund',
    sourceId: id,
    amount: -details.amount,
    currency: charge.currency,
    description: `REFUND FOR CHARGE${charge.description === null ? '' : ` (${charge.description})`}`,
    availableOn: await availableWith(work, charge),
  })
  const row = await insertRow<RefundRow>(work.tx, 'refunds', {
    id,
    created: work.nowSeconds,
    charge_id: charge.id,
    payment_intent_id: charge.payment_intent_id,
    currency: charge.currency,
    status: refundSettles === 'succeeded' ? 'pending' : 'succeeded',
    balance_transaction_id: movement.id,
    settles_at: refundSettles === undefined ? null : work.nowSeconds + work.settings.refundSettlesAfterSeconds,
    settles_as: refundSettles ?? null,
    ...details,
  })
  const refund = refundObject(row)
  await emitEvent(work, 'refund.created', refund)
  const refunded = await changeCharge(work, charge.id, { amount_refunded: charge.amount_refunded + row.amount })
  await emitEvent(work, 'charge.refunded', await describeCharge(work, refunded))
  return refund
}

/** A disputed charge's money is already on its way back. An inquiry moves no money, and may be answered by a refund. */
async function refuseWhileChargedBack(work: Work, charge: ChargeRow): Promise<void> {
  if (!charge.disputed) return
  const chargeback = await work.tx.row(
    `select id from stripe_simulator.disputes where charge_id = $1 and status not like 'warning_%' and status <> 'won'`,
    [charge.id],
  )
  if (chargeback === undefined) return
  throw invalidRequest('charge_disputed', `Charge ${charge.id} has been charged back; cannot issue a refund.`)
}

/** Money given back leaves the same pot it came into: pending while the charge is pending. */
async function availableWith(work: Work, charge: ChargeRow): Promise<number> {
  const row = await work.tx.row<{ available_on: number }>(
    'select available_on from stripe_simulator.balance_transactions where id = $1',
    [charge.balance_transaction_id],
  )
  return row?.available_on ?? work.nowSeconds
}

/** Ends a refund: the bank took it, or sent it back and the money returns to the balance. Ending twice changes nothing. */
export async function settleRefund(work: Work, id: string, outcome: 'succeeded' | 'failed'): Promise<Stripe.Refund> {
  const { charge_id } = await loadRefund(work, id)
  const charge = await loadCharge(work, charge_id, { lock: true })
  const row = await loadRefund(work, id)
  if (row.status === 'failed') return refundObject(row)
  const settled = { status: outcome, settles_at: null, settles_as: null }
  if (outcome === 'succeeded') return announceRefund(work, await changeRefund(work, id, settled))
  const movement = await recordMovement(work, {
    type: 'refund_failure',
    reportingCategory: 'refund_failure',
    sourceId: id,
    amount: row.amount,
    currency: row.currency,
    description: `REFUND FAILURE (${charge.id})`,
  })
  await changeCharge(work, charge.id, { amount_refunded: charge.amount_refunded - row.amount })
  const failed = await changeRefund(work, id, {
    ...settled,
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction_id: movement.id,
  })
  await emitEvent(work, 'refund.failed', refundObject(failed))
  return announceRefund(work, failed)
}

async function announceRefund(work: Work, row: RefundRow): Promise<Stripe.Refund> {
  const refund = refundObject(row)
  await emitEvent(work, 'refund.updated', refund)
  await emitEvent(work, 'charge.refund.updated', refund)
  return refund
}

/** POST /v1/refunds/:id changes metadata only. */
export async function updateRefund(work: Work, parameters: Parameters, id: string): Promise<Stripe.Refund> {
  const row = await loadRefund(work, id)
  const metadata = parameters.metadata(row.metadata)
  parameters.finish()
  return announceRefund(work, await changeRefund(work, id, { metadata }))
}

/** GET /v1/refunds/:id */
export async function getRefund(work: Work, parameters: Parameters, id: string): Promise<Stripe.Refund> {
  parameters.finish()
  return refundObject(await loadRefund(work, id))
}

/** GET /v1/refunds */
export async function listRefunds(work: Work, parameters: Parameters): Promise<object> {
  const where = {
    charge_id: parameters.optionalText('charge'),
    payment_intent_id: parameters.optionalText('payment_intent'),
  }
  return listRows<RefundRow, Stripe.Refund>(work.tx, parameters, {
    table: 'refunds',
    url: '/v1/refunds',
    where,
    build: refundObject,
  })
}

async function loadRefund(work: Work, id: string): Promise<RefundRow> {
  const row = await work.tx.row<RefundRow>('select * from stripe_simulator.refunds where id = $1', [id])
  if (row === undefined) throw noSuch('refund', id)
  return row
}

async function changeRefund(work: Work, id: string, columns: Partial<RefundRow>): Promise<RefundRow> {
  return updateRow<RefundRow>(work.tx, 'refunds', id, columns)
}

function refundObject(row: RefundRow): Stripe.Refund {
  return {
    id: row.id,
    object: 'refund',
    amount: row.amount,
    balance_transaction: row.balance_transaction_id,
    charge: row.charge_id,
    created: row.created,
    currency: row.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    ...(row.failure_reason !== null && { failure_reason: row.failure_reason }),
    ...(row.failure_balance_transaction_id !== null && {
      failure_balance_transaction: row.failure_balance_transaction_id,
    }),
    metadata: row.metadata,
    payment_intent: row.payment_intent_id,
    payment_method: null,
    reason: row.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: row.status,
    transfer_reversal: null,
  } satisfies Stripe.Refund
}
