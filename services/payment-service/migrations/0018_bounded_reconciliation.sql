-- A reconciliation looks at a bounded number of open differences, those first that it has not looked at for longest.
alter table differences add column looked_at timestamptz;
update differences set looked_at = found_at;
alter table differences alter column looked_at set not null;
create index differences_open on differences (looked_at) where resolved_at is null;
