import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { recordAudit } from '../operators/audit.ts';
import type { Actor } from '../operators/model/actor.ts';
import type { Queryable } from '../storage/database.ts';
import { Refusal } from '../storage/refusal.ts';
import { renderCustomizations } from './model/render-customizations.ts';
import { SECRET_LENGTH, secretFromBytes } from './model/secret.ts';
import type { PackagesRoom } from './packages-room.ts';

/** The shared provisioning package of this installation (design fact 6). */
export interface SharedPpkg {
  readonly state: 'none' | 'waiting-for-upload' | 'ready';
  readonly upn: string | null;
  readonly sha256: string | null;
  readonly uploadedAt: Date | null;
  readonly uploadedBy: string | null;
}

const FILE = 'shared.ppkg';
const SECRETS = 'shared-ppkg-secrets';
const HMAC_BYTES = 32;
/** Secrets of files that PCs may still hold; older ones end when a newer one is minted. */
const SECRETS_KEPT = 5;
/** What ICD.exe makes of one enrollment entry is some ten kilobytes. */
export const SHARED_PPKG_LIMIT = 8 * 1024 * 1024;
/** A .ppkg is a WIM container, which begins with this. */
const WIM_MAGIC = Buffer.from('MSWIM\0\0\0', 'latin1');

/**
 * Whether this is the secret of a shared provisioning package of this installation: compared in constant time with each
 * that is kept. It opens nothing by itself; a request under it still needs its own PC's claim.
 * @param said HMAC of the canonical secret
 */
export async function checkSharedSecret(q: Queryable, said: Buffer): Promise<boolean> {
  const { rows } = await q.query<{ content: Buffer }>({
    name: 'shared-secrets',
    text: 'select content from installation_files where name = $1',
    values: [SECRETS],
  });
  const kept = rows[0]?.content ?? Buffer.alloc(0);
  let isRight = false;
  for (let at = 0; at + HMAC_BYTES <= kept.length; at += HMAC_BYTES) {
    isRight = timingSafeEqual(kept.subarray(at, at + HMAC_BYTES), said) || isRight;
  }
  return isRight;
}

/** How far the shared provisioning package is. */
export async function getSharedPpkg(room: PackagesRoom): Promise<SharedPpkg> {
  const { rows } = await room.database.query<{ name: string; sha256: Buffer; uploaded_at: Date; uploaded_by: string }>(
    'select name, sha256, uploaded_at, uploaded_by from installation_files where name = any($1)',
    [[FILE, SECRETS]],
  );
  const file = rows.find((row) => row.name === FILE);
  const minted = rows.some((row) => row.name === SECRETS);
  return {
    state: file !== undefined ? 'ready' : minted ? 'waiting-for-upload' : 'none',
    upn: minted ? sharedUpn(room) : null,
    sha256: file?.sha256.toString('hex').toUpperCase() ?? null,
    uploadedAt: file?.uploaded_at ?? null,
    uploadedBy: file?.uploaded_by ?? null,
  };
}

/**
 * Mints the identity of the shared provisioning package and writes it once into customizations.xml, which
 * Build-ProvisioningPackage.ps1 turns into the file to upload. Files made before go on working.
 */
export async function mintSharedPpkg(room: PackagesRoom, actor: Actor, requestId: string): Promise<string> {
  const secret = secretFromBytes(room.randomBytes(SECRET_LENGTH));
  const hmac = room.hmac('pin', secret);
  await room.database.transaction(async (tx) => {
    const { rows } = await tx.query<{ content: Buffer }>(
      'select content from installation_files where name = $1 for update',
      [SECRETS],
    );
    const former = rows[0]?.content ?? Buffer.alloc(0);
    const content = Buffer.concat([hmac, former]).subarray(0, HMAC_BYTES * SECRETS_KEPT);
    await writeFile(tx, { name: SECRETS, content, actor, at: room.clock() });
    await recordAudit(tx, {
      actor,
      action: 'shared-ppkg.mint',
      target: { kind: 'shared-ppkg', id: 'shared', name: sharedUpn(room) },
      requestId,
    });
  });
  return renderCustomizations({
    packageId: randomUUID(),
    name: 'baton-shared',
    version: '1.0',
    upn: sharedUpn(room),
    discoveryUrl: room.addresses.discovery,
    secret,
  });
}

/**
 * Keeps the built file; from now on every package's zip carries it.
 * @throws Refusal when nothing was minted before, or the file is not a provisioning package
 */
export async function uploadSharedPpkg(
  room: PackagesRoom,
  content: Buffer,
  actor: Actor,
  requestId: string,
): Promise<SharedPpkg> {
  if (content.length > SHARED_PPKG_LIMIT) {
    throw new Refusal('too-large', 'PPKG_TOO_LARGE', {
      ja: 'ファイルが大きすぎます (上限 8 MB)。',
      en: 'The file is too large (limit 8 MB).',
    });
  }
  if (!content.subarray(0, WIM_MAGIC.length).equals(WIM_MAGIC)) {
    throw new Refusal('invalid', 'PPKG_NOT_PPKG', {
      ja: 'プロビジョニング パッケージ (.ppkg) ではありません。Build-ProvisioningPackage.ps1 が作成したファイルを選択してください。',
      en: 'This is not a provisioning package (.ppkg). Choose the file that Build-ProvisioningPackage.ps1 made.',
    });
  }
  await room.database.transaction(async (tx) => {
    const { rows } = await tx.query('select 1 from installation_files where name = $1', [SECRETS]);
    if (rows.length === 0) {
      throw new Refusal('conflict', 'PPKG_NOT_MINTED', {
        ja: '先に customizations.xml をダウンロードし、そのファイルから作成してください。',
        en: 'First download customizations.xml and build the file from it.',
      });
    }
    await writeFile(tx, { name: FILE, content, actor, at: room.clock() });
    await recordAudit(tx, {
      actor,
      action: 'shared-ppkg.upload',
      target: { kind: 'shared-ppkg', id: 'shared', name: sharedUpn(room) },
      after: { sha256: sha256Of(content).toString('hex').toUpperCase(), bytes: content.length },
      requestId,
    });
  });
  return getSharedPpkg(room);
}

/** The uploaded file as a zip carries it, or null where none was uploaded. */
export async function findSharedPpkgFile(
  room: PackagesRoom,
): Promise<{ readonly content: Buffer; readonly sha256: string; readonly upn: string } | null> {
  const { rows } = await room.database.query<{ content: Buffer; sha256: Buffer }>(
    'select content, sha256 from installation_files where name = $1',
    [FILE],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return { content: row.content, sha256: row.sha256.toString('hex').toUpperCase(), upn: sharedUpn(room) };
}

function sharedUpn(room: PackagesRoom): string {
  return `shared@${room.addresses.host}`;
}

function sha256Of(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest();
}

async function writeFile(
  q: Queryable,
  file: { readonly name: string; readonly content: Buffer; readonly actor: Actor; readonly at: Date },
): Promise<void> {
  await q.query(
    `insert into installation_files (name, content, sha256, uploaded_at, uploaded_by) values ($1, $2, $3, $4, $5)
     on conflict (name) do update set content = excluded.content, sha256 = excluded.sha256, uploaded_at = excluded.uploaded_at,
       uploaded_by = excluded.uploaded_by`,
    [file.name, file.content, sha256Of(file.content), file.at, file.actor.name],
  );
}
