import type { Stage } from '../devices/model/stages.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { LivingClaim } from './model/decide-enrollment.ts';
import { findClaimByToken, type StoredClaim } from './store/claims.ts';

/** What a claim's token may read: how far this PC has come. */
export interface ClaimState {
  readonly state: LivingClaim['state'];
  readonly stage: Stage;
  readonly firstSessionAt: string | null;
  readonly expiresAt: string;
}

/** The claim that `token` opens, if it is the claim `claimId`; the token opens this claim alone (design fact 6). */
export async function openClaim(room: EnrollmentRoom, claimId: string, token: string): Promise<StoredClaim | null> {
  const claim = await findClaimOfToken(room, token);
  return claim !== null && claim.id === claimId ? claim : null;
}

/** The claim that `token` opens, whichever it is. */
export function findClaimOfToken(room: EnrollmentRoom, token: string): Promise<StoredClaim | null> {
  return findClaimByToken(room.database, room.hmac('token', token));
}

/** How far the PC of a claim has come. */
export function claimState(claim: StoredClaim, now: Date): ClaimState {
  return {
    state: stateOf(claim, now),
    stage: stageOf(claim),
    firstSessionAt: claim.firstSessionAt?.toISOString() ?? null,
    expiresAt: claim.expiresAt.toISOString(),
  };
}

function stateOf(claim: StoredClaim, now: Date): ClaimState['state'] {
  if (claim.firstSessionAt !== null) return claim.state;
  if (claim.revoked !== null) return 'revoked';
  return claim.state === 'reserved' && claim.expiresAt <= now ? 'expired' : claim.state;
}

function stageOf(claim: StoredClaim): Stage {
  if (claim.inventoryMatchedAt !== null) return 'inventory-matched';
  if (claim.firstSessionAt !== null) return 'first-session';
  return claim.hwDevId === null ? 'claim-accepted' : 'certificate-issued';
}
