import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import { notifyLive } from '../storage/live.ts';
import { Refusal } from '../storage/refusal.ts';
import type { PackagesRoom } from './packages-room.ts';
import { lockPackage, refuseRevoked, revokePins } from './store/pins.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 90;

/**
 * Sets a new expiry for all PINs of a package that are not revoked, expired ones too: copies that are under way work on
 * without being distributed again.
 * @throws Refusal when the time is not within the next 90 days, nothing was downloaded, or the package is revoked
 */
export async function extendPins(
  room: PackagesRoom,
  packageId: string,
  expiresAt: Date,
  actor: Actor,
  requestId: string,
): Promise<void> {
  const now = room.clock();
  if (expiresAt <= now || expiresAt.getTime() > now.getTime() + LONGEST_DAYS * DAY_MS) {
    throw new Refusal(
      'invalid',
      'EXPIRY_OUT_OF_RANGE',
      {
        ja: '期限には、現在より後で 90 日以内の日時を選択してください。',
        en: 'Choose an expiry after now and within 90 days.',
      },
      { field: 'expiresAt' },
    );
  }
  await room.database.transaction(async (tx) => {
    const pkg = await lockPackage(tx, packageId);
    refuseRevoked(pkg);
    const { rows } = await tx.query<{ former: Date | null }>(
      'select max(expires_at) as former from pins where package_id = $1 and revoked_at is null',
      [packageId],
    );
    const former = rows[0]?.former ?? null;
    if (former === null) {
      throw new Refusal('conflict', 'NO_PIN', {
        ja: '期限を延長できる PIN がありません。先に配布パッケージをダウンロードしてください。',
        en: 'There is no PIN to extend. Download the package first.',
      });
    }
    await tx.query('update pins set expires_at = $2 where package_id = $1 and revoked_at is null', [
      packageId,
      expiresAt,
    ]);
    await recordAudit(tx, {
      actor,
      action: 'package.extend',
      target: { kind: 'package', id: packageId, name: pkg.name },
      before: { expiresAt: former.toISOString() },
      after: { expiresAt: expiresAt.toISOString() },
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
  });
}

/** Revokes a package with all its PINs: no PC enrolls with it any more, outstanding claims end; enrolled PCs stay. */
export async function revokePackage(
  room: PackagesRoom,
  packageId: string,
  actor: Actor,
  requestId: string,
): Promise<void> {
  const now = room.clock();
  await room.database.transaction(async (tx) => {
    const pkg = await lockPackage(tx, packageId);
    if (pkg.revokedAt !== null) return;
    await tx.query('update packages set revoked_at = $2, revoked_by = $3 where id = $1', [packageId, now, actor.name]);
    await revokePins(tx, packageId, { at: now, by: actor.name, why: 'revoked' });
    await recordAudit(tx, {
      actor,
      action: 'package.revoke',
      target: { kind: 'package', id: packageId, name: pkg.name },
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
  });
}

/** An operator has looked at the PCs of a paused package, and it takes new claims again. */
export async function continuePackage(
  room: PackagesRoom,
  packageId: string,
  actor: Actor,
  requestId: string,
): Promise<void> {
  const now = room.clock();
  await room.database.transaction(async (tx) => {
    const pkg = await lockPackage(tx, packageId);
    refuseRevoked(pkg);
    if (pkg.pausedAt === null) return;
    await tx.query(
      'update packages set paused_at = null, paused_why = null, paused_detail = null, continued_at = $2 where id = $1',
      [packageId, now],
    );
    await recordAudit(tx, {
      actor,
      action: 'package.continue',
      target: { kind: 'package', id: packageId, name: pkg.name },
      before: { pausedAt: pkg.pausedAt.toISOString(), why: pkg.pausedWhy },
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
  });
}
