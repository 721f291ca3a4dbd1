/** What is true of the platform's money whenever nothing is under way, whatever has failed before. */
import { allServices } from '@ecc/contracts/all'
import { getLedgerProof } from '@ecc/contracts/payments'
import { schemaOf } from '@ecc/kit'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'

/** Those of the services that keep anything. */
const schemas = allServices.filter(({ name }) => name !== 'api-gateway').map(({ name }) => schemaOf(name))

/** Asks the database, past every service. */
export type Rows = <T extends object>(text: string, values?: unknown[]) => Promise<T[]>

/** The ledger balances and equals the provider's own balance, and nothing decided has still to be done there. */
export async function refuseUnsettled(admin: DemoPerson, rows: Rows): Promise<void> {
  const proof = await admin.call(getLedgerProof)
  const equal = proof.currencies.every(({ psp, providerBalance, sum }) => psp === providerBalance && sum === 0)
  const open = await rows(`select id, kind, state from payment_service.operations where state in ('pending', 'sent')`)
  if (!proof.balanced || !equal || open.length > 0) throw new Error(`not clean: ${JSON.stringify({ proof, open })}`)
}

/** The same, and nothing else is left to do: no event to send or to try again, no job under way. */
export async function refusePending(admin: DemoPerson, rows: Rows): Promise<void> {
  await refuseUnsettled(admin, rows)
  const all = (of: string) => schemas.map((schema) => `(select count(*)::int from ${schema}.${of})`).join(' + ')
  const [left] = await rows<{ parked: number; unsent: number }>(`
    select ${all('parked_events')} as parked, ${all('outbox where published_at is null')} as unsent`)
  const jobs = await rows(`
    select task_identifier, attempts, locked_by, now() - locked_at as locked_for, last_error from jobs.jobs
    where run_at <= now() and attempts > 0`)
  if (left?.parked || left?.unsent || jobs.length > 0) throw new Error(`not clean: ${JSON.stringify({ left, jobs })}`)
}

/** Each movement at the provider has its entries in the ledger and the reverse, and what is over holds no money. */
export async function refuseDifferences(rows: Rows): Promise<void> {
  const differences = await rows(`
    with there as (
      select source_id as id, upper(currency) as currency, sum(net)::bigint as amount
      from stripe_simulator.balance_transactions where account_id = 'platform' group by 1, 2),
    here as (
      select t.source as id, t.currency, sum(e.amount)::bigint as amount
      from payment_service.ledger_transactions t
      join payment_service.ledger_entries e on e.transaction_id = t.id
      join payment_service.ledger_accounts a on a.id = e.account_id and a.kind = 'asset:psp'
      group by 1, 2)
    select id, there.amount as there, here.amount as here from there full join here using (id, currency)
    where there.amount is distinct from here.amount`)
  const found = await rows(`select * from payment_service.differences where resolved_at is null`)
  const held = await rows(`
    select b.id, b.state, a.balance from session_service.bookings b
    join payment_service.ledger_accounts a on a.name in ('liab:escrow:' || b.id, 'liab:refund_due:' || b.id)
    where b.state in ('cancelled', 'released', 'expired', 'declined', 'resolved') and a.balance <> 0`)
  // What was asked for once is at the provider once, or was refused and is not there.
  const payouts = await rows(`
    select asked.id, asked.state, count(made.id)::int as made from payment_service.payouts asked
    left join stripe_simulator.payouts made on made.metadata ->> 'payout_id' = asked.id::text
    where not asked.automatic group by asked.id
    having count(made.id) <> case when asked.state = 'refused' then 0 else 1 end`)
  if (differences.length + found.length + held.length + payouts.length > 0)
    throw new Error(`not clean: ${JSON.stringify({ differences, found, held, payouts })}`)
  await refuseUnsoundFunds(rows)
}

/** Nobody's credit is below zero, a code was used by exactly the orders that were paid with it, and what is held is all there. */
async function refuseUnsoundFunds(rows: Rows): Promise<void> {
  const overdrawn = await rows(`
    select name, balance from payment_service.ledger_accounts where kind = 'liab:player_credit' and balance > 0`)
  const uses = await rows(`
    with paid as (
      select codes.id as promo_code_id, payments.order_id from payment_service.payments
      join payment_service.attempts on attempts.id = payments.funds_attempt_id
      join payment_service.promo_codes codes on codes.code = attempts.promo_code
      where (payments.captured_at is not null or payments.state = 'authorized') and not exists (
        select from payment_service.settlements where escrow_id = payments.order_id and cause = 'unfulfilled'))
    select order_id, used_at is not null as used, paid.order_id is not null as paid
    from payment_service.promo_uses full join paid using (promo_code_id, order_id)
    where used_at is null or paid.order_id is null`)
  const counts = await rows(`
    select code, uses, max_uses from payment_service.promo_codes codes
    where uses > max_uses or uses <> (select count(*) from payment_service.promo_uses where promo_code_id = codes.id)`)
  const short = await rows(`
    select escrows.id, escrows.amount, -accounts.balance as held from payment_service.escrows
    join payment_service.payments on payments.id = escrows.payment_id and payments.captured_at is not null
    left join payment_service.ledger_accounts accounts on accounts.name = 'liab:escrow:' || escrows.id
    where -coalesce(accounts.balance, 0) <> escrows.amount
      and not exists (select from payment_service.settlements where escrow_id = escrows.id)
      and not exists (select from payment_service.gift_cards where id = escrows.id and state = 'redeemed')`)
  if (overdrawn.length + uses.length + counts.length + short.length > 0)
    throw new Error(`not clean: ${JSON.stringify({ overdrawn, uses, counts, short })}`)
}
