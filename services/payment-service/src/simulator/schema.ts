import type pg from 'pg'
import { transaction } from './database.ts'

/** Brings the schema `stripe_simulator` to the newest version; safe when several processes start at once. */
export async function migrateSchema(pool: pg.Pool): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.rows(`select pg_advisory_xact_lock(hashtext('stripe_simulator.migrations'))`)
    await tx.rows('create schema if not exists stripe_simulator')
    await tx.rows('create table if not exists stripe_simulator.migrations (version integer primary key)')
    const applied = await tx.rows<{ version: number }>('select version from stripe_simulator.migrations')
    for (const [index, statements] of migrations.entries()) {
      if (applied.some((migration) => migration.version === index + 1)) continue
      for (const statement of statements) await tx.rows(statement)
      await tx.rows('insert into stripe_simulator.migrations (version) values ($1)', [index + 1])
    }
  })
}

/** Forward only: a change of the schema is a new entry at the end. `seq` orders objects made in the same second. */
const migrations: string[][] = [
  [
    `create table stripe_simulator.customers (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      email text, name text, phone text, description text, metadata jsonb not null)`,
    `create table stripe_simulator.payment_methods (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      test_card text not null, exp_month integer not null, exp_year integer not null,
      customer_id text references stripe_simulator.customers, billing_details jsonb not null, metadata jsonb not null)`,
    `create table stripe_simulator.payment_intents (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      amount integer not null check (amount > 0), currency text not null,
      amount_capturable integer not null default 0 check (amount_capturable between 0 and amount),
      amount_received integer not null default 0 check (amount_received between 0 and amount),
      status text not null, capture_method text not null, confirmation_method text not null, client_secret text not null,
      customer_id text references stripe_simulator.customers,
      payment_method_id text references stripe_simulator.payment_methods,
      latest_charge_id text, description text, receipt_email text, transfer_group text, setup_future_usage text,
      statement_descriptor text, statement_descriptor_suffix text,
      automatic_payment_methods jsonb, allowed_payment_method_types text[], return_url text,
      last_payment_error jsonb, canceled_at bigint, cancellation_reason text, metadata jsonb not null)`,
    `create table stripe_simulator.charges (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      payment_intent_id text not null references stripe_simulator.payment_intents,
      payment_method_id text not null references stripe_simulator.payment_methods,
      customer_id text references stripe_simulator.customers,
      amount integer not null, currency text not null, status text not null,
      captured boolean not null, authenticated boolean not null, disputed boolean not null default false,
      amount_captured integer not null default 0 check (amount_captured between 0 and amount),
      amount_refunded integer not null default 0 check (amount_refunded between 0 and amount),
      failure_code text, decline_code text, failure_message text, capture_before bigint,
      balance_transaction_id text, description text, receipt_email text, transfer_group text, metadata jsonb not null)`,
    `create unique index one_succeeded_charge on stripe_simulator.charges (payment_intent_id) where status = 'succeeded'`,
    `create index on stripe_simulator.charges (payment_intent_id)`,
    `create index charges_to_expire on stripe_simulator.charges (capture_before) where capture_before is not null`,
    `create table stripe_simulator.balance_transactions (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      account_id text not null, amount integer not null, fee integer not null, net integer not null, currency text not null,
      type text not null, reporting_category text not null, source_id text not null, description text,
      available_on bigint not null, check (net = amount - fee), unique (source_id, reporting_category, account_id))`,
    `create index on stripe_simulator.balance_transactions (account_id, created)`,
    `create table stripe_simulator.refunds (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      charge_id text not null references stripe_simulator.charges,
      payment_intent_id text not null references stripe_simulator.payment_intents,
      amount integer not null check (amount > 0), currency text not null, status text not null, reason text,
      failure_reason text, balance_transaction_id text, failure_balance_transaction_id text,
      settles_at bigint, settles_as text, metadata jsonb not null)`,
    `create index on stripe_simulator.refunds (charge_id)`,
    `create index refunds_to_settle on stripe_simulator.refunds (settles_at) where settles_at is not null`,
    `create table stripe_simulator.accounts (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      type text not null, email text, country text not null, currency text not null, display_name text,
      dashboard text not null, business_type text, transfers text not null, details_submitted boolean not null,
      metadata jsonb not null)`,
    `create table stripe_simulator.transfers (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      amount integer not null check (amount > 0), currency text not null,
      amount_reversed integer not null default 0 check (amount_reversed between 0 and amount),
      destination_id text not null references stripe_simulator.accounts, destination_payment_id text not null,
      source_charge_id text references stripe_simulator.charges, balance_transaction_id text not null,
      transfer_group text, description text, metadata jsonb not null)`,
    `create index on stripe_simulator.transfers (transfer_group)`,
    `create index on stripe_simulator.transfers (source_charge_id)`,
    `create table stripe_simulator.transfer_reversals (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      transfer_id text not null references stripe_simulator.transfers,
      amount integer not null check (amount > 0), currency text not null,
      balance_transaction_id text not null, metadata jsonb not null)`,
    `create index on stripe_simulator.transfer_reversals (transfer_id)`,
    `create table stripe_simulator.disputes (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      charge_id text not null references stripe_simulator.charges,
      payment_intent_id text not null references stripe_simulator.payment_intents,
      amount integer not null check (amount > 0), currency text not null, reason text not null, status text not null,
      evidence jsonb not null, submission_count integer not null default 0, due_by bigint not null, metadata jsonb not null)`,
    `create table stripe_simulator.events (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      type text not null, object_id text not null, body text not null,
      delivery text not null check (delivery in ('pending', 'delivered', 'dropped', 'abandoned')),
      attempts integer not null default 0, first_due_at_ms bigint not null, due_at_ms bigint not null, last_error text)`,
    `create index events_to_deliver on stripe_simulator.events (seq) where delivery = 'pending'`,
    `create table stripe_simulator.idempotent_replies (
      key text primary key, request_hash text not null, status integer not null, body text not null,
      request_id text not null, created bigint not null)`,
  ],
  [`alter table stripe_simulator.payment_methods add column detached boolean not null default false`],
  [
    `alter table stripe_simulator.accounts
      add column payout_interval text not null default 'daily', add column weekly_anchor text,
      add column next_payout_at bigint, add column bank text not null default 'new', add column bank_failure text,
      add column requirements text[] not null default '{}', add column requirements_due_at bigint`,
    `create index accounts_to_pay_out on stripe_simulator.accounts (next_payout_at) where next_payout_at is not null`,
    `create index accounts_to_restrict on stripe_simulator.accounts (requirements_due_at) where requirements_due_at is not null`,
    `create table stripe_simulator.payouts (
      seq bigint generated always as identity unique, id text primary key, created bigint not null,
      account_id text not null references stripe_simulator.accounts, amount integer not null check (amount > 0),
      currency text not null, status text not null, automatic boolean not null, arrival_date bigint not null,
      description text, statement_descriptor text, failure_code text, failure_message text,
      balance_transaction_id text not null, failure_balance_transaction_id text,
      settles_at bigint, settles_as text, metadata jsonb not null)`,
    `create index on stripe_simulator.payouts (account_id, seq)`,
    `create index payouts_to_settle on stripe_simulator.payouts (settles_at) where settles_at is not null`,
    `alter table stripe_simulator.events add column account_id text not null default 'platform'`,
  ],
]
