-- A group is sold by the seat, on dates that its coach sets; with fewer than `min_seats` paid at the cut-off all comes back.
alter table offers
  add column min_seats int,
  add column max_seats int,
  add column cutoff_hours int check (cutoff_hours between 12 and 72),
  drop constraint offers_kind_check;
alter table offers
  add constraint offers_kind_check check (kind in ('single', 'trial', 'package', 'group')),
  add constraint a_group_is_whole check (
    (kind = 'group') = (num_nulls(min_seats, max_seats, cutoff_hours) = 0)
    and (kind = 'group' or num_nonnulls(min_seats, max_seats, cutoff_hours) = 0)),
  add constraint seats_of_a_group check (2 <= min_seats and min_seats <= max_seats and max_seats <= 8),
  add constraint a_group_is_not_asked_for check (booking_mode = 'instant' or kind <> 'group');

-- A date with what was set then; later changes of the offer's seats, length or the coach's buffers leave it as it is.
-- `state` is what session-service told of it; a date that is `off` or `removed` takes no time.
create table group_dates (
  id uuid primary key,
  offer_id uuid not null references offers on delete cascade,
  coach_id uuid not null references coaches on delete cascade,
  during tstzrange not null,
  blocked tstzrange not null,
  min_seats int not null,
  max_seats int not null,
  decides_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'on', 'off', 'removed')),
  created_at timestamptz not null,
  constraint blocked_holds_the_session check (blocked @> during and not isempty(during)),
  constraint decided_before_it_starts check (decides_at < lower(during)),
  constraint one_group_at_a_time exclude using gist (coach_id with =, blocked with &&) where (state in ('open', 'on'))
);
create index group_dates_of_offer on group_dates (offer_id, lower(during));
create index group_dates_ended on group_dates (upper(during));

-- The bookings of a group share a session.
alter table busy add column session_id uuid;
update busy set session_id = booking_id;
alter table busy alter column session_id set not null;
create index busy_of_group on busy (session_id) where session_id <> booking_id;

-- Group dates are found by who asks for a time; by price a coach is found for single sessions.
alter table search_offers add column is_group boolean not null default false;
