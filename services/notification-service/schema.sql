-- Schema notification_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table bookings (
  id uuid not null,
  record jsonb not null,
  sequence integer not null,
  constraint bookings_pkey primary key (id)
);

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
