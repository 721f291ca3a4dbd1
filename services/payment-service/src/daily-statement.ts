/** The platform's money day by day (UTC): opening balance at the provider, what moved it, closing balance, and what is owed. */
import type { DailyStatement } from '@ecc/contracts/statements'
import type { Queryable } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'
import type { Period } from './period.ts'

type Currency = DailyStatement['currency']

/** What one kind of fact did to one kind of account on a day; debits are positive. */
interface Movement {
  day: string
  currency: Currency
  fact: string
  account: string
  amount: number
}

/**
 * The days of a period from the first on which a currency was used, until today; a line a day and currency. Read it a month at
 * a time: it adds up all facts of the period.
 */
export async function dailyStatements(sql: Queryable, { from, to }: Period, now: Date): Promise<DailyStatement[]> {
  const end = new Date(Math.min(to.getTime(), endOfDay(now).getTime()))
  if (end <= from) return []
  const since = await movements(sql, from, end)
  const provider = await providerBalances(sql, from, end)
  const lines: DailyStatement[] = []
  for (const [currency, before] of await openings(sql, from)) {
    const balances = new Map(before)
    const ofCurrency = Map.groupBy(
      since.filter((one) => one.currency === currency),
      ({ day }) => day,
    )
    for (const day of daysOf(from, end)) {
      const moved = ofCurrency.get(day) ?? []
      const opening = balances.get('asset:psp') ?? 0
      for (const { account, amount } of moved) balances.set(account, (balances.get(account) ?? 0) + amount)
      const isUnused = moved.length === 0 && [...balances.values()].every((amount) => amount === 0)
      if (!isUnused)
        lines.push(lineOf({ day, currency, opening, moved, balances, provider: provider.get(`${day} ${currency}`) }))
    }
  }
  return lines.toSorted((one, other) => one.day.localeCompare(other.day) || one.currency.localeCompare(other.currency))
}

function lineOf({
  day,
  currency,
  opening,
  moved,
  balances,
  provider,
}: {
  day: string
  currency: Currency
  opening: number
  moved: Movement[]
  balances: Map<string, number>
  provider: number | undefined
}): DailyStatement {
  const at = (account: string) => (facts: readonly string[] | null) =>
    moved
      .filter((one) => one.account === account && (facts === null || facts.includes(one.fact)))
      .reduce((sum, { amount }) => sum + amount, 0)
  const psp = at('asset:psp')
  // A chargeback takes the amount and the bank's fee in one movement.
  const disputeFees = -at('exp:dispute_fee')(null)
  const moves = {
    captured: psp(['captured']),
    refunded: psp(['refund_sent', 'refund_failed']),
    providerFees: psp(['stripe_fee']) + disputeFees,
    transferred: psp(['transferred', 'transfer_reversed']),
    chargebacks: psp(['dispute_withdrawn', 'dispute_reinstated']) - disputeFees,
    ownMoney: psp(['funded', 'paid_out']),
  }
  const named = Object.values(moves).reduce((sum, amount) => sum + amount, 0)
  const owed = (account: string) => -(balances.get(account) ?? 0)
  return {
    day,
    currency,
    opening,
    ...moves,
    other: psp(null) - named,
    closing: balances.get('asset:psp') ?? 0,
    provider: provider ?? null,
    settled: at('liab:escrow')(['settled']),
    commission: -at('rev:platform_fee')(null),
    playerFee: -at('rev:player_fee')(null),
    held: owed('liab:escrow'),
    payable: owed('liab:coach_payable'),
    refundDue: owed('liab:refund_due'),
    receivable: balances.get('asset:receivable') ?? 0,
  }
}

const endOfDay = (now: Date) => new Date(Math.floor(now.getTime() / 86_400_000 + 1) * 86_400_000)

function daysOf(from: Date, end: Date): string[] {
  const days: string[] = []
  for (let at = from.getTime(); at < end.getTime(); at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

async function movements(sql: Queryable, from: Date, end: Date): Promise<Movement[]> {
  return sql<Movement>`
    select to_char(transactions.posted_at at time zone 'UTC', 'YYYY-MM-DD') as day, transactions.currency,
      transactions.kind as fact, accounts.kind as account, sum(entries.amount) as amount
    from payment_service_ledger.transactions
    join payment_service_ledger.entries on entries.transaction_id = transactions.id
    join payment_service_ledger.accounts on accounts.id = entries.account_id
    where transactions.posted_at >= ${from} and transactions.posted_at < ${end}
    group by 1, 2, 3, 4`
}

/** What was on each kind of account before an instant: what is on it now, less what came since. */
async function openings(sql: Queryable, from: Date): Promise<Map<Currency, Map<string, number>>> {
  const rows = await sql<{ currency: Currency; kind: string; amount: number }>`
    select currency, kind, sum(amount) as amount from (
      select currency, kind, sum(balance) as amount from payment_service_ledger.accounts group by currency, kind
      union all
      select accounts.currency, accounts.kind, -sum(entries.amount) from payment_service_ledger.transactions
        join payment_service_ledger.entries on entries.transaction_id = transactions.id
        join payment_service_ledger.accounts on accounts.id = entries.account_id
        where transactions.posted_at >= ${from} group by accounts.currency, accounts.kind) as sums
    group by currency, kind`
  const byCurrency = Map.groupBy(rows, ({ currency }) => currency)
  return new Map(
    [...byCurrency].map(([currency, sums]) => [currency, new Map(sums.map(({ kind, amount }) => [kind, amount]))]),
  )
}

async function providerBalances(sql: Queryable, from: Date, end: Date): Promise<Map<string, number>> {
  const rows = await sql<{ day: string; currency: string; amount: number }>`
    select to_char(day, 'YYYY-MM-DD') as day, currency, amount from provider_balances
    where day >= ${dateOf(from)}::date and day < ${dateOf(end)}::date`
  return new Map(rows.map(({ day, currency, amount }) => [`${day} ${currency}`, amount]))
}

const dateOf = (instant: Date) => instant.toISOString().slice(0, 10)

/** The months of a period, so that a year is read a month at a time. */
export function monthsOf(period: string): string[] {
  if (period.length > 4) return [period]
  return Array.from({ length: 12 }, (_, month) => new Temporal.PlainYearMonth(Number(period), month + 1).toString())
}
