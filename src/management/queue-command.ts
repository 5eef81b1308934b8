import { recordDeviceEvent } from '../devices/registry.ts';
import { startLeaving } from '../enrollment/end-enrollment.ts';
import { PROVIDER_ID } from '../enrollment/enrollment-room.ts';
import type { Transaction } from '../storage/database.ts';
import { INVENTORY_NODES } from './model/inventory-nodes.ts';

const INVENTORY_LIFE = '7 days';
const UNENROLL_LIFE = '90 days';

/**
 * Asks a PC for its inventory at its next contact; an order that waits already is not doubled.
 * @returns how many nodes will be asked for now
 */
export async function queueInventory(tx: Transaction, deviceId: string, actor: string): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into commands (device_id, enrollment_id, purpose, verb, uri, queued_by, expires_at)
     select e.device_id, e.id, 'inventory', 'Get', n.uri, $3, now() + $4::interval
     from enrollments e, unnest($2::text[]) with ordinality as n(uri, place)
     where e.device_id = $1 and e.state = 'active' and not exists (select 1 from commands c where c.device_id = $1
       and c.enrollment_id = e.id and c.uri = n.uri and c.state in ('queued', 'sent'))
     order by n.place`,
    [deviceId, INVENTORY_NODES, actor, INVENTORY_LIFE],
  );
  if ((rowCount ?? 0) > 0) await recordDeviceEvent(tx, deviceId, 'inventory-requested', actor, {});
  return rowCount ?? 0;
}

/**
 * Orders a PC out of management (DMClient Unenroll). Windows answers no Status: it drops the session and says farewell in
 * a later one; until then the PC is "leaving". Other orders that wait are given up.
 * @returns false when the PC has no living enrollment, or the order waits already
 */
export async function queueUnenroll(
  tx: Transaction,
  deviceId: string,
  actor: string,
  reason: string,
): Promise<boolean> {
  const enrollmentId = await startLeaving(tx, deviceId, new Date());
  if (enrollmentId === null) return false;
  await tx.query(
    `update commands set state = 'expired', done_at = now() where device_id = $1 and enrollment_id = $2 and state = 'queued'`,
    [deviceId, enrollmentId],
  );
  await tx.query(
    `insert into commands (device_id, enrollment_id, purpose, verb, uri, format, data, queued_by, expires_at)
     values ($1, $2, 'unenroll', 'Exec', $3, 'chr', $4, $5, now() + $6::interval)`,
    [
      deviceId,
      enrollmentId,
      `./Device/Vendor/MSFT/DMClient/Provider/${PROVIDER_ID}/Unenroll`,
      PROVIDER_ID,
      actor,
      UNENROLL_LIFE,
    ],
  );
  await recordDeviceEvent(tx, deviceId, 'unenroll-requested', actor, { reason });
  return true;
}
