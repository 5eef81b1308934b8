import type { Queryable } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { toJsonb } from '../storage/jsonb.ts';
import { notFound } from '../storage/refusal.ts';
import type { ReasonId, ReasonParams } from './model/reasons.ts';

/** Where a PC stands; `silent` is not stored, since it follows from the last contact. */
export type DeviceState =
  | 'notseen'
  | 'enrolling'
  | 'waiting'
  | 'enrolled'
  | 'probation'
  | 'failed'
  | 'leaving'
  | 'left';

/** Facts of a PC that other rooms learn and the registry keeps; an absent one stays as it is. */
export interface DeviceChange {
  readonly hwDevId?: string | null;
  readonly enrolledAt?: Date;
  readonly certificateExpiresAt?: Date;
  readonly known?: 'stated' | 'listed' | 'weak' | 'unbound';
  /** The reason that an operator gave for taking the PC off probation. */
  readonly acceptedWhy?: string;
}

/** Keeps facts of a PC. */
export async function updateDevice(q: Queryable, deviceId: string, change: DeviceChange): Promise<void> {
  await q.query({
    name: 'device-update',
    text: `update devices set hwdevid = coalesce($2, hwdevid), enrolled_at = coalesce($3, enrolled_at),
      certificate_expires_at = coalesce($4, certificate_expires_at), known = coalesce($5, known),
      accepted_why = coalesce($6, accepted_why), updated_at = now() where id = $1`,
    values: [
      deviceId,
      change.hwDevId ?? null,
      change.enrolledAt ?? null,
      change.certificateExpiresAt ?? null,
      change.known ?? null,
      change.acceptedWhy ?? null,
    ],
  });
}

/** Puts a PC into a state, with the reason where it needs one; a state that it is in already keeps its "since". */
export async function setDeviceState(
  q: Queryable,
  deviceId: string,
  state: DeviceState,
  now: Date,
  why: { readonly reason: ReasonId; readonly params?: ReasonParams } | null = null,
): Promise<void> {
  await q.query({
    name: 'device-state',
    text: `update devices set state_since = case when state = $2 then state_since else $3 end, state = $2, reason_id = $4,
      reason_params = $5, updated_at = $3 where id = $1`,
    values: [deviceId, state, now, why?.reason ?? null, why?.params === undefined ? null : JSON.stringify(why.params)],
  });
}

/**
 * Adds a line to the history of a PC.
 * @param kind see model/event-text.ts for the kinds and their sentences
 * @param actor name of the operator; '' where the PC or Baton itself did it
 */
export async function recordDeviceEvent(
  q: Queryable,
  deviceId: string,
  kind: string,
  actor: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await q.query({
    name: 'device-event',
    text: 'insert into device_events (device_id, id, kind, actor, detail) values ($1, $2, $3, $4, $5)',
    values: [deviceId, uuidv7(), kind, actor, toJsonb(detail)],
  });
}

/** Whether several PCs have this serial number, so that it proves nothing (design fact 7). */
export async function hasDoubledSerial(q: Queryable, serial: string): Promise<boolean> {
  const { rows } = await q.query<{ n: number }>({
    name: 'device-serials',
    text: 'select count(*)::int as n from (select 1 from devices where serial = $1 limit 2) d',
    values: [serial],
  });
  return (rows[0]?.n ?? 0) > 1;
}

/**
 * What the newest inventory says of these nodes: the value, null where the PC answered that the node is not there, and
 * no entry where it was not asked yet or answered with another error.
 */
export async function readInventory(
  q: Queryable,
  deviceId: string,
  uris: readonly string[],
): Promise<Map<string, string | null>> {
  const { rows } = await q.query<{ uri: string; value: string | null; status: number }>({
    name: 'device-inventory',
    text: 'select uri, value, status from inventory_items where device_id = $1 and uri = any($2) and status in (200, 404)',
    values: [deviceId, uris],
  });
  return new Map(rows.map((row) => [row.uri, row.status === 200 ? row.value : null]));
}

/** The name of a PC of the registry; '' where it is gone. */
export async function deviceName(q: Queryable, deviceId: string): Promise<string> {
  const { rows } = await q.query<{ name: string }>('select name from devices where id = $1', [deviceId]);
  return rows[0]?.name ?? '';
}

/** Lets a question about a PC through when there is that PC. @throws Refusal `not-found` */
export async function requireDevice(q: Queryable, deviceId: string): Promise<void> {
  const { rowCount } = await q.query('select 1 from devices where id = $1', [deviceId]);
  if (rowCount === 0) throw notFound();
}
