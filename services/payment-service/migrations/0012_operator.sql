-- What operators did by hand, and why: appended only. `subject` is what it was done to.
create table operator_acts (
  id uuid primary key,
  operator_id uuid not null,
  act text not null check (act in ('try-operation', 'acknowledge-difference', 'record-fact')),
  subject text not null check (subject <> ''),
  reason text,
  details jsonb not null,
  at timestamptz not null,
  constraint a_reason_is_given check (act = 'try-operation' or length(reason) between 3 and 500)
);
create index operator_acts_latest on operator_acts (at, id);
create index operator_acts_of_subject on operator_acts (subject, at);
create function refuse_change_of_acts() returns trigger language plpgsql set search_path from current as $$
begin
  raise exception 'what operators did is append only: no %', lower(tg_op)
    using errcode = 'restrict_violation', constraint = 'operator_acts_are_append_only';
end $$;
create trigger append_only before update or delete on operator_acts for each row execute function refuse_change_of_acts();
create trigger no_truncate before truncate on operator_acts execute function refuse_change_of_acts();
revoke update, delete, truncate on operator_acts from current_user;

-- A difference by an id of its own, and which side moved when it closed.
alter table differences
  add column id uuid not null default gen_random_uuid(),
  add column closed_by text check (closed_by in ('provider', 'ledger', 'both')),
  add constraint differences_id_key unique (id);
create index differences_found on differences (found_at, id);

-- What an operator has to know of a chargeback; null of one that was seen before these were kept.
alter table chargebacks
  add column list_id uuid not null default gen_random_uuid(),
  add column amount int,
  add column reason text,
  add column status text,
  add column evidence_due_at timestamptz,
  add column seen_at timestamptz not null default now();
alter table chargebacks alter column seen_at drop default;
create index chargebacks_listed on chargebacks (seen_at, list_id) where is_open;
