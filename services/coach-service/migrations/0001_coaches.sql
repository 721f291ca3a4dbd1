-- What other services told us of a person: their card, whether the address is theirs, whether they can be paid.
-- A row may be there long before the person becomes a coach, since events are told once.
create table people (
  id uuid primary key,
  display_name text,
  avatar_url text,
  time_zone text,
  birth_date date,
  email_confirmed boolean not null default false,
  payout_active boolean not null default false
);

-- A coach's profile. The id is the person's; the row is made by the coach's first save.
create table coaches (
  id uuid primary key,
  status text not null default 'draft',
  rejection_reason text,
  headline text not null default '',
  bio text not null default '',
  languages text[] not null default '{}',
  rank_proof text,
  code_of_conduct_accepted_at timestamptz,
  created_at timestamptz not null,
  submitted_at timestamptz,
  approved_at timestamptz,
  rating_mean double precision,
  rating_count int not null default 0,
  -- the prior of product.md, "rating used for rank": what a coach nobody has rated is ranked by
  rating_rank_score double precision not null default 4.5,
  revision int not null default 0,
  constraint status_is_known check (status in ('draft', 'submitted', 'approved', 'rejected')),
  constraint submitted_has_time check (status <> 'submitted' or submitted_at is not null),
  constraint approved_has_time check (status <> 'approved' or approved_at is not null),
  constraint rejected_has_reason check (status <> 'rejected' or rejection_reason is not null),
  constraint rating_is_whole check ((rating_mean is null) = (rating_count = 0))
);
create index coaches_waiting on coaches (submitted_at, id) where status = 'submitted';

-- rank_index is the rank's place on the game's ladder, from 0, so that "that rank or higher" is a comparison.
create table coach_games (
  coach_id uuid not null references coaches (id) on delete cascade,
  game_id text not null,
  role_ids text[] not null,
  rank_id text not null,
  rank_index int not null check (rank_index >= 0),
  position int not null,
  primary key (coach_id, game_id)
);
create index coach_games_rank on coach_games (game_id, rank_index);

create table offers (
  id uuid primary key,
  coach_id uuid not null references coaches (id) on delete cascade,
  title text not null,
  description text not null,
  game_id text not null,
  kind text not null check (kind in ('single', 'trial')),
  duration_minutes int not null check (duration_minutes between 15 and 240),
  amount_minor int not null,
  currency text not null check (currency in ('EUR', 'USD', 'GBP')),
  policy text not null check (policy in ('flexible', 'standard', 'strict')),
  active boolean not null default true,
  created_at timestamptz not null,
  hourly_minor int not null generated always as (round(amount_minor * 60.0 / duration_minutes)::int) stored,
  -- 5 to 500 an hour, compared without rounding; a trial may be cheaper, down to 2.00
  constraint price_is_in_range check (
    amount_minor::bigint * 60 <= 50000 * duration_minutes
    and case kind when 'trial' then amount_minor >= 200 else amount_minor::bigint * 60 >= 500 * duration_minutes end
  ),
  constraint trial_lasts_30_minutes check (kind <> 'trial' or duration_minutes = 30)
);
create index offers_of_coach on offers (coach_id, created_at, id);

-- Wall-clock hours in the coach's zone; instants are computed from them, never stored as truth.
create table availability (
  coach_id uuid primary key references coaches (id) on delete cascade,
  zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  step_minutes int not null check (step_minutes between 5 and 240),
  buffer_before_minutes int not null check (buffer_before_minutes in (0, 5, 10, 15, 30)),
  buffer_after_minutes int not null check (buffer_after_minutes in (0, 5, 10, 15, 30)),
  min_notice_minutes int not null check (min_notice_minutes between 15 and 4320),
  horizon_days int not null check (horizon_days between 1 and 60),
  revision int not null
);

-- A read model of session-service's bookings. It decides what is shown, never what is sold: that is session-service's
-- exclusion constraint. `blocked` is the session with the buffers the coach had when it was sold, as that constraint has it.
create table busy (
  booking_id uuid primary key,
  coach_id uuid not null,
  during tstzrange not null,
  blocked tstzrange not null,
  state text not null,
  hold_expires_at timestamptz not null,
  sequence int not null
);
create index busy_of_coach on busy using gist (coach_id, blocked) where state in ('held', 'confirmed', 'in_progress');
create index busy_ended on busy (upper(during));
