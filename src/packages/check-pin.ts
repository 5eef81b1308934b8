import { timingSafeEqual } from 'node:crypto';
import type { ReasonId, ReasonParams } from '../devices/model/reasons.ts';
import type { Queryable } from '../storage/database.ts';

/** A PIN as it is kept: a keyed HMAC, never the PIN. */
export interface StoredPin {
  readonly id: string;
  readonly hmac: Buffer;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

export type PinCheck = { readonly pinId: string } | { readonly reason: ReasonId; readonly params: ReasonParams };

/**
 * Whether a PIN opens a package: compared in constant time with every PIN of it, so that the time says neither how near a
 * wrong one was nor how many there are that match. A right one that is dead learns why.
 * @param said HMAC of the canonical PIN under the installation's key
 */
export function checkPin(pins: readonly StoredPin[], said: Buffer, now: Date): PinCheck {
  let found: StoredPin | null = null;
  for (const pin of pins) {
    if (pin.hmac.length === said.length && timingSafeEqual(pin.hmac, said)) found = pin;
  }
  if (found === null) return { reason: 'PIN_INVALID', params: {} };
  if (found.revokedAt !== null)
    return { reason: 'PIN_REVOKED', params: { time: found.revokedAt.toISOString(), by: found.revokedBy ?? '' } };
  if (found.expiresAt <= now) return { reason: 'PIN_EXPIRED', params: { time: found.expiresAt.toISOString() } };
  return { pinId: found.id };
}

/** The PINs of a package, dead ones too; none where there is no such package. */
export async function listPins(q: Queryable, packageId: string): Promise<StoredPin[]> {
  const { rows } = await q.query<StoredPin & Record<string, unknown>>(
    `select k.id, k.pin_hmac as hmac, k.expires_at as "expiresAt", coalesce(k.revoked_at, p.revoked_at) as "revokedAt",
       coalesce(k.revoked_by, p.revoked_by) as "revokedBy"
     from pins k join packages p on p.id = k.package_id where k.package_id = $1`,
    [packageId],
  );
  return rows;
}
