import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import { notifyLive } from '../storage/live.ts';
import { checkDelivery, type Delivery } from './check-delivery.ts';
import type { PackagesRoom } from './packages-room.ts';
import { lockPackage, refuseRevoked } from './store/pins.ts';

/**
 * Changes how a package reaches PCs and what setup.ps1 does there; what is absent stays. It goes into package.json, so copies
 * downloaded before keep what they have. Only `baton-ppkg` is asked of the server too: left out, it is shut at once.
 * @throws Refusal when the delivery does not work for the package, or the package is revoked
 */
export async function changeDelivery(
  room: PackagesRoom,
  packageId: string,
  change: { readonly [Field in keyof Delivery]?: Delivery[Field] | undefined },
  actor: Actor,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const pkg = await lockPackage(tx, packageId);
    refuseRevoked(pkg);
    const before: Delivery = { carrier: pkg.carrier, ways: pkg.ways, carrierCaches: pkg.carrierCaches };
    const after = checkDelivery(pkg, {
      carrier: change.carrier === undefined ? before.carrier : change.carrier,
      ways: change.ways === undefined ? before.ways : change.ways,
      carrierCaches: change.carrierCaches === undefined ? before.carrierCaches : change.carrierCaches,
    });
    await tx.query('update packages set carrier = $2, ways = $3, carrier_caches = $4 where id = $1', [
      packageId,
      after.carrier,
      after.ways,
      after.carrierCaches,
    ]);
    await recordAudit(tx, {
      actor,
      action: 'package.change',
      target: { kind: 'package', id: packageId, name: pkg.name },
      before,
      after,
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
  });
}
