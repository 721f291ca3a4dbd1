-- How often a side may move a session is the policy's to say, by the version the booking was sold under; ten is the most that
-- a policy may allow.
alter table bookings
  drop constraint two_moves_a_side,
  add constraint moves_are_few check (player_moves between 0 and 10 and coach_moves between 0 and 10);
