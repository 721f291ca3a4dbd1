-- Coaches whom session-service has hidden from search for what happened in their sessions, as it last told. A banned one
-- takes no bookings either.
create table hidings (
  coach_id uuid primary key,
  hidden boolean not null,
  hidden_until timestamptz,
  banned boolean not null,
  reason text,
  constraint banned_is_hidden check (hidden or not banned)
);
