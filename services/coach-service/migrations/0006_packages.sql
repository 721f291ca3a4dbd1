-- A package is several of one single session, paid at once for less. Its length, game and price follow from that session;
-- `single_minor` is what one costs by itself.
alter table offers drop column hourly_minor;
alter table offers
  add column single_offer_id uuid references offers (id),
  add column sessions int check (sessions in (3, 5, 10)),
  add column discount_percent int check (discount_percent between 5 and 20),
  add column single_minor int,
  drop constraint offers_kind_check,
  drop constraint price_is_in_range;
alter table offers
  add constraint offers_kind_check check (kind in ('single', 'trial', 'package')),
  add constraint price_is_in_range check (kind = 'package' or (
    amount_minor::bigint * 60 <= 50000 * duration_minutes
    and case kind when 'trial' then amount_minor >= 200 else amount_minor::bigint * 60 >= 500 * duration_minutes end)),
  add constraint a_package_is_whole check (
    (kind = 'package') = (num_nulls(single_offer_id, sessions, discount_percent, single_minor) = 0)
    and (kind = 'package' or num_nonnulls(single_offer_id, sessions, discount_percent, single_minor) = 0)),
  add constraint package_price_follows check (
    kind <> 'package' or amount_minor = single_minor::bigint * sessions * (100 - discount_percent) / 100),
  add column hourly_minor int not null
    generated always as (round(amount_minor * 60.0 / (duration_minutes * coalesce(sessions, 1)))::int) stored;
create index offers_of_single on offers (single_offer_id) where single_offer_id is not null;
