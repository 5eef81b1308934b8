import type { Queryable } from '../../storage/database.ts';
import type { Command } from '../model/command-outcome.ts';
import type { SessionState } from '../model/session-state.ts';

/**
 * The one read of a message: device, the enrollment that the client certificate stands for, the latest session and what
 * is due. Filters on `device_id` throughout, so that a distributed database asks one node. Looks at the certificates and
 * enrollments of the enrollment room, since a second read would halve the rate (docs/performance.md).
 */
const READ_SESSION = `select d.state as device_state,
  e.id, e.claim_id, e.package_id, e.enrollment_type, e.source, e.state, e.probation, e.client_hash, e.client_nonce, e.previous_client_nonce,
  e.created_at, e.first_session_at,
  c.serial, c.not_after, c.revoked_at,
  s.id as s_id, s.session_id, s.state as s_state, s.last_at, s.last_msg_id, s.messages, s.authenticated, s.failures, s.login_status,
  s.last_request_sha256, s.last_reply, s.enrollment_id as s_enrollment,
  q.commands
  from certificates c
  join devices d on d.id = c.device_id
  join enrollments e on e.device_id = c.device_id and e.id = c.enrollment_id
  left join lateral (select * from sessions where device_id = $1 order by started_at desc limit 1) s on true
  left join lateral (select jsonb_agg(jsonb_build_object('id', k.id, 'purpose', k.purpose, 'verb', k.verb, 'uri', k.uri, 'format', k.format,
      'data', k.data, 'state', k.state, 'session', k.session, 'msgId', k.msg_id, 'cmdId', k.cmd_id, 'tries', k.tries) order by k.id) as commands
    from (select * from commands where device_id = $1 and enrollment_id = c.enrollment_id and state in ('queued', 'sent') and expires_at > $3
      order by id limit 200) k) q on true
  where c.device_id = $1 and c.fingerprint = $2`;

interface Row {
  device_state: string;
  id: string;
  claim_id: string;
  package_id: string;
  enrollment_type: 'Device' | 'Full';
  source: string;
  state: SessionState['enrollment']['state'];
  probation: boolean;
  client_hash: string;
  client_nonce: Buffer;
  previous_client_nonce: Buffer | null;
  created_at: Date;
  first_session_at: Date | null;
  serial: string;
  not_after: Date;
  revoked_at: Date | null;
  s_id: string | null;
  session_id: string;
  s_state: 'open' | 'ended' | 'aborted';
  last_at: Date;
  last_msg_id: number;
  messages: number;
  authenticated: boolean;
  failures: number;
  login_status: string | null;
  last_request_sha256: Buffer | null;
  last_reply: Buffer | null;
  s_enrollment: string;
  commands: Command[] | null;
}

/** The state that a message meets, or null when no certificate of that fingerprint was issued to that device. */
export async function readSession(
  q: Queryable,
  deviceId: string,
  fingerprint: Buffer,
  now: Date,
): Promise<SessionState | null> {
  const { rows } = await q.query<Row>({
    name: 'session-read',
    text: READ_SESSION,
    values: [deviceId, fingerprint, now],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    deviceId,
    deviceState: row.device_state,
    enrollment: {
      id: row.id,
      claimId: row.claim_id,
      packageId: row.package_id,
      type: row.enrollment_type,
      source: row.source,
      state: row.state,
      probation: row.probation,
      clientHash: row.client_hash,
      clientNonce: row.client_nonce,
      previousClientNonce: row.previous_client_nonce,
      createdAt: row.created_at,
      firstSessionAt: row.first_session_at,
    },
    certificate: { serial: row.serial, notAfter: row.not_after, revokedAt: row.revoked_at },
    latest: row.s_id === null ? null : { id: row.s_id, lastMsgId: row.last_msg_id },
    session:
      row.s_id === null || row.s_enrollment !== row.id
        ? null
        : {
            id: row.s_id,
            sessionId: row.session_id,
            state: row.s_state,
            lastAt: row.last_at,
            lastMsgId: row.last_msg_id,
            messages: row.messages,
            authenticated: row.authenticated,
            failures: row.failures,
            loginStatus: row.login_status,
            lastRequestSha256: row.last_request_sha256,
            lastReply: row.last_reply,
          },
    commands: row.commands ?? [],
  };
}
