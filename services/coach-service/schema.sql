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
  hourly_minor integer not null generated always as (round(amount_minor::numeric * 60.0 / duration_minutes::numeric)::integer) stored,
  constraint offers_pkey primary key (id),
  constraint offers_currency_check check (currency in ('EUR', 'USD', 'GBP')),
  constraint offers_duration_minutes_check check (duration_minutes >= 15 and duration_minutes <= 240),
  constraint offers_kind_check check (kind in ('single', 'trial')),
  constraint offers_policy_check check (policy in ('flexible', 'standard', 'strict')),
  constraint price_is_in_range check ((amount_minor::bigint * 60) <= (50000 * duration_minutes) and case kind when 'trial' then amount_minor >= 200 else (amount_minor::bigint * 60) >= (500 * duration_minutes) end),
  constraint trial_lasts_30_minutes check (kind <> 'trial' or duration_minutes = 30),
  constraint offers_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index offers_of_coach on offers using btree (coach_id, created_at, id);

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
  constraint availability_pkey primary key (coach_id),
  constraint availability_buffer_after_minutes_check check (buffer_after_minutes in (0, 5, 10, 15, 30)),
  constraint availability_buffer_before_minutes_check check (buffer_before_minutes in (0, 5, 10, 15, 30)),
  constraint availability_horizon_days_check check (horizon_days >= 1 and horizon_days <= 60),
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
  constraint busy_pkey primary key (booking_id)
);
create index busy_ended on busy using btree (upper(during));
create index busy_of_coach on busy using gist (coach_id, blocked) where state in ('held', 'confirmed', 'in_progress');

create table coach_search (
  coach_id uuid not null,
  listed boolean not null,
  words text not null,
  document tsvector not null,
  languages text[] not null,
  offer_id uuid,
  hourly_minor integer,
  currency text,
  rating_mean double precision,
  rating_rank_score double precision not null,
  score double precision not null,
  next_starts integer[] not null,
  free_starts int4multirange not null,
  step_minutes integer not null,
  notice_minutes integer not null,
  refreshed_at timestamptz not null,
  constraint coach_search_pkey primary key (coach_id),
  constraint listed_has_price check (not listed or offer_id is not null and hourly_minor is not null and currency is not null),
  constraint coach_search_coach_id_fkey foreign key (coach_id) references coaches(id) on delete cascade
);
create index coach_search_document on coach_search using gin (document) where listed;
create index coach_search_refreshed on coach_search using btree (refreshed_at) where listed;
create index coach_search_words on coach_search using gin (words gin_trgm_ops) where listed;

create table hidings (
  coach_id uuid not null,
  hidden boolean not null,
  hidden_until timestamptz,
  banned boolean not null,
  reason text,
  constraint hidings_pkey primary key (coach_id),
  constraint banned_is_hidden check (hidden or not banned)
);
