-- More currencies to sell in. The limits of a price are the same numbers of minor units in each, so 5.00 to 500.00 an hour is
-- 500 to 50,000 yen. In zloty a quarter of an hour could be cheaper than the least that a card is charged.
alter table offers
  drop constraint offers_currency_check,
  add constraint offers_currency_check check (currency in ('EUR', 'USD', 'GBP', 'PLN', 'JPY')),
  add constraint price_can_be_charged check (currency <> 'PLN' or amount_minor >= 200);
