-- A live meeting (`session_id`) may have several bookings, and one payment (`order_id`) may be for several. Times are sets of
-- ranges, so that a booking can keep its old time and a proposed one at once, under the same constraints.
alter table bookings
  add column kind text not null default 'single',
  add column session_id uuid,
  add column order_id uuid,
  add column occupied tstzmultirange;

update bookings set session_id = id, order_id = id, occupied = tstzmultirange(tstzrange(starts_at, ends_at));

alter table bookings
  drop constraint coach_is_free,
  drop constraint player_is_free,
  drop constraint bookings_state_check;

alter table bookings
  alter column kind drop default,
  alter column session_id set not null,
  alter column order_id set not null,
  alter column occupied set not null,
  alter column blocked type tstzmultirange using tstzmultirange(blocked),
  add constraint bookings_state_check check (state in (
    'held', 'requested', 'accepted', 'declined', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled',
    'no_show_player', 'no_show_coach', 'disputed', 'resolved')),
  add constraint occupied_is_its_time check (occupied @> tstzrange(starts_at, ends_at) and blocked @> occupied),
  -- A coach is never in two sessions at once; the database decides, not the code. Buffers are inside the ranges. A time that
  -- is only asked for (`requested`) is not taken yet.
  add constraint coach_is_free exclude using gist (coach_id with =, blocked with &&, session_id with <>)
    where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  -- Nor is a player, whose own time has no buffers.
  add constraint player_is_free exclude using gist (player_id with =, occupied with &&)
    where (state in ('held', 'accepted', 'confirmed', 'in_progress'));

create index bookings_of_session on bookings (session_id);
create index bookings_of_order on bookings (order_id);
