/** Differences: objects of the provider's about which the ledger says something else. Found, listed, looked after; never repaired here. */
import type { Difference as DifferenceView } from '@ecc/contracts/operator'
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { currencyOf, idOf } from './provider.ts'

/** A movement of money, added up by the object that caused it. */
export interface Movement {
  objectId: string
  currency: Money['currency']
  amount: number
}

/** A difference as stored, with what the last operator wrote who looks after it. */
export interface Difference {
  id: string
  objectId: string
  currency: Money['currency']
  ledgerAmount: number
  providerAmount: number
  foundAt: string
  resolvedAt: string | null
  closedBy: 'provider' | 'ledger' | 'both' | null
  acknowledgedBy: string | null
  acknowledgedAt: string | null
  note: string | null
}

const pageSize = 100

/** Open ones to look at again: fifty, and first those that were not looked at for longest. */
export async function openDifferences(sql: Queryable): Promise<Movement[]> {
  return sql<Movement>`
    select object_id, currency, provider_amount as amount from differences where resolved_at is null
    order by looked_at limit 50`
}

/** Compares one object over all time, since a window may cut it in two, and writes down what was seen. */
export async function compareObject(ctx: Ctx, { objectId: suspect, currency }: Movement): Promise<void> {
  const { root, others } = await familyOf(ctx, suspect)
  const here = await ledgerSum(ctx.sql, [root, ...others], currency)
  let there = 0
  for (const id of [root, ...others]) there += await providerSum(ctx, id, currency)
  if (here === there) {
    await close(ctx, root, currency, { here, there })
    return
  }
  await ctx.sql`
    insert into differences (object_id, currency, ledger_amount, provider_amount, found_at, looked_at)
    values (${root}, ${currency}, ${here}, ${there}, ${ctx.now()}, ${ctx.now()})
    on conflict (object_id, currency) do update
      set looked_at = excluded.looked_at, ledger_amount = excluded.ledger_amount, provider_amount = excluded.provider_amount, resolved_at = null,
        closed_by = null,
        found_at = case when differences.resolved_at is null then differences.found_at else excluded.found_at end`
  ctx.log.error({ objectId: root, currency, ledger: here, provider: there }, 'the ledger and the provider differ')
}

/** Both agree again: the amounts stay as they differed, and which side moved is kept. */
async function close(ctx: Ctx, objectId: string, currency: string, now: { here: number; there: number }) {
  await ctx.sql`
    update differences set resolved_at = ${ctx.now()}, closed_by = case
        when ledger_amount = ${now.here} then 'provider' when provider_amount = ${now.there} then 'ledger' else 'both' end
    where object_id = ${objectId} and currency = ${currency} and resolved_at is null`
}

/**
 * What is compared as one. Each object is by itself; but a charge or transfer that somebody made by hand is undone at the
 * provider by further objects, its refunds or reversals, and then is over.
 */
async function familyOf(ctx: Ctx, objectId: string): Promise<{ root: string; others: string[] }> {
  const root = await undoneBy(ctx, objectId)
  if (await isOurs(ctx.sql, root)) return { root: objectId, others: [] }
  return { root, others: await undoings(ctx, root) }
}

/** What this object undoes; itself when it undoes nothing. */
async function undoneBy(ctx: Ctx, objectId: string): Promise<string> {
  const { stripe } = ctx.resources
  if (objectId.startsWith('re_')) return idOf((await stripe.refunds.retrieve(objectId)).charge) ?? objectId
  if (!objectId.startsWith('trr_')) return objectId
  const { data } = await stripe.balanceTransactions.list({ source: objectId, limit: 1, expand: ['data.source'] })
  const reversal = data[0]?.source as Stripe.TransferReversal | undefined
  return idOf(reversal?.transfer) ?? objectId
}

async function undoings(ctx: Ctx, root: string): Promise<string[]> {
  const { stripe } = ctx.resources
  const { data } = root.startsWith('tr_')
    ? await stripe.transfers.listReversals(root, { limit: pageSize })
    : root.startsWith('ch_') || root.startsWith('py_')
      ? await stripe.refunds.list({ charge: root, limit: pageSize })
      : { data: [] }
  return data.map(({ id }) => id)
}

/** Whether the platform took or sent it; what operators recorded about an object does not make it so. */
async function isOurs(sql: Queryable, objectId: string): Promise<boolean> {
  const fact = await sql.first`
    select id from ledger_transactions where source = ${objectId} and kind in ('captured', 'transferred')`
  return fact !== undefined
}

async function ledgerSum(sql: Queryable, objectIds: string[], currency: string): Promise<number> {
  const { sum } = await sql.one<{ sum: number }>`
    select coalesce(sum(entries.amount), 0) as sum from ledger_transactions transactions
    join ledger_entries entries on entries.transaction_id = transactions.id
    join ledger_accounts accounts on accounts.id = entries.account_id and accounts.kind = 'asset:psp'
    where transactions.source = any(${objectIds}::text[]) and transactions.currency = ${currency}`
  return sum
}

async function providerSum(ctx: Ctx, objectId: string, currency: string): Promise<number> {
  const { data } = await ctx.resources.stripe.balanceTransactions.list({ source: objectId, limit: pageSize })
  return data.filter((one) => currencyOf(one.currency) === currency).reduce((sum, { net }) => sum + net, 0)
}

/** Open ones oldest first, closed ones newest first. */
export async function differencesShown(
  sql: Queryable,
  show: 'open' | 'closed',
  { limit, after }: PageAsked,
): Promise<Difference[]> {
  if (show === 'open') {
    const onwards = after ? sql.part`and (found_at, differences.id) > (${after.at}, ${after.id})` : sql.part``
    return sql<Difference>`
      ${whole(sql)} where resolved_at is null ${onwards} order by found_at, differences.id limit ${limit + 1}`
  }
  const onwards = after ? sql.part`and (resolved_at, differences.id) < (${after.at}, ${after.id})` : sql.part``
  return sql<Difference>`
    ${whole(sql)} where resolved_at is not null ${onwards}
    order by resolved_at desc, differences.id desc limit ${limit + 1}`
}

/** One of them; undefined when there is none. */
export async function findDifference(tx: Queryable, id: string): Promise<Difference | undefined> {
  return tx.first<Difference>`${whole(tx)} where differences.id = ${id}`
}

/** The open difference about an object, locked: nobody posts a second fact about it meanwhile. */
export async function lockOpenDifference(
  tx: Tx,
  objectId: string,
  currency: string,
): Promise<Pick<Difference, 'ledgerAmount' | 'providerAmount'> | undefined> {
  return tx.first<Pick<Difference, 'ledgerAmount' | 'providerAmount'>>`
    select ledger_amount, provider_amount from differences
    where object_id = ${objectId} and currency = ${currency} and resolved_at is null for update`
}

/** With the last acknowledgement since it was found: what was written about an earlier one says nothing of this. */
function whole(sql: Queryable) {
  return sql.part`
    select differences.*, acts.operator_id as acknowledged_by, acts.at as acknowledged_at, acts.reason as note
    from differences left join lateral (
      select operator_id, at, reason from operator_acts
      where act = 'acknowledge-difference' and subject = differences.id::text and at >= differences.found_at
      order by at desc, operator_acts.id desc limit 1) acts on true`
}

const objects: Record<string, DifferenceView['object']> = {
  ch: 'charge',
  py: 'charge',
  re: 'refund',
  pyr: 'refund',
  tr: 'transfer',
  trr: 'reversal',
  dp: 'chargeback',
  du: 'chargeback',
  po: 'payout',
  tu: 'topup',
}

/** A difference as an operator sees it. */
export function differenceView(difference: Difference): DifferenceView {
  const { id, objectId, currency, ledgerAmount, providerAmount, foundAt, resolvedAt, closedBy } = difference
  const { acknowledgedBy: by, acknowledgedAt: at, note } = difference
  const object = objects[objectId.slice(0, objectId.indexOf('_'))] ?? 'unknown'
  const acknowledged = by !== null && at !== null ? { by, note: note ?? '', at } : null
  return {
    id,
    objectId,
    object,
    currency,
    ledgerAmount,
    providerAmount,
    since: foundAt,
    closedAt: resolvedAt,
    closedBy,
    acknowledged,
  }
}
