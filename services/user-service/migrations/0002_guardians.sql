-- Who answers for a person of 13 to 17 years; at most one each. Another address is another guardian, who confirms anew.
create table guardians (
  user_id uuid primary key references users on delete cascade,
  email text not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz
);

-- Links mailed to guardians, by the hash of their secret. Those used stay until they expire, for a link opened twice.
create table guardian_links (
  hash bytea primary key constraint hash_is_sha256 check (octet_length(hash) = 32),
  user_id uuid not null references users on delete cascade,
  email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index guardian_links_of_user on guardian_links (user_id, created_at);
create index guardian_links_to_address on guardian_links (lower(email), created_at);
create index guardian_links_expired on guardian_links (expires_at);
