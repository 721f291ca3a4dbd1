-- A lost chargeback takes back commission that its coach was invoiced: a credit note to the coach corrects the invoice. One
-- loss may concern the invoices of several sessions, so a fact has one document for each that it corrects.
set role payment_service_ledger;
set search_path = payment_service_ledger;

alter table documents
  drop constraint one_document_a_fact,
  add constraint one_document_a_fact unique nulls not distinct (fact_kind, source, corrects),
  drop constraint kind_follows_fact,
  add constraint kind_follows_fact check ((kind, fact_kind) in
    (('receipt', 'captured'), ('receipt', 'credit_spent'), ('credit-note', 'refund_sent'), ('credit-note', 'refund_credited'),
     ('credit-note', 'dispute_lost'), ('commission-invoice', 'settled')));

create index documents_correcting on documents (corrects) where corrects is not null;

-- What contradicts the documents: always nothing. Facts from before there were documents, and losses from before there were
-- notes of them, have none.
create or replace view document_defects as
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
          where entries.transaction_id = transactions.id and accounts.kind = 'rev:platform_fee'))
  union all
  select 'credited more than was issued', corrected.number, corrected.total || ', credited ' || sum(notes.total)
    from documents corrected join documents notes on notes.corrects = corrected.id
    group by corrected.id having sum(notes.total) > corrected.total
  union all
  select 'commission given back without its credit note', losses.kind || ' ' || losses.source,
      given_back.amount || ', credited ' || noted.total
    from transactions losses
    cross join lateral (
      select sum(entries.amount) as amount from entries join accounts on accounts.id = entries.account_id
      where entries.transaction_id = losses.id and accounts.kind = 'rev:platform_fee') given_back
    cross join lateral (
      select coalesce(sum(total), 0) as total from documents where fact_kind = losses.kind and source = losses.source) noted
    where losses.kind = 'dispute_lost' and noted.total < given_back.amount
      and losses.posted_at > (select min(issued_at) from documents where fact_kind = 'dispute_lost')
      and exists (
        select from documents invoices where invoices.kind = 'commission-invoice' and invoices.order_id = losses.escrow_id
          and invoices.issued_at < losses.posted_at
          and invoices.total > (select coalesce(sum(total), 0) from documents notes where notes.corrects = invoices.id));

set role payment_service;
set search_path = payment_service, extensions;
