-- Users and groups that other systems give (docs/directory.md).

create table sources (
  id uuid primary key,
  kind text not null check (kind in ('ldap', 'entra', 'scim')),
  name text not null,
  -- of two sources that have the same person the one with the smaller rank owns the fields it gives
  rank int not null,
  config jsonb not null,
  -- bind password, client secret or private key, sealed under the master key
  sealed_secret bytea,
  -- fields of a person that this source gives: others stay with whoever wrote them
  owns text[] not null default '{}',
  enabled boolean not null default true,
  -- how far the last complete sync read, in the source's own terms
  cursor jsonb,
  full_at timestamptz,
  synced_at timestamptz,
  next_run_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index sources_name on sources (lower(name));

-- one reading of a source: a preview, or a sync that also writes
create table source_runs (
  id uuid primary key,
  source_id uuid not null references sources on delete cascade,
  mode text not null check (mode in ('preview', 'sync')),
  is_full boolean not null,
  state text not null check (state in ('waiting', 'reading', 'asking', 'applying', 'done', 'failed', 'stopped')),
  -- what is read is all that there is (and the rest is gone), or changes only
  covers_all boolean not null default true,
  read_users int not null default 0,
  read_groups int not null default 0,
  done_rows int not null default 0,
  plan jsonb,
  problem jsonb,
  -- where a reading that had to pause goes on
  resume jsonb,
  not_before timestamptz,
  cursor jsonb,
  ordered_by text not null,
  request_id text not null default '',
  confirmed_by text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  updated_at timestamptz not null default now()
);
create index source_runs_source on source_runs (source_id, created_at desc);
create index source_runs_live on source_runs (source_id) where state in ('waiting', 'reading', 'asking', 'applying');

create table source_run_log (
  run_id uuid not null references source_runs on delete cascade,
  seq bigint generated always as identity,
  at timestamptz not null,
  level text not null check (level in ('info', 'warning', 'error')),
  code text not null,
  params jsonb not null default '{}',
  primary key (run_id, seq)
);

-- a person as one source knows them; several may stand for one user
create table source_users (
  source_id uuid not null references sources on delete cascade,
  external_id text not null,
  user_id uuid references users on delete set null,
  -- by what a group's members name this entry: its distinguished name, or its id again
  ref text not null,
  upn text not null,
  display_name text not null default '',
  reading text not null default '',
  department text not null default '',
  email text not null default '',
  account_name text not null default '',
  disabled boolean not null default false,
  expires_at timestamptz,
  missing_since timestamptz,
  -- of a SCIM client: what it sent beyond the fields above
  extra jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (source_id, external_id)
);
create index source_users_user on source_users (user_id) where user_id is not null;
create index source_users_ref on source_users (source_id, ref);
create index source_users_upn on source_users (source_id, lower(upn));
create index source_users_missing on source_users (missing_since) where missing_since is not null;
create index source_users_expires on source_users (expires_at) where expires_at is not null;

create table source_groups (
  source_id uuid not null references sources on delete cascade,
  external_id text not null,
  group_id uuid references groups on delete set null,
  ref text not null,
  name text not null,
  missing_since timestamptz,
  extra jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (source_id, external_id)
);
create index source_groups_group on source_groups (group_id) where group_id is not null;
create index source_groups_ref on source_groups (source_id, ref);

-- entries that are left out as they are: a reading of changes does not ask for them again
create table source_skipped (
  source_id uuid not null references sources on delete cascade,
  external_id text not null,
  primary key (source_id, external_id)
);

-- who stands in a group of the source itself, people and groups; memberships are these, nested groups resolved. No foreign key:
-- to ask for the same source once for each of a million rows costs more than to write them.
create table source_members (
  source_id uuid not null,
  group_external_id text not null,
  member_external_id text not null,
  primary key (source_id, group_external_id, member_external_id)
);
create index source_members_member on source_members (source_id, member_external_id);

-- what a run has read and not yet written; lost in a crash of the database, and then read again
create unlogged table staged_users (
  run_id uuid not null,
  external_id text not null,
  ref text not null,
  -- false = it is there, and as it was
  is_whole boolean not null,
  is_gone boolean not null default false,
  upn text not null default '',
  display_name text not null default '',
  reading text not null default '',
  department text not null default '',
  email text not null default '',
  account_name text not null default '',
  disabled boolean not null default false,
  expires_at timestamptz,
  primary key (run_id, external_id)
);
create index staged_users_ref on staged_users (run_id, ref);
create unlogged table staged_groups (
  run_id uuid not null,
  external_id text not null,
  ref text not null,
  is_whole boolean not null,
  is_gone boolean not null default false,
  name text not null default '',
  primary key (run_id, external_id)
);
create index staged_groups_ref on staged_groups (run_id, ref);
create unlogged table staged_members (
  run_id uuid not null,
  group_external_id text not null,
  member_ref text not null,
  -- of a delta: this member left
  is_removed boolean not null default false,
  primary key (run_id, group_external_id, member_ref)
);

-- an operator's word stands, whatever a source says
alter table users
  add column operator_disabled boolean not null default false,
  -- DOMAIN\name, as a PC may name its user
  add column account_name text not null default '';
update users set operator_disabled = true where disabled;
create index users_account on users (lower(account_name)) where account_name <> '';
create index users_email on users (lower(email)) where email <> '';
-- a claim finds a person's row also after their UPN changed
create index roster_rows_user on roster_rows (package_id, user_id) where user_id is not null;

-- the token of a SCIM client opens its source and nothing else
alter table api_tokens
  drop constraint api_tokens_role_check,
  add column source_id uuid references sources on delete cascade,
  add constraint api_tokens_role_check check (role in ('administrator', 'viewer') or (role = 'scim' and source_id is not null));
