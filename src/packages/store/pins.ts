import type { Queryable, Transaction } from '../../storage/database.ts';
import { notFound, Refusal } from '../../storage/refusal.ts';
import type { CarrierId } from '../model/carrier-guide.ts';
import type { Way } from '../model/ways.ts';

/** A package as whoever changes it or its PINs sees it. */
export interface LockedPackage {
  readonly name: string;
  readonly platform: 'configmgr' | 'epm' | 'none';
  readonly target: 'users' | 'groups' | 'pcs';
  readonly withoutUser: 'wait' | 'enroll';
  readonly carrier: CarrierId | null;
  readonly ways: readonly Way[] | null;
  readonly carrierCaches: readonly string[] | null;
  readonly pinValidityHours: number;
  readonly rosterState: 'building' | 'ready' | 'failed';
  readonly revokedAt: Date | null;
  readonly pausedAt: Date | null;
  readonly pausedWhy: string | null;
}

/** Reads a package and holds it against other changes until the transaction ends. @throws Refusal when there is none */
export async function lockPackage(tx: Transaction, packageId: string): Promise<LockedPackage> {
  const { rows } = await tx.query<LockedPackage & Record<string, unknown>>(
    `select name, platform, target, without_user as "withoutUser", carrier, ways, carrier_caches as "carrierCaches", pin_validity_hours as "pinValidityHours", roster_state as "rosterState",
       revoked_at as "revokedAt", paused_at as "pausedAt", paused_why as "pausedWhy"
     from packages where id = $1 for no key update`,
    [packageId],
  );
  if (rows[0] === undefined) throw notFound();
  return rows[0];
}

/** @throws Refusal when the package is revoked */
export function refuseRevoked(pkg: Pick<LockedPackage, 'revokedAt'>): void {
  if (pkg.revokedAt === null) return;
  throw new Refusal('conflict', 'PACKAGE_REVOKED', {
    ja: '配布パッケージは失効しています。新しい配布パッケージを作成してください。',
    en: 'The package is revoked. Make a new one.',
  });
}

/** A new PIN as it is kept: its keyed HMAC and the name of the key. */
export interface NewPin {
  readonly packageId: string;
  readonly id: string;
  readonly hmac: Buffer;
  readonly keyId: string;
  readonly mintedAt: Date;
  readonly mintedBy: string;
  readonly expiresAt: Date;
}

export async function insertPin(q: Queryable, pin: NewPin): Promise<void> {
  await q.query(
    'insert into pins (package_id, id, pin_hmac, key_id, minted_at, minted_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [pin.packageId, pin.id, pin.hmac, pin.keyId, pin.mintedAt, pin.mintedBy, pin.expiresAt],
  );
}

/** PINs that a package ever had. */
export async function countPins(q: Queryable, packageId: string): Promise<number> {
  const { rows } = await q.query<{ n: number }>('select count(*)::int as n from pins where package_id = $1', [
    packageId,
  ]);
  return rows[0]?.n ?? 0;
}

/** Ends every PIN of a package that is not revoked yet, expired ones too. */
export async function revokePins(
  q: Queryable,
  packageId: string,
  end: { readonly at: Date; readonly by: string; readonly why: 'replaced' | 'revoked' },
): Promise<void> {
  await q.query(
    'update pins set revoked_at = $2, revoked_by = $3, revoked_why = $4 where package_id = $1 and revoked_at is null',
    [packageId, end.at, end.by, end.why],
  );
}

/** Ends one PIN of a package; says whether it did, or there was nothing to end. */
export async function revokePin(
  q: Queryable,
  packageId: string,
  id: string,
  end: { readonly at: Date; readonly by: string },
): Promise<'revoked' | 'was-revoked' | 'none'> {
  const { rowCount } = await q.query(
    `update pins set revoked_at = $3, revoked_by = $4, revoked_why = 'revoked'
     where package_id = $1 and id = $2 and revoked_at is null`,
    [packageId, id, end.at, end.by],
  );
  if (rowCount === 1) return 'revoked';
  const { rows } = await q.query('select 1 from pins where package_id = $1 and id = $2', [packageId, id]);
  return rows.length === 0 ? 'none' : 'was-revoked';
}

/** A PIN as the package's page lists it. */
export interface PinItem {
  readonly id: string;
  readonly mintedAt: Date;
  readonly mintedBy: string;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** PINs of a package, newest first. */
export async function listPins(q: Queryable, packageId: string): Promise<PinItem[]> {
  const { rows } = await q.query<PinItem & Record<string, unknown>>(
    `select id, minted_at as "mintedAt", minted_by as "mintedBy", expires_at as "expiresAt", revoked_at as "revokedAt", revoked_by as "revokedBy"
     from pins where package_id = $1 order by minted_at desc, id desc`,
    [packageId],
  );
  return rows;
}
