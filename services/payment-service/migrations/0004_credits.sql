-- Credits for players whose coach cancelled late, and refunds that the platform pays itself. What a fact of the ledger and a
-- settlement may be called is added to, so that an earlier migration's own names stay allowed.
do $$
declare
  addition record;
begin
  for addition in select * from (values
    ('ledger_transactions', 'ledger_transactions_kind_check', 'kind in (''credited'', ''goodwill'')'),
    ('settlements', 'settlements_cause_check', 'cause = ''failed''')) as added (relation, constraint_name, allowed)
  loop
    execute format('alter table %1$I drop constraint %2$I, add constraint %2$I check ((%3$s) or %4$s)',
      addition.relation, addition.constraint_name,
      (select pg_get_expr(conbin, conrelid) from pg_constraint
       where conname = addition.constraint_name and conrelid = addition.relation::regclass),
      addition.allowed);
  end loop;
end $$;

-- A credit as the player sees it; its money is in `liab:player_credit` of the ledger.
create table credits (
  booking_id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  amount int not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null
);
create index credits_of_player on credits (player_id, created_at desc, booking_id desc);
