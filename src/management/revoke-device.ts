import { recordDeviceEvent, setDeviceState } from '../devices/registry.ts';
import { revokeEnrollment } from '../enrollment/revoke-enrollment.ts';
import type { Transaction } from '../storage/database.ts';

/**
 * Shuts a PC out at once: its certificate is refused from the next request on, a claim of it opens nothing, and orders
 * that wait for it are given up. Nothing is removed from the PC, since it can no longer be told so.
 * @returns false when the PC holds neither claim nor certificate
 */
export async function revokeDevice(
  tx: Transaction,
  deviceId: string,
  actor: string,
  reason: string,
  now: Date,
): Promise<boolean> {
  if (!(await revokeEnrollment(tx, deviceId, actor, now))) return false;
  await tx.query(
    "update commands set state = 'expired', done_at = $2 where device_id = $1 and state in ('queued', 'sent')",
    [deviceId, now],
  );
  await setDeviceState(tx, deviceId, 'left', now);
  await recordDeviceEvent(tx, deviceId, 'revoked', actor, { reason });
  return true;
}
