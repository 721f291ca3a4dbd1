import type Stripe from 'stripe'
import { loadAccount } from './accounts.ts'
import { availableAmount, loadBalanceTransaction, lockBalance, recordMovement } from './balance.ts'
import { loadCharge } from './charges.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { formatMoney } from './money.ts'
import { type ChargeRow, listObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { invalidParameter, invalidRequest, noSuch } from './problems.ts'
import { newId, platformAccount, type Work } from './work.ts'

export interface TransferRow {
  id: string
  created: number
  amount: number
  amount_reversed: number
  currency: string
  destination_id: string
  destination_payment_id: string
  source_charge_id: string | null
  balance_transaction_id: string
  transfer_group: string | null
  description: string | null
  metadata: Record<string, string>
}

export interface TransferReversalRow {
  id: string
  created: number
  transfer_id: string
  amount: number
  currency: string
  balance_transaction_id: string
  metadata: Record<string, string>
}

/** POST /v1/transfers: moves platform money to a connected account, out of one charge or out of what is available. */
export async function createTransfer(work: Work, parameters: Parameters): Promise<Stripe.Transfer> {
  const amount = parameters.integer('amount')
  const currency = parameters.text('currency').toLowerCase()
  const destination = parameters.text('destination')
  const sourceChargeId = parameters.optionalText('source_transaction') ?? null
  const transferGroup = parameters.optionalText('transfer_group') ?? null
  const description = parameters.optionalText('description') ?? null
  const metadata = parameters.metadata()
  parameters.ignore('source_type')
  parameters.finish()
  if (amount < 1) throw invalidParameter('parameter_invalid_integer', 'Invalid positive integer', 'amount')

  await refuseUnlessPayable(work, destination)
  const source = sourceChargeId === null ? null : await sourceCharge(work, sourceChargeId, amount, currency)
  if (source === null) await refuseBeyondAvailable(work, amount, currency)
  const id = newId('tr')
  const paymentId = newId('py')
  const availableOn = source === null ? work.nowSeconds : await availableOnOf(work, source)
  const shared = { currency, description, availableOn }
  const movement = await recordMovement(work, {
    ...shared,
    type: 'transfer',
    reportingCategory: 'transfer',
    sourceId: id,
    amount: -amount,
  })
  await recordMovement(work, {
    ...shared,
    account: destination,
    type: 'payment',
    reportingCategory: 'charge',
    sourceId: paymentId,
    amount,
  })
  const row = await insertRow<TransferRow>(work.tx, 'transfers', {
    id,
    created: work.nowSeconds,
    amount,
    currency,
    destination_id: destination,
    destination_payment_id: paymentId,
    source_charge_id: sourceChargeId,
    balance_transaction_id: movement.id,
    transfer_group: transferGroup ?? source?.transfer_group ?? (source && `group_${source.payment_intent_id}`),
    description,
    metadata,
  })
  const transfer = await describeTransfer(work, row)
  await emitEvent(work, 'transfer.created', transfer)
  return transfer
}

async function refuseUnlessPayable(work: Work, destination: string): Promise<void> {
  const account = await loadAccount(work, destination, { param: 'destination', noun: 'destination' })
  if (account.transfers === 'active') return
  const message =
    'Your destination account needs to have at least one of the following capabilities enabled: transfers, ' +
    'crypto_transfers, legacy_payments'
  throw invalidRequest('insufficient_capabilities_for_transfer', message)
}

/** Locks the charge, so that the transfers out of it never add up to more than it brought. */
async function sourceCharge(work: Work, id: string, amount: number, currency: string): Promise<ChargeRow> {
  const charge = await loadCharge(work, id, { lock: true, param: 'source_transaction' })
  if (!charge.captured) {
    const message = `Charge ${id} has not been captured and cannot be used as a source_transaction.`
    throw invalidRequest(undefined, message, 'source_transaction')
  }
  if (charge.currency !== currency) {
    const message = `The currency of source_transaction's balance transaction (${charge.currency}) must be the same as the transfer currency (${currency})`
    throw invalidRequest(undefined, message, 'currency')
  }
  const earlier = await work.tx.row<{ total: number }>(
    `select coalesce(sum(amount), 0)::bigint as total from stripe_simulator.transfers where source_charge_id = $1`,
    [id],
  )
  const total = earlier?.total ?? 0
  if (total + amount > charge.amount_captured) {
    const message = `Transfers using this transaction as a source must not exceed the source amount of ${formatMoney(charge.amount_captured, currency)}. (There is already an earlier transfer using this source, amounting to a total transferred amount of ${formatMoney(total, currency)}.)`
    throw invalidRequest(undefined, message, 'amount')
  }
  return charge
}

async function refuseBeyondAvailable(work: Work, amount: number, currency: string): Promise<void> {
  await lockBalance(work, platformAccount)
  if (amount <= (await availableAmount(work, platformAccount, currency))) return
  const message =
    'You have insufficient available funds in your Stripe account. Try adding funds directly to your available ' +
    'balance by creating Charges using the 4000000000000077 test card.'
  throw invalidRequest('balance_insufficient', message)
}

/** Money out of a charge is available to its receiver when the charge is. */
async function availableOnOf(work: Work, charge: ChargeRow): Promise<number> {
  const movement = await loadBalanceTransaction(work, charge.balance_transaction_id ?? '')
  return movement?.available_on ?? work.nowSeconds
}

/** POST /v1/transfers/:id changes description and metadata only. */
export async function updateTransfer(work: Work, parameters: Parameters, id: string): Promise<Stripe.Transfer> {
  const row = await loadTransfer(work, id, { lock: true })
  const description = parameters.changedText('description')
  const metadata = parameters.metadata(row.metadata)
  parameters.finish()
  const changes = { metadata, ...(description !== undefined && { description }) }
  const transfer = await describeTransfer(work, await updateRow<TransferRow>(work.tx, 'transfers', id, changes))
  await emitEvent(work, 'transfer.updated', transfer)
  return transfer
}

/** GET /v1/transfers/:id */
export async function getTransfer(work: Work, parameters: Parameters, id: string): Promise<Stripe.Transfer> {
  parameters.finish()
  return describeTransfer(work, await loadTransfer(work, id))
}

/** GET /v1/transfers */
export async function listTransfers(work: Work, parameters: Parameters): Promise<object> {
  const where = {
    destination_id: parameters.optionalText('destination'),
    transfer_group: parameters.optionalText('transfer_group'),
  }
  return listRows<TransferRow, Stripe.Transfer>(work.tx, parameters, {
    table: 'transfers',
    url: '/v1/transfers',
    where,
    build: (row) => describeTransfer(work, row),
  })
}

export async function loadTransfer(work: Work, id: string, options: { lock?: boolean } = {}): Promise<TransferRow> {
  const lock = options.lock ? 'for no key update' : ''
  const row = await work.tx.row<TransferRow>(`select * from stripe_simulator.transfers where id = $1 ${lock}`, [id])
  if (row === undefined) throw noSuch('transfer', id)
  return row
}

/** Stripe's object of a transfer, with its newest reversals inside. */
export async function describeTransfer(work: Work, row: TransferRow): Promise<Stripe.Transfer> {
  const reversals = await work.tx.rows<TransferReversalRow>(
    'select * from stripe_simulator.transfer_reversals where transfer_id = $1 order by seq desc limit 11',
    [row.id],
  )
  const page = reversals.slice(0, 10).map(describeReversal)
  return {
    id: row.id,
    object: 'transfer',
    amount: row.amount,
    amount_reversed: row.amount_reversed,
    balance_transaction: row.balance_transaction_id,
    created: row.created,
    currency: row.currency,
    description: row.description,
    destination: row.destination_id,
    destination_payment: row.destination_payment_id,
    livemode: false,
    metadata: row.metadata,
    reversals: listObject(`/v1/transfers/${row.id}/reversals`, page, reversals.length > 10),
    reversed: row.amount_reversed === row.amount,
    source_transaction: row.source_charge_id,
    source_type: 'card',
    transfer_group: row.transfer_group,
  } satisfies Stripe.Transfer
}

export function describeReversal(row: TransferReversalRow): Stripe.TransferReversal {
  return {
    id: row.id,
    object: 'transfer_reversal',
    amount: row.amount,
    balance_transaction: row.balance_transaction_id,
    created: row.created,
    currency: row.currency,
    destination_payment_refund: null,
    metadata: row.metadata,
    source_refund: null,
    transfer: row.transfer_id,
  } satisfies Stripe.TransferReversal
}
