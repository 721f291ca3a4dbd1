-- What every service's schema holds besides its own tables; `example-service` stands for the service.
-- For reading and review; written by npm run generate.

create table migrations (
  name text not null,
  applied_at timestamptz not null default now(),
  constraint migrations_pkey primary key (name)
);

create table outbox (
  sequence bigint generated always as identity,
  id uuid not null,
  name text not null,
  aggregate_id text not null,
  payload jsonb not null,
  occurred_at timestamptz not null,
  trace text,
  published_at timestamptz,
  constraint outbox_pkey primary key (sequence),
  constraint outbox_id_key unique (id)
);
create index outbox_unpublished on outbox using btree (sequence) where published_at is null;

create table inbox (
  event_id uuid not null,
  subscription text not null,
  processed_at timestamptz,
  constraint inbox_pkey primary key (event_id, subscription)
);

create table parked_events (
  event_id uuid not null,
  subscription text not null,
  sequence bigint not null,
  aggregate_id text not null,
  message jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  last_error text not null,
  constraint parked_events_pkey primary key (event_id, subscription)
);
create index parked_events_aggregate on parked_events using btree (subscription, aggregate_id, sequence);

create table answered_requests (
  key text not null,
  caller text not null,
  route text not null,
  request_hash text not null,
  reply jsonb,
  answered_at timestamptz not null,
  constraint answered_requests_pkey primary key (key, caller, route)
);

CREATE OR REPLACE FUNCTION add_job(name text, payload json, run_at timestamp with time zone, job_key text, max_attempts integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select jobs.add_job('example-service/' || name, payload, null, run_at, max_attempts,
                                case when job_key is null then null else 'example-service/' || job_key end)
  $function$;
