-- The search reads every listed coach once, so what it reads is narrow: facts and free times here, the words in a table of
-- their own, and what is counted (languages, games, roles) kept once for all coaches who have the same.
create table facet_sets (
  id bigint primary key,
  languages text[] not null,
  -- a game's id, and `game/role`
  skills text[] not null
);

create function facet_set_id(languages text[], skills text[]) returns bigint language sql immutable parallel safe
return ('x' || left(md5(languages::text || skills::text), 16))::bit(64)::bigint;

create table coach_words (
  coach_id uuid primary key references coaches (id) on delete cascade,
  words text not null,
  document tsvector not null
);

alter table coach_search rename to coach_search_before;
alter index coach_search_pkey rename to coach_search_before_pkey;

create table coach_search (
  coach_id uuid primary key references coaches (id) on delete cascade,
  facet_set bigint not null references facet_sets (id),
  rating_rank_score double precision not null,
  score double precision not null,
  -- Of the single sessions on sale: the lowest and the highest price an hour, and whether they differ in price or free times.
  hourly_minor int,
  highest_hourly_minor int,
  offers_differ boolean not null,
  -- approved, known by name, and with something on sale
  listed boolean not null,
  notice_minutes int not null,
  -- Every free start is `grid_phase` plus a multiple of `grid_minutes`, in minutes since 1970.
  grid_minutes int not null check (grid_minutes > 0),
  grid_phase int not null,
  -- Before `day_ends_at`, the coach's midnight, starts are on sale up to `closes_at`; then up to `closes_next_at`.
  day_ends_at int not null,
  closes_at int not null,
  closes_next_at int not null,
  rating_mean double precision,
  -- the cheapest active single offer
  offer_id uuid,
  currency text,
  -- When time alone makes the row wrong: the horizon moves on, a hold lapses.
  refresh_at timestamptz not null,
  -- Free starts of any single session as runs over the grid: `{first, last + 1, first, last + 1, ...}`, ascending.
  free int[] not null,
  constraint listed_has_price check (
    not listed or (offer_id is not null and hourly_minor is not null and highest_hourly_minor is not null and currency is not null)),
  constraint free_is_pairs check (cardinality(free) % 2 = 0)
);
-- Read on every search: a busy calendar of more than 2 kB is better fetched apart than unpacked each time.
alter table coach_search alter column free set storage external;
create index coach_search_refresh on coach_search (refresh_at) where listed;

-- The single sessions of the coaches whose offers differ; the others' only one is in coach_search.
create table search_offers (
  offer_id uuid primary key,
  coach_id uuid not null references coach_search (coach_id) on delete cascade,
  hourly_minor int not null,
  currency text not null,
  free int[] not null
);
create index search_offers_of_coach on search_offers (coach_id);

insert into coach_words (coach_id, words, document) select coach_id, words, document from coach_search_before;

create temp table skills_of on commit drop as
select s.coach_id, array(select unnest(s.languages) order by 1) as languages, array(
    select skill from coach_games g, lateral (select g.game_id union select g.game_id || '/' || role_id from unnest(g.role_ids) as role_id) as of (skill)
    where g.coach_id = s.coach_id order by 1) as skills
from coach_search_before s;
insert into facet_sets (id, languages, skills)
select distinct on (1) facet_set_id(languages, skills), languages, skills from skills_of;

-- What is there stays searchable as it is until the job has made each row anew, which it now does first of all.
insert into coach_search (coach_id, facet_set, rating_rank_score, score, hourly_minor, highest_hourly_minor, offers_differ, listed,
  notice_minutes, grid_minutes, grid_phase, day_ends_at, closes_at, closes_next_at, rating_mean, offer_id, currency, refresh_at, free)
select s.coach_id, facet_set_id(k.languages, k.skills), s.rating_rank_score, s.score, s.hourly_minor, s.hourly_minor, false, s.listed,
  s.notice_minutes, 1, 0, 2147483647, 2147483647, 2147483647, s.rating_mean, s.offer_id, s.currency, s.refreshed_at,
  array(select edge from unnest(s.free_starts) as run, generate_series(lower(run), upper(run) - 1, s.step_minutes) as start,
          lateral (values (start), (start + 1)) as edges (edge) order by 1)
from coach_search_before s join skills_of k using (coach_id);

drop table coach_search_before;
create index coach_words_document on coach_words using gin (document);
create index coach_words_words on coach_words using gin (words gin_trgm_ops);

-- When the next hold of a coach lapses, which decides when the search row is made anew.
create index busy_holds on busy (coach_id, hold_expires_at) where state = 'held';
