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
