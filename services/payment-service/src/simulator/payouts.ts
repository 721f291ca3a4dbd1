import type Stripe from 'stripe'
import { type AccountRow, bankAccountId, loadAccount, markBankErrored, nextPayoutAt, paysOut } from './accounts.ts'
import { availableAmount, availableCurrencies, lockBalance, recordMovement } from './balance.ts'
import { insertRow, updateRow } from './database.ts'
import { emitEvent } from './events.ts'
import { listRows } from './lists.ts'
import type { Parameters } from './parameters.ts'
import { invalidParameter, invalidRequest, noSuch } from './problems.ts'
import { newId, platformAccount, type Work } from './work.ts'

interface PayoutRow {
  id: string
  created: number
  account_id: string
  amount: number
  currency: string
  status: 'canceled' | 'failed' | 'in_transit' | 'paid' | 'pending'
  automatic: boolean
  arrival_date: number
  description: string | null
  statement_descriptor: string | null
  failure_code: string | null
  failure_message: string | null
  balance_transaction_id: string
  failure_balance_transaction_id: string | null
  settles_at: number | null
  /** `paid`, or the code with which the bank will refuse it. */
  settles_as: string | null
  metadata: Record<string, string>
}

/** How banks refuse payouts, in Stripe's codes (https://docs.stripe.com/api/payouts/failures). */
export const payoutFailures = [
  'account_closed',
  'account_frozen',
  'bank_account_restricted',
  'could_not_process',
  'debit_not_authorized',
  'incorrect_account_holder_name',
  'invalid_account_number',
  'invalid_currency',
  'no_account',
] as const

const failureMessages: Record<string, string> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  invalid_account_number: 'The routing number seems correct, but the account number is invalid.',
  no_account: 'The bank account details on file are probably incorrect. No bank account could be found.',
}

const daySeconds = 86_400
/** How long a payout can be cancelled before the bank has it. */
const pendingSeconds = 600
/** How many days a bank takes. */
const transitDays = 2

/** POST /v1/payouts: moves what is available on a connected account to its bank account. */
export async function createPayout(work: Work, parameters: Parameters): Promise<Stripe.Payout> {
  const amount = parameters.integer('amount')
  const currency = parameters.text('currency').toLowerCase()
  const description = parameters.optionalText('description') ?? null
  const statement_descriptor = parameters.optionalText('statement_descriptor') ?? null
  const metadata = parameters.metadata()
  parameters.optionalChoice('method', ['instant', 'standard'])
  parameters.ignore('source_type', 'destination')
  parameters.finish()
  if (amount < 1) throw invalidParameter('parameter_invalid_integer', 'Invalid positive integer', 'amount')
  if (work.account === platformAccount) throw invalidRequest(undefined, 'The platform is not paid out here.')
  const details = { amount, currency, description, statement_descriptor, metadata, automatic: false }
  return payOut(work, work.account, details)
}

/** Pays out from an account, by its owner's wish or by its schedule. */
export async function payOut(
  work: Work,
  accountId: string,
  details: Pick<PayoutRow, 'amount' | 'currency' | 'automatic'> & Partial<PayoutRow>,
): Promise<Stripe.Payout> {
  const account = await loadAccount(work, accountId, { lock: true })
  if (!paysOut(account)) {
    const message = 'Payouts are not enabled on this account; its requirements have to be met first.'
    throw invalidRequest('payouts_not_allowed', message)
  }
  await refuseBeyondAvailable(work, accountId, details)
  const id = newId('po')
  const movement = await recordMovement(work, {
    account: accountId,
    type: 'payout',
    reportingCategory: 'payout',
    sourceId: id,
    amount: -details.amount,
    currency: details.currency,
    description: 'STRIPE PAYOUT',
  })
  const payout = payoutObject(
    await insertRow<PayoutRow>(work.tx, 'payouts', {
      metadata: {},
      ...details,
      id,
      created: work.nowSeconds,
      account_id: accountId,
      status: 'pending',
      arrival_date: (Math.floor(work.nowSeconds / daySeconds) + transitDays) * daySeconds,
      balance_transaction_id: movement.id,
      settles_at: work.nowSeconds + pendingSeconds,
      settles_as: account.bank_failure ?? 'paid',
    }),
  )
  await emitEvent(work, 'payout.created', payout, accountId)
  return payout
}

async function refuseBeyondAvailable(
  work: Work,
  accountId: string,
  { amount, currency }: Pick<PayoutRow, 'amount' | 'currency'>,
): Promise<void> {
  await lockBalance(work, accountId)
  if (amount <= (await availableAmount(work, accountId, currency))) return
  const message =
    'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use ' +
    'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).'
  throw invalidRequest('balance_insufficient', message)
}

/** The day of payout has come: everything available goes out, a payout a currency. */
export async function payOutOnSchedule(work: Work, accountId: string): Promise<void> {
  const account = await loadAccount(work, accountId, { lock: true })
  if (account.next_payout_at === null || account.next_payout_at > work.nowSeconds) return
  const { payout_interval, weekly_anchor } = account
  const changes: Partial<AccountRow> = { next_payout_at: nextPayoutAt(work.nowSeconds, payout_interval, weekly_anchor) }
  await updateRow<AccountRow>(work.tx, 'accounts', accountId, changes)
  if (!paysOut(account)) return
  for (const { currency, available } of await availableCurrencies(work, accountId)) {
    if (available > 0) await payOut(work, accountId, { amount: available, currency, automatic: true })
  }
}

/** What comes with time: the bank gets it, and on the day of arrival has taken or refused it. */
export async function settlePayout(work: Work, id: string): Promise<void> {
  const row = await loadPayout(work, id, { lock: true })
  if (row.settles_at === null || row.settles_at > work.nowSeconds) return
  if (row.status === 'pending') {
    await changePayout(work, id, { status: 'in_transit', settles_at: row.arrival_date }, 'payout.updated')
  } else if (row.settles_as === 'paid') {
    await changePayout(work, id, { status: 'paid', settles_at: null }, 'payout.paid')
  } else await failPayout(work, id, row.settles_as ?? 'could_not_process')
}

/** The bank sends a payout back, which may be days after it was paid: the money is the account's again, and the bank account is marked. */
export async function failPayout(work: Work, id: string, code: string): Promise<Stripe.Payout> {
  const row = await loadPayout(work, id, { lock: true })
  if (row.status === 'failed' || row.status === 'canceled') return payoutObject(row)
  const failure_message = failureMessages[code] ?? 'The bank could not process this payout.'
  const changes = { status: 'failed', settles_at: null, failure_code: code, failure_message } as const
  const back = await moveBack(work, row, 'payout_failure')
  const failed = await changePayout(work, id, { ...changes, failure_balance_transaction_id: back }, 'payout.failed')
  await markBankErrored(work, row.account_id)
  return failed
}

/** POST /v1/payouts/:id/cancel: only while the bank has not got it. */
export async function cancelPayout(work: Work, parameters: Parameters, id: string): Promise<Stripe.Payout> {
  parameters.finish()
  const row = await loadPayout(work, id, { lock: true })
  if (row.status !== 'pending') throw invalidRequest(undefined, 'Payouts can only be canceled while they are pending.')
  const back = await moveBack(work, row, 'payout_cancel')
  const changes = { status: 'canceled', settles_at: null, failure_balance_transaction_id: back } as const
  return changePayout(work, id, changes, 'payout.canceled')
}

async function moveBack(work: Work, row: PayoutRow, type: 'payout_cancel' | 'payout_failure'): Promise<string> {
  const movement = await recordMovement(work, {
    account: row.account_id,
    type,
    reportingCategory: 'payout_reversal',
    sourceId: row.id,
    amount: row.amount,
    currency: row.currency,
    description: 'STRIPE PAYOUT',
  })
  return movement.id
}

async function changePayout(
  work: Work,
  id: string,
  changes: Partial<PayoutRow>,
  type: 'payout.canceled' | 'payout.failed' | 'payout.paid' | 'payout.updated',
): Promise<Stripe.Payout> {
  const row = await updateRow<PayoutRow>(work.tx, 'payouts', id, changes)
  const payout = payoutObject(row)
  await emitEvent(work, type, payout, row.account_id)
  return payout
}

/** POST /v1/payouts/:id changes metadata only. */
export async function updatePayout(work: Work, parameters: Parameters, id: string): Promise<Stripe.Payout> {
  const row = await loadPayout(work, id, { lock: true })
  const metadata = parameters.metadata(row.metadata)
  parameters.finish()
  return changePayout(work, id, { metadata }, 'payout.updated')
}

/** GET /v1/payouts/:id */
export async function getPayout(work: Work, parameters: Parameters, id: string): Promise<Stripe.Payout> {
  parameters.finish()
  return payoutObject(await loadPayout(work, id))
}

/** GET /v1/payouts, of the account in the Stripe-Account header. */
export async function listPayouts(work: Work, parameters: Parameters): Promise<object> {
  const where = { account_id: work.account, status: parameters.optionalText('status') }
  return listRows<PayoutRow, Stripe.Payout>(work.tx, parameters, {
    table: 'payouts',
    url: '/v1/payouts',
    where,
    build: payoutObject,
  })
}

/** Only the account's own: to the platform and to other accounts there is no such payout. */
async function loadPayout(work: Work, id: string, options: { lock?: boolean } = {}): Promise<PayoutRow> {
  const lock = options.lock ? 'for no key update' : ''
  const row = await work.tx.row<PayoutRow>(`select * from stripe_simulator.payouts where id = $1 ${lock}`, [id])
  if (row === undefined || (work.cause !== null && row.account_id !== work.account)) throw noSuch('payout', id)
  return row
}

function payoutObject(row: PayoutRow): Stripe.Payout {
  return {
    id: row.id,
    object: 'payout',
    amount: row.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: row.arrival_date,
    automatic: row.automatic,
    balance_transaction: row.balance_transaction_id,
    created: row.created,
    currency: row.currency,
    description: row.description,
    destination: bankAccountId(row.account_id),
    failure_balance_transaction: row.failure_balance_transaction_id,
    failure_code: row.failure_code,
    failure_message: row.failure_message,
    livemode: false,
    metadata: row.metadata,
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: row.automatic ? 'completed' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: row.statement_descriptor,
    status: row.status,
    trace_id: null,
    type: 'bank_account',
  } satisfies Stripe.Payout
}
