/** The double-entry ledger: what may be posted, and how. Its rules are the database's, see `0007_ledger_apart.sql`. */
import type { Money } from '@ecc/contracts/vocabulary'
import type { Queryable, Tx } from '@ecc/kit'

type Plain =
  | 'asset:psp'
  | 'asset:dispute_hold'
  | 'asset:bank'
  | 'rev:platform_fee'
  | 'rev:player_fee'
  | 'exp:stripe_fee'
  | 'exp:dispute_fee'
  | 'exp:goodwill'
  | 'exp:promotion'
  | 'exp:gift_card_loss'
type Owned = 'asset:receivable' | 'liab:escrow' | 'liab:refund_due' | 'liab:coach_payable' | 'liab:player_credit'

/** An account's name: a plain one, or one of an escrow or a coach, such as `liab:escrow:<booking>`. */
export type Account = Plain | `${Owned}:${string}`

/** Where the provider's balance is kept. */
export const psp = 'asset:psp'
/** Money held for a booking, or for an order as far as it is not its bookings'. */
export const escrow = (escrowId: string): Account => `liab:escrow:${escrowId}`
/** Money of an escrow that is owed to its player. */
export const refundDue = (escrowId: string): Account => `liab:refund_due:${escrowId}`
/** Money earned by a coach and not yet transferred. */
export const coachPayable = (coachId: string): Account => `liab:coach_payable:${coachId}`
/** What a player may spend instead of money. */
export const playerCredit = (playerId: string): Account => `liab:player_credit:${playerId}`
/** Money a coach has to give back. */
export const receivable = (coachId: string): Account => `asset:receivable:${coachId}`

/** A fact to be posted. `lines` are debits, and credits as negative amounts, in minor units; zero lines are left out. */
export interface Posting {
  kind: string
  /** The one external thing this follows from: a Stripe object's id, or the escrow's. */
  source: string
  currency: string
  /** Whose held money it is about: a booking's or an order's. */
  escrowId: string | null
  lines: readonly (readonly [account: Account, amount: number])[]
  reverses?: number
  at: Date
}

/**
 * Posts a fact once: answers the transaction's id, or null when this fact is in the ledger already. Throws when a rule of
 * the ledger is broken, e.g. `liability_never_below_zero` (an imbalance only at commit).
 */
export async function post(tx: Tx, posting: Posting): Promise<number | null> {
  const { kind, source, currency, escrowId, reverses = null, at } = posting
  const posted = await tx.first<{ id: number }>`
    insert into payment_service_ledger.transactions (kind, source, currency, escrow_id, reverses, posted_at, posted_in)
    values (${kind}, ${source}, ${currency}, ${escrowId}, ${reverses}, ${at}, pg_current_xact_id())
    on conflict on constraint one_fact_one_transaction do nothing returning id`
  if (!posted) return null
  const lines = posting.lines.filter(([, amount]) => amount !== 0)
  const names = lines.map(([name]) => name)
  const kinds = names.map((name) => name.split(':').slice(0, 2).join(':'))
  // Only those that are missing: `on conflict` alone would wait for whoever moves the balance of one that is there.
  await tx`
    insert into payment_service_ledger.accounts (name, kind, currency)
    select name, kind, ${currency} from unnest(${names}::text[], ${kinds}::text[]) as wanted (name, kind)
    where not exists (
      select from payment_service_ledger.accounts where accounts.name = wanted.name and accounts.currency = ${currency})
    on conflict (name, currency) do nothing`
  // In the order of the accounts' ids: two transactions never wait for each other in a circle.
  await tx`
    insert into payment_service_ledger.entries (transaction_id, account_id, currency, amount)
    select ${posted.id}, accounts.id, ${currency}, lines.amount
    from unnest(${names}::text[], ${lines.map(([, amount]) => amount)}::bigint[]) as lines (name, amount)
    join payment_service_ledger.accounts on accounts.name = lines.name and accounts.currency = ${currency}
    order by accounts.id`
  return posted.id
}

/** What an account holds: of an asset or expense as it is, of a liability or revenue as what is owed or earned. */
export async function balanceOf(tx: Queryable, account: Account, currency: string): Promise<number> {
  const row = await tx.first<{ balance: number }>`
    select balance from payment_service_ledger.accounts where name = ${account} and currency = ${currency}`
  const balance = row?.balance ?? 0
  return balance !== 0 && /^(liab|rev):/.test(account) ? -balance : balance
}

/** The transaction of a fact, if it was posted. */
export async function postedId(tx: Queryable, kind: string, source: string): Promise<number | null> {
  const row = await tx.first<{ id: number }>`
    select id from payment_service_ledger.transactions where kind = ${kind} and source = ${source}`
  return row?.id ?? null
}

/** Something in the ledger that contradicts its rules. */
export interface Defect {
  defect: string
  about: string
  found: string
}

const mostDefects = 100

/** What contradicts the rules of the ledger, added up anew, and the numbers of its documents; always nothing. At most 100 are told. */
export async function defectsOf(sql: Queryable): Promise<Defect[]> {
  return sql<Defect>`
    select * from payment_service_ledger.defects union all select * from payment_service_ledger.document_defects
    order by defect, about limit ${mostDefects}`
}

/** One currency of the ledger, added up from its entries. */
export interface CurrencyProof {
  currency: Money['currency']
  sum: number
  psp: number
  held: number
  payable: number
  refundDue: number
  platformFee: number
  playerFee: number
  /** Accounts whose cached balance is not the sum of their entries; always none. */
  wrongBalances: number
}

/** Adds up every entry: the sums do not believe the cached balances, they check them. */
export async function sumsOf(sql: Queryable): Promise<{ transactions: number; currencies: CurrencyProof[] }> {
  const { transactions } = await sql.one<{ transactions: number }>`
    select count(*) as transactions from payment_service_ledger.transactions`
  const currencies = await sql<CurrencyProof>`
    with summed as (
      select accounts.kind, accounts.currency, accounts.balance, coalesce(sum(entries.amount), 0) as total
      from payment_service_ledger.accounts left join payment_service_ledger.entries on entries.account_id = accounts.id
      group by accounts.id)
    select currency, sum(total) as sum,
      coalesce(sum(total) filter (where kind = 'asset:psp'), 0) as psp,
      coalesce(-sum(total) filter (where kind = 'liab:escrow'), 0) as held,
      coalesce(-sum(total) filter (where kind = 'liab:coach_payable'), 0) as payable,
      coalesce(-sum(total) filter (where kind = 'liab:refund_due'), 0) as refund_due,
      coalesce(-sum(total) filter (where kind = 'rev:platform_fee'), 0) as platform_fee,
      coalesce(-sum(total) filter (where kind = 'rev:player_fee'), 0) as player_fee,
      count(*) filter (where balance <> total) as wrong_balances
    from summed group by currency order by currency`
  return { transactions, currencies }
}
