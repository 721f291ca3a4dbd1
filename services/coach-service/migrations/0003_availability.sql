-- Caps of a coach's day and week, by bookings and by hours; null is no limit. Sold under them by session-service.
alter table availability
  add column max_bookings_per_day int check (max_bookings_per_day between 1 and 100),
  add column max_bookings_per_week int check (max_bookings_per_week between 1 and 500),
  add column max_minutes_per_day int check (max_minutes_per_day between 15 and 1440),
  add column max_minutes_per_week int check (max_minutes_per_week between 15 and 10080);

-- A paused coach is hidden from search and has no slots; on this date, on their own clock, they are back.
alter table coaches add column returns_on date;

-- Weekly windows of one offer that take the place of the coach's. An empty list is an offer that is closed.
create table offer_hours (
  offer_id uuid primary key references offers (id) on delete cascade,
  coach_id uuid not null references coaches (id) on delete cascade,
  weekly jsonb not null
);
create index offer_hours_of_coach on offer_hours (coach_id);

-- Time off: whole dates on the coach's clock, both included, or a stretch between two instants.
create table time_off (
  id uuid primary key,
  coach_id uuid not null references coaches (id) on delete cascade,
  first_date date,
  last_date date,
  starts_at timestamptz,
  ends_at timestamptz,
  note text not null,
  created_at timestamptz not null,
  constraint dates_or_instants check (
    (first_date is null) = (last_date is null) and (starts_at is null) = (ends_at is null)
    and (first_date is null) <> (starts_at is null)),
  constraint dates_in_order check (last_date >= first_date),
  constraint instants_in_order check (ends_at > starts_at)
);
create index time_off_of_coach on time_off (coach_id);

-- Whose hours a booking stands in; null for what was told before.
alter table busy add column offer_id uuid;

-- What caps count: also sessions that are over, which block nothing any more.
create index busy_counted on busy using gist (coach_id, during) where state not in ('expired', 'cancelled');
