import { netBiosName } from '../../devices/model/hardware.ts';
import type { Refusal } from './decide-claim.ts';

/** A claim as the enrollment door meets it. */
export interface LivingClaim {
  readonly id: string;
  readonly state: 'reserved' | 'used' | 'released' | 'expired' | 'replaced' | 'revoked';
  readonly nameKey: string;
  /** MACs of the claim; those of the request that three PCs claimed are already taken out. */
  readonly macs: readonly string[];
  /** Pinned by the first accepted request; '' when that request had none; null before it. */
  readonly hwDevId: string | null;
  readonly expiresAt: Date;
  readonly renewUntil: Date;
  readonly firstSessionAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  /** The PIN, package or claim was revoked. */
  readonly revoked: { readonly at: Date; readonly by: string } | null;
}

/** What a RequestSecurityToken says about the PC that sends it. */
export interface EnrollingPc {
  readonly hwDevId: string;
  readonly deviceName: string;
  readonly macs: readonly string[];
}

/** How an enrollment is tied to the PC that made the claim. */
export type Bound = 'mac' | 'secret';

/**
 * Whether a claim's credential is alive (design fact 4): it dies with the first authenticated session, with its expiry,
 * by a newer claim of the same PC, or by revoking claim, PIN or package. A right secret learns which of these it was.
 */
export function refuseByClaimState(claim: LivingClaim, now: Date): Refusal | null {
  if (claim.revoked !== null) {
    return { reason: 'CLAIM_REVOKED', params: { time: claim.revoked.at.toISOString(), by: claim.revoked.by } };
  }
  if (claim.firstSessionAt !== null || claim.state === 'released') return { reason: 'SECRET_USED', params: {} };
  if (claim.state === 'replaced')
    return { reason: 'CLAIM_REPLACED', params: { time: (claim.endedAt ?? now).toISOString() } };
  if (claim.state === 'revoked') {
    return { reason: 'CLAIM_REVOKED', params: { time: (claim.endedAt ?? now).toISOString(), by: claim.endedBy ?? '' } };
  }
  if (claim.state === 'expired' || claim.expiresAt <= now) {
    return {
      reason: 'CLAIM_EXPIRED',
      params: { time: claim.expiresAt.toISOString(), limit: claim.renewUntil.toISOString() },
    };
  }
  return null;
}

/**
 * Whether the PC that asks for a certificate is the PC that made the claim (design facts 4 and 7). The first accepted
 * request pins the HWDevID; DeviceID is never compared, since it is new with every try.
 * @param needsMac the shared provisioning package proves nothing by itself, so it needs a MAC in common
 */
export function bindToClaim(claim: LivingClaim, pc: EnrollingPc, needsMac: boolean): { bound: Bound } | Refusal {
  if (claim.hwDevId !== null && claim.hwDevId !== pc.hwDevId)
    return { reason: 'CLAIM_OTHER_PC', params: { field: 'HWDevID' } };
  if (pc.deviceName !== '' && netBiosName(pc.deviceName) !== claim.nameKey)
    return { reason: 'CLAIM_OTHER_PC', params: { field: 'name' } };
  if (pc.macs.length > 0 && claim.macs.length > 0) {
    return pc.macs.some((mac) => claim.macs.includes(mac))
      ? { bound: 'mac' }
      : { reason: 'CLAIM_OTHER_PC', params: { field: 'MAC' } };
  }
  return needsMac ? { reason: 'MAC_MISSING', params: {} } : { bound: 'secret' };
}

/**
 * The one outstanding claim that a request under the shared provisioning package redeems: same NetBIOS name and a MAC in
 * common. None, or two of different hardware, is refused with the reason.
 * @param candidates living claims of that name
 */
export function matchSharedClaim(
  candidates: readonly LivingClaim[],
  pc: EnrollingPc,
  match: 'strict' | 'name',
): { claim: LivingClaim; bound: Bound } | Refusal {
  if (match === 'strict' && pc.macs.length === 0) return { reason: 'MAC_MISSING', params: {} };
  const outcomes = candidates.map((claim) => ({ claim, outcome: bindToClaim(claim, pc, match === 'strict') }));
  const fitting = outcomes.flatMap(({ claim, outcome }) =>
    'bound' in outcome ? [{ claim, bound: outcome.bound }] : [],
  );
  const only = fitting[0];
  if (fitting.length > 1) return { reason: 'CLAIM_AMBIGUOUS', params: {} };
  if (only !== undefined) return only;
  const refused = outcomes[0]?.outcome;
  return refused !== undefined && 'reason' in refused ? refused : { reason: 'CLAIM_NONE', params: {} };
}
