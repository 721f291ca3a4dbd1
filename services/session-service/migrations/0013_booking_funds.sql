-- What a booking was paid with besides a card. `price_amount` is then what its player pays: a discount is out of it, and the
-- platform adds what it bears.
alter table bookings
  add column discount_amount int not null default 0 check (discount_amount >= 0),
  add column discount_bearer text check (discount_bearer in ('platform', 'coach')),
  add column credit_amount int not null default 0 check (credit_amount >= 0),
  add constraint a_discount_has_its_bearer check ((discount_amount > 0) = (discount_bearer is not null)),
  add constraint credit_is_a_part check (credit_amount <= price_amount);
