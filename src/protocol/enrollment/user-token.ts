import { ProtocolError } from '../protocol-error.ts';

/** The token that our package hands to RegisterDeviceWithManagement. */
export interface UserToken {
  /** Claim id as written; not checked to be a UUID. */
  claim: string;
  /** The claim's enrollment secret, never a PIN. */
  secret: string;
}

const TOKEN_LIMIT = 1_024;
const FIELD_LIMIT = 64;

/**
 * Reads `{"v":1,"claim":…,"secret":…}`, ASCII and nothing else in it.
 * Throws ProtocolError with fault InvalidSecurity.
 */
export function decodeUserToken(token: Uint8Array): UserToken {
  const value = token.byteLength <= TOKEN_LIMIT ? parseJson(Buffer.from(token).toString('latin1')) : undefined;
  if (typeof value === 'object' && value !== null) {
    const { v, claim, secret, ...rest } = value as Record<string, unknown>;
    if (v === 1 && isField(claim) && isField(secret) && Object.keys(rest).length === 0) return { claim, secret };
  }
  throw new ProtocolError('bad-value', 'the user token is not one of ours', { faultName: 'InvalidSecurity' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isField(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= FIELD_LIMIT && /^[\u0020-\u007e]*$/.test(value);
}
