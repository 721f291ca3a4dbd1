-- What a player pays on top of a price is a part of what they paid, and of what comes back: of a booking, a package and its
-- sessions, a series. A promo code may be for packages and series too; each session has its part of the discount.
alter table bookings
  add column fee_amount int not null default 0,
  add column fee_back_amount int not null default 0,
  add constraint a_fee_is_a_part check (fee_amount between 0 and price_amount),
  add constraint what_goes_back_has_its_fee check (fee_back_amount between 0 and least(fee_amount, coalesce(refund_amount, 0)));

alter table packages
  add column discount_amount int not null default 0 check (discount_amount >= 0),
  add column discount_bearer text check (discount_bearer in ('platform', 'coach')),
  add column fee_amount int not null default 0,
  add constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  add constraint a_fee_is_a_part check (fee_amount between 0 and price_amount);
alter table package_sessions
  add column discount_amount int not null default 0 check (discount_amount >= 0),
  add column fee_amount int not null default 0,
  add constraint a_fee_is_a_part check (fee_amount between 0 and amount);

alter table series
  add column discount_amount int not null default 0 check (discount_amount >= 0),
  add column discount_bearer text check (discount_bearer in ('platform', 'coach')),
  add column fee_amount int not null default 0,
  add constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  add constraint a_fee_is_a_part check (fee_amount between 0 and price_amount);
