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
  constraint bookings_pkey primary key (id),
  constraint coach_is_free exclude using gist (coach_id with =, blocked with &&, session_id with <>) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint player_is_free exclude using gist (player_id with =, occupied with &&) where (state in ('held', 'accepted', 'confirmed', 'in_progress')),
  constraint bookings_check check (refund_amount >= 0 and refund_amount <= price_amount),
  constraint bookings_check1 check (ends_at > starts_at),
  constraint bookings_check2 check (lower(blocked) <= starts_at and upper(blocked) >= ends_at),
  constraint bookings_price_amount_check check (price_amount >= 0),
  constraint bookings_proposed_by_check check (proposed_by in ('player', 'coach')),
  constraint bookings_state_check check (state in ('held', 'requested', 'accepted', 'declined', 'confirmed', 'in_progress', 'completed', 'released', 'expired', 'cancelled', 'no_show_player', 'no_show_coach', 'disputed', 'resolved')),
  constraint both_times_are_kept check (proposed_by is null or blocked @> proposed_blocked and blocked @> kept_blocked and occupied @> tstzrange(proposed_starts_at, proposed_ends_at)),
  constraint occupied_is_its_time check (occupied @> tstzrange(starts_at, ends_at) and blocked @> occupied),
  constraint only_confirmed_moves check (proposed_by is null or state = 'confirmed'),
  constraint proposal_is_whole check ((num_nulls(proposed_by, proposed_at, proposed_starts_at, proposed_ends_at, proposed_blocked, kept_blocked, proposal_expires_at) in (0, 7)) and (proposed_by is not null or proposal_reason is null)),
  constraint two_moves_a_side check (player_moves >= 0 and player_moves <= 2 and coach_moves >= 0 and coach_moves <= 2)
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
  move_step text,
  move_from timestamptz,
  move_to timestamptz,
  constraint booking_history_pkey primary key (booking_id, sequence),
  constraint booking_history_by_check check (by in ('player', 'coach', 'admin', 'system')),
  constraint booking_history_move_step_check check (move_step in ('proposed', 'declined', 'withdrawn', 'lapsed', 'moved')),
  constraint move_is_whole check (num_nulls(move_step, move_from, move_to) in (0, 3)),
  constraint booking_history_booking_id_fkey foreign key (booking_id) references bookings(id)
);
create trigger booking_history_is_append_only before delete or update on booking_history for each row execute function refuse_change();

CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is append-only', tg_table_name;
end $function$;
