-- A room is of a session, which the bookings of a group share. What was a room so far is what is known of one booking. A
-- session of a single booking has that booking's id, so whatever was kept by booking is kept by session as it stands, and the
-- signatures of stays hold.
alter table rooms rename to bookings;
alter table bookings rename column booking_id to id;
alter table bookings rename constraint rooms_pkey to bookings_pkey;
alter table bookings rename constraint rooms_check to two_people;
alter table bookings rename constraint rooms_check1 to starts_before_it_ends;

-- `generation` counts the connections to a room: of two of one person the newer is the one that counts.
create table rooms (
  id uuid primary key,
  coach_id uuid not null,
  generation integer not null default 0,
  constraint room_of_one_coach unique (id, coach_id)
);
insert into rooms (id, coach_id, generation) select id, coach_id, greatest(player_generation, coach_generation) from bookings;

alter table bookings add column session_id uuid;
update bookings set session_id = id;
alter table bookings
  alter column session_id set not null,
  drop column player_generation,
  drop column coach_generation,
  -- The bookings of a session have one coach.
  add constraint bookings_room_fkey foreign key (session_id, coach_id) references rooms (id, coach_id);
create index bookings_of_a_session on bookings (session_id);

-- Who comes is shown to the others as they were known when they asked for their ticket; earlier ones by their role.
alter table tickets add column card jsonb;
update tickets t
   set card = jsonb_build_object('id', t.user_id, 'displayName', case when t.user_id = b.coach_id then 'Coach' else 'Player' end,
                                 'avatarUrl', null, 'timeZone', 'UTC')
  from bookings b where b.id = t.booking_id;
alter table tickets alter column card set not null;

alter table stays rename column booking_id to room_id;
alter table stays drop constraint stays_booking_id_fkey;
alter table stays
  add column card jsonb,
  add constraint stays_room_id_fkey foreign key (room_id) references rooms;
update stays
   set card = jsonb_build_object('id', user_id, 'displayName', initcap(role), 'avatarUrl', null, 'timeZone', 'UTC');
alter table stays alter column card set not null;
alter index stays_of_a_booking rename to stays_of_a_room;
-- A person is in the room once: also a coach who has several bookings there.
drop index present_once;
create unique index present_once on stays (room_id, user_id) where left_at is null;

alter table chat rename column booking_id to room_id;
alter table chat drop constraint chat_booking_id_fkey;
alter table chat
  add column name text,
  add constraint chat_room_id_fkey foreign key (room_id) references rooms;
update chat c
   set name = case when c.user_id = b.coach_id then 'Coach' else 'Player' end
  from bookings b where b.id = c.room_id;
alter table chat alter column name set not null;
alter index chat_of_a_booking rename to chat_of_a_room;

alter table notes rename column booking_id to room_id;
alter table notes drop constraint notes_booking_id_fkey;
alter table notes add constraint notes_room_id_fkey foreign key (room_id) references rooms;
