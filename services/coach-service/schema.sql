-- Schema coach_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table people (
  id uuid not null,
  display_name text,
  avatar_url text,
  time_zone text,
  birth_date date,
  email_confirmed boolean not null default false,
  payout_active boolean not null default false,
  constraint people_pkey primary key (id)
);

create table coaches (
  id uuid not null,
  status text not null default 'draft',
  rejection_reason text,
  headline text not null default '',
  bio text not null default '',
  languages text[] not null default '{}'[],
  rank_proof text,
  code_of_conduct_accepted_at timestamptz,
  created_at timestamptz not null,
  submitted_at timestamptz,
  approved_at timestamptz,
  rating_mean double precision,
  rating_count integer not null default 0,
  rating_rank_score double precision not null default 4.5,
  revision integer not null default 0,
  returns_on date,
  constraint coaches_pkey primary key (id),
  constraint approved_has_time check (status <> 'approved' or approved_at is not null),
  constraint rating_is_whole check ((rating_mean is null) = (rating_count = 0)),
  constraint rejected_has_reason check (status <> 'rejected' or rejection_reason is not null),
  constraint status_is_known check (status in ('draft', 'submitted', 'approved', 'rejected')),
  constraint submitted_has_time check (status <> 'submitted' or submitted_at is not null)
);
create index coaches_waiting on coaches using btree (submitted_at, id) where status = 'submitted';

create table coach_games (
  coach_id uuid not null,
  game_id text not null,
  role_ids text[] not null,
  rank_id text not null,
  rank_index integer not null,
  position integer not null,
  constraint coach_games_pkey primary key (coach_id, game_id),
  constraint coach_games_rank_index_check check (rank_index >= 0),
  constraint coach_games_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index coach_games_rank on coach_games using btree (game_id, rank_index);

create table offers (
  id uuid not null,
  coach_id uuid not null,
  title text not null,
  description text not null,
  game_id text not null,
  kind text not null,
  duration_minutes integer not null,
  amount_minor integer not null,
  currency text not null,
  policy text not null,
  active boolean not null default true,
  created_at timestamptz not null,
  single_offer_id uuid,
  sessions integer,
  discount_percent integer,
  single_minor integer,
  hourly_minor integer not null generated always as (round(amount_minor::numeric * 60.0 / (duration_minutes * coalesce(sessions, 1))::numeric)::integer) stored,
  booking_mode text not null default 'instant',
  min_seats integer,
  max_seats integer,
  cutoff_hours integer,
  constraint offers_pkey primary key (id),
  constraint a_group_is_not_asked_for check (booking_mode = 'instant' or kind <> 'group'),
  constraint a_group_is_whole check ((kind = 'group') = (num_nulls(min_seats, max_seats, cutoff_hours) = 0) and (kind = 'group' or num_nonnulls(min_seats, max_seats, cutoff_hours) = 0)),
  constraint a_package_is_not_asked_for check (booking_mode = 'instant' or kind <> 'package'),
  constraint a_package_is_whole check ((kind = 'package') = (num_nulls(single_offer_id, sessions, discount_percent, single_minor) = 0) and (kind = 'package' or num_nonnulls(single_offer_id, sessions, discount_percent, single_minor) = 0)),
  constraint offers_booking_mode_check check (booking_mode in ('instant', 'request')),
  constraint offers_currency_check check (currency in ('EUR', 'USD', 'GBP', 'PLN', 'JPY')),
  constraint offers_cutoff_hours_check check (cutoff_hours >= 12 and cutoff_hours <= 72),
  constraint offers_discount_percent_check check (discount_percent >= 5 and discount_percent <= 20),
  constraint offers_duration_minutes_check check (duration_minutes >= 15 and duration_minutes <= 240),
  constraint offers_kind_check check (kind in ('single', 'trial', 'package', 'group')),
  constraint offers_policy_check check (policy in ('flexible', 'standard', 'strict')),
  constraint offers_sessions_check check (sessions in (3, 5, 10)),
  constraint package_price_follows check (kind <> 'package' or amount_minor = (single_minor::bigint * sessions * (100 - discount_percent) / 100)),
  constraint price_can_be_charged check (currency <> 'PLN' or amount_minor >= 200),
  constraint price_is_in_range check (kind = 'package' or (amount_minor::bigint * 60) <= (50000 * duration_minutes) and case kind when 'trial' then amount_minor >= 200 else (amount_minor::bigint * 60) >= (500 * duration_minutes) end),
  constraint seats_of_a_group check (2 <= min_seats and min_seats <= max_seats and max_seats <= 8),
  constraint trial_lasts_30_minutes check (kind <> 'trial' or duration_minutes = 30),
  constraint offers_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade,
  constraint offers_single_offer_id_fkey foreign key (single_offer_id) references offers(id)
);
create index offers_of_coach on offers using btree (coach_id, created_at, id);
create index offers_of_single on offers using btree (single_offer_id) where single_offer_id is not null;

create table availability (
  coach_id uuid not null,
  zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  step_minutes integer not null,
  buffer_before_minutes integer not null,
  buffer_after_minutes integer not null,
  min_notice_minutes integer not null,
  horizon_days integer not null,
  revision integer not null,
  max_bookings_per_day integer,
  max_bookings_per_week integer,
  max_minutes_per_day integer,
  max_minutes_per_week integer,
  constraint availability_pkey primary key (coach_id),
  constraint availability_buffer_after_minutes_check check (buffer_after_minutes in (0, 5, 10, 15, 30)),
  constraint availability_buffer_before_minutes_check check (buffer_before_minutes in (0, 5, 10, 15, 30)),
  constraint availability_horizon_days_check check (horizon_days >= 1 and horizon_days <= 60),
  constraint availability_max_bookings_per_day_check check (max_bookings_per_day >= 1 and max_bookings_per_day <= 100),
  constraint availability_max_bookings_per_week_check check (max_bookings_per_week >= 1 and max_bookings_per_week <= 500),
  constraint availability_max_minutes_per_day_check check (max_minutes_per_day >= 15 and max_minutes_per_day <= 1440),
  constraint availability_max_minutes_per_week_check check (max_minutes_per_week >= 15 and max_minutes_per_week <= 10080),
  constraint availability_min_notice_minutes_check check (min_notice_minutes >= 15 and min_notice_minutes <= 4320),
  constraint availability_step_minutes_check check (step_minutes >= 5 and step_minutes <= 240),
  constraint availability_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);

create table busy (
  booking_id uuid not null,
  coach_id uuid not null,
  during tstzrange not null,
  blocked tstzrange not null,
  state text not null,
  hold_expires_at timestamptz not null,
  sequence integer not null,
  offer_id uuid,
  proposed tstzrange,
  session_id uuid not null,
  constraint busy_pkey primary key (booking_id)
);
create index busy_counted on busy using gist (coach_id, during) where state not in ('expired', 'cancelled');
create index busy_ended on busy using btree (upper(during));
create index busy_holds on busy using btree (coach_id, hold_expires_at) where state = 'held';
create index busy_of_coach on busy using gist (coach_id, blocked) where state in ('held', 'accepted', 'confirmed', 'in_progress');
create index busy_of_group on busy using btree (session_id) where session_id <> booking_id;
create index busy_proposed on busy using gist (coach_id, proposed) where proposed is not null;

create table offer_hours (
  offer_id uuid not null,
  coach_id uuid not null,
  weekly jsonb not null,
  constraint offer_hours_pkey primary key (offer_id),
  constraint offer_hours_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade,
  constraint offer_hours_offer_id_fkey foreign key (offer_id) references offers(id) on delete cascade
);
create index offer_hours_of_coach on offer_hours using btree (coach_id);

create table time_off (
  id uuid not null,
  coach_id uuid not null,
  first_date date,
  last_date date,
  starts_at timestamptz,
  ends_at timestamptz,
  note text not null,
  created_at timestamptz not null,
  constraint time_off_pkey primary key (id),
  constraint dates_in_order check (last_date >= first_date),
  constraint dates_or_instants check ((first_date is null) = (last_date is null) and (starts_at is null) = (ends_at is null) and (first_date is null) <> (starts_at is null)),
  constraint instants_in_order check (ends_at > starts_at),
  constraint time_off_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index time_off_of_coach on time_off using btree (coach_id);

create table facet_sets (
  id bigint not null,
  languages text[] not null,
  skills text[] not null,
  constraint facet_sets_pkey primary key (id)
);

create table coach_words (
  coach_id uuid not null,
  words text not null,
  document tsvector not null,
  constraint coach_words_pkey primary key (coach_id),
  constraint coach_words_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index coach_words_document on coach_words using gin (document);
create index coach_words_words on coach_words using gin (words gin_trgm_ops);

create table coach_search (
  coach_id uuid not null,
  facet_set bigint not null,
  rating_rank_score double precision not null,
  score double precision not null,
  hourly_minor integer,
  highest_hourly_minor integer,
  offers_differ boolean not null,
  listed boolean not null,
  notice_minutes integer not null,
  grid_minutes integer not null,
  grid_phase integer not null,
  day_ends_at integer not null,
  closes_at integer not null,
  closes_next_at integer not null,
  rating_mean double precision,
  offer_id uuid,
  currency text,
  refresh_at timestamptz not null,
  free integer[] not null,
  constraint coach_search_pkey primary key (coach_id),
  constraint coach_search_grid_minutes_check check (grid_minutes > 0),
  constraint free_is_pairs check ((cardinality(free) % 2) = 0),
  constraint listed_has_price check (not listed or offer_id is not null and hourly_minor is not null and highest_hourly_minor is not null and currency is not null),
  constraint coach_search_coach_id_fkey1 foreign key (coach_id) references coaches(id) on delete cascade,
  constraint coach_search_facet_set_fkey foreign key (facet_set) references facet_sets(id)
);
create index coach_search_refresh on coach_search using btree (refresh_at) where listed;

create table search_offers (
  offer_id uuid not null,
  coach_id uuid not null,
  hourly_minor integer not null,
  currency text not null,
  free integer[] not null,
  is_group boolean not null default false,
  constraint search_offers_pkey primary key (offer_id),
  constraint search_offers_coach_id_fkey foreign key (coach_id) references coach_search(coach_id) on delete cascade
);
create index search_offers_of_coach on search_offers using btree (coach_id);

create table external_calendars (
  id uuid not null,
  coach_id uuid not null,
  name text not null,
  url text not null,
  paused boolean not null default false,
  created_at timestamptz not null,
  last_try_at timestamptz,
  last_sync_at timestamptz,
  next_sync_at timestamptz,
  taken_until timestamptz,
  failures integer not null default 0,
  last_error text,
  etag text,
  last_modified text,
  read_zone text,
  read_until timestamptz,
  event_count integer not null default 0,
  unread_count integer not null default 0,
  constraint external_calendars_pkey primary key (id),
  constraint one_address_once unique (coach_id, url),
  constraint paused_is_never_due check (paused = (next_sync_at is null)),
  constraint external_calendars_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index external_calendars_due on external_calendars using btree (next_sync_at);

create table external_busy (
  calendar_id uuid not null,
  coach_id uuid not null,
  busy tstzrange not null,
  constraint external_busy_pkey primary key (calendar_id, busy),
  constraint busy_has_both_ends check (not isempty(busy) and not lower_inf(busy) and not upper_inf(busy)),
  constraint external_busy_calendar_id_fkey foreign key (calendar_id) references external_calendars(id) on delete cascade
);
create index external_busy_of_coach on external_busy using gist (coach_id, busy);

create table hidings (
  coach_id uuid not null,
  hidden boolean not null,
  hidden_until timestamptz,
  banned boolean not null,
  reason text,
  constraint hidings_pkey primary key (coach_id),
  constraint banned_is_hidden check (hidden or not banned)
);

create table group_dates (
  id uuid not null,
  offer_id uuid not null,
  coach_id uuid not null,
  during tstzrange not null,
  blocked tstzrange not null,
  min_seats integer not null,
  max_seats integer not null,
  decides_at timestamptz not null,
  state text not null default 'open',
  created_at timestamptz not null,
  constraint group_dates_pkey primary key (id),
  constraint one_group_at_a_time exclude using gist (coach_id with =, blocked with &&) where (state in ('open', 'on')),
  constraint blocked_holds_the_session check (blocked @> during and not isempty(during)),
  constraint decided_before_it_starts check (decides_at < lower(during)),
  constraint group_dates_state_check check (state in ('open', 'on', 'off', 'removed')),
  constraint group_dates_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade,
  constraint group_dates_offer_id_fkey foreign key (offer_id) references offers(id) on delete cascade
);
create index group_dates_ended on group_dates using btree (upper(during));
create index group_dates_of_offer on group_dates using btree (offer_id, lower(during));

CREATE OR REPLACE FUNCTION facet_set_id(languages text[], skills text[])
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((('x'::text || "left"(md5(((languages)::text || (skills)::text)), 16)))::bit(64))::bigint;
