create table operators (
  id uuid primary key,
  user_name text not null,
  display_name text not null,
  role text not null check (role in ('administrator', 'viewer')),
  password_hash text not null,
  must_change_password boolean not null default false,
  disabled_at timestamptz,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz
);
create unique index operators_user_name on operators (lower(user_name));

-- the cookie's value is kept as an HMAC only
create table operator_sessions (
  token_hmac bytea primary key,
  operator_id uuid not null references operators on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index operator_sessions_operator on operator_sessions (operator_id);

create table api_tokens (
  id uuid primary key,
  name text not null,
  role text not null check (role in ('administrator', 'viewer')),
  token_hmac bytea not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create table audit_entries (
  id uuid primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  target_name text not null default '',
  result text not null check (result in ('done', 'refused')),
  before jsonb,
  after jsonb,
  request_id text not null
);
create index audit_entries_at on audit_entries (at desc);
create index audit_entries_target on audit_entries (target_kind, target_id, at desc);
