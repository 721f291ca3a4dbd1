-- The search read model: one row a coach, written in the transaction of each change to what it is made of.
create table coach_search (
  coach_id uuid primary key references coaches (id) on delete cascade,
  -- approved, known by name, and with something on sale
  listed boolean not null,
  words text not null,
  document tsvector not null,
  languages text[] not null,
  -- the cheapest active single offer: what the price filter, "from" and the next slots are about
  offer_id uuid,
  hourly_minor int,
  currency text,
  rating_mean double precision,
  rating_rank_score double precision not null,
  score double precision not null,
  -- Free starts of that offer, in minutes since 1970: the first ones, and all as runs `[first, last + 1)` of equal steps.
  next_starts int[] not null,
  free_starts int4multirange not null,
  step_minutes int not null,
  notice_minutes int not null,
  refreshed_at timestamptz not null,
  constraint listed_has_price check (not listed or (offer_id is not null and hourly_minor is not null and currency is not null))
);
create index coach_search_document on coach_search using gin (document) where listed;
create index coach_search_words on coach_search using gin (words gin_trgm_ops) where listed;
create index coach_search_refreshed on coach_search (refreshed_at) where listed;
