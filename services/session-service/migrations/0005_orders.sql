-- A booking is paid by itself, or comes out of a package or a series (`order_id`).
alter table bookings add column order_kind text not null default 'booking' check (order_kind in ('booking', 'package', 'series'));
alter table bookings
  alter column order_kind drop default,
  add constraint only_a_booking_by_itself_is_its_order check ((order_kind = 'booking') = (order_id = id));
