-- A dispute may be handed from one of staff to another: to whom is in its history.
alter table dispute_history
  add column to_id uuid,
  add constraint handed_over_to_somebody check ((what = 'handed_over') = (to_id is not null));
create index disputes_of_staff on disputes (taken_by, rule_by, id) where ended_at is null and taken_by is not null;
