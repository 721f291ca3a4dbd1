-- A dispute may be settled by credit instead of a refund to the card.
alter table settlements add column as_credit boolean not null default false;
alter table settlements alter column as_credit drop default;
