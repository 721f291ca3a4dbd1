-- Schema rating_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table sessions (
  booking_id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  game_id text not null,
  state text not null,
  completed_at timestamptz,
  sequence integer not null,
  constraint sessions_pkey primary key (booking_id)
);

create table ratings (
  id uuid not null,
  booking_id uuid not null,
  by text not null,
  author_id uuid not null,
  coach_id uuid not null,
  stars smallint not null,
  sub_scores jsonb not null default '{}'::jsonb,
  comment text,
  created_at timestamptz not null,
  published_at timestamptz,
  reply_text text,
  reply_at timestamptz,
  constraint ratings_pkey primary key (id),
  constraint one_rating_a_side unique (booking_id, by),
  constraint ratings_by_check check (by in ('player', 'coach')),
  constraint ratings_stars_check check (stars >= 1 and stars <= 5),
  constraint replies_are_to_reviews check (reply_at is null or by = 'player' and published_at is not null),
  constraint reply_is_whole check ((reply_text is null) = (reply_at is null)),
  constraint sub_scores_are_of_coaches check (by = 'player' or sub_scores = '{}'::jsonb),
  constraint ratings_booking_id_fkey foreign key (booking_id) references sessions(booking_id)
);
create index reviews_of_a_coach on ratings using btree (coach_id, published_at desc, id desc) where by = 'player' and published_at is not null;

create table coach_ratings (
  coach_id uuid not null,
  mean numeric(5,4),
  count integer not null default 0,
  rank_score numeric(5,4) not null default 4.5,
  constraint coach_ratings_pkey primary key (coach_id)
);

create table cards (
  id uuid not null,
  display_name text not null,
  avatar_url text,
  time_zone text not null,
  constraint cards_pkey primary key (id)
);
