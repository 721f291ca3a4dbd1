-- Chargebacks and inquiries at the bank, by Stripe's dispute. One that is over stays over: an old look at it, written down
-- late, must not freeze the payment for ever.
create table chargebacks (
  id text primary key,
  payment_id uuid not null references payments,
  is_open boolean not null
);
create index chargebacks_open on chargebacks (payment_id) where is_open;
insert into chargebacks (id, payment_id, is_open)
  select withdrawn.source, payments.id, not exists (
      select from ledger_transactions ended where ended.source = withdrawn.source and ended.kind in ('dispute_reinstated', 'dispute_lost'))
  from ledger_transactions withdrawn join payments on payments.order_id = withdrawn.escrow_id
  where withdrawn.kind = 'dispute_withdrawn';

-- What the last check of the whole ledger found; always nothing. When that was: `reconciliations`, `ledger`.
create table ledger_defects (
  defect text not null,
  about text not null,
  found text not null
);
