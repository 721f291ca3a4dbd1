-- One room a booking, from booking events; `sequence` decides which event is latest. A generation counts the
-- connections of a side: a newer one replaces the older, in whichever process that is.
create table rooms (
  booking_id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  state text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  sequence integer not null,
  player_generation integer not null default 0,
  coach_generation integer not null default 0,
  check (player_id <> coach_id),
  check (starts_at < ends_at)
);

-- Join tickets by their id; a ticket is good for one join.
create table tickets (
  id uuid primary key,
  booking_id uuid not null references rooms,
  user_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index tickets_by_expiry on tickets (expires_at);

-- Attendance: one row a stay in the room. `signature` covers who, where and when, so that a row altered later is told.
-- `last_seen_at` is moved on while the connection lives; a stay whose process died ends there.
create table stays (
  id uuid primary key,
  booking_id uuid not null references rooms,
  user_id uuid not null,
  role text not null check (role in ('player', 'coach')),
  generation integer not null,
  joined_at timestamptz not null,
  last_seen_at timestamptz not null,
  left_at timestamptz,
  signature text not null,
  constraint leaves_after_joining check (left_at is null or left_at >= joined_at)
);
-- A side is in the room once.
create unique index present_once on stays (booking_id, role) where left_at is null;
create index stays_of_a_booking on stays (booking_id, joined_at);
create index open_stays on stays (last_seen_at) where left_at is null;

create table chat (
  sequence bigint generated always as identity primary key,
  booking_id uuid not null references rooms,
  user_id uuid not null,
  text text not null,
  at timestamptz not null
);
create index chat_of_a_booking on chat (booking_id, sequence desc);

create table notes (
  booking_id uuid primary key references rooms,
  text text not null,
  revision integer not null,
  updated_at timestamptz,
  updated_by uuid
);
