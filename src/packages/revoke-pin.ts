import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import { notifyLive } from '../storage/live.ts';
import { notFound } from '../storage/refusal.ts';
import type { PackagesRoom } from './packages-room.ts';
import { lockPackage, revokePin as revokeStoredPin } from './store/pins.ts';

/**
 * Revokes one PIN, such as that of a copy which got lost: its outstanding claims end, enrolled PCs and the other copies stay.
 * Revoking it again changes nothing.
 * @throws Refusal when the package has no such PIN
 */
export async function revokePin(
  room: PackagesRoom,
  packageId: string,
  pinId: string,
  actor: Actor,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const pkg = await lockPackage(tx, packageId);
    const state = await revokeStoredPin(tx, packageId, pinId, { at: room.clock(), by: actor.name });
    if (state === 'none') throw notFound();
    if (state === 'was-revoked') return;
    await recordAudit(tx, {
      actor,
      action: 'package.revoke-pin',
      target: { kind: 'package', id: packageId, name: pkg.name },
      after: { pin: pinId },
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
  });
}
