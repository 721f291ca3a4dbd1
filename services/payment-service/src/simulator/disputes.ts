import type Stripe from 'stripe'
import { recordMovement } from './balance.ts'
import { changeCharge, loadCharge } from './charges.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { type BalanceTransactionRow, balanceTransactionObject, type ChargeRow } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { invalidRequest, noSuch } from './problems.ts'
import { newId, type Work } from './work.ts'

const disputeFeeMinor = 1500
const evidenceSeconds = 7 * 86_400
const openStatuses: string[] = ['needs_response', 'under_review', 'warning_needs_response', 'warning_under_review']

interface DisputeRow {
  id: string
  created: number
  charge_id: string
  payment_intent_id: string
  amount: number
  currency: string
  reason: string
  status: Stripe.Dispute.Status
  evidence: Record<string, string>
  submission_count: number
  due_by: number
  metadata: Record<string, string>
}

/** The cardholder goes to the bank. An inquiry only asks; a dispute takes the money and a fee at once. */
export async function openDispute(
  work: Work,
  charge: ChargeRow,
  options: { reason: string; isInquiry: boolean; amount?: number | undefined },
): Promise<Stripe.Dispute> {
  const left = charge.amount_captured - charge.amount_refunded
  const amount = options.amount ?? left
  if (amount < 1 || amount > left) throw invalidRequest(undefined, 'There is no such amount left to dispute.', 'amount')
  const row = await insertRow<DisputeRow>(work.tx, 'disputes', {
    id: newId('dp'),
    created: work.nowSeconds,
    charge_id: charge.id,
    payment_intent_id: charge.payment_intent_id,
    amount,
    currency: charge.currency,
    reason: options.reason,
    status: options.isInquiry ? 'warning_needs_response' : 'needs_response',
    evidence: {},
    due_by: work.nowSeconds + evidenceSeconds,
    metadata: {},
  })
  await changeCharge(work, charge.id, { disputed: true })
  if (!options.isInquiry) await moveDisputed(work, row, 'dispute', -row.amount, disputeFeeMinor)
  const dispute = await describeDispute(work, row)
  await emitEvent(work, 'charge.dispute.created', dispute)
  if (!options.isInquiry) await emitEvent(work, 'charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** The bank rules. A dispute that is won brings the money back, but not the fee. */
export async function closeDispute(work: Work, id: string, outcome: 'won' | 'lost'): Promise<Stripe.Dispute> {
  const row = await loadDispute(work, id, { lock: true })
  if (!openStatuses.includes(row.status)) {
    throw invalidRequest('dispute_already_closed', `This dispute is already closed with status ${row.status}.`)
  }
  const isInquiry = row.status.startsWith('warning_')
  if (!isInquiry && outcome === 'won') await moveDisputed(work, row, 'dispute_reversal', row.amount, 0)
  const closed = await changeDispute(work, id, { status: isInquiry ? 'warning_closed' : outcome })
  const dispute = await describeDispute(work, closed)
  if (!isInquiry && outcome === 'won') await emitEvent(work, 'charge.dispute.funds_reinstated', dispute)
  await emitEvent(work, 'charge.dispute.closed', dispute)
  return dispute
}

/** POST /v1/disputes/:id: evidence; Stripe's `winning_evidence` and `losing_evidence` rule at once. */
export async function updateDispute(work: Work, parameters: Parameters, id: string): Promise<Stripe.Dispute> {
  const row = await loadDispute(work, id, { lock: true })
  const given = parameters.nested('evidence')
  const evidence = { ...row.evidence }
  for (const name of evidenceFields) {
    const value = given?.optionalText(name)
    if (value !== undefined) evidence[name] = value
  }
  const submit = parameters.optionalBoolean('submit') ?? given !== undefined
  const metadata = parameters.metadata(row.metadata)
  parameters.finish()
  if (given !== undefined && !openStatuses.includes(row.status)) {
    throw invalidRequest('dispute_already_closed', 'This dispute is already closed.')
  }
  const submitted = {
    status: row.status.startsWith('warning_') ? 'warning_under_review' : 'under_review',
    submission_count: row.submission_count + 1,
  }
  const changed = await changeDispute(work, id, { evidence, metadata, ...(submit && submitted) })
  const dispute = await describeDispute(work, changed)
  await emitEvent(work, 'charge.dispute.updated', dispute)
  if (submit && evidence['uncategorized_text'] === 'winning_evidence') return closeDispute(work, id, 'won')
  if (submit && evidence['uncategorized_text'] === 'losing_evidence') return closeDispute(work, id, 'lost')
  return dispute
}

/** POST /v1/disputes/:id/close accepts the loss. */
export async function concedeDispute(work: Work, parameters: Parameters, id: string): Promise<Stripe.Dispute> {
  parameters.finish()
  return closeDispute(work, id, 'lost')
}

/** GET /v1/disputes/:id */
export async function getDispute(work: Work, parameters: Parameters, id: string): Promise<Stripe.Dispute> {
  parameters.finish()
  return describeDispute(work, await loadDispute(work, id))
}

/** GET /v1/disputes */
export async function listDisputes(work: Work, parameters: Parameters): Promise<object> {
  const where = {
    charge_id: parameters.optionalText('charge'),
    payment_intent_id: parameters.optionalText('payment_intent'),
  }
  return listRows<DisputeRow, Stripe.Dispute>(work.tx, parameters, {
    table: 'disputes',
    url: '/v1/disputes',
    where,
    build: (row) => describeDispute(work, row),
  })
}

async function moveDisputed(
  work: Work,
  row: DisputeRow,
  reportingCategory: 'dispute' | 'dispute_reversal',
  amount: number,
  fee: number,
): Promise<void> {
  const { currency, id: sourceId } = row
  const description = `Chargeback ${reportingCategory === 'dispute' ? 'withdrawal' : 'reversal'} for ${row.charge_id}`
  await recordMovement(work, { type: 'adjustment', reportingCategory, sourceId, amount, fee, currency, description })
}

async function loadDispute(work: Work, id: string, options: { lock?: boolean } = {}): Promise<DisputeRow> {
  const find = 'select * from stripe_simulator.disputes where id = $1'
  const row = await work.tx.row<DisputeRow>(find, [id])
  if (row === undefined) throw noSuch('dispute', id)
  if (!options.lock) return row
  await loadCharge(work, row.charge_id, { lock: true })
  return (await work.tx.row<DisputeRow>(find, [id])) as DisputeRow
}

async function changeDispute(work: Work, id: string, columns: Partial<DisputeRow>): Promise<DisputeRow> {
  return updateRow<DisputeRow>(work.tx, 'disputes', id, columns)
}

const evidenceFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const

/** Evidence that is a file; the simulator takes none. */
const evidenceFiles = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const

/** Stripe's object of a dispute; evidence that was not given, files among it, is null. */
async function describeDispute(work: Work, row: DisputeRow): Promise<Stripe.Dispute> {
  const movements = await work.tx.rows<BalanceTransactionRow>(
    'select * from stripe_simulator.balance_transactions where source_id = $1 order by seq',
    [row.id],
  )
  const evidence = Object.fromEntries(
    [...evidenceFields, ...evidenceFiles].map((name) => [name, row.evidence[name] ?? null]),
  )
  return {
    id: row.id,
    object: 'dispute',
    amount: row.amount,
    balance_transactions: movements.map((movement) => balanceTransactionObject(movement, work.nowSeconds)),
    charge: row.charge_id,
    created: row.created,
    currency: row.currency,
    enhanced_eligibility_types: [],
    evidence: { ...evidence, enhanced_evidence: {} } as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: row.due_by,
      enhanced_eligibility: {},
      has_evidence: Object.keys(row.evidence).length > 0,
      past_due: row.due_by < work.nowSeconds,
      submission_count: row.submission_count,
      submission_method: row.submission_count > 0 ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: row.status.startsWith('warning_'),
    livemode: false,
    metadata: row.metadata,
    payment_intent: row.payment_intent_id,
    reason: row.reason,
    status: row.status,
  } satisfies Stripe.Dispute
}
