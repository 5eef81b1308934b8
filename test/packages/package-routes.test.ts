import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidv7 } from '../../src/storage/ids.ts';
import { makeTestApi, type TestApi } from '../devices/operator-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPeople } from './packages-room.ts';

let db: TestDatabase;
let api: TestApi;
let group: string;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  group = (
    await addPeople(db.database, [
      { upn: 'ichiro@example.test', name: '鈴木 一郎' },
      { upn: 'ai@example.test', name: '高橋 愛', disabled: true },
    ])
  ).group;
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const form = () => ({
  name: '東京本社',
  platform: 'configmgr',
  target: { kind: 'groups', ids: [group] },
  typedCount: 1,
});

test('before anything is made: what ConfigMgr stops, and what the target comes to', async () => {
  const stopped = await api.get('/packages/stopped-functions?platform=configmgr');
  expect(stopped.body.map((item: { id: string }) => item.id)).toEqual([
    'resource-access',
    'client-apps',
    'windows-update',
    'endpoint-protection',
    'compliance',
    'device-configuration',
    'office',
  ]);
  expect((await api.get('/packages/stopped-functions?platform=epm')).body).toEqual([]);
  const preview = await api.post(
    '/packages/preview',
    { target: { kind: 'groups', ids: [group] }, pcsPerUser: 3 },
    'viewer',
  );
  expect(preview.body).toMatchObject({
    users: 1,
    maximumPcs: 3,
    excludedCount: 1,
    excluded: [{ name: '高橋 愛 (ai@example.test)', why: { ja: '無効なアカウントです。' } }],
  });
});

test('a package from form to revocation, over the API', async () => {
  const wrong = await api.post('/packages', { ...form(), typedCount: 5 });
  expect([wrong.status, wrong.body.error.code, wrong.body.error.field]).toEqual([400, 'COUNT_DIFFERS', 'typedCount']);
  const made = await api.post('/packages', form());
  expect([made.status, made.body.state, made.body.planned]).toEqual([201, 'ready', 1]);
  const path = `/packages/${made.body.id}`;

  const zip = await api.post(`${path}/downloads`);
  expect(zip.status).toBe(200);
  expect(zip.headers).toMatchObject({
    'content-type': 'application/zip',
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="Baton-_.zip"; filename*=UTF-8''${encodeURIComponent('Baton-東京本社.zip')}`,
  });
  expect(zip.bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  expect((await api.get(path)).body).toMatchObject({
    state: 'running',
    expiresAt: '2026-11-26T03:00:00.000Z',
    downloads: { count: 1, lastBy: '佐藤 花子' },
  });

  const extended = await api.post(`${path}/extension`, { expiresAt: '2026-11-30T00:00:00Z' });
  expect(extended.body.expiresAt).toBe('2026-11-30T00:00:00.000Z');
  const pins = await api.get(`${path}/pins`);
  expect(pins.body.items).toMatchObject([
    { mintedBy: '佐藤 花子', expiresAt: '2026-11-30T00:00:00.000Z', revokedAt: null },
  ]);
  expect((await api.post(`${path}/continuation`)).status).toBe(200);
  expect((await api.post(`${path}/revocation`)).body).toMatchObject({ state: 'revoked', revokedBy: '佐藤 花子' });
  expect((await api.get('/packages?state=revoked')).body.items).toHaveLength(1);
  expect((await api.get('/packages/count?state=running')).body.count).toBe(0);
});

test('a viewer sees packages and mints nothing; an id that is none is refused, one that is not there is not found', async () => {
  const made = await api.post('/packages', form());
  for (const path of [
    '/packages',
    `/packages/${made.body.id}/downloads`,
    `/packages/${made.body.id}/extension`,
    `/packages/${made.body.id}/revocation`,
    `/packages/${made.body.id}/continuation`,
    '/shared-ppkg/customizations',
  ]) {
    expect((await api.post(path, form(), 'viewer')).body.error?.code).toBe('ROLE_NEEDED');
  }
  expect((await api.get(`/packages/${made.body.id}/pcs`)).body.items).toEqual([]);
  expect((await api.get('/packages/not-a-uuid')).status).toBe(400);
  expect((await api.get(`/packages/${uuidv7()}`)).status).toBe(404);
  const nobody = await api.door.inject({ url: '/api/v1/packages', headers: { host: 'localhost' } });
  expect(nobody.statusCode).toBe(401);
});

test('the shared provisioning package: customizations.xml once, then the file as bytes, too large a one refused', async () => {
  const minted = await api.post('/shared-ppkg/customizations');
  expect(minted.headers['content-disposition']).toBe('attachment; filename="customizations.xml"');
  expect(minted.body).toContain('shared@baton.example.test');
  const magic = Buffer.from('MSWIM\0\0\0', 'latin1');
  expect((await api.put('/shared-ppkg', Buffer.concat([magic, Buffer.alloc(9 * 1024 * 1024)]))).status).toBe(413);
  const uploaded = await api.put('/shared-ppkg', Buffer.concat([magic, Buffer.alloc(1024)]));
  expect(uploaded.body).toMatchObject({ state: 'ready', uploadedBy: '佐藤 花子' });
  expect((await api.get('/shared-ppkg')).body).toEqual(uploaded.body);
});

test('the PCs of a package are listed and counted by one query', async () => {
  const importId = uuidv7();
  api.room.lists.set(
    importId,
    Array.from({ length: 30 }, (_, n) => ({ name: `NGY-PC-${n}`, serial: `N${n}` })),
  );
  const made = await api.post('/packages', { name: '名古屋', platform: 'epm', target: { kind: 'pcs', importId } });
  const path = `/packages/${made.body.id}/pcs`;
  const page = await api.get(`${path}?sort=name&limit=3&offset=1`);
  expect(page.body.items.map((pc: { name: string }) => pc.name)).toEqual(['NGY-PC-1', 'NGY-PC-2', 'NGY-PC-3']);
  expect((await api.get(`${path}/count?outcome=not-seen`)).body.count).toBe(30);
  expect((await api.get(`${path}?q=pc-29`)).body.items).toHaveLength(1);
  expect((await api.get(`${path}?stage=inventory-matched`)).body.items).toEqual([]);
});
