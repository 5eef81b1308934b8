import { recordDeviceEvent, setDeviceState, updateDevice } from '../devices/registry.ts';
import { recordStage } from '../packages/record-pc.ts';
import type { Transaction } from '../storage/database.ts';

/**
 * An operator takes a PC off probation with a reason: one enrolled the plain way, or one whose inventory cannot match.
 * @returns false when the PC has no enrollment on probation
 */
export async function acceptDevice(
  tx: Transaction,
  deviceId: string,
  actor: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await tx.query<{ claim_id: string; package_id: string; name: string }>(
    `update enrollments e set probation = false from devices d
     where e.device_id = $1 and d.id = e.device_id and e.state = 'active' and e.probation
     returning e.claim_id, e.package_id, d.name`,
    [deviceId],
  );
  const row = rows[0];
  if (row === undefined) return false;
  await tx.query('update claims set inventory_matched_at = $2 where id = $1', [row.claim_id, now]);
  await recordStage(tx, {
    packageId: row.package_id,
    deviceId,
    name: row.name,
    stage: 'inventory-matched',
    at: now,
    outcome: 'done',
  });
  await updateDevice(tx, deviceId, { acceptedWhy: reason });
  await setDeviceState(tx, deviceId, 'enrolled', now);
  await recordDeviceEvent(tx, deviceId, 'accepted', actor, { reason });
  return true;
}
