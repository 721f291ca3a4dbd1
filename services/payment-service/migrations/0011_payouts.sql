-- Payouts from a coach's own account at the provider to their bank. That money is the coach's since its transfer, so none of it
-- is in the ledger; what is kept here is learned from the provider, a row an object, and what a coach asked for by itself.
alter table payout_accounts
  add column schedule text not null default 'weekly' check (schedule in ('weekly', 'manual')),
  add column schedule_there text,
  add column payouts_enabled boolean not null default false,
  add column requirements text[] not null default '{}',
  add column requirements_due_at timestamptz,
  add column checked_at timestamptz;
create index payout_accounts_to_check on payout_accounts (checked_at nulls first) where stripe_account_id is not null;

-- `requested`: decided here, not yet at the provider; `refused`: the provider did not take it, and no money moved.
create table payouts (
  id uuid primary key,
  coach_id uuid not null references payout_accounts,
  stripe_id text unique,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount int not null check (amount > 0),
  state text not null check (state in ('requested', 'refused', 'pending', 'in_transit', 'paid', 'failed', 'canceled')),
  automatic boolean not null,
  arrives_at timestamptz,
  failure_code text,
  created_at timestamptz not null,
  constraint the_provider_has_it check ((stripe_id is null) = (state in ('requested', 'refused')))
);
-- Two requests at once would both be for all that is available.
create unique index one_payout_asked_for on payouts (coach_id, currency) where state = 'requested';
create index payouts_of_coach on payouts (coach_id, created_at desc, id desc);

-- An operation is about a payment, or about a payout that was asked for.
alter table operations
  alter column payment_id drop not null,
  add column payout_id uuid unique references payouts,
  drop constraint operations_kind_check,
  add constraint operations_kind_check check (kind in ('pay', 'capture', 'cancel', 'refund', 'transfer', 'reverse', 'payout')),
  add constraint about_a_payment_or_a_payout check (
    (kind = 'payout') = (payout_id is not null) and (kind = 'payout') = (payment_id is null));

-- Events of connected accounts are about something that only the account has.
alter table stripe_events add column account_id text;

-- When what was captured may be paid out, as the provider says.
alter table payments add column available_at timestamptz;

-- What the provider held for us at the end of a day (UTC), beside what the ledger says.
create table provider_balances (
  day date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount bigint not null,
  noted_at timestamptz not null,
  primary key (day, currency)
);
