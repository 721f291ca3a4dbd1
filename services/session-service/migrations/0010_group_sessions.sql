-- A session whose seats several players book. What the first seat was sold under holds for all of them.
create table group_sessions (
  id uuid primary key,
  coach_id uuid not null,
  offer_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  min_seats int not null,
  max_seats int not null check (max_seats between 2 and 8),
  decides_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'on', 'off')),
  why text check (why in ('enough', 'too-few', 'cancelled', 'removed')),
  decided_at timestamptz,
  constraint minimum_can_be_met check (min_seats between 2 and max_seats),
  constraint decided_before_it_starts check (decides_at < starts_at and starts_at < ends_at),
  constraint decided_says_when_and_why check (
    (state = 'open') = (decided_at is null) and (state = 'open') = (why is null) and (state = 'on') = (coalesce(why, '') = 'enough'))
);

-- A seat, numbered from 1, and the facts of its group.
alter table bookings
  add column seat int,
  add column min_seats int,
  add column max_seats int,
  add column decides_at timestamptz,
  add constraint a_seat_is_of_a_group check (
    num_nulls(seat, min_seats, max_seats, decides_at) in (0, 4) and (kind = 'group') = (seat is not null)
    and (seat is null) = (session_id = id)),
  add constraint seat_is_one_of_the_group check (seat between 1 and max_seats);

-- The last seat is sold once; the database decides, not the code. A seat that was given up is free again.
create unique index one_player_a_seat on bookings (session_id, seat)
  where seat is not null and state in ('held', 'accepted', 'confirmed', 'in_progress');

-- A coach is marked for a session once, however many players it has.
alter table coach_marks add column session_id uuid;
update coach_marks set session_id = b.session_id from bookings b where b.id = booking_id;
alter table coach_marks
  alter column session_id set not null,
  drop constraint one_mark_of_a_kind_per_booking,
  add constraint one_mark_of_a_kind_per_session unique (session_id, kind);

-- As before, but a group counts once, however many of its seats are booked. Its own seats have no caps to keep: its coach
-- chose the date.
create or replace function refuse_over_caps() returns trigger language plpgsql set search_path from current as $$
declare
  local_date date := (new.starts_at at time zone new.coach_zone)::date;
  monday date := date_trunc('week', local_date)::date;
  minutes int := extract(epoch from new.ends_at - new.starts_at) / 60;
  day_count int;
  day_minutes int;
  week_count int;
  week_minutes int;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.coach_id::text, 1));
  with counted as (
    select distinct on (session_id) (starts_at at time zone new.coach_zone)::date = local_date as on_day,
           extract(epoch from ends_at - starts_at)::int / 60 as length
    from bookings
    where coach_id = new.coach_id and session_id <> new.session_id
      and starts_at >= monday::timestamp at time zone new.coach_zone
      and starts_at < (monday + 7)::timestamp at time zone new.coach_zone
      and state not in ('requested', 'declined', 'expired', 'cancelled')
      and (state <> 'held' or hold_expires_at > new.created_at))
  select count(*) filter (where on_day), coalesce(sum(length) filter (where on_day), 0), count(*), coalesce(sum(length), 0)
    into day_count, day_minutes, week_count, week_minutes from counted;
  if day_count >= new.max_bookings_per_day or day_minutes + minutes > new.max_minutes_per_day then
    raise exception 'the day % of coach % is full', local_date, new.coach_id
      using errcode = 'check_violation', constraint = 'day_within_caps';
  end if;
  if week_count >= new.max_bookings_per_week or week_minutes + minutes > new.max_minutes_per_week then
    raise exception 'the week of % of coach % is full', monday, new.coach_id
      using errcode = 'check_violation', constraint = 'week_within_caps';
  end if;
  return new;
end $$;
