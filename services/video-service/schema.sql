-- Schema video_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table bookings (
  id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  state text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  sequence integer not null,
  session_id uuid not null,
  constraint bookings_pkey primary key (id),
  constraint starts_before_it_ends check (starts_at < ends_at),
  constraint two_people check (player_id <> coach_id),
  constraint bookings_room_fkey foreign key (session_id, coach_id) references rooms(id, coach_id)
);
create index bookings_of_a_session on bookings using btree (session_id);

create table tickets (
  id uuid not null,
  booking_id uuid not null,
  user_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  card jsonb not null,
  constraint tickets_pkey primary key (id),
  constraint tickets_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create index tickets_by_expiry on tickets using btree (expires_at);

create table stays (
  id uuid not null,
  room_id uuid not null,
  user_id uuid not null,
  role text not null,
  generation integer not null,
  joined_at timestamptz not null,
  last_seen_at timestamptz not null,
  left_at timestamptz,
  signature text not null,
  card jsonb not null,
  constraint stays_pkey primary key (id),
  constraint leaves_after_joining check (left_at is null or left_at >= joined_at),
  constraint stays_role_check check (role in ('player', 'coach')),
  constraint stays_room_id_fkey foreign key (room_id) references rooms(id)
);
create index open_stays on stays using btree (last_seen_at) where left_at is null;
create unique index present_once on stays using btree (room_id, user_id) where left_at is null;
create index stays_of_a_room on stays using btree (room_id, joined_at);

create table chat (
  sequence bigint generated always as identity,
  room_id uuid not null,
  user_id uuid not null,
  text text not null,
  at timestamptz not null,
  name text not null,
  constraint chat_pkey primary key (sequence),
  constraint chat_room_id_fkey foreign key (room_id) references rooms(id)
);
create index chat_of_a_room on chat using btree (room_id, sequence desc);

create table notes (
  room_id uuid not null,
  text text not null,
  revision integer not null,
  updated_at timestamptz,
  updated_by uuid,
  constraint notes_pkey primary key (room_id),
  constraint notes_room_id_fkey foreign key (room_id) references rooms(id)
);

create table rooms (
  id uuid not null,
  coach_id uuid not null,
  generation integer not null default 0,
  constraint rooms_pkey primary key (id),
  constraint room_of_one_coach unique (id, coach_id)
);
