-- Schema user_service after all migrations, without the tables of packages/kit/schema.sql.
-- For reading and review; written by npm run generate.

create table users (
  id uuid not null,
  email text not null,
  display_name text not null,
  birth_date date,
  time_zone text not null,
  locale text not null,
  preferences jsonb not null default '{}'::jsonb,
  avatar_version text,
  created_at timestamptz not null,
  constraint users_pkey primary key (id),
  constraint preferences_are_an_object check (jsonb_typeof(preferences) = 'object')
);

create table avatars (
  user_id uuid not null,
  version text not null,
  media_type text not null,
  bytes bytea not null,
  constraint avatars_pkey primary key (user_id),
  constraint media_type_is_taken check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  constraint picture_fits check (octet_length(bytes) >= 1 and octet_length(bytes) <= 2097152),
  constraint version_is_a_hash check (version ~ '^[a-f0-9]{16}$'),
  constraint avatars_user_id_fkey foreign key (user_id) references users(id) on delete cascade
);

create table guardians (
  user_id uuid not null,
  email text not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  constraint guardians_pkey primary key (user_id),
  constraint guardians_user_id_fkey foreign key (user_id) references users(id) on delete cascade
);

create table guardian_links (
  hash bytea not null,
  user_id uuid not null,
  email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint guardian_links_pkey primary key (hash),
  constraint hash_is_sha256 check (octet_length(hash) = 32),
  constraint guardian_links_user_id_fkey foreign key (user_id) references users(id) on delete cascade
);
create index guardian_links_expired on guardian_links using btree (expires_at);
create index guardian_links_of_user on guardian_links using btree (user_id, created_at);
create index guardian_links_to_address on guardian_links using btree (lower(email), created_at);
