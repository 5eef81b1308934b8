import { timingSafeEqual } from 'node:crypto';
import { canonicalSecret } from '../packages/model/secret.ts';
import { checkSharedSecret } from '../packages/shared-ppkg.ts';
import { decodeUserToken } from '../protocol/enrollment/user-token.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { SoapCredential } from '../protocol/soap/credential.ts';
import type { Queryable } from '../storage/database.ts';
import type { EnrollmentRoom } from './enrollment-room.ts';
import type { Refusal } from './model/decide-claim.ts';
import { refuseByClaimState } from './model/decide-enrollment.ts';
import { openPlainWay, type PlainWay } from './plain-way.ts';
import { findClaimOfRequest, type StoredClaim } from './store/claims.ts';

/** What a credential of GetPolicies or RequestSecurityToken opens. */
export type OpenedCredential =
  | { readonly way: 'claim'; readonly claim: StoredClaim; readonly usableMacs: readonly string[] }
  | { readonly way: 'shared' }
  | { readonly way: 'plain'; readonly plain: PlainWay };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const WRONG: Refusal = { reason: 'PIN_INVALID', params: {} };

/**
 * Checks a credential without side effect (design fact 4): GetPolicies stops here, RequestSecurityToken goes on. A wrong
 * secret learns nothing; a right one learns why it is dead.
 * @param macs those that the request says; GetPolicies says none
 */
export async function openCredential(
  room: EnrollmentRoom,
  q: Queryable,
  credential: SoapCredential,
  macs: readonly string[] = [],
): Promise<OpenedCredential | Refusal> {
  const settings = room.settings();
  if (settings['enrollment.maintenance']) return { reason: 'MAINTENANCE', params: {} };
  switch (credential.kind) {
    case 'jwt':
      return { reason: 'ENTRA_TOKEN', params: {} };
    case 'x509':
      return { reason: 'INVALID_SECURITY', params: {} };
    case 'user-token': {
      const token = readUserToken(credential.token);
      return token === null ? WRONG : openClaimSecret(room, q, token.claim, token.secret, macs);
    }
    case 'username':
      return openUsername(room, q, credential.username, credential.password, macs);
  }
}

async function openUsername(
  room: EnrollmentRoom,
  q: Queryable,
  username: string,
  password: string,
  macs: readonly string[],
): Promise<OpenedCredential | Refusal> {
  const at = username.lastIndexOf('@');
  const local = username.slice(0, at).toLowerCase();
  const isOurs = at > 0 && username.slice(at + 1).toLowerCase() === room.addresses.host.toLowerCase();
  if (isOurs && local === 'shared') {
    return (await checkSharedSecret(q, room.hmac('pin', canonicalSecret(password)))) ? { way: 'shared' } : WRONG;
  }
  if (isOurs && UUID.test(local)) return openClaimSecret(room, q, local, password, macs);
  return openPlainWay(room, q, username, password);
}

async function openClaimSecret(
  room: EnrollmentRoom,
  q: Queryable,
  claimId: string,
  secret: string,
  macs: readonly string[],
): Promise<OpenedCredential | Refusal> {
  const found = UUID.test(claimId) ? await findClaimOfRequest(q, claimId, macs) : null;
  const said = room.hmac('pin', canonicalSecret(secret));
  // compared also where there is no such claim, so that the time says nothing
  const isRight = timingSafeEqual(said, found?.claim.secretHmac ?? Buffer.alloc(said.length));
  if (found === null || !isRight) return WRONG;
  if (!room.settings()['enrollment.pinEnabled']) return { reason: 'PIN_ENROLLMENT_OFF', params: {} };
  return refuseByClaimState(found.claim, room.clock()) ?? { way: 'claim', ...found };
}

function readUserToken(token: Buffer): { claim: string; secret: string } | null {
  try {
    return decodeUserToken(token);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
