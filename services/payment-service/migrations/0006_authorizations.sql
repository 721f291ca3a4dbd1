-- A request is paid in two steps: `manual` has the bank keep the price (`authorized`), and it is captured when the coach
-- accepts. What was let go of instead is `cancelled`. Nothing of this is in the ledger before the capture.
alter table payments
  add column capture_method text not null default 'automatic' check (capture_method in ('automatic', 'manual')),
  drop constraint payments_state_check,
  add constraint payments_state_check check (state in (
    'processing', 'requires_action', 'authorized', 'cancelled', 'succeeded', 'failed', 'partially_refunded', 'refunded')),
  add constraint only_a_manual_one_is_authorized check (capture_method = 'manual' or state <> 'authorized');
alter table payments alter column capture_method drop default;

alter table operations
  drop constraint operations_kind_check,
  add constraint operations_kind_check check (kind in ('pay', 'capture', 'cancel', 'refund', 'transfer', 'reverse'));
