/** Comparing the ledger with the provider: every movement there has its entries here, and the reverse. Never a repair. */
import type { Money } from '@ecc/contracts/vocabulary'
import { failpoint, type Queryable } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { compareObject, type Movement } from './difference.ts'
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

/** The ends of a piece of time, both included. */
export interface Window {
  from: Date
  to: Date
}

/** Something to go through at the provider, in time order. */
export interface Look<T extends { id: string }> {
  name: 'events' | 'movements'
  /** What is younger may still be on its way into the ledger. */
  settleMs: number
  list(ctx: Ctx, created: { gte: number; lte: number }): Stripe.ApiListPromise<T>
  /** Takes all of a window; false when more than `most` of it need a look of their own, and nothing was done. */
  take(ctx: Ctx, found: T[], window: Window, most: number): Promise<boolean>
}

const dayMs = 86_400_000
const farthestMs = 29 * dayMs
const shortestMs = 10_000
/** What happened this long before a look is looked at again by the next: the provider may show it late. */
export const lateMs = 5 * 60_000
const pageSize = 100
const mostObjects = 10_000
const mostSuspects = 200

/**
 * Goes on where the last look of this name ended, a day at a time, and less where a day holds too much, until `stopAt`
 * (ms of `performance.now()`). True when it came to the end.
 */
export async function lookOn<T extends { id: string }>(ctx: Ctx, look: Look<T>, stopAt: number): Promise<boolean> {
  const now = ctx.now().getTime()
  const until = now - look.settleMs
  let from = await lookedUntil(ctx.sql, look.name, now)
  let spanMs = dayMs
  while (from < until) {
    if (performance.now() > stopAt) return false
    const window = { from: new Date(from), to: new Date(Math.min(from + spanMs, until)) }
    if (!(await takeWindow(ctx, look, window, spanMs > shortestMs))) {
      spanMs = Math.max(spanMs / 2, shortestMs)
      continue
    }
    await failpoint('reconcile:looked')
    from = window.to.getTime()
    await keepLooked(ctx.sql, look.name, new Date(Math.min(from, now - lateMs)))
  }
  return true
}

async function takeWindow<T extends { id: string }>(
  ctx: Ctx,
  look: Look<T>,
  window: Window,
  mayBeTooMuch: boolean,
): Promise<boolean> {
  const created = { gte: Math.floor(window.from.getTime() / 1_000), lte: Math.floor(window.to.getTime() / 1_000) }
  const found = await look.list(ctx, created).autoPagingToArray({ limit: mostObjects })
  if (found.length === mostObjects) {
    if (mayBeTooMuch) return false
    ctx.log.error({ look: look.name, objects: mostObjects }, 'a reconciliation saw only a part')
  }
  return look.take(ctx, found, window, mayBeTooMuch ? mostSuspects : Number.POSITIVE_INFINITY)
}

/** Where a look ended, epoch ms: at most as far back as the provider tells; a day at the first. */
async function lookedUntil(sql: Queryable, name: string, now: number): Promise<number> {
  const row = await sql.first<{ checkedUntil: string }>`
    select checked_until from reconciliations where name = ${name}`
  const until = row ? Math.min(Date.parse(row.checkedUntil), now - lateMs) : now - dayMs
  return Math.max(until, now - farthestMs)
}

/** Remembers how far a look got. */
export async function keepLooked(sql: Queryable, name: string, until: Date): Promise<void> {
  await sql`
    insert into reconciliations (name, checked_until) values (${name}, ${until})
    on conflict (name) do update set checked_until = excluded.checked_until`
}

/** How far each look got, by its name. */
export async function looksUntil(sql: Queryable): Promise<Partial<Record<string, string>>> {
  const looks = await sql<{ name: string; checkedUntil: string }>`select name, checked_until from reconciliations`
  return Object.fromEntries(looks.map(({ name, checkedUntil }) => [name, checkedUntil]))
}

const keyOf = ({ objectId, currency }: Movement) => `${objectId} ${currency}`

/** The movements of money at the provider, each compared with the ledger. */
export const movements: Look<Stripe.BalanceTransaction> = {
  name: 'movements',
  settleMs: 2 * 60_000,
  list: ({ resources }, created) => resources.stripe.balanceTransactions.list({ created, limit: pageSize }),
  async take(ctx, found, window, most) {
    const there = addUp(found)
    const here = await ledgerMovements(ctx.sql, [...there.values()], window)
    const suspects = [...new Map([...there, ...here])].filter(
      ([key]) => there.get(key)?.amount !== here.get(key)?.amount,
    )
    if (suspects.length > most) return false
    for (const [, suspect] of suspects) await compareObject(ctx, suspect)
    return true
  },
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
