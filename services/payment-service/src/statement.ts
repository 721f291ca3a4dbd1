/** Statements: every fact about a booking, a coach or a player with all of its lines, and the balance after each of theirs. */
import type { Money } from '@ecc/contracts/vocabulary'
import type { Queryable } from '@ecc/kit'
import { type Account, coachPayable, escrow, playerCredit, receivable, refundDue } from './ledger.ts'

/** Whose statement. A booking's id may be an order's: the money that is held for it as a whole. */
export interface Party {
  kind: 'booking' | 'coach' | 'player'
  id: string
}

/** An account of the party's and what is on it now. */
export interface StatementAccount {
  account: string
  currency: Money['currency']
  balance: number
}

/** One line; `balance` is the account's after it, null where the account is not the party's. */
export interface StatementLine {
  account: string
  debit: number
  credit: number
  balance: number | null
}

/** A fact of the ledger with all of its lines, which sum to zero. */
export interface StatementFact {
  id: number
  at: string
  kind: string
  source: string
  currency: Money['currency']
  bookingId: string | null
  reverses: number | null
  lines: StatementLine[]
}

/** Every account that is the party's own; a player's are those of all they paid for. */
async function accountsOf(sql: Queryable, { kind, id }: Party): Promise<Account[]> {
  if (kind === 'coach') return [coachPayable(id), receivable(id)]
  if (kind === 'booking') return [escrow(id), refundDue(id)]
  const escrows = await sql<{ id: string }>`
    select escrows.id from escrows join payments on payments.id = escrows.payment_id where player_id = ${id}`
  return [playerCredit(id), ...escrows.flatMap((one) => [escrow(one.id), refundDue(one.id)])]
}

/** What is on the party's accounts now; those that were never used are left out. */
export async function statementAccounts(sql: Queryable, party: Party): Promise<StatementAccount[]> {
  return sql<StatementAccount>`
    select name as account, currency, balance from payment_service_ledger.balances
    where name = any(${await accountsOf(sql, party)}::text[]) order by name, currency`
}

/** The facts after the one with the id `after`, in the order they were posted, at most `limit`, each with all of its lines. */
export async function statementFacts(
  sql: Queryable,
  party: Party,
  { after, limit }: { after: number; limit: number },
): Promise<StatementFact[]> {
  const about = party.kind === 'booking' ? party.id : null
  const rows = await sql<Omit<StatementFact, 'lines'> & StatementLine>`
    with own as (
      select transaction_id, name, balance from payment_service_ledger.lines
      where name = any(${await accountsOf(sql, party)}::text[])),
    about as (
      select transaction_id as id from own
      union select id from payment_service_ledger.transactions where escrow_id = ${about}),
    facts as (
      select transactions.* from about join payment_service_ledger.transactions on transactions.id = about.id
      where transactions.id > ${after} order by transactions.id limit ${limit})
    select facts.id, facts.posted_at as at, facts.kind, facts.source, facts.currency, facts.escrow_id as booking_id,
      facts.reverses, accounts.name as account, greatest(entries.amount, 0) as debit, greatest(-entries.amount, 0) as credit,
      own.balance
    from facts
    join payment_service_ledger.entries on entries.transaction_id = facts.id
    join payment_service_ledger.accounts on accounts.id = entries.account_id
    left join own on own.transaction_id = facts.id and own.name = accounts.name
    order by facts.id, entries.amount < 0, accounts.name`
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((lines) => {
    const [first] = lines
    if (!first) return []
    const { account: _account, debit: _debit, credit: _credit, balance: _balance, ...fact } = first
    return { ...fact, lines: lines.map(({ account, debit, credit, balance }) => ({ account, debit, credit, balance })) }
  })
}
