import fs from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continuePackage, extendPins, revokePackage } from '../../src/packages/change-package.ts';
import { downloadPackage } from '../../src/packages/download-package.ts';
import { getPackage, listPackages, listPins } from '../../src/packages/list-packages.ts';
import { makePackage } from '../../src/packages/make-package.ts';
import { checkSharedSecret, getSharedPpkg, mintSharedPpkg, uploadSharedPpkg } from '../../src/packages/shared-ppkg.ts';
import { KIT_FILES } from '../../src/packages/write-zip.ts';
import { Refusal } from '../../src/storage/refusal.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPeople, administrator, makeTestRoom, type TestRoom } from './packages-room.ts';
import { readZip } from './read-zip.ts';

let db: TestDatabase;
let room: TestRoom;
let users: string[];
beforeAll(async () => {
  db = await createTestDatabase();
  room = makeTestRoom(db.database);
  users = (await addPeople(db.database, [{ upn: 'ichiro@example.test', name: '鈴木 一郎' }])).users;
});
afterAll(() => db.drop());

const START = new Date('2026-11-25T03:00:00Z');
const hours = (n: number) => new Date(START.getTime() + n * 3_600_000);

async function newPackage(name: string): Promise<string> {
  room.setTime(START);
  const form = {
    name,
    platform: 'none',
    target: { kind: 'users', ids: users },
    networks: [],
    withoutUser: 'wait',
    plainWay: false,
  } as const;
  return makePackage(room, form, administrator, 'request-1');
}

async function download(id: string, replace = false): Promise<Map<string, Buffer>> {
  const { zip } = await downloadPackage(room, id, { replace, language: 'ja' }, administrator, 'request-2');
  return readZip(await buffer(zip));
}

const pinOf = (files: Map<string, Buffer>) => files.get('pin.txt')?.toString('ascii').trim() ?? '';
const codeOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Refusal ? error.code : error;
};
const pinRow = async (id: string, pin: string) =>
  (
    await db.database.query<{ expires_at: Date; revoked_at: Date | null }>(
      'select expires_at, revoked_at from pins where package_id = $1 and pin_hmac = $2',
      [id, room.hmac('pin', pin)],
    )
  ).rows[0];

test('the zip holds the kit byte for byte, package.json, and the PIN alone in pin.txt', async () => {
  const id = await newPackage('東京: 本社');
  const files = await download(id);
  const fixed = [...KIT_FILES, 'steps.ja.txt', 'steps.en.txt'];
  expect([...files.keys()].sort()).toEqual([...fixed, 'package.json', 'pin.txt'].sort());
  const again = await download(await newPackage('大阪'));
  for (const name of fixed) expect(again.get(name)).toEqual(files.get(name));
  expect(files.get('setup.ps1')).toEqual(fs.readFileSync(path.join(room.kitFolder, 'setup.ps1')));
  expect(files.get('pin.txt')?.toString('latin1')).toMatch(/^[2-9A-HJ-NP-Z]{12}\n$/);
  const pin = pinOf(files);
  expect(JSON.parse(files.get('package.json')?.toString('utf8') ?? '')).toEqual({
    schema: 1,
    packageId: id,
    name: '東京: 本社',
    kit: '1.0.0',
    platform: 'none',
    enrollment: 'https://baton.example.test:8443',
    discoveryUrl: 'https://baton.example.test:8443/EnrollmentServer/Discovery.svc',
    management: 'https://baton.example.test:8444',
    root: room.tlsRoot(),
    identity: { withoutUser: 'wait' },
    expiresAt: hours(24).toISOString(),
    sharedPpkg: null,
    language: 'ja',
  });
  const everywhere = await db.database.query(
    'select to_jsonb(p) as row from pins p union all select to_jsonb(a) from audit_entries a',
  );
  expect(JSON.stringify(everywhere.rows)).not.toContain(pin);
});

test('each download mints its own PIN, which expires its validity after that download; earlier ones stay alive', async () => {
  const id = await newPackage('二回');
  const first = pinOf(await download(id));
  room.setTime(hours(10));
  const second = pinOf(await download(id));
  expect(second).not.toBe(first);
  expect(await pinRow(id, first)).toMatchObject({ expires_at: hours(24), revoked_at: null });
  expect(await pinRow(id, second)).toMatchObject({ expires_at: hours(34), revoked_at: null });
  expect(await getPackage(db.database, id, hours(30))).toMatchObject({
    state: 'running',
    expiresAt: hours(34),
    pinMintedAt: hours(10),
    downloads: { count: 2, lastAt: hours(10), lastBy: '佐藤 花子' },
  });
  expect((await listPins(db.database, id)).map((pin) => pin.expiresAt)).toEqual([hours(34), hours(24)]);
});

test('extend sets a new expiry for all PINs that are not revoked, expired ones too', async () => {
  const id = await newPackage('延長');
  expect(await codeOf(extendPins(room, id, hours(48), administrator, 'r'))).toBe('NO_PIN');
  const first = pinOf(await download(id));
  const second = pinOf(await download(id, true));
  room.setTime(hours(30));
  expect((await getPackage(db.database, id, hours(30))).state).toBe('expired');
  await extendPins(room, id, hours(54), administrator, 'r');
  expect((await pinRow(id, second))?.expires_at).toEqual(hours(54));
  expect((await pinRow(id, first))?.expires_at).toEqual(hours(24));
  expect((await getPackage(db.database, id, hours(31))).state).toBe('running');
  expect(await codeOf(extendPins(room, id, hours(29), administrator, 'r'))).toBe('EXPIRY_OUT_OF_RANGE');
  expect(await codeOf(extendPins(room, id, hours(30 + 24 * 91), administrator, 'r'))).toBe('EXPIRY_OUT_OF_RANGE');
});

test('replace revokes the earlier PINs and downloads anew; revoke ends all of them and the package', async () => {
  const id = await newPackage('置き換え');
  const first = pinOf(await download(id));
  const second = pinOf(await download(id, true));
  expect((await pinRow(id, first))?.revoked_at).toEqual(START);
  expect((await pinRow(id, second))?.revoked_at).toBeNull();
  await revokePackage(room, id, administrator, 'r');
  expect((await pinRow(id, second))?.revoked_at).toEqual(START);
  expect(await getPackage(db.database, id, START)).toMatchObject({ state: 'revoked', revokedBy: '佐藤 花子' });
  expect(await codeOf(download(id))).toBe('PACKAGE_REVOKED');
  expect(await codeOf(extendPins(room, id, hours(48), administrator, 'r'))).toBe('PACKAGE_REVOKED');
  const audit = await db.database.query<{ action: string }>(
    'select action from audit_entries where target_id = $1 order by at, id',
    [id],
  );
  expect(audit.rows.map((row) => row.action)).toEqual([
    'package.make',
    'package.download',
    'package.replace',
    'package.revoke',
  ]);
});

test('a package whose roster is being written cannot be downloaded; a paused one goes on after an operator looked', async () => {
  const id = await newPackage('停止');
  await db.database.query("update packages set roster_state = 'building' where id = $1", [id]);
  expect(await codeOf(download(id))).toBe('ROSTER_NOT_READY');
  await db.database.query(
    `update packages set roster_state = 'ready', paused_at = $2, paused_why = 'first-pcs', paused_detail = '{"accepted": 20, "failed": 1}' where id = $1`,
    [id, hours(1)],
  );
  expect((await getPackage(db.database, id, hours(2))).paused).toEqual({
    why: 'first-pcs',
    at: hours(1),
    accepted: 20,
    failed: 1,
  });
  await continuePackage(room, id, administrator, 'r');
  expect((await getPackage(db.database, id, hours(2))).paused).toBeNull();
});

test('packages are found by name, state and old platform', async () => {
  const page = { sort: 'name', limit: 50, offset: 0 } as const;
  const names = async (query: Parameters<typeof listPackages>[1]) =>
    (await listPackages(db.database, query, page, START)).map((pkg) => pkg.name);
  expect(await names({ q: '延' })).toEqual(['延長']);
  expect(await names({ state: ['revoked'] })).toEqual(['置き換え']);
  expect(await names({ platform: ['epm'] })).toEqual([]);
  expect((await names({ state: ['running', 'ready'], platform: ['none'] })).length).toBeGreaterThan(2);
});

test('the shared provisioning package: minted once into customizations.xml, kept as an HMAC, then carried by every zip', async () => {
  expect((await getSharedPpkg(room)).state).toBe('none');
  const ppkg = Buffer.concat([Buffer.from('MSWIM\0\0\0', 'latin1'), Buffer.alloc(100, 1)]);
  expect(await codeOf(uploadSharedPpkg(room, ppkg, administrator, 'r'))).toBe('PPKG_NOT_MINTED');
  const xml = await mintSharedPpkg(room, administrator, 'r');
  const secret = /<Secret>([^<]+)</.exec(xml)?.[1] ?? '';
  expect(secret).toMatch(/^[2-9A-HJ-NP-Z]{12}$/);
  expect(await getSharedPpkg(room)).toMatchObject({ state: 'waiting-for-upload', upn: 'shared@baton.example.test' });
  expect(await checkSharedSecret(db.database, room.hmac('pin', secret))).toBe(true);
  expect(await checkSharedSecret(db.database, room.hmac('pin', 'WRONGWRONG22'))).toBe(false);
  expect(await codeOf(uploadSharedPpkg(room, Buffer.from('PK\u0003\u0004'), administrator, 'r'))).toBe('PPKG_NOT_PPKG');
  const uploaded = await uploadSharedPpkg(room, ppkg, administrator, 'r');
  expect(uploaded).toMatchObject({ state: 'ready', uploadedBy: '佐藤 花子' });
  const files = await download(await newPackage('共有'));
  expect(files.get('shared.ppkg')).toEqual(ppkg);
  expect(JSON.parse(files.get('package.json')?.toString() ?? '').sharedPpkg).toEqual({
    file: 'shared.ppkg',
    sha256: uploaded.sha256,
    upn: 'shared@baton.example.test',
  });
  // a second minting does not end the files that PCs hold already
  await mintSharedPpkg(room, administrator, 'r');
  expect(await checkSharedSecret(db.database, room.hmac('pin', secret))).toBe(true);
});
