-- Double entry, append only. A debit is positive, a credit negative, so every transaction sums to zero and a liability
-- is zero or less. The rules below are the database's own: no code of ours, and no hand at psql as this role, gets past them.

create table ledger_accounts (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null check (kind in (
    'asset:psp', 'asset:dispute_hold', 'asset:bank', 'asset:receivable',
    'liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit',
    'rev:platform_fee', 'exp:stripe_fee', 'exp:dispute_fee', 'exp:goodwill')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance bigint not null default 0,
  unique (name, currency),
  unique (id, currency),
  constraint name_begins_with_kind check (name = kind or starts_with(name, kind || ':')),
  constraint balance_is_a_safe_integer check (balance between -9007199254740991 and 9007199254740991),
  constraint liability_never_below_zero check (
    balance <= 0 or kind not in ('liab:escrow', 'liab:refund_due', 'liab:coach_payable', 'liab:player_credit')),
  constraint claim_never_below_zero check (balance >= 0 or kind not in ('asset:receivable', 'asset:dispute_hold'))
);

create table ledger_transactions (
  id bigint generated always as identity primary key,
  kind text not null check (kind in (
    'captured', 'stripe_fee', 'settled', 'netted', 'refund_sent', 'refund_failed', 'transferred', 'transfer_reversed',
    'dispute_withdrawn', 'dispute_reinstated', 'dispute_lost')),
  source text not null check (source <> ''),
  currency text not null,
  booking_id uuid,
  reverses bigint,
  posted_at timestamptz not null,
  posted_in xid8 not null,
  unique (id, currency),
  constraint one_fact_one_transaction unique (kind, source),
  constraint reversed_at_most_once unique (reverses),
  constraint reverses_a_transaction foreign key (reverses) references ledger_transactions (id)
);
create index ledger_transactions_source on ledger_transactions (source);
create index ledger_transactions_posted on ledger_transactions (posted_at);
create index ledger_transactions_booking on ledger_transactions (booking_id);

-- The currency is part of both keys: a line in another currency than its transaction cannot be written.
create table ledger_entries (
  transaction_id bigint not null,
  account_id bigint not null,
  currency text not null,
  amount bigint not null,
  primary key (transaction_id, account_id),
  constraint amount_is_a_safe_integer check (amount <> 0 and amount between -9007199254740991 and 9007199254740991),
  constraint entry_in_its_transactions_currency
    foreign key (transaction_id, currency) references ledger_transactions (id, currency),
  constraint entry_in_its_accounts_currency
    foreign key (account_id, currency) references ledger_accounts (id, currency)
);
create index ledger_entries_account on ledger_entries (account_id);

create function refuse_ledger_change() returns trigger language plpgsql set search_path from current as $$
begin
  raise exception 'the ledger is append only: no % on %', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation', constraint = 'ledger_is_append_only';
end $$;
create trigger append_only before update or delete on ledger_transactions for each row execute function refuse_ledger_change();
create trigger append_only before update or delete on ledger_entries for each row execute function refuse_ledger_change();
create trigger append_only before delete on ledger_accounts for each row execute function refuse_ledger_change();
create trigger no_truncate before truncate on ledger_transactions execute function refuse_ledger_change();
create trigger no_truncate before truncate on ledger_entries execute function refuse_ledger_change();
create trigger no_truncate before truncate on ledger_accounts execute function refuse_ledger_change();

-- An account opens at zero, and only an entry's own trigger moves its balance.
create function guard_account() returns trigger language plpgsql set search_path from current as $$
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
create trigger guard_account before insert or update on ledger_accounts for each row execute function guard_account();

-- Money in dispute is shared out to nobody; the lock makes a freeze and a release wait for each other.
create function open_transaction() returns trigger language plpgsql set search_path from current as $$
declare
  frozen boolean;
begin
  new.posted_in := pg_current_xact_id();
  if new.kind = 'settled' then
    select frozen_by_dispute or frozen_by_chargeback into frozen from payments where booking_id = new.booking_id for share;
    if frozen is distinct from false then
      raise exception 'the money of booking % is frozen or unknown', new.booking_id
        using errcode = 'check_violation', constraint = 'no_release_while_frozen';
    end if;
  end if;
  return new;
end $$;
create trigger open_transaction before insert on ledger_transactions for each row execute function open_transaction();

create function post_entry() returns trigger language plpgsql set search_path from current as $$
begin
  if not exists (select from ledger_transactions where id = new.transaction_id and posted_in = pg_current_xact_id()) then
    raise exception 'transaction % is closed', new.transaction_id
      using errcode = 'check_violation', constraint = 'no_line_in_a_closed_transaction';
  end if;
  update ledger_accounts set balance = balance + new.amount where id = new.account_id;
  return null;
end $$;
create trigger post_entry after insert on ledger_entries for each row execute function post_entry();

-- Checked at commit, for transactions without lines too, and again for every line, so that no order of statements evades it.
create function check_balanced() returns trigger language plpgsql set search_path from current as $$
declare
  checked bigint := case tg_table_name when 'ledger_entries' then (to_jsonb(new) ->> 'transaction_id')::bigint else (to_jsonb(new) ->> 'id')::bigint end;
  lines int;
  total numeric;
  undone bigint;
begin
  select count(*), coalesce(sum(amount), 0) into lines, total from ledger_entries where transaction_id = checked;
  if lines < 2 or total <> 0 then
    raise exception 'transaction % has % lines with the sum %', checked, lines, total
      using errcode = 'check_violation', constraint = 'transaction_sums_to_zero';
  end if;
  select reverses into undone from ledger_transactions where id = checked;
  if undone is not null and exists (
    select from ledger_entries where transaction_id in (checked, undone) group by account_id having sum(amount) <> 0) then
    raise exception 'transaction % does not mirror %', checked, undone
      using errcode = 'check_violation', constraint = 'reversal_mirrors';
  end if;
  return null;
end $$;
create constraint trigger transaction_sums_to_zero after insert on ledger_transactions
  deferrable initially deferred for each row execute function check_balanced();
create constraint trigger transaction_sums_to_zero after insert on ledger_entries
  deferrable initially deferred for each row execute function check_balanced();

-- Reading and adding is all that is granted. The two columns left to update are what the foreign keys' own row locks and
-- the balance need; the triggers above refuse everything else on them.
revoke update, delete, truncate on ledger_accounts, ledger_transactions, ledger_entries from current_user;
grant update (balance) on ledger_accounts to current_user;
grant update (id) on ledger_transactions to current_user;
