-- Schema session_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table bookings (
  id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  game_id text not null,
  state text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  blocked tstzmultirange not null,
  price_amount integer not null,
  price_currency text not null,
  policy text not null,
  policy_version integer not null,
  hold_expires_at timestamptz not null,
  payment_id uuid,
  confirmed_at timestamptz,
  completed_at timestamptz,
  release_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  cancelled_at timestamptz,
  refund_amount integer,
  created_at timestamptz not null,
  sequence integer not null default 0,
  kind text not null,
  session_id uuid not null,
  order_id uuid not null,
  occupied tstzmultirange not null,
  settled_at timestamptz,
  proposed_by text,
  proposed_at timestamptz,
  proposed_starts_at timestamptz,
  proposed_ends_at timestamptz,
  proposed_blocked tstzmultirange,
  kept_blocked tstzmultirange,
  proposal_expires_at timestamptz,
  proposal_reason text,
  player_moves integer not null default 0,
  coach_moves integer not null default 0,
  moved_at timestamptz,
  order_kind text not null,
  booking_mode text not null,
  request_expires_at timestamptz,
  accepted_at timestamptz,
  decline_reason text,
  coach_zone text,
  max_bookings_per_day integer,
  max_bookings_per_week integer,
  max_minutes_per_day integer,
  max_minutes_per_week integer,
  seat integer,
  min_seats integer,
  max_seats integer,
  decides_at timestamptz,
  discount_amount integer not null default 0,
  discount_bearer text,
  credit_amount integer not null default 0,
  fee_amount integer not null default 0,
  fee_back_amount integer not null default 0,
  constraint bookings_pkey primary key (id),
  constraint coach_is_free exclude using gist (coach_id with =, blocked with &&, session_id with <>) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint player_is_free exclude using gist (player_id with =, occupied with &&) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  constraint a_fee_is_a_part check (fee_amount >= 0 and fee_amount <= price_amount),
  constraint a_seat_is_of_a_group check ((num_nulls(seat, min_seats, max_seats, decides_at) in (0, 4)) and (kind = 'group') = (seat is not null) and (seat is null) = (session_id = id)),
  constraint bookings_booking_mode_check check (booking_mode in ('instant', 'request')),
  constraint bookings_check check (refund_amount >= 0 and refund_amount <= price_amount),
  constraint bookings_check1 check (ends_at > starts_at),
  constraint bookings_check2 check (lower(blocked) <= starts_at and upper(blocked) >= ends_at),
  constraint bookings_credit_amount_check check (credit_amount >= 0),
  constraint bookings_discount_amount_check check (discount_amount >= 0),
  constraint bookings_discount_bearer_check check (discount_bearer in ('platform', 'coach')),
  constraint bookings_order_kind_check check (order_kind in ('booking', 'package', 'series')),
  constraint bookings_price_amount_check check (price_amount >= 0),
  constraint bookings_proposed_by_check check (proposed_by in ('player', 'coach')),
  constraint bookings_state_check check (state in ('held', 'requested', 'accepted', 'declined', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled', 'no_show_player', 'no_show_coach', 'failed', 'disputed', 'resolved')),
  constraint both_times_are_kept check (proposed_by is null or blocked @> proposed_blocked and blocked @> kept_blocked and occupied @> tstzrange(proposed_starts_at, proposed_ends_at)),
  constraint caps_are_counted_on_a_clock check (coach_zone is not null or num_nonnulls(max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week) = 0),
  constraint credit_is_a_part check (credit_amount <= price_amount),
  constraint moves_are_few check (player_moves >= 0 and player_moves <= 10 and coach_moves >= 0 and coach_moves <= 10),
  constraint nothing_is_kept_before_the_answer check (booking_mode = 'instant' or confirmed_at is null or accepted_at is not null),
  constraint occupied_is_its_time check (occupied @> tstzrange(starts_at, ends_at) and blocked @> occupied),
  constraint only_a_booking_by_itself_is_its_order check ((order_kind = 'booking') = (order_id = id)),
  constraint only_confirmed_moves check (proposed_by is null or state = 'confirmed'),
  constraint only_what_is_asked_for_is_answered check ((request_expires_at is null or booking_mode = 'request') and (request_expires_at is not null or (state not in ('requested', 'accepted', 'declined'))) and (request_expires_at is not null or accepted_at is null) and (accepted_at is not null or state <> 'accepted') and (decline_reason is null or state = 'declined')),
  constraint proposal_is_whole check ((num_nulls(proposed_by, proposed_at, proposed_starts_at, proposed_ends_at, proposed_blocked, kept_blocked, proposal_expires_at) in (0, 7)) and (proposed_by is not null or proposal_reason is null)),
  constraint seat_is_one_of_the_group check (seat >= 1 and seat <= max_seats),
  constraint what_goes_back_has_its_fee check (fee_back_amount >= 0 and fee_back_amount <= least(fee_amount, coalesce(refund_amount, 0))),
  constraint sold_under_a_policy foreign key (policy_version) references policies(version)
);
create index bookings_in_dispute on bookings using btree (starts_at) where state = 'disputed';
create index bookings_of_coach on bookings using btree (coach_id, starts_at desc, id desc);
create index bookings_of_order on bookings using btree (order_id);
create index bookings_of_player on bookings using btree (player_id, starts_at desc, id desc);
create index bookings_of_session on bookings using btree (session_id);
create index bookings_recent on bookings using btree (created_at);
create index bookings_requested on bookings using btree (player_id) where state = 'requested';
create unique index one_player_a_seat on bookings using btree (session_id, seat) where seat is not null and (state in ('held', 'accepted', 'confirmed', 'in_progress'));
create unique index one_trial_per_coach on bookings using btree (player_id, coach_id) where kind = 'trial' and (state not in ('expired', 'cancelled', 'declined', 'no_show_coach', 'failed'));
create index trials_of_player on bookings using btree (player_id, created_at) where kind = 'trial';
create trigger bookings_within_caps_when_made before insert on bookings for each row when (num_nonnulls(new.max_bookings_per_day, new.max_bookings_per_week, new.max_minutes_per_day, new.max_minutes_per_week) > 0 and new.state <> 'requested') execute function refuse_over_caps();
create trigger bookings_within_caps_when_taken before update of state, starts_at on bookings for each row when (num_nonnulls(new.max_bookings_per_day, new.max_bookings_per_week, new.max_minutes_per_day, new.max_minutes_per_week) > 0 and (new.state in ('held', 'accepted', 'confirmed', 'in_progress')) and ((old.state not in ('held', 'accepted', 'confirmed', 'in_progress')) or old.starts_at <> new.starts_at)) execute function refuse_over_caps();

create table booking_history (
  booking_id uuid not null,
  sequence integer not null,
  at timestamptz not null,
  by text not null,
  actor_id uuid,
  from_state text,
  to_state text not null,
  reason text,
  to_player integer,
  to_coach integer,
  move_step text,
  move_from timestamptz,
  move_to timestamptz,
  constraint booking_history_pkey primary key (booking_id, sequence),
  constraint booking_history_by_check check (by in ('player', 'coach', 'admin', 'system')),
  constraint booking_history_move_step_check check (move_step in ('proposed', 'declined', 'withdrawn', 'lapsed', 'moved')),
  constraint booking_history_to_coach_check check (to_coach >= 0),
  constraint booking_history_to_player_check check (to_player >= 0),
  constraint money_has_two_sides check ((to_player is null) = (to_coach is null)),
  constraint move_is_whole check (num_nulls(move_step, move_from, move_to) in (0, 3)),
  constraint booking_history_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create trigger booking_history_is_append_only before delete or update on booking_history for each row execute function refuse_change();

create table policies (
  version integer not null,
  values jsonb not null,
  note text not null,
  created_by uuid,
  created_at timestamptz not null,
  constraint policies_pkey primary key (version),
  constraint policies_version_check check (version > 0)
);
create trigger policies_are_append_only before delete or update on policies for each row execute function refuse_change();

create table outcomes (
  booking_id uuid not null,
  starts_at timestamptz not null,
  kind text not null,
  refund_amount integer not null,
  attendance jsonb not null,
  decided_at timestamptz not null,
  contested_by text,
  constraint outcomes_pkey primary key (booking_id, starts_at),
  constraint outcomes_contested_by_check check (contested_by in ('player', 'coach')),
  constraint outcomes_kind_check check (kind in ('complete', 'cut_short', 'technical_failure', 'player_no_show', 'coach_no_show', 'nobody_came', 'coach_late')),
  constraint outcomes_refund_amount_check check (refund_amount >= 0),
  constraint outcomes_booking_id_fkey foreign key (booking_id) references bookings(id)
);

create table coach_marks (
  id uuid not null,
  coach_id uuid not null,
  booking_id uuid not null,
  kind text not null,
  at timestamptz not null,
  removed_at timestamptz,
  removed_by uuid,
  removed_why text,
  session_id uuid not null,
  constraint coach_marks_pkey primary key (id),
  constraint one_mark_of_a_kind_per_session unique (session_id, kind),
  constraint coach_marks_kind_check check (kind in ('late_cancel', 'no_show', 'late', 'late_reschedule')),
  constraint removed_says_who_and_why check ((removed_at is null) = (removed_by is null) and (removed_at is null) = (removed_why is null)),
  constraint coach_marks_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create index coach_marks_of_coach on coach_marks using btree (coach_id, at desc);

create table coach_standings (
  coach_id uuid not null,
  hidden boolean not null,
  hidden_until timestamptz,
  banned boolean not null,
  reason text,
  changed_at timestamptz not null,
  constraint coach_standings_pkey primary key (coach_id)
);
create index coach_standings_hidden on coach_standings using btree (changed_at) where hidden;

create table guarantees (
  player_id uuid not null,
  booking_id uuid not null,
  refund_amount integer not null,
  reason text,
  claimed_at timestamptz not null,
  constraint guarantees_pkey primary key (player_id),
  constraint guarantees_booking_id_key unique (booking_id),
  constraint guarantees_refund_amount_check check (refund_amount > 0),
  constraint guarantees_booking_id_fkey foreign key (booking_id) references bookings(id)
);

create table packages (
  id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  game_id text not null,
  duration_minutes integer not null,
  sessions integer not null,
  price_amount integer not null,
  price_currency text not null,
  single_amount integer not null,
  policy text not null,
  policy_version integer not null,
  state text not null,
  payable_until timestamptz not null,
  created_at timestamptz not null,
  payment_id uuid,
  paid_at timestamptz,
  valid_until timestamptz,
  ended_at timestamptz,
  refund_amount integer,
  discount_amount integer not null default 0,
  discount_bearer text,
  fee_amount integer not null default 0,
  constraint packages_pkey primary key (id),
  constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  constraint a_fee_is_a_part check (fee_amount >= 0 and fee_amount <= price_amount),
  constraint active_is_paid check ((state not in ('active', 'expired')) or paid_at is not null),
  constraint ended_says_what_goes_back check (((state in ('expired', 'cancelled')) and paid_at is not null) = (refund_amount is not null)),
  constraint ended_says_when check ((state in ('lapsed', 'expired', 'cancelled')) = (ended_at is not null)),
  constraint packages_check check (price_amount >= sessions),
  constraint packages_check1 check (refund_amount >= 0 and refund_amount <= price_amount),
  constraint packages_discount_amount_check check (discount_amount >= 0),
  constraint packages_discount_bearer_check check (discount_bearer in ('platform', 'coach')),
  constraint packages_duration_minutes_check check (duration_minutes > 0),
  constraint packages_sessions_check check (sessions in (3, 5, 10)),
  constraint packages_single_amount_check check (single_amount > 0),
  constraint packages_state_check check (state in ('pending', 'active', 'lapsed', 'expired', 'cancelled')),
  constraint paid_is_valid_for_a_time check ((paid_at is null) = (valid_until is null)),
  constraint unpaid_until_paid check ((state not in ('pending', 'lapsed')) or paid_at is null)
);
create index packages_of_coach on packages using btree (coach_id, id desc);
create index packages_of_player on packages using btree (player_id, id desc);

create table package_sessions (
  package_id uuid not null,
  number integer not null,
  amount integer not null,
  booking_id uuid,
  discount_amount integer not null default 0,
  fee_amount integer not null default 0,
  constraint package_sessions_pkey primary key (package_id, number),
  constraint package_sessions_booking_id_key unique (booking_id),
  constraint a_fee_is_a_part check (fee_amount >= 0 and fee_amount <= amount),
  constraint package_sessions_amount_check check (amount > 0),
  constraint package_sessions_discount_amount_check check (discount_amount >= 0),
  constraint package_sessions_number_check check (number > 0),
  constraint package_sessions_booking_id_fkey foreign key (booking_id) references bookings(id),
  constraint package_sessions_package_id_fkey foreign key (package_id) references packages(id)
);

create table series (
  id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  offer_title text not null,
  price_amount integer not null,
  price_currency text not null,
  hold_expires_at timestamptz not null,
  created_at timestamptz not null,
  payment_id uuid,
  confirmed_at timestamptz,
  unfulfilled_at timestamptz,
  discount_amount integer not null default 0,
  discount_bearer text,
  fee_amount integer not null default 0,
  constraint series_pkey primary key (id),
  constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  constraint a_fee_is_a_part check (fee_amount >= 0 and fee_amount <= price_amount),
  constraint all_or_none check (confirmed_at is null or unfulfilled_at is null),
  constraint paid_says_by_what check (confirmed_at is null and unfulfilled_at is null or payment_id is not null),
  constraint series_discount_amount_check check (discount_amount >= 0),
  constraint series_discount_bearer_check check (discount_bearer in ('platform', 'coach')),
  constraint series_price_amount_check check (price_amount > 0)
);

create table waiting_list (
  id uuid not null,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  during tstzrange not null,
  state text not null default 'waiting',
  booking_id uuid,
  created_at timestamptz not null,
  looked_at timestamptz not null,
  constraint waiting_list_pkey primary key (id),
  constraint waiting_list_booking_id_key unique (booking_id),
  constraint one_place_a_day exclude using gist (player_id with =, coach_id with =, during with &&) where (state in ('waiting', 'offered')),
  constraint during_one_day check (not isempty(during) and (upper(during) - lower(during)) <= '26:00:00'::interval),
  constraint offered_has_its_booking check ((state not in ('offered', 'booked', 'passed')) or booking_id is not null),
  constraint waiting_list_state_check check (state in ('waiting', 'offered', 'booked', 'passed', 'left', 'over')),
  constraint waiting_list_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create index waiting_list_looked_at on waiting_list using btree (looked_at) where state = 'waiting';
create index waiting_list_of_coach on waiting_list using btree (coach_id, created_at) where state = 'waiting';
create index waiting_list_of_player on waiting_list using btree (player_id) where state in ('waiting', 'offered');

create table group_sessions (
  id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  min_seats integer not null,
  max_seats integer not null,
  decides_at timestamptz not null,
  state text not null default 'open',
  why text,
  decided_at timestamptz,
  constraint group_sessions_pkey primary key (id),
  constraint decided_before_it_starts check (decides_at < starts_at and starts_at < ends_at),
  constraint decided_says_when_and_why check ((state = 'open') = (decided_at is null) and (state = 'open') = (why is null) and (state = 'on') = (coalesce(why, '') = 'enough')),
  constraint group_sessions_max_seats_check check (max_seats >= 2 and max_seats <= 8),
  constraint group_sessions_state_check check (state in ('open', 'on', 'off')),
  constraint group_sessions_why_check check (why in ('enough', 'too-few', 'cancelled', 'removed')),
  constraint minimum_can_be_met check (min_seats >= 2 and min_seats <= max_seats)
);

create table disputes (
  id uuid not null,
  booking_id uuid not null,
  starts_at timestamptz not null,
  state text not null,
  opened_by text not null,
  opened_at timestamptz not null,
  opened_from text not null,
  reason text not null,
  words text not null,
  asked_kind text not null,
  asked_percent integer not null,
  answer_words text,
  answered_at timestamptz,
  answer_by timestamptz not null,
  evidence_until timestamptz not null,
  rule_by timestamptz not null,
  due_at timestamptz,
  reminded text,
  overdue_at timestamptz,
  taken_by uuid,
  ruled_kind text,
  ruled_percent integer,
  ruled_words text,
  ended_at timestamptz,
  constraint disputes_pkey primary key (id),
  constraint one_dispute_a_session unique (booking_id, starts_at),
  constraint answer_is_whole check ((answer_words is null) = (answered_at is null)),
  constraint deadlines_follow check (opened_at < answer_by and answer_by <= evidence_until and evidence_until < rule_by),
  constraint disputes_asked_kind_check check (asked_kind in ('refund', 'credit', 'release', 'reschedule')),
  constraint disputes_asked_percent_check check (asked_percent >= 0 and asked_percent <= 100),
  constraint disputes_opened_by_check check (opened_by in ('player', 'coach')),
  constraint disputes_opened_from_check check (opened_from in ('in_progress', 'completed', 'no_show_player', 'no_show_coach', 'failed')),
  constraint disputes_reason_check check (reason in ('not_there', 'cut_short', 'technical', 'not_as_agreed', 'conduct', 'something_else')),
  constraint disputes_reminded_check check (reminded in ('answer', 'evidence')),
  constraint disputes_ruled_kind_check check (ruled_kind in ('refund', 'credit', 'release', 'reschedule')),
  constraint disputes_ruled_percent_check check (ruled_percent >= 0 and ruled_percent <= 100),
  constraint disputes_state_check check (state in ('open', 'answered', 'evidence_closed', 'ruled', 'accepted', 'defaulted', 'withdrawn')),
  constraint ended_says_how check (num_nulls(ruled_kind, ruled_percent) = case when state in ('ruled', 'accepted', 'defaulted') then 0 else 2 end),
  constraint only_answered_is_ruled check (state <> 'ruled' or answered_at is not null and ruled_words is not null),
  constraint only_open_defaults check (state <> 'defaulted' or answered_at is null),
  constraint over_is_ended check ((ended_at is null) = (state in ('open', 'answered', 'evidence_closed'))),
  constraint over_is_not_due check (ended_at is null or due_at is null),
  constraint disputes_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create index disputes_by_ruling on disputes using btree (rule_by, id) where ended_at is null;
create index disputes_due on disputes using btree (due_at) where due_at is not null;
create index disputes_of_staff on disputes using btree (taken_by, rule_by, id) where ended_at is null and taken_by is not null;
create unique index one_open_dispute on disputes using btree (booking_id) where ended_at is null;

create table dispute_history (
  dispute_id uuid not null,
  number integer not null,
  at timestamptz not null,
  by text not null,
  actor_id uuid,
  what text not null,
  words text,
  to_id uuid,
  constraint dispute_history_pkey primary key (dispute_id, number),
  constraint dispute_history_by_check check (by in ('player', 'coach', 'admin', 'system')),
  constraint handed_over_to_somebody check ((what = 'handed_over') = (to_id is not null)),
  constraint dispute_history_dispute_id_fkey foreign key (dispute_id) references disputes(id)
);
create trigger dispute_history_is_append_only before delete or update on dispute_history for each row execute function refuse_change();

create table dispute_evidence (
  id uuid not null,
  dispute_id uuid not null,
  side text not null,
  kind text not null,
  number integer not null,
  at timestamptz not null,
  words text,
  link text,
  file_name text,
  media_type text,
  hash text,
  bytes bytea,
  constraint dispute_evidence_pkey primary key (id),
  constraint a_file_is_given_once unique (dispute_id, side, hash),
  constraint one_of_a_number unique (dispute_id, side, kind, number),
  constraint dispute_evidence_kind_check check (kind in ('note', 'file')),
  constraint dispute_evidence_side_check check (side in ('player', 'coach')),
  constraint evidence_is_bounded check (number >= 1 and number <= case kind when 'file' then 5 else 20 end),
  constraint evidence_is_whole check ( case kind when 'note' then words is not null and num_nonnulls(file_name, media_type, hash, bytes) = 0 else num_nonnulls(file_name, media_type, hash, bytes) = 4 and num_nonnulls(words, link) = 0 end),
  constraint file_fits check (octet_length(bytes) >= 1 and octet_length(bytes) <= 5242880),
  constraint media_type_is_taken check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
  constraint dispute_evidence_dispute_id_fkey foreign key (dispute_id) references disputes(id)
);
create trigger dispute_evidence_is_append_only before delete or update on dispute_evidence for each row execute function refuse_change();

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name;
end $function$;

CREATE OR REPLACE FUNCTION refuse_over_caps()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'session_service', 'extensions'
AS $function$
declare
  local_date date := (new.starts_at at time zone new.coach_zone)::date;
  monday date := date_trunc('week', local_date)::date;
  minutes int := extract(epoch from new.ends_at - new.starts_at) / 60;
  day_count int;
  day_minutes int;
  week_count int;
  week_minutes int;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.coach_id::text, 1));
  with counted as (
    select distinct on (session_id) (starts_at at time zone new.coach_zone)::date = local_date as on_day,
           extract(epoch from ends_at - starts_at)::int / 60 as length
    from bookings
    where coach_id = new.coach_id and session_id <> new.session_id
      and starts_at >= monday::timestamp at time zone new.coach_zone
      and starts_at < (monday + 7)::timestamp at time zone new.coach_zone
      and state not in ('requested', 'declined', 'expired', 'cancelled')
      and (state <> 'held' or hold_expires_at > new.created_at))
  select count(*) filter (where on_day), coalesce(sum(length) filter (where on_day), 0), count(*), coalesce(sum(length), 0)
    into day_count, day_minutes, week_count, week_minutes from counted;
  if day_count >= new.max_bookings_per_day or day_minutes + minutes > new.max_minutes_per_day then
    raise exception 'the day % of coach % is full', local_date, new.coach_id
      using errcode = 'check_violation', constraint = 'day_within_caps';
  end if;
  if week_count >= new.max_bookings_per_week or week_minutes + minutes > new.max_minutes_per_week then
    raise exception 'the week of % of coach % is full', monday, new.coach_id
      using errcode = 'check_violation', constraint = 'week_within_caps';
  end if;
  return new;
end $function$;
