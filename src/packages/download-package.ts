import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import type { Transaction } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import { notifyLive } from '../storage/live.ts';
import { Refusal } from '../storage/refusal.ts';
import { renderPackageJson, SHARED_PPKG_FILE } from './model/render-package-json.ts';
import { SECRET_LENGTH, secretFromBytes } from './model/secret.ts';
import type { PackagesRoom } from './packages-room.ts';
import { findSharedPpkgFile } from './shared-ppkg.ts';
import { countPins, insertPin, type LockedPackage, lockPackage, refuseRevoked, revokePins } from './store/pins.ts';
import { readKitFiles, writeZip } from './write-zip.ts';

/** One download of a package: the zip as a stream, and the name to save it under. */
export interface PackageDownload {
  readonly fileName: string;
  readonly zip: NodeJS.ReadableStream;
}

const HOUR_MS = 3_600_000;
/** More copies than this of one package are a mistake of a script, and every wrong PIN is compared with each. */
const PINS_PER_PACKAGE = 1_000;
/** Name of the HMAC key that PINs are kept under, so that a later release may replace it. */
const KEY_ID = 'pin-1';

/**
 * Mints a PIN for this one copy and answers the zip that carries it (design fact 6). The PIN stands nowhere else: the
 * database keeps its keyed HMAC, so a copy cannot be downloaded again. Earlier PINs stay alive, unless `replace`.
 * @throws Refusal while the roster is being written, or when the package is revoked
 */
export async function downloadPackage(
  room: PackagesRoom,
  packageId: string,
  options: { readonly replace: boolean; readonly language: 'ja' | 'en' },
  actor: Actor,
  requestId: string,
): Promise<PackageDownload> {
  const kit = await readKitFiles(room.kitFolder);
  const sharedPpkg = await findSharedPpkgFile(room);
  const now = room.clock();
  const { pin, expiresAt, pkg } = await room.database.transaction(async (tx) => {
    const locked = await lockPackage(tx, packageId);
    refuseUndownloadable(locked);
    const expires = new Date(now.getTime() + locked.pinValidityHours * HOUR_MS);
    if (options.replace) await revokePins(tx, packageId, { at: now, by: actor.name, why: 'replaced' });
    const minted = await mintPin(room, tx, { packageId, actor, now, expiresAt: expires });
    await recordAudit(tx, {
      actor,
      action: options.replace ? 'package.replace' : 'package.download',
      target: { kind: 'package', id: packageId, name: locked.name },
      after: { pin: minted.id, expiresAt: expires.toISOString() },
      requestId,
    });
    await notifyLive(tx, 'packages', packageId);
    return { pin: minted.pin, expiresAt: expires, pkg: locked };
  });
  const description = renderPackageJson({
    packageId,
    name: pkg.name,
    platform: pkg.platform,
    enrollment: room.addresses.enrollment,
    discoveryUrl: room.addresses.discovery,
    management: room.addresses.management,
    root: room.tlsRoot(),
    withoutUser: pkg.withoutUser,
    expiresAt,
    sharedPpkg: sharedPpkg === null ? null : { sha256: sharedPpkg.sha256, upn: sharedPpkg.upn },
    ways: pkg.ways,
    carrierCaches: pkg.carrierCaches,
    language: options.language,
  });
  const zip = writeZip([
    ...kit,
    { name: 'package.json', content: description },
    { name: 'pin.txt', content: Buffer.from(`${pin}\n`, 'ascii') },
    ...(sharedPpkg === null ? [] : [{ name: SHARED_PPKG_FILE, content: sharedPpkg.content }]),
  ]);
  return { fileName: `${fileNameOf(pkg.name)}.zip`, zip };
}

/** @throws Refusal when the package cannot be downloaded now */
function refuseUndownloadable(pkg: LockedPackage): void {
  refuseRevoked(pkg);
  if (pkg.rosterState === 'ready') return;
  if (pkg.rosterState === 'failed') {
    throw new Refusal('conflict', 'ROSTER_FAILED', {
      ja: '登録対象一覧を作成できませんでした。新しい配布パッケージを作成してください。',
      en: 'The roster could not be written. Make a new package.',
    });
  }
  throw new Refusal('conflict', 'ROSTER_NOT_READY', {
    ja: '登録対象一覧を作成中です。完了してからダウンロードしてください。',
    en: 'The roster is still being written. Download when it is done.',
  });
}

async function mintPin(
  room: PackagesRoom,
  tx: Transaction,
  copy: { readonly packageId: string; readonly actor: Actor; readonly now: Date; readonly expiresAt: Date },
): Promise<{ id: string; pin: string }> {
  if ((await countPins(tx, copy.packageId)) >= PINS_PER_PACKAGE) {
    throw new Refusal('conflict', 'TOO_MANY_DOWNLOADS', {
      ja: 'この配布パッケージはダウンロード回数の上限 (1,000 回) に達しました。新しい配布パッケージを作成してください。',
      en: 'This package was downloaded 1,000 times, which is the limit. Make a new one.',
    });
  }
  const pin = secretFromBytes(room.randomBytes(SECRET_LENGTH));
  const id = uuidv7(copy.now.getTime());
  await insertPin(tx, {
    packageId: copy.packageId,
    id,
    hmac: room.hmac('pin', pin),
    keyId: KEY_ID,
    mintedAt: copy.now,
    mintedBy: copy.actor.name,
    expiresAt: copy.expiresAt,
  });
  return { id, pin };
}

/** A package's name as a file name on Windows: without the signs it forbids. */
function fileNameOf(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, '_')
    .replace(/[. ]+$/, '')
    .slice(0, 80);
  return `Baton-${safe === '' ? 'package' : safe}`;
}
