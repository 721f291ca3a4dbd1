-- Players who wait for a time on a day of a coach that is full. `booking_id` is the time that was held for them.
create table waiting_list (
  id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  during tstzrange not null,
  state text not null default 'waiting' check (state in ('waiting', 'offered', 'booked', 'passed', 'left', 'over')),
  booking_id uuid unique references bookings,
  created_at timestamptz not null,
  looked_at timestamptz not null,
  -- A day is 23 to 25 hours where clocks change by one, and less where a part of it has passed.
  constraint during_one_day check (not isempty(during) and upper(during) - lower(during) <= interval '26 hours'),
  constraint offered_has_its_booking check (state not in ('offered', 'booked', 'passed') or booking_id is not null),
  -- A player waits once for a coach's day.
  constraint one_place_a_day exclude using gist (player_id with =, coach_id with =, during with &&)
    where (state in ('waiting', 'offered'))
);
create index waiting_list_of_player on waiting_list (player_id) where state in ('waiting', 'offered');
create index waiting_list_of_coach on waiting_list (coach_id, created_at) where state = 'waiting';
create index waiting_list_looked_at on waiting_list (looked_at) where state = 'waiting';
