create table users (
  id uuid primary key,
  email text not null,
  display_name text not null,
  -- null only for an admin made by the operator, who was not asked for it
  birth_date date,
  time_zone text not null,
  locale text not null,
  -- only what differs from the defaults, so that a new default reaches everybody who never chose
  preferences jsonb not null default '{}' constraint preferences_are_an_object check (jsonb_typeof(preferences) = 'object'),
  avatar_version text,
  created_at timestamptz not null
);

-- Apart from the profile, so that reading people never drags pictures along.
create table avatars (
  user_id uuid primary key references users on delete cascade,
  version text not null constraint version_is_a_hash check (version ~ '^[a-f0-9]{16}$'),
  media_type text not null constraint media_type_is_taken check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea not null constraint picture_fits check (octet_length(bytes) between 1 and 2097152)
);
