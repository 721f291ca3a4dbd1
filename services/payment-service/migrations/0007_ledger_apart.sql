-- The ledger moves into a schema of its own, owned by a role that nobody works under. The service may read it and add to
-- it; it cannot change what is there, nor drop, replace or switch off what guards it, as the owner of a table or of its
-- schema could. A later migration of the ledger begins with `set role payment_service_ledger`, and ends with
-- `set role payment_service`.
reset role;
do $$ begin
  if not exists (select from pg_roles where rolname = 'payment_service_ledger') then
    create role payment_service_ledger nologin;
  end if;
exception when duplicate_object or unique_violation then null; -- another database of this server made it just now
end $$;
do $$ begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant payment_service_ledger to %I', current_user);
  end if;
end $$;
create schema payment_service_ledger authorization payment_service_ledger;

drop trigger append_only on ledger_transactions;
drop trigger append_only on ledger_entries;
drop trigger append_only on ledger_accounts;
drop trigger no_truncate on ledger_transactions;
drop trigger no_truncate on ledger_entries;
drop trigger no_truncate on ledger_accounts;
drop trigger guard_account on ledger_accounts;
drop trigger open_transaction on ledger_transactions;
drop trigger post_entry on ledger_entries;
drop trigger transaction_sums_to_zero on ledger_transactions;
drop trigger transaction_sums_to_zero on ledger_entries;
drop function refuse_ledger_change, guard_account, open_transaction, post_entry, check_balanced;

alter table ledger_accounts set schema payment_service_ledger;
alter table ledger_transactions set schema payment_service_ledger;
alter table ledger_entries set schema payment_service_ledger;
alter table payment_service_ledger.ledger_accounts owner to payment_service_ledger;
alter table payment_service_ledger.ledger_transactions owner to payment_service_ledger;
alter table payment_service_ledger.ledger_entries owner to payment_service_ledger;

set role payment_service_ledger;
set search_path = payment_service_ledger;
alter table ledger_accounts rename to accounts;
alter table ledger_transactions rename to transactions;
alter table ledger_entries rename to entries;
revoke all on accounts, transactions, entries from payment_service;

-- Which kinds of facts there are, and which lines each may have: the table of entries in docs/money.md.
create table chart (
  transaction_kind text not null,
  account_kind text not null,
  side text not null check (side in ('debit', 'credit')),
  primary key (transaction_kind, account_kind, side)
);
insert into chart (transaction_kind, side, account_kind) values
  ('captured', 'debit', 'asset:psp'), ('captured', 'credit', 'liab:escrow'),
  ('stripe_fee', 'debit', 'exp:stripe_fee'), ('stripe_fee', 'credit', 'asset:psp'),
  ('allocated', 'debit', 'liab:escrow'), ('allocated', 'credit', 'liab:escrow'),
  ('returned', 'debit', 'liab:escrow'), ('returned', 'credit', 'liab:escrow'),
  ('settled', 'debit', 'liab:escrow'),
  ('settled', 'credit', 'liab:refund_due'), ('settled', 'credit', 'liab:coach_payable'), ('settled', 'credit', 'rev:platform_fee'),
  ('netted', 'debit', 'liab:coach_payable'), ('netted', 'credit', 'asset:receivable'),
  ('credited', 'debit', 'asset:receivable'), ('credited', 'credit', 'liab:player_credit'),
  ('goodwill', 'debit', 'exp:goodwill'), ('goodwill', 'credit', 'liab:refund_due'),
  ('refund_sent', 'debit', 'liab:refund_due'), ('refund_sent', 'credit', 'asset:psp'),
  ('refund_failed', 'debit', 'asset:psp'), ('refund_failed', 'credit', 'liab:refund_due'),
  ('transferred', 'debit', 'liab:coach_payable'), ('transferred', 'credit', 'asset:psp'),
  ('transfer_reversed', 'debit', 'asset:psp'), ('transfer_reversed', 'credit', 'asset:receivable'),
  ('dispute_withdrawn', 'debit', 'asset:dispute_hold'), ('dispute_withdrawn', 'debit', 'exp:dispute_fee'),
  ('dispute_withdrawn', 'credit', 'asset:psp'),
  ('dispute_reinstated', 'debit', 'asset:psp'), ('dispute_reinstated', 'credit', 'asset:dispute_hold'),
  ('dispute_reinstated', 'debit', 'exp:dispute_fee'), ('dispute_reinstated', 'credit', 'exp:dispute_fee'),
  ('dispute_lost', 'debit', 'liab:escrow'), ('dispute_lost', 'debit', 'liab:coach_payable'),
  ('dispute_lost', 'debit', 'asset:receivable'), ('dispute_lost', 'debit', 'rev:platform_fee'),
  ('dispute_lost', 'credit', 'asset:dispute_hold'),
  -- Posted by an operator: the platform's own money between its bank and the provider, and a refund paid from the bank.
  ('funded', 'debit', 'asset:psp'), ('funded', 'credit', 'asset:bank'),
  ('paid_out', 'debit', 'asset:bank'), ('paid_out', 'credit', 'asset:psp'),
  ('refund_by_bank', 'debit', 'liab:refund_due'), ('refund_by_bank', 'credit', 'asset:bank');

alter table transactions
  drop constraint ledger_transactions_kind_check,
  add constraint reverses_an_earlier_one check (reverses < id);

create function refuse_change() returns trigger language plpgsql set search_path = payment_service_ledger, pg_temp as $$
begin
  raise exception 'the ledger is append only: no % on %', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;
create trigger append_only before update or delete on transactions for each row execute function refuse_change();
create trigger append_only before update or delete on entries for each row execute function refuse_change();
create trigger append_only before delete on accounts for each row execute function refuse_change();
create trigger append_only before update or delete on chart for each row execute function refuse_change();
create trigger no_truncate before truncate on transactions execute function refuse_change();
create trigger no_truncate before truncate on entries execute function refuse_change();
create trigger no_truncate before truncate on accounts execute function refuse_change();
create trigger no_truncate before truncate on chart execute function refuse_change();

-- An account opens at zero, and only an entry's own trigger moves its balance.
create function guard_account() returns trigger language plpgsql set search_path = payment_service_ledger, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if new.balance <> 0 then
      raise exception 'an account opens at zero' using errcode = 'check_violation', constraint = 'balance_equals_entries';
    end if;
  elsif pg_trigger_depth() < 2 or (new.id, new.name, new.kind, new.currency) is distinct from (old.id, old.name, old.kind, old.currency) then
    raise exception 'a balance is the sum of its entries' using errcode = 'check_violation', constraint = 'balance_equals_entries';
  end if;
  return new;
end $$;
create trigger guard_account before insert or update on accounts for each row execute function guard_account();

-- Money in dispute is shared out to nobody; the lock makes a freeze and a release wait for each other. Runs as the service,
-- whose tables say what is frozen. Every name is whole: the session's temporary tables must not stand for any of them.
create function open_transaction() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  frozen boolean;
begin
  new.posted_in := pg_current_xact_id();
  if not exists (select from payment_service_ledger.chart where transaction_kind = new.kind) then
    raise exception 'the chart knows no fact called %', new.kind
      using errcode = 'check_violation', constraint = 'transaction_in_chart';
  end if;
  if new.kind = 'settled' then
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
create trigger open_transaction before insert on transactions for each row execute function open_transaction();

-- Runs as the ledger's owner, since nobody else may move a balance. Held money is moved only in the name of its escrow, so
-- that a freeze cannot be walked around; only what moves it within a payment, or to the bank, names another.
create function post_entry() returns trigger language plpgsql security definer set search_path = payment_service_ledger, pg_temp as $$
declare
  fact transactions;
  account accounts;
begin
  select * into fact from transactions where id = new.transaction_id;
  if fact.posted_in is distinct from pg_current_xact_id() then
    raise exception 'transaction % is closed', new.transaction_id
      using errcode = 'check_violation', constraint = 'no_line_in_a_closed_transaction';
  end if;
  update accounts set balance = balance + new.amount where id = new.account_id returning * into account;
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
end $$;
create trigger post_entry after insert on entries for each row execute function post_entry();

-- Checked at commit, for transactions without lines too, and again for every line, so that no order of statements evades it.
create function check_balanced() returns trigger language plpgsql security definer set search_path = payment_service_ledger, pg_temp as $$
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
end $$;
create constraint trigger transaction_sums_to_zero after insert on transactions
  deferrable initially deferred for each row execute function check_balanced();
create constraint trigger transaction_sums_to_zero after insert on entries
  deferrable initially deferred for each row execute function check_balanced();

-- What each account holds: of an asset or an expense as it is, of a liability or revenue as what is owed or earned.
create view balances as
  select name, kind, currency, case when kind ~ '^(liab|rev):' then -balance else balance end as balance from accounts;

-- Every line with the account's balance after it, as `balances` has it. Partitioned by what it is asked by, so that a
-- statement reads its own accounts only.
create view lines as
  select accounts.name, accounts.kind as account_kind, accounts.currency, transactions.id as transaction_id, transactions.kind,
    transactions.source, transactions.escrow_id, transactions.reverses, transactions.posted_at,
    greatest(entries.amount, 0) as debit, greatest(-entries.amount, 0) as credit,
    (case when accounts.kind ~ '^(liab|rev):' then -1 else 1 end)
      * sum(entries.amount) over (partition by accounts.name, accounts.currency order by transactions.id) as balance
  from entries
  join accounts on accounts.id = entries.account_id
  join transactions on transactions.id = entries.transaction_id;

-- What contradicts the rules above: always nothing. It believes neither the balances nor the triggers, and adds up anew.
create view defects as
  select 'transaction does not sum to zero' as defect, 'transaction ' || transactions.id as about,
      count(entries.amount) || ' lines, sum ' || coalesce(sum(entries.amount), 0) as found
    from transactions left join entries on entries.transaction_id = transactions.id
    group by transactions.id having count(entries.amount) < 2 or sum(entries.amount) <> 0
  union all
  select 'line in a foreign currency', 'transaction ' || transactions.id, accounts.name || ' in ' || accounts.currency
    from entries join transactions on transactions.id = entries.transaction_id join accounts on accounts.id = entries.account_id
    where entries.currency <> transactions.currency or entries.currency <> accounts.currency
  union all
  select 'line outside the chart', 'transaction ' || transactions.id, transactions.kind || ' in ' || accounts.name
    from entries join transactions on transactions.id = entries.transaction_id join accounts on accounts.id = entries.account_id
    where not exists (select from chart where transaction_kind = transactions.kind and account_kind = accounts.kind
      and side = case when entries.amount > 0 then 'debit' else 'credit' end)
  union all
  select 'balance is not the sum of the entries', accounts.name || ' ' || accounts.currency,
      accounts.balance || ', summed ' || coalesce(sum(entries.amount), 0)
    from accounts left join entries on entries.account_id = accounts.id
    group by accounts.id having accounts.balance <> coalesce(sum(entries.amount), 0)
  union all
  select 'balance on the wrong side', name || ' ' || currency, balance::text
    from accounts where kind ~ '^liab:' and balance > 0 or kind in ('asset:receivable', 'asset:dispute_hold') and balance < 0
  union all
  select 'balance beyond 2^53 - 1', name || ' ' || currency, balance::text from accounts where abs(balance) > 9007199254740991
  union all
  select 'reversal does not mirror', 'transaction ' || transactions.id, 'of ' || transactions.reverses
    from transactions join entries on entries.transaction_id in (transactions.id, transactions.reverses)
    where transactions.reverses is not null
    group by transactions.id, entries.account_id having sum(entries.amount) <> 0
  union all
  select 'reversed twice', 'transaction ' || reverses, count(*) || ' times'
    from transactions where reverses is not null group by reverses having count(*) > 1
  union all
  select 'fact posted twice', kind || ' ' || source, count(*) || ' times'
    from transactions group by kind, source having count(*) > 1
  union all
  select 'currency does not sum to zero', currency, sum(amount)::text from entries group by currency having sum(amount) <> 0;

-- Reading and adding is all that is granted. What moves a balance could otherwise be hung on a table of the service's own.
revoke execute on all functions in schema payment_service_ledger from public;
grant usage on schema payment_service_ledger to payment_service;
grant select on accounts, transactions, entries, chart, balances, lines, defects to payment_service;
grant insert on accounts, transactions, entries to payment_service;

set role payment_service;
set search_path = payment_service, extensions;

-- To read it by.
create view ledger_accounts as select * from payment_service_ledger.accounts;
create view ledger_transactions as select * from payment_service_ledger.transactions;
create view ledger_entries as select * from payment_service_ledger.entries;
