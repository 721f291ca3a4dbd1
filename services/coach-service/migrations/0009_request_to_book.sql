-- How an offer is booked: at once by paying, or by asking its coach. What is paid for already is booked without asking.
alter table offers
  add column booking_mode text not null default 'instant' check (booking_mode in ('instant', 'request')),
  add constraint a_package_is_not_asked_for check (booking_mode = 'instant' or kind <> 'package');

-- A request takes no time until it is accepted; then it does, while the card is charged.
drop index busy_of_coach;
create index busy_of_coach on busy using gist (coach_id, blocked) where state in ('held', 'accepted', 'confirmed', 'in_progress');
