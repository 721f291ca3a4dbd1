-- Schema auth_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table accounts (
  id uuid not null,
  email text not null,
  email_confirmed_at timestamptz,
  password_hash text not null,
  roles text[] not null,
  created_at timestamptz not null,
  warned_at timestamptz,
  constraint accounts_pkey primary key (id),
  constraint roles_are_known check (roles <@ array['player', 'coach', 'admin'] and ('player' = any (roles)))
);
create index accounts_by_email on accounts using btree (lower(email), created_at desc);
create unique index email_has_one_owner on accounts using btree (lower(email)) where email_confirmed_at is not null;

create table logins (
  id uuid not null,
  account_id uuid not null,
  device text not null,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ends_at_latest timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  constraint logins_pkey primary key (id),
  constraint end_has_reason check ((ended_at is null) = (end_reason is null)),
  constraint end_reason_is_known check (end_reason in ('signed-out', 'ended-elsewhere', 'reuse', 'password-reset', 'too-many-logins')),
  constraint idle_within_absolute check (expires_at <= ends_at_latest),
  constraint logins_account_id_fkey foreign key (account_id) references accounts(id) on delete cascade
);
create index logins_by_account on logins using btree (account_id, last_used_at desc) where ended_at is null;

create table refresh_tokens (
  hash bytea not null,
  login_id uuid not null,
  created_at timestamptz not null,
  used_at timestamptz,
  constraint refresh_tokens_pkey primary key (hash),
  constraint refresh_tokens_login_id_fkey foreign key (login_id) references logins(id) on delete cascade
);
create index refresh_tokens_by_login on refresh_tokens using btree (login_id) where used_at is null;
create index refresh_tokens_by_use on refresh_tokens using btree (used_at) where used_at is not null;

create table email_tokens (
  hash bytea not null,
  account_id uuid not null,
  kind text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint email_tokens_pkey primary key (hash),
  constraint kind_is_known check (kind in ('confirm-email', 'reset-password')),
  constraint email_tokens_account_id_fkey foreign key (account_id) references accounts(id) on delete cascade
);
create index email_tokens_by_account on email_tokens using btree (account_id, kind, expires_at);

create table known_devices (
  hash bytea not null,
  account_id uuid not null,
  last_used_at timestamptz not null,
  constraint known_devices_pkey primary key (hash, account_id),
  constraint known_devices_account_id_fkey foreign key (account_id) references accounts(id) on delete cascade
);
create index known_devices_by_account on known_devices using btree (account_id, last_used_at desc);

create table login_attempts (
  key bytea not null,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null,
  constraint login_attempts_pkey primary key (key),
  constraint failures_count_up check (failures >= 0)
);
create index login_attempts_by_time on login_attempts using btree (last_at);

create table signing_keys (
  kid text not null,
  public_jwk jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  constraint signing_keys_pkey primary key (kid)
);
create unique index one_key_signs_at_a_time on signing_keys using btree (signs_from);
