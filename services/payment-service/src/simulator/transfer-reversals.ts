import type Stripe from 'stripe'
import { loadBalanceTransaction, lockBalance, recordMovement, totalAmount } from './balance.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import { formatMoney } from './money.ts'
import type { Parameters } from './parameters.ts'
import { invalidRequest, noSuch } from './problems.ts'
import {
  describeReversal,
  describeTransfer,
  loadTransfer,
  type TransferReversalRow,
  type TransferRow,
} from './transfers.ts'
import { newId, type Work } from './work.ts'

/** POST /v1/transfers/:id/reversals: takes back all or part, as far as the connected account still has it. */
export async function createTransferReversal(
  work: Work,
  parameters: Parameters,
  transferId: string,
): Promise<Stripe.TransferReversal> {
  const given = parameters.optionalInteger('amount')
  const metadata = parameters.metadata()
  parameters.ignore('description', 'refund_application_fee')
  parameters.finish()
  const transfer = await loadTransfer(work, transferId, { lock: true })
  const amount = reversibleAmount(transfer, given)
  await refuseBeyondAccountBalance(work, transfer, amount)
  const id = newId('trr')
  const movement = await moveBack(work, transfer, id, amount)
  const row = await insertRow<TransferReversalRow>(work.tx, 'transfer_reversals', {
    id,
    created: work.nowSeconds,
    transfer_id: transfer.id,
    amount,
    currency: transfer.currency,
    balance_transaction_id: movement.id,
    metadata,
  })
  const changes = { amount_reversed: transfer.amount_reversed + amount }
  const reversed = await updateRow<TransferRow>(work.tx, 'transfers', transfer.id, changes)
  await emitEvent(work, 'transfer.reversed', await describeTransfer(work, reversed))
  return describeReversal(row)
}

function reversibleAmount(transfer: TransferRow, given: number | undefined): number {
  const left = transfer.amount - transfer.amount_reversed
  const amount = given ?? left
  if (left > 0 && amount >= 1 && amount <= left) return amount
  const message = `Reversal amount (${formatMoney(amount, transfer.currency)}) is greater than unreversed amount on transfer (${formatMoney(left, transfer.currency)})`
  throw invalidRequest(undefined, message, 'amount')
}

async function refuseBeyondAccountBalance(work: Work, transfer: TransferRow, amount: number): Promise<void> {
  await lockBalance(work, transfer.destination_id)
  if (amount <= (await totalAmount(work, transfer.destination_id, transfer.currency))) return
  const message = `The connected account ${transfer.destination_id} has insufficient funds to reverse this transfer.`
  throw invalidRequest('balance_insufficient', message)
}

async function moveBack(work: Work, transfer: TransferRow, reversalId: string, amount: number) {
  const there = await loadBalanceTransaction(work, transfer.balance_transaction_id)
  const description = `REVERSAL OF TRANSFER (${transfer.id})`
  const shared = { currency: transfer.currency, description, availableOn: there?.available_on ?? work.nowSeconds }
  await recordMovement(work, {
    ...shared,
    account: transfer.destination_id,
    type: 'payment_refund',
    reportingCategory: 'refund',
    sourceId: newId('pyr'),
    amount: -amount,
  })
  return recordMovement(work, {
    ...shared,
    type: 'transfer_refund',
    reportingCategory: 'transfer_reversal',
    sourceId: reversalId,
    amount,
  })
}

/** GET /v1/transfers/:id/reversals/:reversal */
export async function getTransferReversal(
  work: Work,
  parameters: Parameters,
  transferId: string,
  reversalId: string,
): Promise<Stripe.TransferReversal> {
  parameters.finish()
  const row = await work.tx.row<TransferReversalRow>(
    'select * from stripe_simulator.transfer_reversals where id = $1 and transfer_id = $2',
    [reversalId, transferId],
  )
  if (row === undefined) throw noSuch('transfer reversal', reversalId)
  return describeReversal(row)
}

/** A reversal by its own id, where a balance transaction is asked for its source; undefined when there is none. */
export async function findTransferReversal(work: Work, id: string): Promise<Stripe.TransferReversal | undefined> {
  const row = await work.tx.row<TransferReversalRow>(
    'select * from stripe_simulator.transfer_reversals where id = $1',
    [id],
  )
  return row && describeReversal(row)
}

/** GET /v1/transfers/:id/reversals */
export async function listTransferReversals(work: Work, parameters: Parameters, transferId: string): Promise<object> {
  await loadTransfer(work, transferId)
  return listRows<TransferReversalRow, Stripe.TransferReversal>(work.tx, parameters, {
    table: 'transfer_reversals',
    url: `/v1/transfers/${transferId}/reversals`,
    where: { transfer_id: transferId },
    build: describeReversal,
  })
}
