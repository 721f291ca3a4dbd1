-- What a player pays on top of a price is held with it, earned when the money is shared out, and goes back with what goes
-- back. Promo codes may be for packages and series too, so each part of an order's money has its own part of what the platform
-- adds and of the fee.
alter table payments
  add column fee int not null default 0,
  drop constraint only_a_booking_has_a_discount,
  add constraint a_fee_is_a_part check (fee between 0 and card + credit),
  add constraint a_gift_card_has_no_fee check (order_kind <> 'gift-card' or fee = 0);

alter table escrows
  add column promotion int not null default 0 check (promotion >= 0),
  add column fee int not null default 0 check (fee >= 0),
  add constraint holds_its_parts check (promotion + fee <= amount);
update escrows set promotion = payments.discount from payments
  where payments.order_id = escrows.id and payments.bearer = 'platform' and escrows.returned_at is null;

create or replace function check_escrows() returns trigger language plpgsql set search_path from current as $$
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
end $$;

alter table settlements
  add column fee int not null default 0 check (fee >= 0),
  add column fee_back int not null default 0,
  drop constraint parts_add_up,
  add constraint parts_add_up check (refund + promotion + share + commission + fee = amount),
  add constraint what_goes_back_has_its_fee check (fee_back between 0 and refund);

-- What a code is for; those from before are for single sessions.
alter table promo_codes
  add column order_kinds text[] not null default '{booking}',
  add constraint is_for_something check (cardinality(order_kinds) > 0 and order_kinds <@ '{booking,package,series}');
alter table promo_codes alter column order_kinds drop default;

set role payment_service_ledger;
set search_path = payment_service_ledger;
alter table accounts
  drop constraint ledger_accounts_kind_check,
  add constraint ledger_accounts_kind_check check (kind in (
    'asset:psp', 'asset:dispute_hold', 'asset:bank', 'asset:receivable',
    'liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit',
    'rev:platform_fee', 'rev:player_fee', 'exp:stripe_fee', 'exp:dispute_fee', 'exp:goodwill', 'exp:promotion',
    'exp:gift_card_loss'));
insert into chart (transaction_kind, side, account_kind) values
  ('settled', 'credit', 'rev:player_fee'), ('dispute_lost', 'debit', 'rev:player_fee');
set role payment_service;
set search_path = payment_service, extensions;
