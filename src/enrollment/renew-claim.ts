import { randomBytes } from 'node:crypto';
import { canonicalSecret, SECRET_LENGTH, secretFromBytes } from '../packages/model/secret.ts';
import type { ClaimAnswer } from './claim-pc.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import { type Refusal, refuseBySwitch } from './model/decide-claim.ts';
import { refuseByClaimState } from './model/decide-enrollment.ts';
import { findClaim, renewStoredClaim, type StoredClaim } from './store/claims.ts';

const HOUR_MS = 3_600_000;

/**
 * A new secret and a new life for the same claim, by its token, until three days after it was accepted: also past the
 * PIN's expiry, never past a revocation, a newer claim or the first session (design fact 6).
 */
export async function renewClaim(room: EnrollmentRoom, opened: StoredClaim, token: string): Promise<ClaimAnswer> {
  const settings = room.settings();
  const no = (refusal: Refusal): ClaimAnswer => ({
    refused: { ...refusal, packageId: opened.packageId, deviceId: opened.deviceId },
  });
  const closed = refuseBySwitch({
    maintenance: settings['enrollment.maintenance'],
    pinEnabled: settings['enrollment.pinEnabled'],
    minimumBuild: settings['enrollment.minimumBuild'],
  });
  if (closed !== null) return no(closed);
  return room.database.transaction(async (tx): Promise<ClaimAnswer> => {
    const now = room.clock();
    const claim = await findClaim(tx, opened.id, true);
    if (claim === null) return no({ reason: 'CLAIM_NONE', params: {} });
    const dead = refuseByClaimState(claim, now);
    const isOnlyExpired = dead?.reason === 'CLAIM_EXPIRED' && now < claim.renewUntil;
    if (dead !== null && !isOnlyExpired) return no(dead);
    const secret = secretFromBytes(randomBytes(SECRET_LENGTH));
    const life = Math.min(now.getTime() + settings['claim.lifeHours'] * HOUR_MS, claim.renewUntil.getTime());
    const expiresAt = new Date(life);
    await renewStoredClaim(tx, claim.id, room.hmac('pin', canonicalSecret(secret)), expiresAt);
    return {
      accepted: {
        claimId: claim.id,
        deviceId: claim.deviceId,
        expiresAt,
        renewUntil: claim.renewUntil,
        upn: `${claim.id}@${room.addresses.host}`,
        secret,
        token,
      },
    };
  });
}
