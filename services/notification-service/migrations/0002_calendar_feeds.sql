-- A person's calendar feed: whoever knows its address reads it, so only a hash of the secret in it is kept.
create table calendar_feeds (
  user_id uuid primary key,
  token_hash bytea not null,
  created_at timestamptz not null,
  last_read_at timestamptz,
  constraint token_leads_to_one_feed unique (token_hash),
  constraint hash_is_sha256 check (octet_length(token_hash) = 32)
);

-- Bookings are now looked for by person and time, and a calendar entry says when what it shows was last changed.
alter table bookings
  add column player_id uuid,
  add column coach_id uuid,
  add column starts_at timestamptz,
  add column changed_at timestamptz;
update bookings set
  player_id = (record ->> 'playerId')::uuid,
  coach_id = (record ->> 'coachId')::uuid,
  starts_at = (record ->> 'startsAt')::timestamptz,
  changed_at = coalesce(record -> 'cancellation' ->> 'at', record ->> 'completedAt', record ->> 'confirmedAt', record ->> 'createdAt')::timestamptz;
alter table bookings
  alter column player_id set not null,
  alter column coach_id set not null,
  alter column starts_at set not null,
  alter column changed_at set not null;
create index bookings_of_a_player on bookings (player_id, starts_at);
create index bookings_of_a_coach on bookings (coach_id, starts_at);
