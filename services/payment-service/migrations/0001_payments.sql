-- One payment a booking, however many cards are tried.
create table payments (
  id uuid primary key,
  booking_id uuid not null unique,
  player_id uuid not null,
  coach_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount int not null check (amount > 0),
  commission_percent int not null check (commission_percent between 0 and 100),
  state text not null check (state in ('processing', 'requires_action', 'succeeded', 'failed', 'partially_refunded', 'refunded')),
  refunded int not null default 0,
  next_action_url text,
  client_secret text,
  failure_code text,
  failure_message text,
  charge_id text unique,
  captured_at timestamptz,
  release_at timestamptz,
  frozen_by_dispute boolean not null default false,
  frozen_by_chargeback boolean not null default false,
  created_at timestamptz not null,
  constraint refunded_within_amount check (refunded between 0 and amount),
  constraint captured_has_charge check ((captured_at is null) = (charge_id is null)),
  constraint state_follows_capture check ((state in ('succeeded', 'partially_refunded', 'refunded')) = (captured_at is not null))
);
create index payments_of_player on payments (player_id, id desc);
create index payments_of_coach on payments (coach_id, id desc);

-- Stripe's PaymentIntents of a payment. While one can still capture there is no other: nobody is charged twice.
create table intents (
  id text primary key,
  payment_id uuid not null references payments,
  state text not null check (state in ('open', 'captured', 'canceled')),
  created_at timestamptz not null
);
create unique index one_live_intent_per_payment on intents (payment_id) where state <> 'canceled';

-- A card being tried. `reply` is the answer the player got, given again to a repeat of the request.
create table attempts (
  id uuid primary key,
  payment_id uuid not null references payments,
  number int not null,
  payment_method_id text not null,
  return_url text not null,
  state text not null check (state in ('processing', 'requires_action', 'succeeded', 'failed', 'superseded')),
  reply jsonb,
  created_at timestamptz not null,
  unique (payment_id, number)
);
create unique index one_open_attempt_per_payment on attempts (payment_id) where state in ('processing', 'requires_action');

-- Which attempt answers which Idempotency-Key.
create table pay_keys (
  player_id uuid not null,
  key text not null,
  request_hash text not null,
  attempt_id uuid not null references attempts,
  created_at timestamptz not null,
  primary key (player_id, key)
);

-- Bookings that ended before anything was captured: what still arrives for a cancelled one goes back in full.
create table ended_bookings (
  booking_id uuid primary key,
  cause text not null check (cause in ('cancelled', 'expired')),
  ended_at timestamptz not null
);

-- How a captured payment is shared out, decided once. `posted_at` is null while a chargeback keeps it waiting.
create table settlements (
  payment_id uuid primary key references payments,
  cause text not null check (cause in ('cancelled', 'unfulfilled', 'no-show-player', 'no-show-coach', 'released', 'resolved')),
  amount int not null check (amount >= 0),
  refund int not null check (refund >= 0),
  share int not null check (share >= 0),
  commission int not null check (commission >= 0),
  decided_at timestamptz not null,
  posted_at timestamptz,
  constraint parts_add_up check (refund + share + commission = amount)
);
create index settlements_waiting on settlements (payment_id) where posted_at is null;

-- What is to be done at the provider: decided here, acted on by a worker, recorded here. `stripe_key` is deterministic,
-- so that a repeat of the same act is the same act; `key_round` counts the keys that were used up (see operation.ts).
-- `waiting`: until the coach's account may be paid. `sent`: the provider took it, its last word is still to come.
create table operations (
  id uuid primary key,
  kind text not null check (kind in ('pay', 'cancel', 'refund', 'transfer', 'reverse')),
  payment_id uuid not null references payments,
  attempt_id uuid unique references attempts,
  amount int not null check (amount > 0),
  stripe_key text not null unique,
  key_round int not null default 0,
  state text not null check (state in ('pending', 'waiting', 'sent', 'done', 'dropped')),
  stripe_id text unique,
  tries int not null default 0,
  first_tried_at timestamptz,
  leased_until timestamptz,
  next_try_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  constraint a_pay_has_its_attempt check ((kind = 'pay') = (attempt_id is not null)),
  constraint finished_says_when check ((state in ('done', 'dropped')) = (finished_at is not null))
);
create index operations_due on operations (next_try_at) where state = 'pending';
create index operations_unfinished on operations (payment_id, kind) where state in ('pending', 'waiting', 'sent');
create index operations_of_payment on operations (payment_id);

create table payout_accounts (
  coach_id uuid primary key,
  stripe_account_id text unique,
  state text not null check (state in ('none', 'pending', 'active', 'restricted')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint only_an_account_has_a_state check ((stripe_account_id is null) = (state = 'none'))
);

-- Events of the provider, each kept once; a hint to look the object up, never a fact by itself.
create table stripe_events (
  id text primary key,
  type text not null,
  object_id text not null,
  created_at timestamptz not null,
  received_at timestamptz not null,
  processed_at timestamptz
);
create index stripe_events_unprocessed on stripe_events (received_at) where processed_at is null;

-- What the reconciliation found, one line an object, until it is seen to agree.
create table differences (
  object_id text not null,
  currency text not null,
  ledger_amount bigint not null,
  provider_amount bigint not null,
  found_at timestamptz not null,
  resolved_at timestamptz,
  primary key (object_id, currency)
);
create table reconciliations (
  name text primary key,
  checked_until timestamptz not null
);
