-- Schema payment_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table payments (
  id uuid not null,
  order_id uuid not null,
  player_id uuid not null,
  coach_id uuid,
  currency text not null,
  amount integer not null,
  commission_percent integer not null,
  state text not null,
  refunded integer not null default 0,
  next_action_url text,
  client_secret text,
  failure_code text,
  failure_message text,
  charge_id text,
  captured_at timestamptz,
  frozen_by_chargeback boolean not null default false,
  created_at timestamptz not null,
  order_kind text not null,
  capture_method text not null,
  card integer not null,
  credit integer not null default 0,
  discount integer not null default 0,
  bearer text,
  funds_attempt_id uuid,
  available_at timestamptz,
  fee integer not null default 0,
  constraint payments_pkey primary key (id),
  constraint payments_charge_id_key unique (charge_id),
  constraint payments_order_id_key unique (order_id),
  constraint a_discount_has_its_bearer check ((discount > 0) = (bearer is not null)),
  constraint a_fee_is_a_part check (fee >= 0 and fee <= (card + credit)),
  constraint a_gift_card_has_no_fee check (order_kind <> 'gift-card' or fee = 0),
  constraint a_gift_card_is_paid_by_card check (order_kind <> 'gift-card' or credit = 0 and discount = 0 and capture_method = 'automatic'),
  constraint captured_has_charge check ((charge_id is not null) = (captured_at is not null and card > 0)),
  constraint funds_add_up check (amount = (card + credit + case when bearer = 'platform' then discount else 0 end)),
  constraint only_a_gift_card_has_no_coach check ((order_kind = 'gift-card') = (coach_id is null)),
  constraint only_a_manual_one_is_authorized check (capture_method = 'manual' or state <> 'authorized'),
  constraint payments_amount_check check (amount > 0),
  constraint payments_bearer_check check (bearer in ('platform', 'coach')),
  constraint payments_capture_method_check check (capture_method in ('automatic', 'manual')),
  constraint payments_card_check check (card >= 0),
  constraint payments_commission_percent_check check (commission_percent >= 0 and commission_percent <= 100),
  constraint payments_credit_check check (credit >= 0),
  constraint payments_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint payments_discount_check check (discount >= 0),
  constraint payments_order_kind_check check (order_kind in ('booking', 'package', 'series', 'gift-card')),
  constraint payments_state_check check (state in ('processing', 'requires_action', 'authorized', 'cancelled', 'succeeded', 'failed', 'partially_refunded', 'refunded')),
  constraint refunded_within_amount check (refunded >= 0 and refunded <= amount),
  constraint state_follows_capture check ((state in ('succeeded', 'partially_refunded', 'refunded')) = (captured_at is not null)),
  constraint payments_funds_attempt_id_fkey foreign key (funds_attempt_id) references attempts(id)
);
create index payments_of_coach on payments using btree (coach_id, id desc);
create index payments_of_player on payments using btree (player_id, id desc);

create table intents (
  id text not null,
  payment_id uuid not null,
  state text not null,
  created_at timestamptz not null,
  amount integer not null,
  constraint intents_pkey primary key (id),
  constraint intents_amount_check check (amount > 0),
  constraint intents_state_check check (state in ('open', 'captured', 'canceled')),
  constraint intents_payment_id_fkey foreign key (payment_id) references payments(id)
);
create unique index one_live_intent_per_payment on intents using btree (payment_id) where state <> 'canceled';

create table attempts (
  id uuid not null,
  payment_id uuid not null,
  number integer not null,
  payment_method_id text,
  return_url text not null,
  state text not null,
  reply jsonb,
  created_at timestamptz not null,
  use_credit boolean not null,
  promo_code text,
  keep_card boolean not null default false,
  constraint attempts_pkey primary key (id),
  constraint attempts_payment_id_number_key unique (payment_id, number),
  constraint attempts_state_check check (state in ('processing', 'requires_action', 'succeeded', 'failed', 'superseded')),
  constraint attempts_payment_id_fkey foreign key (payment_id) references payments(id)
);
create unique index one_open_attempt_per_payment on attempts using btree (payment_id) where state in ('processing', 'requires_action');

create table pay_keys (
  player_id uuid not null,
  key text not null,
  request_hash text not null,
  attempt_id uuid not null,
  created_at timestamptz not null,
  constraint pay_keys_pkey primary key (player_id, key),
  constraint pay_keys_attempt_id_fkey foreign key (attempt_id) references attempts(id)
);

create table ended_orders (
  order_id uuid not null,
  cause text not null,
  ended_at timestamptz not null,
  constraint ended_bookings_pkey primary key (order_id),
  constraint ended_bookings_cause_check check (cause in ('cancelled', 'expired'))
);

create table settlements (
  payment_id uuid not null,
  cause text not null,
  amount integer not null,
  refund integer not null,
  share integer not null,
  commission integer not null,
  decided_at timestamptz not null,
  posted_at timestamptz,
  escrow_id uuid not null,
  promotion integer not null,
  as_credit boolean not null,
  fee integer not null default 0,
  fee_back integer not null default 0,
  constraint settlements_pkey primary key (escrow_id),
  constraint parts_add_up check ((refund + promotion + share + commission + fee) = amount),
  constraint settlements_amount_check check (amount >= 0),
  constraint settlements_cause_check check (cause in ('cancelled', 'unfulfilled', 'no-show-player', 'no-show-coach', 'failed', 'released', 'resolved', 'unused', 'ended', 'withdrawn')),
  constraint settlements_commission_check check (commission >= 0),
  constraint settlements_fee_check check (fee >= 0),
  constraint settlements_promotion_check check (promotion >= 0),
  constraint settlements_refund_check check (refund >= 0),
  constraint settlements_share_check check (share >= 0),
  constraint what_goes_back_has_its_fee check (fee_back >= 0 and fee_back <= refund),
  constraint settlements_escrow_id_fkey foreign key (escrow_id) references escrows(id),
  constraint settlements_payment_id_fkey foreign key (payment_id) references payments(id)
);
create index settlements_waiting on settlements using btree (payment_id) where posted_at is null;

create table operations (
  id uuid not null,
  kind text not null,
  payment_id uuid,
  attempt_id uuid,
  amount integer not null,
  stripe_key text not null,
  key_round integer not null default 0,
  state text not null,
  stripe_id text,
  tries integer not null default 0,
  first_tried_at timestamptz,
  leased_until timestamptz,
  next_try_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  escrow_id uuid,
  payout_id uuid,
  constraint operations_pkey primary key (id),
  constraint operations_attempt_id_key unique (attempt_id),
  constraint operations_payout_id_key unique (payout_id),
  constraint operations_stripe_id_key unique (stripe_id),
  constraint operations_stripe_key_key unique (stripe_key),
  constraint a_pay_has_its_attempt check ((kind = 'pay') = (attempt_id is not null)),
  constraint about_a_payment_or_a_payout check ((kind = 'payout') = (payout_id is not null) and (kind = 'payout') = (payment_id is null)),
  constraint finished_says_when check ((state in ('done', 'dropped')) = (finished_at is not null)),
  constraint moves_the_money_of_an_escrow check ((kind in ('refund', 'transfer', 'reverse')) = (escrow_id is not null)),
  constraint operations_amount_check check (amount > 0),
  constraint operations_kind_check check (kind in ('pay', 'capture', 'cancel', 'refund', 'transfer', 'reverse', 'payout')),
  constraint operations_state_check check (state in ('pending', 'waiting', 'sent', 'done', 'dropped')),
  constraint operations_attempt_id_fkey foreign key (attempt_id) references attempts(id),
  constraint operations_escrow_id_fkey foreign key (escrow_id) references escrows(id),
  constraint operations_payment_id_fkey foreign key (payment_id) references payments(id),
  constraint operations_payout_id_fkey foreign key (payout_id) references payouts(id)
);
create index operations_due on operations using btree (next_try_at) where state = 'pending';
create index operations_of_escrow on operations using btree (escrow_id, kind);
create index operations_of_payment on operations using btree (payment_id);
create index operations_unfinished on operations using btree (payment_id, kind) where state in ('pending', 'waiting', 'sent');

create table payout_accounts (
  coach_id uuid not null,
  stripe_account_id text,
  state text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  schedule text not null default 'weekly',
  schedule_there text,
  payouts_enabled boolean not null default false,
  requirements text[] not null default '{}'[],
  requirements_due_at timestamptz,
  checked_at timestamptz,
  constraint payout_accounts_pkey primary key (coach_id),
  constraint payout_accounts_stripe_account_id_key unique (stripe_account_id),
  constraint only_an_account_has_a_state check ((stripe_account_id is null) = (state = 'none')),
  constraint payout_accounts_schedule_check check (schedule in ('weekly', 'manual')),
  constraint payout_accounts_state_check check (state in ('none', 'pending', 'active', 'restricted'))
);
create index payout_accounts_to_check on payout_accounts using btree (checked_at nulls first) where stripe_account_id is not null;

create table stripe_events (
  id text not null,
  type text not null,
  object_id text not null,
  created_at timestamptz not null,
  received_at timestamptz not null,
  processed_at timestamptz,
  account_id text,
  constraint stripe_events_pkey primary key (id)
);
create index stripe_events_unprocessed on stripe_events using btree (received_at) where processed_at is null;

create table differences (
  object_id text not null,
  currency text not null,
  ledger_amount bigint not null,
  provider_amount bigint not null,
  found_at timestamptz not null,
  resolved_at timestamptz,
  id uuid not null default gen_random_uuid(),
  closed_by text,
  looked_at timestamptz not null,
  constraint differences_pkey primary key (object_id, currency),
  constraint differences_id_key unique (id),
  constraint differences_closed_by_check check (closed_by in ('provider', 'ledger', 'both'))
);
create index differences_found on differences using btree (found_at, id);
create index differences_open on differences using btree (looked_at) where resolved_at is null;

create table reconciliations (
  name text not null,
  checked_until timestamptz not null,
  constraint reconciliations_pkey primary key (name)
);

create table credits (
  booking_id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  amount integer not null,
  currency text not null,
  created_at timestamptz not null,
  constraint credits_pkey primary key (booking_id),
  constraint credits_amount_check check (amount > 0),
  constraint credits_currency_check check (currency ~ '^[A-Z]{3}$')
);
create index credits_of_player on credits using btree (player_id, created_at desc, booking_id desc);

create table escrows (
  id uuid not null,
  payment_id uuid not null,
  amount integer not null,
  release_at timestamptz,
  duration_minutes integer,
  frozen_by_dispute boolean not null default false,
  returned_at timestamptz,
  promotion integer not null default 0,
  fee integer not null default 0,
  constraint escrows_pkey primary key (id),
  constraint escrows_amount_check check (amount >= 0),
  constraint escrows_duration_minutes_check check (duration_minutes > 0),
  constraint escrows_fee_check check (fee >= 0),
  constraint escrows_promotion_check check (promotion >= 0),
  constraint holds_its_parts check ((promotion + fee) <= amount),
  constraint returned_holds_nothing check (returned_at is null or amount = 0),
  constraint escrows_payment_id_fkey foreign key (payment_id) references payments(id)
);
create index escrows_of_payment on escrows using btree (payment_id);
create constraint trigger escrows_add_up after insert or update on escrows deferrable initially deferred for each row execute function check_escrows();

create table chargebacks (
  id text not null,
  payment_id uuid not null,
  is_open boolean not null,
  list_id uuid not null default gen_random_uuid(),
  amount integer,
  reason text,
  status text,
  evidence_due_at timestamptz,
  seen_at timestamptz not null,
  constraint chargebacks_pkey primary key (id),
  constraint chargebacks_payment_id_fkey foreign key (payment_id) references payments(id)
);
create index chargebacks_listed on chargebacks using btree (seen_at, list_id) where is_open;
create index chargebacks_open on chargebacks using btree (payment_id) where is_open;

create table ledger_defects (
  defect text not null,
  about text not null,
  found text not null
);

create table promo_codes (
  id uuid not null,
  code text not null,
  coach_id uuid,
  percent integer,
  amount integer,
  currency text,
  starts_at timestamptz not null,
  ends_at timestamptz,
  max_uses integer,
  max_uses_each integer not null,
  first_booking_only boolean not null,
  uses integer not null default 0,
  ended_at timestamptz,
  created_at timestamptz not null,
  order_kinds text[] not null,
  constraint promo_codes_pkey primary key (id),
  constraint promo_codes_code_key unique (code),
  constraint is_for_something check (cardinality(order_kinds) > 0 and order_kinds <@ '{booking,package,series}'[]),
  constraint percent_or_amount check ((percent is null) <> (amount is null) and (amount is null) = (currency is null)),
  constraint promo_codes_amount_check check (amount > 0),
  constraint promo_codes_code_check check (code ~ '^[A-Z0-9][A-Z0-9-]{2,23}$'),
  constraint promo_codes_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint promo_codes_max_uses_check check (max_uses > 0),
  constraint promo_codes_max_uses_each_check check (max_uses_each > 0),
  constraint promo_codes_percent_check check (percent >= 1 and percent <= 100),
  constraint promo_codes_uses_check check (uses >= 0),
  constraint used_at_most_so_often check (uses <= max_uses),
  constraint window_has_length check (ends_at > starts_at)
);
create index promo_codes_of_coach on promo_codes using btree (coach_id, created_at desc, id desc);

create table promo_uses (
  order_id uuid not null,
  promo_code_id uuid not null,
  player_id uuid not null,
  used_at timestamptz not null,
  constraint promo_uses_pkey primary key (order_id),
  constraint promo_uses_promo_code_id_fkey foreign key (promo_code_id) references promo_codes(id)
);
create index promo_uses_of_player on promo_uses using btree (promo_code_id, player_id);

create table parties (
  id uuid not null,
  name text not null,
  seen_at timestamptz not null,
  constraint parties_pkey primary key (id)
);

create table customers (
  player_id uuid not null,
  id text not null,
  created_at timestamptz not null,
  constraint customers_pkey primary key (player_id),
  constraint customers_id_key unique (id)
);

create table payouts (
  id uuid not null,
  coach_id uuid not null,
  stripe_id text,
  currency text not null,
  amount integer not null,
  state text not null,
  automatic boolean not null,
  arrives_at timestamptz,
  failure_code text,
  created_at timestamptz not null,
  constraint payouts_pkey primary key (id),
  constraint payouts_stripe_id_key unique (stripe_id),
  constraint payouts_amount_check check (amount > 0),
  constraint payouts_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint payouts_state_check check (state in ('requested', 'refused', 'pending', 'in_transit', 'paid', 'failed', 'canceled')),
  constraint the_provider_has_it check ((stripe_id is null) = (state in ('requested', 'refused'))),
  constraint payouts_coach_id_fkey foreign key (coach_id) references payout_accounts(coach_id)
);
create unique index one_payout_asked_for on payouts using btree (coach_id, currency) where state = 'requested';
create index payouts_of_coach on payouts using btree (coach_id, created_at desc, id desc);

create table provider_balances (
  day date not null,
  currency text not null,
  amount bigint not null,
  noted_at timestamptz not null,
  constraint provider_balances_pkey primary key (day, currency),
  constraint provider_balances_currency_check check (currency ~ '^[A-Z]{3}$')
);

create table operator_acts (
  id uuid not null,
  operator_id uuid not null,
  act text not null,
  subject text not null,
  reason text,
  details jsonb not null,
  at timestamptz not null,
  constraint operator_acts_pkey primary key (id),
  constraint a_reason_is_given check (act = 'try-operation' or length(reason) >= 3 and length(reason) <= 500),
  constraint operator_acts_act_check check (act in ('try-operation', 'acknowledge-difference', 'record-fact', 'lock-gift-card', 'unlock-gift-card', 'return-gift-card')),
  constraint operator_acts_subject_check check (subject <> '')
);
create index operator_acts_latest on operator_acts using btree (at, id);
create index operator_acts_of_subject on operator_acts using btree (subject, at);
create trigger append_only before delete or update on operator_acts for each row execute function refuse_change_of_acts();
create trigger no_truncate before truncate on operator_acts for each statement execute function refuse_change_of_acts();
-- payment_service may only: insert, maintain, references, select, trigger

create table gift_cards (
  id uuid not null,
  buyer_id uuid not null,
  amount integer not null,
  currency text not null,
  recipient_name text,
  recipient_email text,
  message text,
  state text not null,
  payable_until timestamptz not null,
  paid_at timestamptz,
  deliver_at timestamptz,
  delivered_at timestamptz,
  code_hash bytea,
  redeemed_by uuid,
  redeemed_at timestamptz,
  locked_at timestamptz,
  created_at timestamptz not null,
  constraint gift_cards_pkey primary key (id),
  constraint a_code_is_of_one_card unique (code_hash),
  constraint a_code_was_delivered check (code_hash is null or delivered_at is not null),
  constraint a_lapsed_one_knows_nobody check (state <> 'lapsed' or recipient_email is null and message is null),
  constraint gift_cards_amount_check check (amount > 0),
  constraint gift_cards_code_hash_check check (length(code_hash) = 32),
  constraint gift_cards_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint gift_cards_message_check check (length(message) >= 1 and length(message) <= 300),
  constraint gift_cards_recipient_email_check check (length(recipient_email) >= 3 and length(recipient_email) <= 254),
  constraint gift_cards_recipient_name_check check (length(recipient_name) >= 1 and length(recipient_name) <= 50),
  constraint gift_cards_state_check check (state in ('unpaid', 'lapsed', 'paid', 'redeemed', 'withdrawn', 'lost')),
  constraint only_a_good_card_has_a_code check (code_hash is null or (state in ('paid', 'redeemed'))),
  constraint only_what_was_paid_goes_on check ((paid_at is null) = (state in ('unpaid', 'lapsed'))),
  constraint redeemed_says_by_whom check ((state = 'redeemed') = (redeemed_by is not null) and (redeemed_by is null) = (redeemed_at is null))
);
create index gift_cards_latest on gift_cards using btree (created_at desc, id desc);
create index gift_cards_of_buyer on gift_cards using btree (buyer_id, created_at desc, id desc);
create index gift_cards_of_redeemer on gift_cards using btree (redeemed_by, redeemed_at desc, id desc) where redeemed_by is not null;
create unique index one_unpaid_gift_card on gift_cards using btree (buyer_id) where state = 'unpaid';

create view ledger_accounts as
 SELECT id,
    name,
    kind,
    currency,
    balance
   FROM payment_service_ledger.accounts;

create view ledger_transactions as
 SELECT id,
    kind,
    source,
    currency,
    escrow_id,
    reverses,
    posted_at,
    posted_in
   FROM payment_service_ledger.transactions;

create view ledger_entries as
 SELECT transaction_id,
    account_id,
    currency,
    amount
   FROM payment_service_ledger.entries;

CREATE OR REPLACE FUNCTION check_escrows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payment_service', 'extensions'
AS $function$
begin
  if not exists (
    select from payments, (select sum(amount) as amount, sum(promotion) as promotion, sum(fee) as fee
                           from escrows where payment_id = new.payment_id) as held
    where payments.id = new.payment_id and payments.amount = held.amount and payments.fee = held.fee
      and held.promotion = case when payments.bearer = 'platform' then payments.discount else 0 end) then
    raise exception 'the parts of payment % do not add up to it', new.payment_id
      using errcode = 'check_violation', constraint = 'escrows_add_up';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION refuse_change_of_acts()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payment_service', 'extensions'
AS $function$
begin
  raise exception 'what operators did is append only: no %', lower(tg_op)
    using errcode = 'restrict_violation', constraint = 'operator_acts_are_append_only';
end $function$;


-- Schema payment_service_ledger.

create table accounts (
  id bigint generated always as identity,
  name text not null,
  kind text not null,
  currency text not null,
  balance bigint not null default 0,
  constraint ledger_accounts_pkey primary key (id),
  constraint ledger_accounts_id_currency_key unique (id, currency),
  constraint ledger_accounts_name_currency_key unique (name, currency),
  constraint balance_is_a_safe_integer check (balance >= '-9007199254740991'::bigint and balance <= '9007199254740991'::bigint),
  constraint claim_never_below_zero check (balance >= 0 or (kind not in ('asset:receivable', 'asset:dispute_hold'))),
  constraint ledger_accounts_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint ledger_accounts_kind_check check (kind in ('asset:psp', 'asset:dispute_hold', 'asset:bank', 'asset:receivable', 'liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit', 'rev:platform_fee', 'rev:player_fee', 'exp:stripe_fee', 'exp:dispute_fee', 'exp:goodwill', 'exp:promotion', 'exp:gift_card_loss')),
  constraint liability_never_below_zero check (balance <= 0 or (kind not in ('liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit'))),
  constraint name_begins_with_kind check (name = kind or starts_with(name, kind || ':'))
);
create trigger append_only before delete on accounts for each row execute function refuse_change();
create trigger guard_account before insert or update on accounts for each row execute function guard_account();
create trigger no_truncate before truncate on accounts for each statement execute function refuse_change();
-- payment_service may only: insert, select
-- payment_service_ledger may only: insert, maintain, references, select, trigger, update (balance)

create table transactions (
  id bigint generated always as identity,
  kind text not null,
  source text not null,
  currency text not null,
  escrow_id uuid,
  reverses bigint,
  posted_at timestamptz not null,
  posted_in xid8 not null,
  constraint ledger_transactions_pkey primary key (id),
  constraint ledger_transactions_id_currency_key unique (id, currency),
  constraint one_fact_one_transaction unique (kind, source),
  constraint reversed_at_most_once unique (reverses),
  constraint ledger_transactions_source_check check (source <> ''),
  constraint reverses_an_earlier_one check (reverses < id),
  constraint reverses_a_transaction foreign key (reverses) references transactions(id)
);
create index ledger_transactions_escrow on transactions using btree (escrow_id);
create index ledger_transactions_posted on transactions using btree (posted_at);
create index ledger_transactions_source on transactions using btree (source);
create trigger append_only before delete or update on transactions for each row execute function refuse_change();
create trigger no_truncate before truncate on transactions for each statement execute function refuse_change();
create trigger open_transaction before insert on transactions for each row execute function open_transaction();
create constraint trigger transaction_sums_to_zero after insert on transactions deferrable initially deferred for each row execute function check_balanced();
-- payment_service may only: insert, select
-- payment_service_ledger may only: insert, maintain, references, select, trigger, update (id)

create table entries (
  transaction_id bigint not null,
  account_id bigint not null,
  currency text not null,
  amount bigint not null,
  constraint ledger_entries_pkey primary key (transaction_id, account_id),
  constraint amount_is_a_safe_integer check (amount <> 0 and amount >= '-9007199254740991'::bigint and amount <= '9007199254740991'::bigint),
  constraint entry_in_its_accounts_currency foreign key (account_id, currency) references accounts(id, currency),
  constraint entry_in_its_transactions_currency foreign key (transaction_id, currency) references transactions(id, currency)
);
create index ledger_entries_account on entries using btree (account_id);
create trigger append_only before delete or update on entries for each row execute function refuse_change();
create constraint trigger move_shared_balance after insert on entries deferrable initially deferred for each row execute function move_shared_balance();
create trigger no_truncate before truncate on entries for each statement execute function refuse_change();
create trigger post_entry after insert on entries for each row execute function post_entry();
create constraint trigger transaction_sums_to_zero after insert on entries deferrable initially deferred for each row execute function check_balanced();
-- payment_service may only: insert, select
-- payment_service_ledger may only: insert, maintain, references, select, trigger

create table chart (
  transaction_kind text not null,
  account_kind text not null,
  side text not null,
  constraint chart_pkey primary key (transaction_kind, account_kind, side),
  constraint chart_side_check check (side in ('debit', 'credit'))
);
create trigger append_only before delete or update on chart for each row execute function refuse_change();
create trigger no_truncate before truncate on chart for each statement execute function refuse_change();
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create table document_counters (
  series text not null,
  year integer not null,
  last integer not null,
  constraint document_counters_pkey primary key (series, year),
  constraint document_counters_last_check check (last > 0)
);
create trigger append_only before delete on document_counters for each row execute function refuse_change();
create trigger no_truncate before truncate on document_counters for each statement execute function refuse_change();
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create table documents (
  id uuid not null,
  kind text not null,
  series text not null,
  year integer not null,
  sequence integer not null,
  number text not null generated always as ((((series || '-') || year) || '-') || lpad(sequence::text, greatest(6, length(sequence::text)), '0')) stored,
  issued_at timestamptz not null,
  time_zone text not null,
  issued_on date not null,
  fact_kind text not null,
  source text not null,
  payment_id uuid not null,
  order_id uuid not null,
  order_kind text not null,
  booking_id uuid,
  recipient_id uuid not null,
  corrects uuid,
  currency text not null,
  total integer not null,
  tax_basis_points integer not null,
  net integer not null,
  tax integer not null,
  content jsonb not null,
  constraint documents_pkey primary key (id),
  constraint documents_number_key unique (number),
  constraint number_given_once unique (series, year, sequence),
  constraint one_document_a_fact unique nulls not distinct (fact_kind, source, corrects),
  constraint credit_note_corrects check ((kind = 'credit-note') = (corrects is not null)),
  constraint documents_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint documents_kind_check check (kind in ('receipt', 'credit-note', 'commission-invoice')),
  constraint documents_net_check check (net >= 0),
  constraint documents_tax_basis_points_check check (tax_basis_points >= 0 and tax_basis_points <= 10000),
  constraint documents_tax_check check (tax >= 0),
  constraint documents_total_check check (total > 0),
  constraint kind_follows_fact check (kind = 'receipt' and fact_kind = 'captured' or kind = 'receipt' and fact_kind = 'credit_spent' or kind = 'credit-note' and fact_kind = 'refund_sent' or kind = 'credit-note' and fact_kind = 'refund_credited' or kind = 'credit-note' and fact_kind = 'dispute_lost' or kind = 'commission-invoice' and fact_kind = 'settled'),
  constraint tax_is_included check ((net + tax) = total),
  constraint document_of_a_fact foreign key (fact_kind, source) references transactions(kind, source),
  constraint documents_corrects_fkey foreign key (corrects) references documents(id)
);
create index documents_by_date on documents using btree (issued_on);
create index documents_correcting on documents using btree (corrects) where corrects is not null;
create index documents_of_payment on documents using btree (payment_id);
create index documents_of_recipient on documents using btree (recipient_id, id desc);
create trigger append_only before delete or update on documents for each row execute function refuse_change();
create trigger no_truncate before truncate on documents for each statement execute function refuse_change();
create trigger number_document before insert on documents for each row execute function number_document();
-- payment_service may only: insert, select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create view balances as
 SELECT name,
    kind,
    currency,
        CASE
            WHEN kind ~ '^(liab|rev):'::text THEN - balance
            ELSE balance
        END AS balance
   FROM accounts;
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create view lines as
 SELECT accounts.name,
    accounts.kind AS account_kind,
    accounts.currency,
    transactions.id AS transaction_id,
    transactions.kind,
    transactions.source,
    transactions.escrow_id,
    transactions.reverses,
    transactions.posted_at,
    GREATEST(entries.amount, 0::bigint) AS debit,
    GREATEST(- entries.amount, 0::bigint) AS credit,
        CASE
            WHEN accounts.kind ~ '^(liab|rev):'::text THEN '-1'::integer
            ELSE 1
        END::numeric * sum(entries.amount) OVER (PARTITION BY accounts.name, accounts.currency ORDER BY transactions.id) AS balance
   FROM entries
     JOIN accounts ON accounts.id = entries.account_id
     JOIN transactions ON transactions.id = entries.transaction_id;
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create view defects as
 SELECT 'transaction does not sum to zero'::text AS defect,
    'transaction '::text || transactions.id AS about,
    (count(entries.amount) || ' lines, sum '::text) || COALESCE(sum(entries.amount), 0::numeric) AS found
   FROM transactions
     LEFT JOIN entries ON entries.transaction_id = transactions.id
  GROUP BY transactions.id
 HAVING count(entries.amount) < 2 OR sum(entries.amount) <> 0::numeric
UNION ALL
 SELECT 'line in a foreign currency'::text AS defect,
    'transaction '::text || transactions.id AS about,
    (accounts.name || ' in '::text) || accounts.currency AS found
   FROM entries
     JOIN transactions ON transactions.id = entries.transaction_id
     JOIN accounts ON accounts.id = entries.account_id
  WHERE entries.currency <> transactions.currency OR entries.currency <> accounts.currency
UNION ALL
 SELECT 'line outside the chart'::text AS defect,
    'transaction '::text || transactions.id AS about,
    (transactions.kind || ' in '::text) || accounts.name AS found
   FROM entries
     JOIN transactions ON transactions.id = entries.transaction_id
     JOIN accounts ON accounts.id = entries.account_id
  WHERE NOT (EXISTS ( SELECT
           FROM chart
          WHERE chart.transaction_kind = transactions.kind AND chart.account_kind = accounts.kind AND chart.side =
                CASE
                    WHEN entries.amount > 0 THEN 'debit'::text
                    ELSE 'credit'::text
                END))
UNION ALL
 SELECT 'balance is not the sum of the entries'::text AS defect,
    (accounts.name || ' '::text) || accounts.currency AS about,
    (accounts.balance || ', summed '::text) || COALESCE(sum(entries.amount), 0::numeric) AS found
   FROM accounts
     LEFT JOIN entries ON entries.account_id = accounts.id
  GROUP BY accounts.id
 HAVING accounts.balance::numeric <> COALESCE(sum(entries.amount), 0::numeric)
UNION ALL
 SELECT 'balance on the wrong side'::text AS defect,
    (accounts.name || ' '::text) || accounts.currency AS about,
    accounts.balance::text AS found
   FROM accounts
  WHERE accounts.kind ~ '^liab:'::text AND accounts.balance > 0 OR (accounts.kind = ANY (ARRAY['asset:receivable'::text, 'asset:dispute_hold'::text])) AND accounts.balance < 0
UNION ALL
 SELECT 'balance beyond 2^53 - 1'::text AS defect,
    (accounts.name || ' '::text) || accounts.currency AS about,
    accounts.balance::text AS found
   FROM accounts
  WHERE abs(accounts.balance) > '9007199254740991'::bigint
UNION ALL
 SELECT 'reversal does not mirror'::text AS defect,
    'transaction '::text || transactions.id AS about,
    'of '::text || transactions.reverses AS found
   FROM transactions
     JOIN entries ON entries.transaction_id = transactions.id OR entries.transaction_id = transactions.reverses
  WHERE transactions.reverses IS NOT NULL
  GROUP BY transactions.id, entries.account_id
 HAVING sum(entries.amount) <> 0::numeric
UNION ALL
 SELECT 'reversed twice'::text AS defect,
    'transaction '::text || transactions.reverses AS about,
    count(*) || ' times'::text AS found
   FROM transactions
  WHERE transactions.reverses IS NOT NULL
  GROUP BY transactions.reverses
 HAVING count(*) > 1
UNION ALL
 SELECT 'fact posted twice'::text AS defect,
    (transactions.kind || ' '::text) || transactions.source AS about,
    count(*) || ' times'::text AS found
   FROM transactions
  GROUP BY transactions.kind, transactions.source
 HAVING count(*) > 1
UNION ALL
 SELECT 'currency does not sum to zero'::text AS defect,
    entries.currency AS about,
    sum(entries.amount)::text AS found
   FROM entries
  GROUP BY entries.currency
 HAVING sum(entries.amount) <> 0::numeric;
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

create view document_defects as
 SELECT 'numbers with a gap'::text AS defect,
    (counters.series || '-'::text) || counters.year AS about,
    (((((count(documents.id) || ' documents, numbers '::text) || COALESCE(min(documents.sequence), 0)) || ' to '::text) || COALESCE(max(documents.sequence), 0)) || ', counted '::text) || counters.last AS found
   FROM document_counters counters
     LEFT JOIN documents USING (series, year)
  GROUP BY counters.series, counters.year, counters.last
 HAVING count(documents.id) <> counters.last OR min(documents.sequence) <> 1 OR max(documents.sequence) <> counters.last
UNION ALL
 SELECT 'series nobody counted'::text AS defect,
    (documents.series || '-'::text) || documents.year AS about,
    count(*) || ' documents'::text AS found
   FROM documents
     LEFT JOIN document_counters counters USING (series, year)
  WHERE counters.last IS NULL
  GROUP BY documents.series, documents.year
UNION ALL
 SELECT 'fact without its document'::text AS defect,
    (transactions.kind || ' '::text) || transactions.source AS about,
    'posted '::text || transactions.posted_at AS found
   FROM transactions
     LEFT JOIN documents ON documents.fact_kind = transactions.kind AND documents.source = transactions.source
  WHERE documents.id IS NULL AND transactions.posted_at > (( SELECT min(documents_1.issued_at) AS min
           FROM documents documents_1)) AND (transactions.kind = 'captured'::text OR transactions.kind = 'settled'::text AND (EXISTS ( SELECT
           FROM entries
             JOIN accounts ON accounts.id = entries.account_id
          WHERE entries.transaction_id = transactions.id AND accounts.kind = 'rev:platform_fee'::text)))
UNION ALL
 SELECT 'credited more than was issued'::text AS defect,
    corrected.number AS about,
    (corrected.total || ', credited '::text) || sum(notes.total) AS found
   FROM documents corrected
     JOIN documents notes ON notes.corrects = corrected.id
  GROUP BY corrected.id
 HAVING sum(notes.total) > corrected.total
UNION ALL
 SELECT 'commission given back without its credit note'::text AS defect,
    (losses.kind || ' '::text) || losses.source AS about,
    (given_back.amount || ', credited '::text) || noted.total AS found
   FROM transactions losses
     CROSS JOIN LATERAL ( SELECT sum(entries.amount) AS amount
           FROM entries
             JOIN accounts ON accounts.id = entries.account_id
          WHERE entries.transaction_id = losses.id AND accounts.kind = 'rev:platform_fee'::text) given_back
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(documents.total), 0::bigint) AS total
           FROM documents
          WHERE documents.fact_kind = losses.kind AND documents.source = losses.source) noted
  WHERE losses.kind = 'dispute_lost'::text AND noted.total::numeric < given_back.amount AND losses.posted_at > (( SELECT min(documents.issued_at) AS min
           FROM documents
          WHERE documents.fact_kind = 'dispute_lost'::text)) AND (EXISTS ( SELECT
           FROM documents invoices
          WHERE invoices.kind = 'commission-invoice'::text AND invoices.order_id = losses.escrow_id AND invoices.issued_at < losses.posted_at AND invoices.total > (( SELECT COALESCE(sum(notes.total), 0::bigint) AS "coalesce"
                   FROM documents notes
                  WHERE notes.corrects = invoices.id))));
-- payment_service may only: select
-- payment_service_ledger may only: delete, insert, maintain, references, select, trigger, truncate, update

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
begin
  raise exception 'the ledger is append only: no % on %', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $function$;

CREATE OR REPLACE FUNCTION guard_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' then
    if new.balance <> 0 then
      raise exception 'an account opens at zero' using errcode = 'check_violation', constraint = 'balance_equals_entries';
    end if;
  elsif pg_trigger_depth() < 2 or (new.id, new.name, new.kind, new.currency) is distinct from (old.id, old.name, old.kind, old.currency) then
    raise exception 'a balance is the sum of its entries' using errcode = 'check_violation', constraint = 'balance_equals_entries';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION open_transaction()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  frozen boolean;
begin
  new.posted_in := pg_current_xact_id();
  if not exists (select from chart where transaction_kind = new.kind) then
    raise exception 'the chart knows no fact called %', new.kind
      using errcode = 'check_violation', constraint = 'transaction_in_chart';
  end if;
  if new.kind in ('settled', 'gift_redeemed') then
    select frozen_by_dispute or frozen_by_chargeback into frozen
      from payment_service.escrows join payment_service.payments on payments.id = escrows.payment_id
      where escrows.id = new.escrow_id for share;
    if frozen is distinct from false then
      raise exception 'the money of % is frozen or unknown', new.escrow_id
        using errcode = 'check_violation', constraint = 'no_release_while_frozen';
    end if;
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION post_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
declare
  fact transactions;
  account accounts;
begin
  select * into fact from transactions where id = new.transaction_id;
  if fact.posted_in is distinct from pg_current_xact_id() then
    raise exception 'transaction % is closed', new.transaction_id
      using errcode = 'check_violation', constraint = 'no_line_in_a_closed_transaction';
  end if;
  select * into account from accounts where id = new.account_id;
  if not is_shared(account) then
    update accounts set balance = balance + new.amount where id = new.account_id;
  end if;
  if not exists (select from chart where transaction_kind = fact.kind and account_kind = account.kind
      and side = case when new.amount > 0 then 'debit' else 'credit' end) then
    raise exception '% does not go into % with %', fact.kind, account.name, new.amount
      using errcode = 'check_violation', constraint = 'entry_in_chart';
  end if;
  if account.kind in ('liab:escrow', 'liab:refund_due') and fact.kind not in ('allocated', 'returned', 'dispute_lost')
    and account.name is distinct from account.kind || ':' || fact.escrow_id then
    raise exception '% is not about %', account.name, fact.escrow_id
      using errcode = 'check_violation', constraint = 'entry_of_its_escrow';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION check_balanced()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
declare
  checked bigint := case tg_table_name when 'entries' then (to_jsonb(new) ->> 'transaction_id')::bigint else (to_jsonb(new) ->> 'id')::bigint end;
  lines int;
  total numeric;
  undone bigint;
begin
  select count(*), coalesce(sum(amount), 0) into lines, total from entries where transaction_id = checked;
  if lines < 2 or total <> 0 then
    raise exception 'transaction % has % lines with the sum %', checked, lines, total
      using errcode = 'check_violation', constraint = 'transaction_sums_to_zero';
  end if;
  select reverses into undone from transactions where id = checked;
  if undone is not null and exists (
    select from entries where transaction_id in (checked, undone) group by account_id having sum(amount) <> 0) then
    raise exception 'transaction % does not mirror %', checked, undone
      using errcode = 'check_violation', constraint = 'reversal_mirrors';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION number_document()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
begin
  if (select sum((line ->> 'amount')::bigint) from jsonb_array_elements(new.content -> 'lines') as line) is distinct from new.total then
    raise exception 'the lines do not add up to %', new.total using errcode = 'check_violation', constraint = 'lines_add_up';
  end if;
  new.series := case new.kind when 'receipt' then 'R' when 'credit-note' then 'C' else 'I' end;
  new.issued_on := (new.issued_at at time zone new.time_zone)::date;
  new.year := extract(year from new.issued_on);
  insert into document_counters as counters (series, year, last) values (new.series, new.year, 1)
    on conflict (series, year) do update set last = counters.last + 1 returning last into new.sequence;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION is_shared(account accounts)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select account.name = account.kind and account.kind <> 'asset:dispute_hold'
$function$;

CREATE OR REPLACE FUNCTION move_shared_balance()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'payment_service_ledger', 'pg_temp'
AS $function$
begin
  update accounts set balance = balance + new.amount where id = new.account_id and is_shared(accounts);
  return null;
end $function$;
