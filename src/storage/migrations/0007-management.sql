create table sessions (
  device_id uuid not null references devices on delete cascade,
  id uuid not null,
  enrollment_id uuid not null,
  session_id text not null,
  state text not null check (state in ('open', 'ended', 'aborted')),
  started_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  messages int not null default 0,
  last_msg_id int not null default 0,
  authenticated boolean not null default false,
  failures int not null default 0,
  login_status text,
  last_request_sha256 bytea,
  -- sealed under the master key, for a byte-identical answer to a repeated message
  last_reply bytea,
  primary key (device_id, id)
);
create index sessions_latest on sessions (device_id, started_at desc);

-- redacted exact XML of the last sessions
create table session_messages (
  device_id uuid not null,
  at timestamptz not null,
  session uuid not null,
  msg_id int not null,
  direction text not null check (direction in ('received', 'sent')),
  xml text not null,
  primary key (device_id, at, session, msg_id, direction)
) partition by range (at);

-- orders to a PC; the PC pulls them in its own order, each is counted once
create table commands (
  device_id uuid not null references devices on delete cascade,
  id bigint generated always as identity,
  enrollment_id uuid not null,
  purpose text not null check (purpose in ('inventory', 'unenroll', 'baton')),
  verb text not null check (verb in ('Get', 'Add', 'Replace', 'Delete', 'Exec')),
  uri text not null,
  format text,
  data text,
  state text not null default 'queued' check (state in ('queued', 'sent', 'acknowledged', 'failed', 'expired')),
  queued_at timestamptz not null default now(),
  queued_by text not null,
  expires_at timestamptz not null,
  session uuid,
  msg_id int,
  cmd_id int,
  sent_at timestamptz,
  tries int not null default 0,
  done_at timestamptz,
  status int,
  original_error text,
  result text,
  primary key (device_id, id)
);
create index commands_due on commands (device_id, id) where state in ('queued', 'sent');
create index commands_expiry on commands (expires_at) where state in ('queued', 'sent');
