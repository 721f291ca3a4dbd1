-- A dispute about a session: one side says what went wrong and asks for something, the other answers, staff rule. Deadlines are
-- instants, from the policy that the booking was sold under. `due_at` is when the next thing falls due by itself.
create table disputes (
  id uuid primary key,
  booking_id uuid not null references bookings,
  -- The session it is about: a booking that got another time may be disputed again.
  starts_at timestamptz not null,
  state text not null check (state in ('open', 'answered', 'evidence_closed', 'ruled', 'accepted', 'defaulted', 'withdrawn')),
  opened_by text not null check (opened_by in ('player', 'coach')),
  opened_at timestamptz not null,
  -- The booking as it was, to which a dispute that is taken back returns.
  opened_from text not null check (opened_from in ('in_progress', 'completed', 'no_show_player', 'no_show_coach', 'failed')),
  reason text not null check (reason in ('not_there', 'cut_short', 'technical', 'not_as_agreed', 'conduct', 'something_else')),
  words text not null,
  asked_kind text not null check (asked_kind in ('refund', 'credit', 'release', 'reschedule')),
  asked_percent int not null check (asked_percent between 0 and 100),
  answer_words text,
  answered_at timestamptz,
  answer_by timestamptz not null,
  evidence_until timestamptz not null,
  rule_by timestamptz not null,
  due_at timestamptz,
  reminded text check (reminded in ('answer', 'evidence')),
  overdue_at timestamptz,
  taken_by uuid,
  ruled_kind text check (ruled_kind in ('refund', 'credit', 'release', 'reschedule')),
  ruled_percent int check (ruled_percent between 0 and 100),
  ruled_words text,
  ended_at timestamptz,
  constraint one_dispute_a_session unique (booking_id, starts_at),
  constraint deadlines_follow check (opened_at < answer_by and answer_by <= evidence_until and evidence_until < rule_by),
  constraint answer_is_whole check ((answer_words is null) = (answered_at is null)),
  constraint over_is_ended check ((ended_at is null) = (state in ('open', 'answered', 'evidence_closed'))),
  constraint over_is_not_due check (ended_at is null or due_at is null),
  constraint ended_says_how check (
    num_nulls(ruled_kind, ruled_percent) = case when state in ('ruled', 'accepted', 'defaulted') then 0 else 2 end),
  constraint only_answered_is_ruled check (state <> 'ruled' or (answered_at is not null and ruled_words is not null)),
  constraint only_open_defaults check (state <> 'defaulted' or answered_at is null)
);
create unique index one_open_dispute on disputes (booking_id) where ended_at is null;
create index disputes_by_ruling on disputes (rule_by, id) where ended_at is null;
create index disputes_due on disputes (due_at) where due_at is not null;

-- What happened in a dispute: who, when, why. Rows are only ever added.
create table dispute_history (
  dispute_id uuid not null references disputes,
  number int not null,
  at timestamptz not null,
  by text not null check (by in ('player', 'coach', 'admin', 'system')),
  actor_id uuid,
  what text not null,
  words text,
  primary key (dispute_id, number)
);
create trigger dispute_history_is_append_only before update or delete on dispute_history
  for each row execute function refuse_change();

-- Evidence is words, with a link perhaps, or a file. What a side gave stands: rows are only ever added.
create table dispute_evidence (
  id uuid primary key,
  dispute_id uuid not null references disputes,
  side text not null check (side in ('player', 'coach')),
  kind text not null check (kind in ('note', 'file')),
  -- Counts the notes, and the files, of a side.
  number int not null,
  at timestamptz not null,
  words text,
  link text,
  file_name text,
  media_type text constraint media_type_is_taken check (media_type in ('image/png', 'image/jpeg', 'image/webp', 'application/pdf')),
  hash text,
  bytes bytea constraint file_fits check (octet_length(bytes) between 1 and 5242880),
  constraint evidence_is_whole check (
    case kind when 'note' then words is not null and num_nonnulls(file_name, media_type, hash, bytes) = 0
    else num_nonnulls(file_name, media_type, hash, bytes) = 4 and num_nonnulls(words, link) = 0 end),
  constraint evidence_is_bounded check (number between 1 and case kind when 'file' then 5 else 20 end),
  constraint one_of_a_number unique (dispute_id, side, kind, number),
  constraint a_file_is_given_once unique (dispute_id, side, hash)
);
create trigger dispute_evidence_is_append_only before update or delete on dispute_evidence
  for each row execute function refuse_change();

-- Bookings in dispute until now had a reason and nothing else. The other side has its 48 hours from now on.
insert into disputes (id, booking_id, starts_at, state, opened_by, opened_at, opened_from, reason, words, asked_kind, asked_percent,
                      answer_by, evidence_until, rule_by, due_at)
  select gen_random_uuid(), b.id, b.starts_at, 'open', case when h.by = 'coach' then 'coach' else 'player' end, h.at,
    case when h.from_state in ('in_progress', 'completed', 'no_show_player', 'no_show_coach', 'failed') then h.from_state else 'completed' end,
    'something_else', coalesce(h.reason, ''), case when h.by = 'coach' then 'release' else 'refund' end, case when h.by = 'coach' then 0 else 100 end,
    now() + interval '48 hours', now() + interval '72 hours', now() + interval '144 hours', now() + interval '24 hours'
  from bookings b
  join lateral (select * from booking_history where booking_id = b.id and to_state = 'disputed' order by sequence desc limit 1) h on true
  where b.state = 'disputed';
insert into dispute_history (dispute_id, number, at, by, what, words)
  select id, 1, opened_at, opened_by, 'opened', words from disputes;
