-- How long the session is: a coach's commission follows the hours that were paid. Null for payments made before this
-- column; the booking's next event fills it in, and until then the session counts as no time.
alter table payments add column duration_minutes int check (duration_minutes > 0);
