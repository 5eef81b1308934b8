-- one PC, through all its enrollments; a renamed, re-imaged or un-enrolled PC keeps its row
create table devices (
  id uuid primary key,
  name text not null,
  name_key text not null,
  domain text not null default '',
  serial text,
  uuid text,
  maker text,
  model text,
  configmgr_id text,
  epm_id text,
  hwdevid text,
  os_version text,
  os_edition int,
  user_id uuid,
  user_upn text,
  user_name text,
  platform text check (platform in ('configmgr', 'epm', 'none')),
  package_id uuid,
  known text check (known in ('stated', 'listed', 'weak', 'unbound')),
  accepted_why text,
  stage text,
  stage_at timestamptz,
  state text not null check (state in ('notseen', 'enrolling', 'waiting', 'enrolled', 'probation', 'failed', 'leaving', 'left')),
  state_since timestamptz not null default now(),
  reason_id text,
  reason_params jsonb,
  enrolled_at timestamptz,
  last_contact_at timestamptz,
  next_contact_at timestamptz,
  certificate_expires_at timestamptz,
  search text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index devices_serial on devices (serial) where serial is not null;
create index devices_uuid on devices (uuid) where uuid is not null;
create index devices_configmgr on devices (configmgr_id) where configmgr_id is not null;
create index devices_epm on devices (epm_id) where epm_id is not null;
create index devices_name_key on devices (name_key);
create index devices_name on devices (name collate ja_natural, id);
create index devices_contact on devices (last_contact_at desc nulls last, id);
create index devices_state on devices (state, last_contact_at desc nulls last);
create index devices_stage on devices (stage);
create index devices_package on devices (package_id);
create index devices_search on devices using gin (search gin_trgm_ops);

-- the history tab: what happened to this PC, oldest first
create table device_events (
  device_id uuid not null references devices on delete cascade,
  id uuid not null,
  at timestamptz not null default now(),
  kind text not null,
  actor text not null default '',
  detail jsonb not null default '{}',
  primary key (device_id, id)
);

create table inventory_items (
  device_id uuid not null references devices on delete cascade,
  uri text not null,
  value text,
  format text,
  -- the OMA-DM status of the Get: 200 seen, 404 the node is not there
  status int not null,
  seen_at timestamptz not null,
  primary key (device_id, uri)
);
