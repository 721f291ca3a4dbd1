-- What an order is paid with: a card, the player's credit, and a promo code that the platform or the coach bears. `amount` is
-- what is held, so a coach's discount is not in it and the platform's is. `funds_attempt_id` is the attempt that took the
-- credit and the use of the code; null when none were taken, or they were given back.
alter table payments
  add column card int not null default 0 check (card >= 0),
  add column credit int not null default 0 check (credit >= 0),
  add column discount int not null default 0 check (discount >= 0),
  add column bearer text check (bearer in ('platform', 'coach')),
  add column funds_attempt_id uuid references attempts;
update payments set card = amount;
alter table payments
  alter column card drop default,
  drop constraint captured_has_charge,
  add constraint captured_has_charge check ((charge_id is not null) = (captured_at is not null and card > 0)),
  add constraint a_discount_has_its_bearer check ((discount > 0) = (bearer is not null)),
  add constraint only_a_booking_has_a_discount check (discount = 0 or order_kind = 'booking'),
  add constraint funds_add_up check (amount = card + credit + case when bearer = 'platform' then discount else 0 end);

alter table attempts
  alter column payment_method_id drop not null,
  add column use_credit boolean not null default false,
  add column promo_code text;
alter table attempts alter column use_credit drop default;

-- What an intent is for: another split of the price needs another intent.
alter table intents add column amount int;
update intents set amount = payments.amount from payments where payments.id = intents.payment_id;
alter table intents alter column amount set not null, add check (amount > 0);

-- What goes back to the platform of the discount that it bears.
alter table settlements
  add column promotion int not null default 0 check (promotion >= 0),
  drop constraint parts_add_up,
  add constraint parts_add_up check (refund + promotion + share + commission = amount);
alter table settlements alter column promotion drop default;

-- `coach_id` null: the platform's own, borne by the platform, for every coach. Codes are kept in capitals.
create table promo_codes (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{2,23}$'),
  coach_id uuid,
  percent int check (percent between 1 and 100),
  amount int check (amount > 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  starts_at timestamptz not null,
  ends_at timestamptz,
  max_uses int check (max_uses > 0),
  max_uses_each int not null check (max_uses_each > 0),
  first_booking_only boolean not null,
  uses int not null default 0 check (uses >= 0),
  ended_at timestamptz,
  created_at timestamptz not null,
  constraint percent_or_amount check ((percent is null) <> (amount is null) and (amount is null) = (currency is null)),
  constraint window_has_length check (ends_at > starts_at),
  constraint used_at_most_so_often check (uses <= max_uses)
);
create index promo_codes_of_coach on promo_codes (coach_id, created_at desc, id desc);

-- A use, by the order it is for; it is removed when the order is not paid.
create table promo_uses (
  order_id uuid primary key,
  promo_code_id uuid not null references promo_codes,
  player_id uuid not null,
  used_at timestamptz not null
);
create index promo_uses_of_player on promo_uses (promo_code_id, player_id);

set role payment_service_ledger;
set search_path = payment_service_ledger;
alter table accounts
  drop constraint ledger_accounts_kind_check,
  add constraint ledger_accounts_kind_check check (kind in (
    'asset:psp', 'asset:dispute_hold', 'asset:bank', 'asset:receivable',
    'liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit',
    'rev:platform_fee', 'exp:stripe_fee', 'exp:dispute_fee', 'exp:goodwill', 'exp:promotion'));
insert into chart (transaction_kind, side, account_kind) values
  ('credit_spent', 'debit', 'liab:player_credit'), ('credit_spent', 'credit', 'liab:escrow'),
  ('credit_returned', 'debit', 'liab:escrow'), ('credit_returned', 'credit', 'liab:player_credit'),
  ('promoted', 'debit', 'exp:promotion'), ('promoted', 'credit', 'liab:escrow'),
  ('settled', 'credit', 'exp:promotion'),
  ('refund_credited', 'debit', 'liab:refund_due'), ('refund_credited', 'credit', 'liab:player_credit');
set role payment_service;
set search_path = payment_service, extensions;
