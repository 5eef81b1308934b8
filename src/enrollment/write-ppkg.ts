import { randomUUID, timingSafeEqual } from 'node:crypto';
import { canonicalSecret } from '../packages/model/secret.ts';
import { renderPpkg } from '../packages/ppkg/render-ppkg.ts';
import { usesWay } from '../packages/uses-way.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import { claimState } from './get-claim.ts';
import { refuseBySwitch } from './model/decide-claim.ts';
import type { StoredClaim } from './store/claims.ts';

/** Why a claim gets no provisioning package. `UNAVAILABLE`: the installation takes no enrollments now. */
export type PpkgRefusal = 'UNAVAILABLE' | 'WAY_OFF' | 'SECRET_WRONG' | 'CLAIM_NOT_RESERVED';

/**
 * Writes the provisioning package of one claim. The PC brings the claim's secret, since Baton keeps only its HMAC; the package
 * is made of it, handed out and forgotten. A new id each time, so Windows never takes it for one it had.
 *
 * The TLS root stays out: setup.ps1 has installed it before it can ask, and Windows would take it away again with the
 * package, which setup.ps1 removes before a next try.
 */
export async function writePpkg(
  room: EnrollmentRoom,
  claim: StoredClaim,
  secret: string,
): Promise<{ readonly file: Buffer } | { readonly refused: PpkgRefusal }> {
  const settings = room.settings();
  const closed = refuseBySwitch({
    maintenance: settings['enrollment.maintenance'],
    pinEnabled: settings['enrollment.pinEnabled'],
    minimumBuild: settings['enrollment.minimumBuild'],
  });
  if (closed !== null) return { refused: 'UNAVAILABLE' };
  if (!(await usesWay(room.database, claim.packageId, 'baton-ppkg'))) return { refused: 'WAY_OFF' };
  const canonical = canonicalSecret(secret);
  const said = room.hmac('pin', canonical);
  if (claim.secretHmac === null || !timingSafeEqual(said, claim.secretHmac)) return { refused: 'SECRET_WRONG' };
  const now = room.clock();
  if (claimState(claim, now).state !== 'reserved') return { refused: 'CLAIM_NOT_RESERVED' };
  const file = renderPpkg(
    {
      packageId: randomUUID(),
      name: `Baton-${claim.id}`,
      version: '1.0',
      upn: `${claim.id}@${room.addresses.host}`,
      discoveryUrl: room.addresses.discovery,
      secret: canonical,
    },
    now,
  );
  return { file };
}
