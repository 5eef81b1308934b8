create table packages (
  id uuid primary key,
  name text not null,
  platform text not null check (platform in ('configmgr', 'epm', 'none')),
  target text not null check (target in ('users', 'groups', 'pcs')),
  target_detail jsonb not null default '{}',
  planned int,
  known_required text not null check (known_required in ('stated', 'listed')),
  networks cidr[] not null default '{}',
  pin_validity_hours int not null check (pin_validity_hours between 1 and 2160),
  pcs_per_user int not null check (pcs_per_user between 1 and 100),
  without_user text not null check (without_user in ('wait', 'enroll')),
  plain_way boolean not null default false,
  -- the package pauses when claims of this many PCs were accepted, until an operator continues; 0 = never
  stop_after int not null check (stop_after >= 0),
  continued_at timestamptz,
  paused_at timestamptz,
  paused_why text check (paused_why in ('first-pcs', 'failures')),
  paused_detail jsonb,
  roster_state text not null default 'building' check (roster_state in ('building', 'ready', 'failed')),
  roster_total int not null default 0,
  roster_done int not null default 0,
  roster_excluded int not null default 0,
  created_by text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_by text
);
create index packages_created on packages (created_at desc);

-- one PIN per download, as a keyed HMAC; the key is not in the database
create table pins (
  package_id uuid not null references packages on delete cascade,
  id uuid not null,
  pin_hmac bytea not null,
  key_id text not null,
  minted_at timestamptz not null default now(),
  minted_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_why text,
  primary key (package_id, id)
);

-- who may use the package's PINs; stands on the server only
create table roster_rows (
  package_id uuid not null references packages on delete cascade,
  id bigint generated always as identity,
  kind text not null check (kind in ('user', 'pc')),
  -- PCs that may hold this row at once: 1 for a PC, pcs_per_user for a user
  capacity int not null default 1,
  user_id uuid,
  upn_key text,
  device_id uuid,
  name text,
  name_key text,
  domain text,
  serial text,
  uuid text,
  configmgr_id text,
  epm_id text,
  excluded_why text,
  primary key (package_id, id)
);
create index roster_rows_upn on roster_rows (package_id, upn_key) where upn_key is not null;
create index roster_rows_name on roster_rows (package_id, name_key) where name_key is not null;
create index roster_rows_serial on roster_rows (package_id, serial) where serial is not null;
create index roster_rows_uuid on roster_rows (package_id, uuid) where uuid is not null;
create index roster_rows_configmgr on roster_rows (package_id, configmgr_id) where configmgr_id is not null;
create index roster_rows_epm on roster_rows (package_id, epm_id) where epm_id is not null;
create index roster_rows_device on roster_rows (device_id) where device_id is not null;

-- one PC in one package, by stage; `key` is d:<device id>, or n:<NetBIOS name> while only said by the PC
create table package_pcs (
  package_id uuid not null references packages on delete cascade,
  key text not null,
  device_id uuid,
  name text not null,
  name_key text not null,
  user_name text not null default '',
  stage text,
  files_copied_at timestamptz,
  script_ran_at timestamptz,
  claim_accepted_at timestamptz,
  certificate_issued_at timestamptz,
  first_session_at timestamptz,
  inventory_matched_at timestamptz,
  -- the last outcome: not-seen, in-progress, waiting, failed, done
  outcome text not null default 'not-seen' check (outcome in ('not-seen', 'in-progress', 'waiting', 'failed', 'done')),
  reason_id text,
  reason_params jsonb,
  hresult text,
  detail text,
  log_tail text,
  kit text,
  address inet,
  updated_at timestamptz not null default now(),
  primary key (package_id, key)
);
create index package_pcs_name on package_pcs (package_id, name_key);
create index package_pcs_recent on package_pcs (package_id, updated_at desc);
create index package_pcs_outcome on package_pcs (package_id, updated_at desc) where outcome in ('failed', 'done');
create index package_pcs_device on package_pcs (device_id) where device_id is not null;
