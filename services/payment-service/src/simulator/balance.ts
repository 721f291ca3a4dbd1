import type Stripe from 'stripe'
import { insertRow, type Tx } from './database.ts'
import { listRows } from './lists.ts'
import { type BalanceTransactionRow, balanceTransactionObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { noSuch } from './problems.ts'
import { newId, platformAccount, type Work } from './work.ts'

const daySeconds = 86_400

/** A movement of one account's balance: `amount` is signed minor units, `fee` is what Stripe keeps of it. */
interface Movement {
  account?: string
  type: Stripe.BalanceTransaction.Type
  reportingCategory: string
  sourceId: string
  amount: number
  fee?: number
  currency: string
  description?: string | null
  /** Epoch seconds; default now. */
  availableOn?: number
}

/** Records a movement. The balance is nothing but the sum of these rows. */
export async function recordMovement(work: Work, movement: Movement): Promise<BalanceTransactionRow> {
  const fee = movement.fee ?? 0
  return insertRow<BalanceTransactionRow>(work.tx, 'balance_transactions', {
    id: newId('txn'),
    created: work.nowSeconds,
    account_id: movement.account ?? platformAccount,
    amount: movement.amount,
    fee,
    net: movement.amount - fee,
    currency: movement.currency,
    type: movement.type,
    reporting_category: movement.reportingCategory,
    source_id: movement.sourceId,
    description: movement.description ?? null,
    available_on: Math.max(movement.availableOn ?? 0, work.nowSeconds),
  })
}

/** Stripe's fee on a captured amount, in minor units: basis points rounded half up, plus the fixed part. */
export function feeOn(work: Work, amountMinor: number): number {
  const { basisPoints, fixedMinor } = work.settings.fee
  return Math.floor((amountMinor * basisPoints + 5000) / 10_000) + fixedMinor
}

/** When money captured now becomes available, in epoch seconds: some days later, at midnight UTC. */
export function availableOnAfterCapture(work: Work): number {
  if (work.settings.pendingDays === 0) return work.nowSeconds
  return (Math.floor(work.nowSeconds / daySeconds) + work.settings.pendingDays) * daySeconds
}

/** What an account may spend now in one currency, in minor units. */
export async function availableAmount(work: Work, account: string, currency: string): Promise<number> {
  const sums = await balanceSums(work.tx, account, work.nowSeconds)
  return sums.find((sum) => sum.currency === currency)?.available ?? 0
}

/** What an account may spend now, by currency. */
export async function availableCurrencies(
  work: Work,
  account: string,
): Promise<{ currency: string; available: number }[]> {
  return balanceSums(work.tx, account, work.nowSeconds)
}

/** What an account has in one currency, pending money included, in minor units. */
export async function totalAmount(work: Work, account: string, currency: string): Promise<number> {
  const sums = await balanceSums(work.tx, account, work.nowSeconds)
  const sum = sums.find((one) => one.currency === currency)
  return sum === undefined ? 0 : sum.available + sum.pending
}

/** Serialises spending from one account's balance until the end of the transaction. */
export async function lockBalance(work: Work, account: string): Promise<void> {
  await work.tx.rows(`select pg_advisory_xact_lock(hashtextextended('stripe_simulator.balance.' || $1, 0))`, [account])
}

/** GET /v1/balance, of the platform or of the account in the Stripe-Account header. */
export async function getBalance(work: Work, parameters: Parameters): Promise<Stripe.Balance> {
  parameters.finish()
  const sums = await balanceSums(work.tx, work.account, work.nowSeconds)
  return {
    object: 'balance',
    available: sums.map(({ currency, available }) => ({
      amount: available,
      currency,
      source_types: { card: available },
    })),
    livemode: false,
    pending: sums.map(({ currency, pending }) => ({ amount: pending, currency, source_types: { card: pending } })),
  } satisfies Stripe.Balance
}

interface BalanceSum {
  currency: string
  available: number
  pending: number
}

async function balanceSums(tx: Tx, account: string, nowSeconds: number): Promise<BalanceSum[]> {
  return tx.rows<BalanceSum>(
    `select currency,
       coalesce(sum(net) filter (where available_on <= $2), 0)::bigint as available,
       coalesce(sum(net) filter (where available_on > $2), 0)::bigint as pending
     from stripe_simulator.balance_transactions where account_id = $1 group by currency order by currency`,
    [account, nowSeconds],
  )
}

/** GET /v1/balance_transactions */
export async function listBalanceTransactions(work: Work, parameters: Parameters): Promise<object> {
  const where = {
    account_id: work.account,
    source_id: parameters.optionalText('source'),
    type: parameters.optionalText('type'),
    currency: parameters.optionalText('currency'),
  }
  return listRows<BalanceTransactionRow, Stripe.BalanceTransaction>(work.tx, parameters, {
    table: 'balance_transactions',
    url: '/v1/balance_transactions',
    where,
    build: (row) => balanceTransactionObject(row, work.nowSeconds),
  })
}

/** GET /v1/balance_transactions/:id */
export async function getBalanceTransaction(
  work: Work,
  parameters: Parameters,
  id: string,
): Promise<Stripe.BalanceTransaction> {
  parameters.finish()
  const row = await loadBalanceTransaction(work, id)
  if (row === undefined) throw noSuch('balance transaction', id)
  return balanceTransactionObject(row, work.nowSeconds)
}

export async function loadBalanceTransaction(work: Work, id: string): Promise<BalanceTransactionRow | undefined> {
  return work.tx.row<BalanceTransactionRow>('select * from stripe_simulator.balance_transactions where id = $1', [id])
}
