-- A booking may be asked for: its card is authorised, and its coach answers until `request_expires_at`. While it is `requested`
-- it takes no time, so that several may ask for the same; accepted, it takes its time like any other (see `coach_is_free`).
alter table bookings
  add column booking_mode text not null default 'instant' check (booking_mode in ('instant', 'request')),
  add column request_expires_at timestamptz,
  add column accepted_at timestamptz,
  add column decline_reason text,
  add constraint only_what_is_asked_for_is_answered check (
    (request_expires_at is null or booking_mode = 'request')
    and (request_expires_at is not null or state not in ('requested', 'accepted', 'declined'))
    and (request_expires_at is not null or accepted_at is null)
    and (accepted_at is not null or state <> 'accepted')
    and (decline_reason is null or state = 'declined')),
  add constraint nothing_is_kept_before_the_answer check (booking_mode = 'instant' or confirmed_at is null or accepted_at is not null);
alter table bookings alter column booking_mode drop default;

create index bookings_requested on bookings (player_id) where state = 'requested';
