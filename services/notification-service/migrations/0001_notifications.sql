-- What this service knows of bookings: the latest record each event carried. `sequence` decides which is latest.
create table bookings (
  id uuid primary key,
  record jsonb not null,
  sequence integer not null
);

-- Notices in the app. Ids are UUIDv7, so their order is the order of time.
-- `key` names what the notice is about: the same thing is told to a person once, however often its cause is repeated.
create table notices (
  id uuid primary key,
  user_id uuid not null,
  key text not null,
  kind text not null check (kind in ('booking', 'payment', 'reminder', 'rating', 'coach', 'account')),
  title text not null,
  body text not null,
  link text,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint told_once unique (user_id, key)
);
create index notices_of_a_person on notices (user_id, id desc);
create index unread_notices on notices (user_id) where read_at is null;
create index notices_by_age on notices (created_at);

-- Every mail, sent or not. The id makes its Message-ID, so a second attempt is the same mail to the receiving server.
-- `kept`: there is no SMTP server; the mailbox page shows it. Sent mail loses its content, which may hold one-use links.
create table mails (
  id uuid primary key,
  key text not null,
  address text not null,
  subject text not null,
  html text,
  text text,
  ics text,
  ics_method text check (ics_method in ('REQUEST', 'CANCEL')),
  state text not null check (state in ('kept', 'queued', 'sent', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint mailed_once unique (address, key),
  constraint queued_has_a_time check ((state = 'queued') = (next_attempt_at is not null))
);
create index mails_newest on mails (id desc);
create index mails_of_an_address on mails (lower(address), id desc);
create index mails_waiting on mails (next_attempt_at) where state = 'queued';
create index mails_by_age on mails (created_at);
