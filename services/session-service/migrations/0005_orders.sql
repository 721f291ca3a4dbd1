-- A booking is paid by itself, or comes out of a package or a series (`order_id`).
alter table bookings add column order_kind text not null default 'booking' check (order_kind in ('booking', 'package', 'series'));
alter table bookings
  alter column order_kind drop default,
  add constraint only_a_booking_by_itself_is_its_order check ((order_kind = 'booking') = (order_id = id));

-- Sessions that are paid for at once and scheduled one by one. `single_amount` is what one costs by itself.
create table packages (
  id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  offer_id uuid not null,
  offer_title text not null,
  game_id text not null,
  duration_minutes int not null check (duration_minutes > 0),
  sessions int not null check (sessions in (3, 5, 10)),
  price_amount int not null check (price_amount >= sessions),
  price_currency text not null,
  single_amount int not null check (single_amount > 0),
  policy text not null,
  policy_version int not null,
  state text not null check (state in ('pending', 'active', 'lapsed', 'expired', 'cancelled')),
  payable_until timestamptz not null,
  created_at timestamptz not null,
  payment_id uuid,
  paid_at timestamptz,
  valid_until timestamptz,
  ended_at timestamptz,
  refund_amount int check (refund_amount between 0 and price_amount),
  constraint paid_is_valid_for_a_time check ((paid_at is null) = (valid_until is null)),
  constraint active_is_paid check (state not in ('active', 'expired') or paid_at is not null),
  constraint unpaid_until_paid check (state not in ('pending', 'lapsed') or paid_at is null),
  constraint ended_says_when check ((state in ('lapsed', 'expired', 'cancelled')) = (ended_at is not null)),
  constraint ended_says_what_goes_back check ((state in ('expired', 'cancelled') and paid_at is not null) = (refund_amount is not null))
);
create index packages_of_player on packages (player_id, id desc);
create index packages_of_coach on packages (coach_id, id desc);

-- The price of a package, shared out to the unit. A session that is scheduled has its booking here, and at most one: two who
-- want the last session meet in this table.
create table package_sessions (
  package_id uuid not null references packages,
  number int not null check (number > 0),
  amount int not null check (amount > 0),
  booking_id uuid unique references bookings,
  primary key (package_id, number)
);

-- Sessions at several dates, held and paid for together: all of them, or none. The dates are its bookings.
create table series (
  id uuid primary key,
  player_id uuid not null,
  coach_id uuid not null,
  offer_title text not null,
  price_amount int not null check (price_amount > 0),
  price_currency text not null,
  hold_expires_at timestamptz not null,
  created_at timestamptz not null,
  payment_id uuid,
  confirmed_at timestamptz,
  unfulfilled_at timestamptz,
  constraint paid_says_by_what check ((confirmed_at is null and unfulfilled_at is null) or payment_id is not null),
  constraint all_or_none check (confirmed_at is null or unfulfilled_at is null)
);
