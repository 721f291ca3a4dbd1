-- The rules' numbers, a row a version. Bookings keep the version they were sold under, so a version never changes.
create table policies (
  version int primary key check (version > 0),
  "values" jsonb not null,
  note text not null,
  created_by uuid,
  created_at timestamptz not null
);
create trigger policies_are_append_only before update or delete on policies for each row execute function refuse_change();

insert into policies (version, "values", note, created_at) values (1, '{
  "holdMinutes": 15, "holdsPerPlayer": 3,
  "flexible": {"fullHours": 12, "halfHours": 0},
  "standard": {"fullHours": 24, "halfHours": 6},
  "strict": {"fullHours": 48, "halfHours": 24},
  "lateRefundPercent": 50, "graceMinutes": 30, "graceUntilHours": 2, "creditHours": 12, "creditPercent": 10,
  "presenceSeconds": 60, "coachLateMinutes": 10, "playerLateMinutes": 15, "failurePercent": 50, "proRataPercent": 90,
  "contestHours": 48, "releaseHours": 48, "releaseHoursNewCoach": 72, "newCoachSessions": 5,
  "guaranteeHours": 24, "guaranteeLimitMinor": 10000,
  "noShowHidingDays": [0, 7, 14, 30], "noShowWindowDays": 365,
  "reliabilityDays": 90, "reliabilityFromBookings": 5, "reliabilityAbsences": 3,
  "reliabilityLateReschedulePercent": 30, "reliabilityCancellationPercent": 15}',
  'The product''s own rules', '2026-01-01T00:00:00Z');

-- When its money was shared out between player and coach, which happens once.
alter table bookings add column settled_at timestamptz;
update bookings set settled_at = coalesce(cancelled_at, release_at, ends_at)
where confirmed_at is not null and state in ('released', 'cancelled', 'no_show_player', 'no_show_coach', 'resolved');

alter table bookings
  add constraint sold_under_a_policy foreign key (policy_version) references policies,
  drop constraint bookings_state_check,
  add constraint bookings_state_check check (state in (
    'held', 'requested', 'accepted', 'declined', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled',
    'no_show_player', 'no_show_coach', 'failed', 'disputed', 'resolved'));

-- Where the money went with a change, in the booking's currency and before commission; null when none moved.
alter table booking_history
  add column to_player int check (to_player >= 0),
  add column to_coach int check (to_coach >= 0),
  add constraint money_has_two_sides check ((to_player is null) = (to_coach is null));

-- What was decided of a session, and the attendance it was decided from. A booking repeated after a technical failure has one
-- for each of its starts.
create table outcomes (
  booking_id uuid not null references bookings,
  starts_at timestamptz not null,
  kind text not null check (kind in (
    'complete', 'cut_short', 'technical_failure', 'player_no_show', 'coach_no_show', 'nobody_came', 'coach_late')),
  refund_amount int not null check (refund_amount >= 0),
  attendance jsonb not null,
  decided_at timestamptz not null,
  contested_by text check (contested_by in ('player', 'coach')),
  primary key (booking_id, starts_at)
);

create table coach_marks (
  id uuid primary key,
  coach_id uuid not null,
  booking_id uuid not null references bookings,
  kind text not null check (kind in ('late_cancel', 'no_show', 'late', 'late_reschedule')),
  at timestamptz not null,
  removed_at timestamptz,
  removed_by uuid,
  removed_why text,
  constraint one_mark_of_a_kind_per_booking unique (booking_id, kind),
  constraint removed_says_who_and_why check (
    (removed_at is null) = (removed_by is null) and (removed_at is null) = (removed_why is null))
);
create index coach_marks_of_coach on coach_marks (coach_id, at desc);

-- What was last told to the others of a coach; a coach who was never hidden has no row.
create table coach_standings (
  coach_id uuid primary key,
  hidden boolean not null,
  hidden_until timestamptz,
  banned boolean not null,
  reason text,
  changed_at timestamptz not null
);
create index coach_standings_hidden on coach_standings (changed_at) where hidden;

-- The first-session guarantee is claimed once in a player's life.
create table guarantees (
  player_id uuid primary key,
  booking_id uuid not null unique references bookings,
  refund_amount int not null check (refund_amount > 0),
  reason text,
  claimed_at timestamptz not null
);
