-- What this service knows of booked sessions, from booking events. `sequence` decides which event is latest.
create table sessions (
  booking_id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  game_id text not null,
  state text not null,
  completed_at timestamptz,
  sequence integer not null
);

-- One rating a side. Published ratings of players are the reviews of their coach.
create table ratings (
  id uuid primary key,
  booking_id uuid not null references sessions,
  by text not null check (by in ('player', 'coach')),
  author_id uuid not null,
  coach_id uuid not null,
  stars smallint not null check (stars between 1 and 5),
  sub_scores jsonb not null default '{}',
  comment text,
  created_at timestamptz not null,
  published_at timestamptz,
  reply_text text,
  reply_at timestamptz,
  constraint one_rating_a_side unique (booking_id, by),
  constraint sub_scores_are_of_coaches check (by = 'player' or sub_scores = '{}'),
  constraint replies_are_to_reviews check (reply_at is null or (by = 'player' and published_at is not null)),
  constraint reply_is_whole check ((reply_text is null) = (reply_at is null))
);
create index reviews_of_a_coach on ratings (coach_id, published_at desc, id desc) where by = 'player' and published_at is not null;

-- The last summary told to the others; its row is also the lock under which a coach's summary is made.
create table coach_ratings (
  coach_id uuid primary key,
  mean numeric(5, 4),
  count integer not null default 0,
  rank_score numeric(5, 4) not null default 4.5
);

-- Authors of reviews as others see them; kept current by user events.
create table cards (
  id uuid primary key,
  display_name text not null,
  avatar_url text,
  time_zone text not null
);
