create table bookings (
  id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  game_id text not null,
  state text not null check (state in (
    'held', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled',
    'no_show_player', 'no_show_coach', 'disputed', 'resolved')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- The time the coach is not free: the session and the buffers around it.
  blocked tstzrange not null,
  price_amount int not null check (price_amount >= 0),
  price_currency text not null,
  policy text not null,
  policy_version int not null,
  hold_expires_at timestamptz not null,
  payment_id uuid,
  confirmed_at timestamptz,
  completed_at timestamptz,
  release_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  cancelled_at timestamptz,
  refund_amount int check (refund_amount between 0 and price_amount),
  created_at timestamptz not null,
  sequence int not null default 0,
  check (ends_at > starts_at),
  check (lower(blocked) <= starts_at and upper(blocked) >= ends_at),
  -- A coach is never booked twice at once; the database decides, not the code. Buffers are inside the range.
  constraint coach_is_free exclude using gist (coach_id with =, blocked with &&)
    where (state in ('held', 'confirmed', 'in_progress')),
  -- Nor is a player, whose own time has no buffers.
  constraint player_is_free exclude using gist (player_id with =, tstzrange(starts_at, ends_at) with &&)
    where (state in ('held', 'confirmed', 'in_progress'))
);
create index bookings_of_player on bookings (player_id, starts_at desc, id desc);
create index bookings_of_coach on bookings (coach_id, starts_at desc, id desc);
create index bookings_in_dispute on bookings (starts_at) where state = 'disputed';
create index bookings_recent on bookings (created_at);

-- Every change of a booking: who, when, why. Rows are only ever added.
create table booking_history (
  booking_id uuid not null references bookings,
  sequence int not null,
  at timestamptz not null,
  by text not null check (by in ('player', 'coach', 'admin', 'system')),
  actor_id uuid,
  from_state text,
  to_state text not null,
  reason text,
  primary key (booking_id, sequence)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger booking_history_is_append_only before update or delete on booking_history
  for each row execute function refuse_change();
