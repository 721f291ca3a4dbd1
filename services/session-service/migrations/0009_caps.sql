-- The caps of its coach that a booking was sold under, counted by the local date of the start in the coach's zone then.
alter table bookings
  add column coach_zone text,
  add column max_bookings_per_day int,
  add column max_bookings_per_week int,
  add column max_minutes_per_day int,
  add column max_minutes_per_week int,
  add constraint caps_are_counted_on_a_clock check (
    coach_zone is not null
    or num_nonnulls(max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week) = 0);

-- A coach's day or week never has more than its caps; sessions that are over count too. Who takes a coach's time has the
-- coach's lock (the same that the code takes first), so that two cannot both be the last.
create function refuse_over_caps() returns trigger language plpgsql set search_path from current as $$
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
    select (starts_at at time zone new.coach_zone)::date = local_date as on_day,
           extract(epoch from ends_at - starts_at)::int / 60 as length
    from bookings
    where coach_id = new.coach_id and id <> new.id
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

create trigger bookings_within_caps_when_made before insert on bookings
  for each row when (
    num_nonnulls(new.max_bookings_per_day, new.max_bookings_per_week, new.max_minutes_per_day, new.max_minutes_per_week) > 0
    and new.state <> 'requested')
  execute function refuse_over_caps();
create trigger bookings_within_caps_when_taken before update of state, starts_at on bookings
  for each row when (
    num_nonnulls(new.max_bookings_per_day, new.max_bookings_per_week, new.max_minutes_per_day, new.max_minutes_per_week) > 0
    and new.state in ('held', 'accepted', 'confirmed', 'in_progress')
    and (old.state not in ('held', 'accepted', 'confirmed', 'in_progress') or old.starts_at <> new.starts_at))
  execute function refuse_over_caps();
