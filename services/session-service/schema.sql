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
  constraint bookings_pkey primary key (id),
  constraint coach_is_free exclude using gist (coach_id with =, blocked with &&, session_id with <>) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint player_is_free exclude using gist (player_id with =, occupied with &&) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint bookings_check check (refund_amount >= 0 and refund_amount <= price_amount),
  constraint bookings_check1 check (ends_at > starts_at),
  constraint bookings_check2 check (lower(blocked) <= starts_at and upper(blocked) >= ends_at),
  constraint bookings_price_amount_check check (price_amount >= 0),
  constraint bookings_state_check check (state in ('held', 'requested', 'accepted', 'declined', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled', 'no_show_player', 'no_show_coach', 'failed', 'disputed', 'resolved')),
  constraint occupied_is_its_time check (occupied @> tstzrange(starts_at, ends_at) and blocked @> occupied),
  constraint sold_under_a_policy foreign key (policy_version) references policies(version)
);
create index bookings_in_dispute on bookings using btree (starts_at) where state = 'disputed';
create index bookings_of_coach on bookings using btree (coach_id, starts_at desc, id desc);
create index bookings_of_order on bookings using btree (order_id);
create index bookings_of_player on bookings using btree (player_id, starts_at desc, id desc);
create index bookings_of_session on bookings using btree (session_id);
create index bookings_recent on bookings using btree (created_at);

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
  constraint booking_history_pkey primary key (booking_id, sequence),
  constraint booking_history_by_check check (by in ('player', 'coach', 'admin', 'system')),
  constraint booking_history_to_coach_check check (to_coach >= 0),
  constraint booking_history_to_player_check check (to_player >= 0),
  constraint money_has_two_sides check ((to_player is null) = (to_coach is null)),
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
  constraint coach_marks_pkey primary key (id),
  constraint one_mark_of_a_kind_per_booking unique (booking_id, kind),
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

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name;
end $function$;
