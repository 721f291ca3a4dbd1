-- While another time is proposed for a booking, its coach is taken at both; this is the proposed one, buffers included.
alter table busy add column proposed tstzrange;
create index busy_proposed on busy using gist (coach_id, proposed) where proposed is not null;
