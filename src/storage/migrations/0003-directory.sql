create table users (
  id uuid primary key,
  upn text not null,
  display_name text not null,
  reading text not null default '',
  department text not null default '',
  email text not null default '',
  disabled boolean not null default false,
  source text not null,
  search text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index users_upn on users (lower(upn));
create index users_search on users using gin (search gin_trgm_ops);
create index users_order on users ((case when reading = '' then display_name else reading end) collate ja_natural, id);

create table groups (
  id uuid primary key,
  name text not null,
  source text not null,
  search text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index groups_name on groups (lower(name));
create index groups_search on groups using gin (search gin_trgm_ops);

create table memberships (
  group_id uuid not null references groups on delete cascade,
  user_id uuid not null references users on delete cascade,
  primary key (group_id, user_id)
);
create index memberships_user on memberships (user_id);

-- one uploaded CSV: first checked (dry run), then carried out by a job
create table imports (
  id uuid primary key,
  kind text not null check (kind in ('users', 'pcs')),
  file_name text not null,
  content bytea,
  encoding text not null,
  mapping jsonb not null default '{}',
  state text not null check (state in ('uploaded', 'checking', 'checked', 'importing', 'done', 'failed', 'stopped')),
  total_rows int not null default 0,
  done_rows int not null default 0,
  added int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  failed int not null default 0,
  errors jsonb not null default '[]',
  problem text,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
