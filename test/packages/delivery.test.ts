import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestApi, type TestApi } from '../devices/operator-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPeople } from './packages-room.ts';
import { readZip } from './read-zip.ts';

let db: TestDatabase;
let api: TestApi;
let group: string;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  ({ group } = await addPeople(db.database, [{ upn: 'ichiro@example.test', name: '鈴木 一郎' }]));
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const IMPORT = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';
const make = (change: object = {}) =>
  api.post('/packages', { name: '東京', platform: 'epm', target: { kind: 'groups', ids: [group] }, ...change });
const refused = async (change: object) => {
  const { status, body } = await make(change);
  return [status, body.error?.code, body.error?.field];
};
const patch = async (id: string, body: unknown, role: 'administrator' | 'viewer' = 'administrator') => {
  const answer = await api.door.inject({
    method: 'PATCH',
    url: `/api/v1/packages/${id}`,
    headers: { authorization: `Bearer ${api.tokens[role]}`, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  return { status: answer.statusCode, body: answer.json() };
};
const packageJson = async (id: string) => {
  const { bytes } = await api.post(`/packages/${id}/downloads`);
  return JSON.parse((await readZip(bytes)).get('package.json')?.toString('utf8') ?? '');
};

test('without a choice: the usual carrier of the old platform, and package.json leaves ways and caches to setup.ps1', async () => {
  for (const [platform, carrier, more] of [
    ['epm', 'epm-two-steps', {}],
    ['configmgr', 'configmgr', { typedCount: 1 }],
    ['none', 'domain', {}],
  ] as const) {
    const { body } = await make({ platform, ...more });
    expect(body).toMatchObject({ carrier, ways: null, carrierCaches: null });
    const json = await packageJson(body.id);
    expect(['ways' in json, 'carrierCaches' in json]).toEqual([false, false]);
  }
  api.room.lists.set(IMPORT, [{ name: 'PC-1', serial: 'S1' }]);
  const pcs = await make({ target: { kind: 'pcs', importId: IMPORT }, withoutUser: 'enroll' });
  expect(pcs.body.carrier).toBe('epm-system');
});

test('what is chosen stands in package.json as setup.ps1 reads it, ways in the order it tries them in', async () => {
  const ways = ['icd', 'baton-ppkg'];
  const made = await make({
    carrier: 'epm-user',
    ways: ways.toReversed(),
    carrierCaches: [' D:\\EPM\\sdmcache\\ ', 'D:\\EPM\\sdmcache'],
  });
  expect([made.status, made.body.carrier, made.body.ways, made.body.carrierCaches]).toEqual([
    201,
    'epm-user',
    ways,
    ['D:\\EPM\\sdmcache'],
  ]);
  expect(await packageJson(made.body.id)).toMatchObject({ ways, carrierCaches: ['D:\\EPM\\sdmcache'] });
  expect((await api.get(`/packages/${made.body.id}`)).body).toMatchObject({ ways });
  const none = await make({ carrierCaches: [] });
  expect(await packageJson(none.body.id)).toMatchObject({ carrierCaches: [] });
});

test('a carrier of another platform, and one by which no PC could enroll, are refused when the package is made', async () => {
  expect(await refused({ carrier: 'configmgr' })).toEqual([400, 'CARRIER_OTHER_PLATFORM', 'carrier']);
  expect(await refused({ platform: 'none', carrier: 'epm-user' })).toEqual([400, 'CARRIER_OTHER_PLATFORM', 'carrier']);
  expect(await refused({ carrier: 'epm-system' })).toEqual([400, 'CARRIER_NEEDS_PCS', 'carrier']);
  api.room.lists.set(IMPORT, [{ name: 'PC-1', serial: 'S1' }]);
  const pcs = { target: { kind: 'pcs', importId: IMPORT }, carrier: 'epm-system' };
  expect(await refused(pcs)).toEqual([400, 'CARRIER_NEEDS_PCS', 'carrier']);
  expect((await make({ ...pcs, withoutUser: 'enroll' })).status).toBe(201);
  expect((await make({ carrier: 'by-hand' })).status).toBe(201);
  expect((await make({ platform: 'configmgr', typedCount: 1, carrier: 'configmgr-program' })).status).toBe(201);
});

test('ways and caches that setup.ps1 could not read are refused', async () => {
  expect((await refused({ ways: [] }))[0]).toBe(400);
  expect((await refused({ ways: ['magic'] }))[0]).toBe(400);
  for (const folder of ['C:\\', '\\\\server\\share', 'C:\\a\\..\\Windows', '%TEMP%'])
    expect(await refused({ carrierCaches: [folder] })).toEqual([400, 'CACHE_MALFORMED', 'carrierCaches']);
  expect((await refused({ carrierCaches: Array(17).fill('C:\\x') }))[0]).toBe(400);
  expect((await refused({ carrier: 'pigeon' }))[0]).toBe(400);
});

test('the delivery is changed later, under audit; what is not named stays; copies from then on carry it', async () => {
  const made = await make({ ways: ['icd'] });
  const { id } = made.body;
  const changed = await patch(id, { carrier: 'domain', carrierCaches: ['C:\\Cache'] });
  expect([changed.status, changed.body]).toMatchObject([
    200,
    { carrier: 'domain', ways: ['icd'], carrierCaches: ['C:\\Cache'] },
  ]);
  expect((await patch(id, { ways: null })).body).toMatchObject({ carrier: 'domain', ways: null });
  expect(await packageJson(id)).toMatchObject({ carrierCaches: ['C:\\Cache'] });
  const audit = await api.get('/audit?action=package.change');
  expect(audit.body.items[1]).toMatchObject({
    targetId: id,
    before: { carrier: null, ways: ['icd'], carrierCaches: null },
    after: { carrier: 'domain', ways: ['icd'], carrierCaches: ['C:\\Cache'] },
  });
});

test('a change is checked as the form is; a viewer, a revoked package, an unknown one and an empty change are refused', async () => {
  const { id } = (await make()).body;
  const code = async (answer: ReturnType<typeof patch>) => {
    const { status, body } = await answer;
    return [status, body.error.code];
  };
  expect(await code(patch(id, { carrier: 'configmgr' }))).toEqual([400, 'CARRIER_OTHER_PLATFORM']);
  expect(await code(patch(id, { carrier: 'epm-system' }))).toEqual([400, 'CARRIER_NEEDS_PCS']);
  expect(await code(patch(id, { ways: ['icd'] }, 'viewer'))).toEqual([403, 'ROLE_NEEDED']);
  for (const body of [{}, { name: 'x' }, { ways: [] }, [], null]) expect((await patch(id, body)).status).toBe(400);
  await api.post(`/packages/${id}/revocation`);
  expect(await code(patch(id, { ways: ['icd'] }))).toEqual([409, 'PACKAGE_REVOKED']);
  expect((await patch(IMPORT, { ways: ['icd'] })).status).toBe(404);
});

test('one PIN is revoked, the others stay; again changes nothing; one of another package is not found', async () => {
  const [first, second] = [(await make()).body.id, (await make()).body.id];
  for (const id of [first, first, second]) await api.post(`/packages/${id}/downloads`);
  const pins = (await api.get(`/packages/${first}/pins`)).body.items;
  const lost = pins[1].id;
  const revoked = await api.post(`/packages/${first}/pins/${lost}/revocation`);
  expect(revoked.body.items.map((pin: { id: string; revokedBy: string | null }) => [pin.id, pin.revokedBy])).toEqual([
    [pins[0].id, null],
    [lost, '佐藤 花子'],
  ]);
  expect((await api.post(`/packages/${first}/pins/${lost}/revocation`)).body).toMatchObject({
    items: revoked.body.items,
  });
  expect((await api.get('/audit?action=package.revoke-pin')).body.items).toHaveLength(1);
  expect((await api.get(`/packages/${first}`)).body.state).toBe('running');
  const foreign = (await api.get(`/packages/${second}/pins`)).body.items[0].id;
  expect((await api.post(`/packages/${first}/pins/${foreign}/revocation`)).status).toBe(404);
  expect((await api.post(`/packages/${first}/pins/${pins[0].id}/revocation`, {}, 'viewer')).status).toBe(403);
});
