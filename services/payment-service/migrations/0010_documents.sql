-- Receipts, credit notes and commission invoices. They follow from facts of the ledger and belong to its owner: the service
-- may add and read them, the database gives the number, and nobody changes what was issued.
set role payment_service_ledger;
set search_path = payment_service_ledger;

-- The last number given, by series and year. Its row is locked until the transaction ends, so a number is given to one
-- document only, and given back when that document comes to nothing.
create table document_counters (
  series text not null,
  year int not null,
  last int not null check (last > 0),
  primary key (series, year)
);

create table documents (
  id uuid primary key,
  kind text not null check (kind in ('receipt', 'credit-note', 'commission-invoice')),
  series text not null,
  year int not null,
  sequence int not null,
  number text not null unique generated always as
    (series || '-' || year || '-' || lpad(sequence::text, greatest(6, length(sequence::text)), '0')) stored,
  issued_at timestamptz not null,
  time_zone text not null,
  issued_on date not null,
  fact_kind text not null,
  source text not null,
  payment_id uuid not null,
  order_id uuid not null,
  order_kind text not null,
  booking_id uuid,
  recipient_id uuid not null,
  corrects uuid references documents,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total int not null check (total > 0),
  tax_basis_points int not null check (tax_basis_points between 0 and 10000),
  net int not null check (net >= 0),
  tax int not null check (tax >= 0),
  -- Issuer, recipient and lines as they were then: a later change of settings or names changes no issued document.
  content jsonb not null,
  constraint number_given_once unique (series, year, sequence),
  constraint one_document_a_fact unique (fact_kind, source),
  constraint document_of_a_fact foreign key (fact_kind, source) references transactions (kind, source),
  -- Paid with credit alone there is no charge; a refund of credit is none of the provider's.
  constraint kind_follows_fact check ((kind, fact_kind) in
    (('receipt', 'captured'), ('receipt', 'credit_spent'), ('credit-note', 'refund_sent'), ('credit-note', 'refund_credited'),
     ('commission-invoice', 'settled'))),
  constraint credit_note_corrects check ((kind = 'credit-note') = (corrects is not null)),
  constraint tax_is_included check (net + tax = total)
);
create index documents_of_recipient on documents (recipient_id, id desc);
create index documents_of_payment on documents (payment_id);
create index documents_by_date on documents (issued_on);

-- Gives the number: the next of the series, in the year that the issuer's calendar shows. Runs as the ledger's owner, since
-- nobody else may count.
create function number_document() returns trigger language plpgsql security definer set search_path = payment_service_ledger, pg_temp as $$
begin
  if (select sum((line ->> 'amount')::bigint) from jsonb_array_elements(new.content -> 'lines') as line) is distinct from new.total then
    raise exception 'the lines do not add up to %', new.total using errcode = 'check_violation', constraint = 'lines_add_up';
  end if;
  new.series := case new.kind when 'receipt' then 'R' when 'credit-note' then 'C' else 'I' end;
  new.issued_on := (new.issued_at at time zone new.time_zone)::date;
  new.year := extract(year from new.issued_on);
  insert into document_counters as counters (series, year, last) values (new.series, new.year, 1)
    on conflict (series, year) do update set last = counters.last + 1 returning last into new.sequence;
  return new;
end $$;
create trigger number_document before insert on documents for each row execute function number_document();
create trigger append_only before update or delete on documents for each row execute function refuse_change();
create trigger no_truncate before truncate on documents execute function refuse_change();
create trigger append_only before delete on document_counters for each row execute function refuse_change();
create trigger no_truncate before truncate on document_counters execute function refuse_change();

-- What contradicts the numbering: always nothing. Facts from before there were documents have none.
create view document_defects as
  select 'numbers with a gap' as defect, counters.series || '-' || counters.year as about,
      count(documents.id) || ' documents, numbers ' || coalesce(min(sequence), 0) || ' to ' || coalesce(max(sequence), 0)
        || ', counted ' || counters.last as found
    from document_counters counters left join documents using (series, year)
    group by counters.series, counters.year, counters.last
    having count(documents.id) <> counters.last or min(sequence) <> 1 or max(sequence) <> counters.last
  union all
  select 'series nobody counted', documents.series || '-' || documents.year, count(*) || ' documents'
    from documents left join document_counters counters using (series, year)
    where counters.last is null group by documents.series, documents.year
  union all
  select 'fact without its document', transactions.kind || ' ' || transactions.source, 'posted ' || transactions.posted_at
    from transactions left join documents on documents.fact_kind = transactions.kind and documents.source = transactions.source
    where documents.id is null and transactions.posted_at > (select min(issued_at) from documents)
      and (transactions.kind = 'captured' or transactions.kind = 'settled' and exists (
        select from entries join accounts on accounts.id = entries.account_id
          where entries.transaction_id = transactions.id and accounts.kind = 'rev:platform_fee'));

revoke execute on function number_document from public;
grant select on documents, document_counters, document_defects to payment_service;
grant insert on documents to payment_service;

set role payment_service;
set search_path = payment_service, extensions;

-- The names of those who pay and are paid, as they were at their last payment: what documents call them.
create table parties (
  id uuid primary key,
  name text not null,
  seen_at timestamptz not null
);

-- A player's Customer at the provider, under which their cards are kept.
create table customers (
  player_id uuid primary key,
  id text not null unique,
  created_at timestamptz not null
);

-- Whether the player asked to have the card kept.
alter table attempts add column keep_card boolean not null default false;
