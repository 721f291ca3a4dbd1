-- Calendars a coach has elsewhere, each the address of an iCalendar feed. The address is a secret: it is shown to nobody
-- and told to no other service.
create table external_calendars (
  id uuid primary key,
  coach_id uuid not null references coaches (id) on delete cascade,
  name text not null,
  url text not null,
  paused boolean not null default false,
  created_at timestamptz not null,
  last_try_at timestamptz,
  last_sync_at timestamptz,
  next_sync_at timestamptz,
  -- somebody is at it until then, or died over it
  taken_until timestamptz,
  failures int not null default 0,
  last_error text,
  -- what the other side called what it last sent, so that the same is not sent again
  etag text,
  last_modified text,
  -- on whose clock and up to when it was read: past that the same feed has to be read again
  read_zone text,
  read_until timestamptz,
  event_count int not null default 0,
  unread_count int not null default 0,
  constraint one_address_once unique (coach_id, url),
  constraint paused_is_never_due check (paused = (next_sync_at is null))
);
create index external_calendars_due on external_calendars (next_sync_at);

-- When those calendars take a coach's time: what the last good sync of each found, replaced as a whole.
create table external_busy (
  calendar_id uuid not null references external_calendars (id) on delete cascade,
  coach_id uuid not null,
  busy tstzrange not null,
  primary key (calendar_id, busy),
  constraint busy_has_both_ends check (not isempty(busy) and not lower_inf(busy) and not upper_inf(busy))
);
create index external_busy_of_coach on external_busy using gist (coach_id, busy);
