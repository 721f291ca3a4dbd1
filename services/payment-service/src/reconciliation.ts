/** Comparing the ledger with the provider: every movement there has its entries here, and the reverse. Never a repair. */
import type { Money } from '@ecc/contracts/vocabulary'
import type { Queryable } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { compareObject, type Movement, openDifferences } from './difference.ts'
import { currencyOf, idOf, isOutage } from './provider.ts'

type Currency = Money['currency']

/** What the provider holds for us, pending money included, by currency; null when it does not answer. */
export async function providerBalances(ctx: Ctx): Promise<Map<Currency, number> | null> {
  try {
    const { available, pending } = await ctx.resources.stripe.balance.retrieve(
      {},
      { timeout: 4_000, maxNetworkRetries: 1 },
    )
    const balances = new Map<Currency, number>()
    for (const { currency, amount } of [...available, ...pending]) {
      balances.set(currencyOf(currency), (balances.get(currencyOf(currency)) ?? 0) + amount)
    }
    return balances
  } catch (error) {
    if (isOutage(error)) return null
    throw error
  }
}

/** The ends of one look back, in time order. */
export interface Window {
  from: Date
  to: Date
}

const hourMs = 3_600_000
const overlapMs = 10 * 60_000
const farthestMs = 29 * 24 * hourMs
const pageSize = 100
const mostObjects = 10_000

/**
 * The next piece of time to look at, at most an hour, beginning a little before where the last look ended; `settleMs` keeps
 * it off what is still being recorded. Null when there is nothing new yet.
 */
export async function nextWindow(ctx: Ctx, name: string, settleMs: number): Promise<Window | null> {
  const now = ctx.now().getTime()
  const row = await ctx.sql.first<{
    checkedUntil: string
  }>`select checked_until from reconciliations where name = ${name}`
  const before = row ? Math.min(Date.parse(row.checkedUntil), now) : now - 24 * hourMs
  const start = Math.max(before, now - farthestMs)
  const to = Math.min(start + hourMs, now - settleMs)
  return to <= start ? null : { from: new Date(start - overlapMs), to: new Date(to) }
}

/** Remembers how far a look got. */
export async function closeWindow(sql: Queryable, name: string, { to }: Pick<Window, 'to'>): Promise<void> {
  await sql`
    insert into reconciliations (name, checked_until) values (${name}, ${to})
    on conflict (name) do update set checked_until = excluded.checked_until`
}

/** How far each look got, by its name. */
export async function looksUntil(sql: Queryable): Promise<Partial<Record<string, string>>> {
  const looks = await sql<{ name: string; checkedUntil: string }>`select name, checked_until from reconciliations`
  return Object.fromEntries(looks.map(({ name, checkedUntil }) => [name, checkedUntil]))
}

/** A window as Stripe's lists take it. */
export function createdIn({ from, to }: Window): { gte: number; lte: number } {
  return { gte: Math.floor(from.getTime() / 1_000), lte: Math.floor(to.getTime() / 1_000) }
}

/** Everything of a list, page by page; says so in the log when there was more than we take in one look. */
export async function allOf<T extends { id: string }>(ctx: Ctx, list: Stripe.ApiListPromise<T>): Promise<T[]> {
  const objects = await list.autoPagingToArray({ limit: mostObjects })
  if (objects.length === mostObjects) ctx.log.error({ objects: mostObjects }, 'a reconciliation saw only a part')
  return objects
}

const keyOf = ({ objectId, currency }: Movement) => `${objectId} ${currency}`

/** Compares one window, and looks again at what differed before; answers how many differences are open. */
export async function compareWindow(ctx: Ctx, window: Window): Promise<number> {
  const created = createdIn(window)
  const list = ctx.resources.stripe.balanceTransactions.list({ created, limit: pageSize })
  const there = addUp(await allOf(ctx, list))
  const here = await ledgerMovements(ctx.sql, [...there.values()], window)
  const suspects = await openDifferences(ctx.sql)
  for (const [key, movement] of new Map([...there, ...here])) {
    if (there.get(key)?.amount !== here.get(key)?.amount) suspects.push(movement)
  }
  let differing = 0
  for (const movement of suspects) if (await compareObject(ctx, movement)) differing += 1
  return differing
}

function addUp(transactions: Stripe.BalanceTransaction[]): Map<string, Movement> {
  const movements = new Map<string, Movement>()
  for (const { id, source, currency, net } of transactions) {
    const movement = {
      objectId: idOf(source as string | { id: string } | null) ?? id,
      currency: currencyOf(currency),
      amount: net,
    }
    const earlier = movements.get(keyOf(movement))
    movements.set(keyOf(movement), { ...movement, amount: net + (earlier?.amount ?? 0) })
  }
  return movements
}

/** What the ledger says of the same objects, and of those it posted in the window by itself. */
async function ledgerMovements(sql: Queryable, there: Movement[], window: Window): Promise<Map<string, Movement>> {
  const rows = await sql<Movement>`
    select transactions.source as object_id, transactions.currency, sum(entries.amount) as amount
    from ledger_transactions transactions
    join ledger_entries entries on entries.transaction_id = transactions.id
    join ledger_accounts accounts on accounts.id = entries.account_id and accounts.kind = 'asset:psp'
    where transactions.source = any(${there.map(({ objectId }) => objectId)}::text[])
      or transactions.posted_at between ${window.from} and ${window.to}
    group by 1, 2`
  return new Map(rows.map((movement) => [keyOf(movement), movement]))
}
