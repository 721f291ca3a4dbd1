-- Gift cards: sold by this service itself, as orders without a coach that only a card pays. Until one is redeemed its money is in
-- its escrow, afterwards it is its redeemer's credit.
alter table payments
  alter column coach_id drop not null,
  drop constraint payments_order_kind_check,
  add constraint payments_order_kind_check check (order_kind in ('booking', 'package', 'series', 'gift-card')),
  add constraint only_a_gift_card_has_no_coach check ((order_kind = 'gift-card') = (coach_id is null)),
  -- Credit that buys credit would hide what it came from.
  add constraint a_gift_card_is_paid_by_card
    check (order_kind <> 'gift-card' or credit = 0 and discount = 0 and capture_method = 'automatic');

alter table settlements
  drop constraint settlements_cause_check,
  add constraint settlements_cause_check check (cause in
    ('cancelled', 'unfulfilled', 'no-show-player', 'no-show-coach', 'failed', 'released', 'resolved', 'unused', 'ended', 'withdrawn'));

-- `code_hash` is what is kept of the code: SHA-256 of 80 random bits. It is null until the card is delivered; a new code takes the
-- place of the one before. `locked_at`: staff stopped it.
create table gift_cards (
  id uuid primary key,
  buyer_id uuid not null,
  amount int not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  recipient_name text check (length(recipient_name) between 1 and 50),
  recipient_email text check (length(recipient_email) between 3 and 254),
  message text check (length(message) between 1 and 300),
  state text not null check (state in ('unpaid', 'lapsed', 'paid', 'redeemed', 'withdrawn', 'lost')),
  payable_until timestamptz not null,
  paid_at timestamptz,
  deliver_at timestamptz,
  delivered_at timestamptz,
  code_hash bytea constraint a_code_is_of_one_card unique check (length(code_hash) = 32),
  redeemed_by uuid,
  redeemed_at timestamptz,
  locked_at timestamptz,
  created_at timestamptz not null,
  constraint only_what_was_paid_goes_on check ((paid_at is null) = (state in ('unpaid', 'lapsed'))),
  constraint redeemed_says_by_whom check ((state = 'redeemed') = (redeemed_by is not null) and (redeemed_by is null) = (redeemed_at is null)),
  constraint only_a_good_card_has_a_code check (code_hash is null or state in ('paid', 'redeemed')),
  constraint a_code_was_delivered check (code_hash is null or delivered_at is not null),
  constraint a_lapsed_one_knows_nobody check (state <> 'lapsed' or recipient_email is null and message is null)
);
create index gift_cards_of_buyer on gift_cards (buyer_id, created_at desc, id desc);
create index gift_cards_of_redeemer on gift_cards (redeemed_by, redeemed_at desc, id desc) where redeemed_by is not null;
create index gift_cards_latest on gift_cards (created_at desc, id desc);
-- A new order ends the one before it, so nobody has two that are not paid.
create unique index one_unpaid_gift_card on gift_cards (buyer_id) where state = 'unpaid';

alter table operator_acts
  drop constraint operator_acts_act_check,
  add constraint operator_acts_act_check check (act in
    ('try-operation', 'acknowledge-difference', 'record-fact', 'lock-gift-card', 'unlock-gift-card', 'return-gift-card'));

set role payment_service_ledger;
set search_path = payment_service_ledger;
alter table accounts
  drop constraint ledger_accounts_kind_check,
  add constraint ledger_accounts_kind_check check (kind in (
    'asset:psp', 'asset:dispute_hold', 'asset:bank', 'asset:receivable',
    'liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit',
    'rev:platform_fee', 'exp:stripe_fee', 'exp:dispute_fee', 'exp:goodwill', 'exp:promotion', 'exp:gift_card_loss'));
insert into chart (transaction_kind, side, account_kind) values
  ('gift_redeemed', 'debit', 'liab:escrow'), ('gift_redeemed', 'credit', 'liab:player_credit'),
  ('dispute_lost', 'debit', 'liab:player_credit'), ('dispute_lost', 'debit', 'exp:gift_card_loss');

-- Frozen money becomes nobody's credit either.
create or replace function open_transaction() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  frozen boolean;
begin
  new.posted_in := pg_current_xact_id();
  if not exists (select from payment_service_ledger.chart where transaction_kind = new.kind) then
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
end $$;

set role payment_service;
set search_path = payment_service, extensions;
