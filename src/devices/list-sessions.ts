import type { Queryable } from '../storage/database.ts';

/** One fact of a PC's inventory; `value` null with status 404: seen, and not there. */
export interface InventoryItem {
  readonly uri: string;
  readonly value: string | null;
  readonly format: string | null;
  readonly status: number;
  readonly seenAt: Date;
}

/** A PC's newest inventory, by node. */
export async function listInventory(q: Queryable, deviceId: string): Promise<InventoryItem[]> {
  const { rows } = await q.query<InventoryItem & Record<string, unknown>>(
    'select uri, value, format, status, seen_at as "seenAt" from inventory_items where device_id = $1 order by uri',
    [deviceId],
  );
  return rows;
}

/** One management session of a PC. */
export interface SessionItem {
  readonly id: string;
  readonly sessionId: string;
  readonly state: 'open' | 'ended' | 'aborted';
  readonly startedAt: Date;
  readonly lastAt: Date;
  readonly messages: number;
  readonly loginStatus: string | null;
}

/** The last sessions of a PC, newest first. */
export async function listSessions(
  q: Queryable,
  deviceId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<SessionItem[]> {
  const { rows } = await q.query<SessionItem & Record<string, unknown>>(
    `select id, session_id as "sessionId", state, started_at as "startedAt", last_at as "lastAt", messages, login_status as "loginStatus"
     from sessions where device_id = $1 order by started_at desc limit $2 offset $3`,
    [deviceId, page.limit, page.offset],
  );
  return rows;
}

/** One message of a session: redacted, otherwise the exact XML. */
export interface SessionMessage {
  readonly at: Date;
  readonly msgId: number;
  readonly direction: 'received' | 'sent';
  readonly xml: string;
}

const MESSAGES_SHOWN = 500;

/** The messages of one session, in the order of the exchange; none where their days are over. */
export async function listSessionMessages(
  q: Queryable,
  deviceId: string,
  sessionId: string,
): Promise<SessionMessage[]> {
  // the session's times keep the question to the partitions that can hold an answer
  const { rows } = await q.query<SessionMessage & Record<string, unknown>>(
    `select m.at, m.msg_id as "msgId", m.direction, m.xml from session_messages m
     where m.device_id = $1 and m.session = $2
       and m.at >= (select started_at from sessions where device_id = $1 and id = $2)
       and m.at <= (select last_at from sessions where device_id = $1 and id = $2)
     order by m.at, m.msg_id, m.direction limit ${MESSAGES_SHOWN}`,
    [deviceId, sessionId],
  );
  return rows;
}

/** A certificate of a PC. */
export interface CertificateItem {
  readonly serial: string;
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly issuedAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedWhy: string | null;
  /** The newest one that the management door accepts now. */
  readonly current: boolean;
}

/** Certificates that a PC was ever given, newest first. */
export async function listCertificates(q: Queryable, deviceId: string, now: Date): Promise<CertificateItem[]> {
  const { rows } = await q.query<
    Omit<CertificateItem, 'current'> & { readonly ended: boolean } & Record<string, unknown>
  >(
    `select c.serial, upper(encode(c.fingerprint, 'hex')) as fingerprint, c.not_before as "notBefore", c.not_after as "notAfter",
       c.issued_at as "issuedAt", c.revoked_at as "revokedAt", c.revoked_why as "revokedWhy", coalesce(e.state = 'ended', true) as ended
     from certificates c left join enrollments e on e.device_id = c.device_id and e.id = c.enrollment_id
     where c.device_id = $1 order by c.issued_at desc, c.serial`,
    [deviceId],
  );
  const newest = rows.find(
    (row) => !row.ended && row.notAfter > now && (row.revokedAt === null || row.revokedAt > now),
  );
  return rows.map(({ ended: _, ...row }) => ({ ...row, current: row.serial === newest?.serial }));
}
