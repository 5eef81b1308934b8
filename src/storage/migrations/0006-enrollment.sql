-- one PC's use of a PIN: reserved -> used (a certificate exists) -> released (un-enrolled)
create table claims (
  id uuid primary key,
  device_id uuid not null,
  package_id uuid not null references packages on delete cascade,
  pin_id uuid,
  roster_row_id bigint,
  state text not null check (state in ('reserved', 'used', 'released', 'expired', 'replaced', 'revoked')),
  secret_hmac bytea,
  token_hmac bytea not null,
  identity_kind text not null check (identity_kind in ('user', 'computer')),
  identity_name text not null,
  name_key text not null,
  macs text[] not null default '{}',
  facts jsonb not null,
  known text not null check (known in ('stated', 'listed', 'unbound')),
  hwdevid text,
  address inet,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  renew_until timestamptz not null,
  used_at timestamptz,
  first_session_at timestamptz,
  inventory_matched_at timestamptz,
  ended_at timestamptz,
  ended_by text
);
create unique index claims_token on claims (token_hmac);
create index claims_device on claims (device_id, created_at desc);
create index claims_row on claims (package_id, roster_row_id) where state in ('reserved', 'used');
create index claims_name on claims (name_key) where state in ('reserved', 'used');
create index claims_due on claims (expires_at) where state = 'reserved';
-- without a pending list, which every look-up would have to read through
create index claims_macs on claims using gin (macs) with (fastupdate = off) where state in ('reserved', 'used');

-- the relation between one device and this server that one certificate chain stands for
create table enrollments (
  device_id uuid not null references devices on delete cascade,
  id uuid not null,
  claim_id uuid not null,
  package_id uuid not null,
  enrollment_type text not null check (enrollment_type in ('Device', 'Full')),
  -- the DeviceID context item = Source of every later session
  source text not null,
  hwdevid text,
  state text not null check (state in ('issued', 'active', 'leaving', 'ended')),
  probation boolean not null default true,
  bound text not null check (bound in ('mac', 'secret', 'weak', 'plain')),
  -- B64(MD5(user:password)), all that verification needs
  client_hash text not null,
  server_hash text not null,
  client_nonce bytea not null,
  previous_client_nonce bytea,
  context jsonb not null default '{}',
  created_at timestamptz not null default now(),
  first_session_at timestamptz,
  ended_at timestamptz,
  ended_why text,
  primary key (device_id, id)
);

create table certificates (
  device_id uuid not null references devices on delete cascade,
  serial text not null,
  enrollment_id uuid not null,
  fingerprint bytea not null,
  der bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_why text,
  primary key (device_id, serial)
);

-- every try, refused and unreadable ones too; repeats of one kind are one counted row
create table attempts (
  day date not null,
  fold text not null,
  id uuid not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count int not null default 1,
  step text not null check (step in ('claim', 'discovery', 'policy', 'enrollment', 'session')),
  outcome text not null check (outcome in ('accepted', 'later', 'refused', 'unreadable')),
  reason_id text,
  reason_params jsonb,
  hresult text,
  device_id uuid,
  package_id uuid,
  claim_id uuid,
  pc_name text not null default '',
  user_name text not null default '',
  address inet,
  request_id text not null,
  detail jsonb not null default '{}',
  message text,
  primary key (day, fold)
) partition by range (day);
create index attempts_last on attempts (last_at desc);
create index attempts_device on attempts (device_id, last_at desc) where device_id is not null;
create index attempts_pc on attempts (lower(pc_name), last_at desc);
create index attempts_package on attempts (package_id, last_at desc) where package_id is not null;
