-- A payment is for an order: a single booking (whose id is the order's too), a package of sessions, or a series of bookings.
alter table payments rename column booking_id to order_id;
alter table payments rename constraint payments_booking_id_key to payments_order_id_key;
alter table payments add column order_kind text not null default 'booking' check (order_kind in ('booking', 'package', 'series'));
alter table payments alter column order_kind drop default;

alter table ended_bookings rename to ended_orders;
alter table ended_orders rename column booking_id to order_id;

-- Whose held money is whose: one row for the order, and one for each of its bookings that has its own part. What a booking
-- is given is taken from its order, so the rows of a payment always add up to it; the ledger has the same as accounts.
-- `returned_at`: the session was not used, and its part is the order's again.
create table escrows (
  id uuid primary key,
  payment_id uuid not null references payments,
  amount int not null check (amount >= 0),
  release_at timestamptz,
  duration_minutes int check (duration_minutes > 0),
  frozen_by_dispute boolean not null default false,
  returned_at timestamptz,
  constraint returned_holds_nothing check (returned_at is null or amount = 0)
);
create index escrows_of_payment on escrows (payment_id);
insert into escrows (id, payment_id, amount, release_at, duration_minutes, frozen_by_dispute)
  select order_id, id, amount, release_at, duration_minutes, frozen_by_dispute from payments;
alter table payments drop column release_at, drop column duration_minutes, drop column frozen_by_dispute;

create function check_escrows() returns trigger language plpgsql set search_path from current as $$
begin
  if (select sum(amount) from escrows where payment_id = new.payment_id) <> (select amount from payments where id = new.payment_id) then
    raise exception 'the parts of payment % do not add up to it', new.payment_id
      using errcode = 'check_violation', constraint = 'escrows_add_up';
  end if;
  return null;
end $$;
create constraint trigger escrows_add_up after insert or update on escrows
  deferrable initially deferred for each row execute function check_escrows();

-- Money is shared out once for each of them, and moved by refunds and transfers of its own.
alter table settlements add column escrow_id uuid references escrows;
update settlements set escrow_id = payments.order_id from payments where payments.id = settlements.payment_id;
alter table settlements
  alter column escrow_id set not null,
  drop constraint settlements_pkey,
  add primary key (escrow_id),
  drop constraint settlements_cause_check,
  add constraint settlements_cause_check check (cause in (
    'cancelled', 'unfulfilled', 'no-show-player', 'no-show-coach', 'failed', 'released', 'resolved', 'unused', 'ended'));

alter table operations add column escrow_id uuid references escrows;
update operations set escrow_id = payments.order_id
  from payments where payments.id = operations.payment_id and kind in ('refund', 'transfer', 'reverse');
alter table operations add constraint moves_the_money_of_an_escrow
  check ((kind in ('refund', 'transfer', 'reverse')) = (escrow_id is not null));
create index operations_of_escrow on operations (escrow_id, kind);

alter table ledger_transactions rename column booking_id to escrow_id;
alter index ledger_transactions_booking rename to ledger_transactions_escrow;
alter table ledger_transactions
  drop constraint ledger_transactions_kind_check,
  add constraint ledger_transactions_kind_check check (kind in (
    'captured', 'stripe_fee', 'allocated', 'returned', 'settled', 'netted', 'credited', 'goodwill', 'refund_sent', 'refund_failed',
    'transferred', 'transfer_reversed', 'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost'));

-- A dispute freezes the money of its booking, a chargeback all of the payment. The locks make a freeze and a release wait
-- for each other.
create or replace function open_transaction() returns trigger language plpgsql set search_path from current as $$
declare
  frozen boolean;
begin
  new.posted_in := pg_current_xact_id();
  if new.kind = 'settled' then
    select frozen_by_dispute or frozen_by_chargeback into frozen
      from escrows join payments on payments.id = escrows.payment_id where escrows.id = new.escrow_id for share;
    if frozen is distinct from false then
      raise exception 'the money of % is frozen or unknown', new.escrow_id
        using errcode = 'check_violation', constraint = 'no_release_while_frozen';
    end if;
  end if;
  return new;
end $$;
