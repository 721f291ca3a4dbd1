/** A coach's and a player's statement: opening balance, every fact that changed it, closing balance, from the ledger. */
import { decimal } from '@ecc/contracts/currencies'
import type { StatementBalance, StatementLine } from '@ecc/contracts/statements'
import type { Queryable } from '@ecc/kit'
import { csvLine, decimalOrNone, instantColumns, instantFields } from './csv.ts'
import { type Account, coachPayable, escrow, playerCredit, receivable, refundDue } from './ledger.ts'
import type { Period } from './period.ts'

/** Whose statement it is: their accounts, and whether they pay our fee, or are not told of it. */
export interface Party {
  accounts: Account[]
  paysFee: boolean
}

/** The accounts that make what the platform owes a coach, less what the coach owes. */
export const coachParty = (coachId: string): Party => ({
  accounts: [coachPayable(coachId), receivable(coachId)],
  paysFee: false,
})

/** The accounts that make what is held for a player, owed to them, and their credit. */
export async function playerParty(sql: Queryable, playerId: string): Promise<Party> {
  const escrows = await sql<{ id: string }>`
    select escrows.id from escrows join payments on payments.id = escrows.payment_id
    where player_id = ${playerId} and captured_at is not null`
  const accounts = [playerCredit(playerId), ...escrows.flatMap(({ id }) => [escrow(id), refundDue(id)])]
  return { accounts, paysFee: true }
}

/** What was on the accounts, by currency, when the period began and when it ended. */
export async function balancesAround(
  sql: Queryable,
  { accounts }: Party,
  { from, to }: Period,
): Promise<StatementBalance[]> {
  return sql<StatementBalance>`
    select accounts.currency, coalesce(-sum(entries.amount) filter (where posted_at < ${from}), 0) as opening,
      -sum(entries.amount) as closing
    from payment_service_ledger.accounts
    join payment_service_ledger.entries on entries.account_id = accounts.id
    join payment_service_ledger.transactions on transactions.id = entries.transaction_id
    where accounts.name = any(${accounts}::text[]) and posted_at < ${to}
    group by accounts.currency order by accounts.currency`
}

/**
 * The facts of the period that changed what the party has, in the order they were posted, after the one with the id `after`.
 * A fact that only moved money between the party's own accounts is none.
 */
export async function statementLines(
  sql: Queryable,
  { accounts, paysFee }: Party,
  { from, to }: Period,
  { after, limit }: { after: number; limit: number },
): Promise<StatementLine[]> {
  return sql<StatementLine>`
    with own as (
      select transactions.id, transactions.posted_at, -sum(entries.amount) as amount,
        sum(-sum(entries.amount)) over (partition by transactions.currency order by transactions.posted_at < ${from} desc, transactions.id) as balance
      from payment_service_ledger.accounts
      join payment_service_ledger.entries on entries.account_id = accounts.id
      join payment_service_ledger.transactions on transactions.id = entries.transaction_id
      where accounts.name = any(${accounts}::text[]) and posted_at < ${to}
      group by transactions.id),
    page as (
      select * from own where posted_at >= ${from} and amount <> 0 and id > ${after} order by id limit ${limit})
    select page.id, page.posted_at as at, facts.kind as fact, facts.escrow_id as booking_id, facts.currency, page.amount,
      page.balance, shared.price - untold.fee - untold.fee_back as price, shared.refund - untold.fee_back as refund, shared.commission
    from page
    join payment_service_ledger.transactions facts on facts.id = page.id
    left join lateral (
      select sum(entries.amount) filter (where accounts.kind = 'liab:escrow') as price,
        -coalesce(sum(entries.amount) filter (where accounts.kind = 'liab:refund_due'), 0) as refund,
        -coalesce(sum(entries.amount) filter (where accounts.kind = 'rev:platform_fee'), 0) as commission
      from payment_service_ledger.entries join payment_service_ledger.accounts on accounts.id = entries.account_id
      where entries.transaction_id = facts.id) as shared on facts.kind = 'settled'
    cross join lateral (
      select coalesce(sum(settlements.fee), 0) as fee, coalesce(sum(settlements.fee_back), 0) as fee_back
      from settlements where settlements.escrow_id = facts.escrow_id and not ${paysFee}::boolean) as untold
    order by page.id`
}

const columns = [...instantColumns, 'fact', 'booking', 'currency', 'price', 'refund', 'commission', 'amount', 'balance']
const pageSize = 500

/** A statement as the lines of a file: an opening line a currency, the facts, a closing line a currency. */
export async function* statementFile(
  sql: Queryable,
  party: Party,
  period: Period,
  zone: string,
): AsyncGenerator<string> {
  yield csvLine(columns)
  const balances = await balancesAround(sql, party, period)
  const edge = (at: Date, fact: string, currency: string, balance: number) =>
    csvLine([
      ...instantFields(at.toISOString(), zone),
      fact,
      null,
      currency,
      null,
      null,
      null,
      null,
      decimal(balance, currency),
    ])
  for (const { currency, opening } of balances) yield edge(period.from, 'opening_balance', currency, opening)
  let after = 0
  for (;;) {
    const lines = await statementLines(sql, party, period, { after, limit: pageSize })
    for (const line of lines) yield factLine(line, zone)
    after = lines.at(-1)?.id ?? after
    if (lines.length < pageSize) break
  }
  for (const { currency, closing } of balances) yield edge(period.to, 'closing_balance', currency, closing)
}

function factLine(
  { at, fact, bookingId, currency, price, refund, commission, amount, balance }: StatementLine,
  zone: string,
) {
  const shares = [price, refund, commission].map((minor) => decimalOrNone(minor, currency))
  const sums = [amount, balance].map((minor) => decimal(minor, currency))
  return csvLine([...instantFields(at, zone), fact, bookingId, currency, ...shares, ...sums])
}
