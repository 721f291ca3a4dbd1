-- A player has one trial with a coach; one that did not take place gives it back.
create unique index one_trial_per_coach on bookings (player_id, coach_id)
  where kind = 'trial' and state not in ('expired', 'cancelled', 'declined', 'no_show_coach', 'failed');
create index trials_of_player on bookings (player_id, created_at) where kind = 'trial';
