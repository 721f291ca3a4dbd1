-- Accounts that everybody's money goes through (the provider's balance, revenue, expenses) had their row locked from the
-- first line to the commit, so that one payment at a time was posted. They have no floor that a line could break, so their
-- balances are moved at commit, where the lock lasts as long as the commit itself. All others are moved at once, as before.
set role payment_service_ledger;
set search_path = payment_service_ledger;

create function is_shared(account accounts) returns boolean language sql immutable as $$
  select account.name = account.kind and account.kind <> 'asset:dispute_hold'
$$;

create or replace function post_entry() returns trigger language plpgsql security definer set search_path = payment_service_ledger, pg_temp as $$
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
end $$;

create function move_shared_balance() returns trigger language plpgsql security definer set search_path = payment_service_ledger, pg_temp as $$
begin
  update accounts set balance = balance + new.amount where id = new.account_id and is_shared(accounts);
  return null;
end $$;
create constraint trigger move_shared_balance after insert on entries
  deferrable initially deferred for each row execute function move_shared_balance();
revoke execute on function is_shared, move_shared_balance from public;

set role payment_service;
set search_path = payment_service, extensions;
