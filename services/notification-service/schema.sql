-- Schema notification_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table bookings (
  id uuid not null,
  record jsonb not null,
  sequence integer not null,
  player_id uuid not null,
  coach_id uuid not null,
  starts_at timestamptz not null,
  changed_at timestamptz not null,
  constraint bookings_pkey primary key (id)
);
create index bookings_of_a_coach on bookings using btree (coach_id, starts_at);
create index bookings_of_a_player on bookings using btree (player_id, starts_at);

create table notices (
  id uuid not null,
  user_id uuid not null,
  key text not null,
  kind text not null,
  title text not null,
  body text not null,
  link text,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint notices_pkey primary key (id),
  constraint told_once unique (user_id, key),
  constraint notices_kind_check check (kind in ('booking', 'payment', 'reminder', 'rating', 'coach', 'account'))
);
create index notices_by_age on notices using btree (created_at);
create index notices_of_a_person on notices using btree (user_id, id desc);
create index unread_notices on notices using btree (user_id) where read_at is null;

create table mails (
  id uuid not null,
  key text not null,
  address text not null,
  subject text not null,
  html text,
  text text,
  ics text,
  ics_method text,
  state text not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint mails_pkey primary key (id),
  constraint mailed_once unique (address, key),
  constraint mails_ics_method_check check (ics_method in ('REQUEST', 'CANCEL', 'PUBLISH')),
  constraint mails_state_check check (state in ('kept', 'queued', 'sent', 'failed')),
  constraint queued_has_a_time check ((state = 'queued') = (next_attempt_at is not null))
);
create index mails_by_age on mails using btree (created_at);
create index mails_newest on mails using btree (id desc);
create index mails_of_an_address on mails using btree (lower(address), id desc);
create index mails_waiting on mails using btree (next_attempt_at) where state = 'queued';

create table calendar_feeds (
  user_id uuid not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  last_read_at timestamptz,
  constraint calendar_feeds_pkey primary key (user_id),
  constraint token_leads_to_one_feed unique (token_hash),
  constraint hash_is_sha256 check (octet_length(token_hash) = 32)
);
