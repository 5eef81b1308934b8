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

-- One message of a session is one read and one write: this is the write, with all that the message changed. It answers
-- false, and changes nothing, when another message of the same PC came in between: the caller reads and decides again.
create function write_session_step(device uuid, step jsonb, reply bytea) returns boolean language plpgsql as $$
declare
  moment timestamptz := (step->>'at')::timestamptz;
  current_session uuid := (step->>'session')::uuid;
  latest record;
begin
  update devices set last_contact_at = moment, next_contact_at = (step->>'nextContactAt')::timestamptz,
    os_version = coalesce(step->>'osVersion', os_version), updated_at = moment
    where id = device;
  select id, last_msg_id into latest from sessions where device_id = device order by started_at desc limit 1;
  if latest.id is distinct from (step->>'expectSession')::uuid or latest.last_msg_id is distinct from (step->>'expectMsgId')::int then
    return false;
  end if;

  insert into sessions (device_id, id, enrollment_id, session_id, state, started_at, last_at, messages, last_msg_id, authenticated, failures,
      login_status, last_request_sha256, last_reply)
    values (device, current_session, (step->>'enrollment')::uuid, step->>'sessionId', step->>'state', moment, moment, 1, (step->>'msgId')::int,
      (step->>'authenticated')::boolean, (step->>'failures')::int, step->>'loginStatus', decode(step->>'requestSha256', 'hex'), reply)
    on conflict (device_id, id) do update set state = excluded.state, last_at = excluded.last_at, messages = sessions.messages + 1,
      last_msg_id = excluded.last_msg_id, authenticated = excluded.authenticated, failures = excluded.failures,
      login_status = coalesce(excluded.login_status, sessions.login_status), last_request_sha256 = excluded.last_request_sha256,
      last_reply = excluded.last_reply;

  insert into session_messages (device_id, at, session, msg_id, direction, xml) values
    (device, moment, current_session, (step->>'msgId')::int, 'received', step->>'received'),
    (device, moment, current_session, (step->>'msgId')::int, 'sent', step->>'sent')
    on conflict do nothing;

  if step ? 'nextNonce' then
    update enrollments set previous_client_nonce = client_nonce, client_nonce = decode(step->>'nextNonce', 'hex')
      where device_id = device and id = (step->>'enrollment')::uuid;
  end if;

  if step ? 'commands' then
    update commands c set state = n.state, verb = coalesce(n.verb, c.verb), status = coalesce(n.status, c.status),
        original_error = coalesce(n."originalError", c.original_error), result = coalesce(n.result, c.result),
        session = case when n.state = 'sent' then current_session else c.session end,
        msg_id = coalesce(n."msgId", c.msg_id), cmd_id = coalesce(n."cmdId", c.cmd_id),
        tries = c.tries + case when n.state = 'sent' then 1 else 0 end,
        sent_at = case when n.state = 'sent' then coalesce(c.sent_at, moment) else c.sent_at end,
        done_at = case when n.state in ('acknowledged', 'failed', 'expired') then moment else null end
      from jsonb_to_recordset(step->'commands') as n(id bigint, state text, verb text, status int, "originalError" text, result text,
        "msgId" int, "cmdId" int)
      where c.device_id = device and c.id = n.id;
  end if;

  if step ? 'newCommands' then
    insert into commands (device_id, enrollment_id, purpose, verb, uri, format, data, state, queued_at, queued_by, expires_at, session, msg_id,
        cmd_id, sent_at, tries)
      select device, (step->>'enrollment')::uuid, n.purpose, n.verb, n.uri, n.format, n.data, 'sent', moment, 'Baton',
        (n."expiresAt")::timestamptz, current_session, n."msgId", n."cmdId", moment, 1
      from jsonb_to_recordset(step->'newCommands') as n(purpose text, verb text, uri text, format text, data text, "expiresAt" text,
        "msgId" int, "cmdId" int);
  end if;

  if step ? 'inventory' then
    insert into inventory_items (device_id, uri, value, format, status, seen_at)
      select device, n.uri, n.value, n.format, n.status, moment
      from jsonb_to_recordset(step->'inventory') as n(uri text, value text, format text, status int)
      on conflict (device_id, uri) do update set value = excluded.value, format = excluded.format, status = excluded.status,
        seen_at = excluded.seen_at;
  end if;
  return true;
end $$;
