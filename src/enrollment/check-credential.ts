import type { SoapCredential } from '../protocol/soap/credential.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { Refusal } from './model/decide-claim.ts';
import { openCredential } from './open-credential.ts';
import type { StoredClaim } from './store/claims.ts';

/**
 * GetPolicies checks the credential and changes nothing (design fact 4): no claim, no reservation, however often it is
 * asked. A shared provisioning package is checked by its secret only; the claim is looked for at RequestSecurityToken.
 */
export async function checkCredential(
  room: EnrollmentRoom,
  credential: SoapCredential,
): Promise<{ refused: Refusal | null; claim: StoredClaim | null }> {
  const opened = await openCredential(room, room.database, credential);
  if ('reason' in opened) return { refused: opened, claim: null };
  return { refused: null, claim: opened.way === 'claim' ? opened.claim : null };
}
