create table accounts (
  id uuid primary key,
  email text not null,
  email_confirmed_at timestamptz,
  password_hash text not null,
  roles text[] not null,
  created_at timestamptz not null,
  -- when the owner was last told that somebody registered this address again
  warned_at timestamptz,
  constraint roles_are_known check (roles <@ array['player', 'coach', 'admin'] and 'player' = any (roles))
);

-- An address belongs to the one account that confirmed it. Unconfirmed accounts may share it: so registering tells
-- nobody whether an address is known, and nobody can keep an address from its owner.
create unique index email_has_one_owner on accounts (lower(email)) where email_confirmed_at is not null;
create index accounts_by_email on accounts (lower(email), created_at desc);

-- A signed-in device.
create table logins (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  device text not null,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  -- the idle limit, moved on by each use and never beyond ends_at_latest
  expires_at timestamptz not null,
  ends_at_latest timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  constraint end_has_reason check ((ended_at is null) = (end_reason is null)),
  constraint end_reason_is_known
    check (end_reason in ('signed-out', 'ended-elsewhere', 'reuse', 'password-reset', 'too-many-logins')),
  constraint idle_within_absolute check (expires_at <= ends_at_latest)
);
create index logins_by_account on logins (account_id, last_used_at desc) where ended_at is null;

-- The tokens of a login. Used ones are kept for a time, because one that comes again betrays a theft.
create table refresh_tokens (
  hash bytea primary key,
  login_id uuid not null references logins on delete cascade,
  created_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_by_login on refresh_tokens (login_id) where used_at is null;
create index refresh_tokens_by_use on refresh_tokens (used_at) where used_at is not null;

-- Links in mails: one table, two kinds.
create table email_tokens (
  hash bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  kind text not null constraint kind_is_known check (kind in ('confirm-email', 'reset-password')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index email_tokens_by_account on email_tokens (account_id, kind, expires_at);

-- Browsers that signed in to an account before, told by a long-lived cookie.
create table known_devices (
  hash bytea not null,
  account_id uuid not null references accounts on delete cascade,
  last_used_at timestamptz not null,
  primary key (hash, account_id)
);
create index known_devices_by_account on known_devices (account_id, last_used_at desc);

-- Failed sign-ins, counted for a hashed key (an address from a network, a network, a known device).
create table login_attempts (
  key bytea primary key,
  failures integer not null constraint failures_count_up check (failures >= 0),
  last_at timestamptz not null,
  blocked_until timestamptz not null
);
create index login_attempts_by_time on login_attempts (last_at);

-- The keys that sign access tokens. The private half is sealed with AES-256-GCM; its key is never in the database.
create table signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null
);
create unique index one_key_signs_at_a_time on signing_keys (signs_from);
