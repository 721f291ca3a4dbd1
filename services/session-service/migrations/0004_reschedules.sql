-- A new time that one side proposed, at most one a booking, and only while it is confirmed. While it is open `blocked` and
-- `occupied` hold both times; `kept_blocked` is what the old one alone blocks, with the buffers it was sold with.
alter table bookings
  add column proposed_by text check (proposed_by in ('player', 'coach')),
  add column proposed_at timestamptz,
  add column proposed_starts_at timestamptz,
  add column proposed_ends_at timestamptz,
  add column proposed_blocked tstzmultirange,
  add column kept_blocked tstzmultirange,
  add column proposal_expires_at timestamptz,
  add column proposal_reason text,
  add column player_moves int not null default 0,
  add column coach_moves int not null default 0,
  add column moved_at timestamptz,
  add constraint proposal_is_whole check (
    num_nulls(proposed_by, proposed_at, proposed_starts_at, proposed_ends_at, proposed_blocked, kept_blocked,
              proposal_expires_at) in (0, 7)
    and (proposed_by is not null or proposal_reason is null)),
  add constraint only_confirmed_moves check (proposed_by is null or state = 'confirmed'),
  add constraint both_times_are_kept check (
    proposed_by is null
    or (blocked @> proposed_blocked and blocked @> kept_blocked and occupied @> tstzrange(proposed_starts_at, proposed_ends_at))),
  add constraint two_moves_a_side check (player_moves between 0 and 2 and coach_moves between 0 and 2);

-- What a line of the history says of a change of time: which step, and between which starts.
alter table booking_history
  add column move_step text check (move_step in ('proposed', 'declined', 'withdrawn', 'lapsed', 'moved')),
  add column move_from timestamptz,
  add column move_to timestamptz,
  add constraint move_is_whole check (num_nulls(move_step, move_from, move_to) in (0, 3));
