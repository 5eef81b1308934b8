import { afterAll, beforeAll, expect, test } from 'vitest';
import { listPackagePcs } from '../../src/packages/list-package-pcs.ts';
import { getPackage } from '../../src/packages/list-packages.ts';
import { makePackage, type NewPackage } from '../../src/packages/make-package.ts';
import { previewTarget } from '../../src/packages/preview-target.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { Refusal } from '../../src/storage/refusal.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPeople, administrator, makeTestRoom, type TestRoom } from './packages-room.ts';

let db: TestDatabase;
let room: TestRoom;
beforeAll(async () => {
  db = await createTestDatabase();
  room = makeTestRoom(db.database);
});
afterAll(() => db.drop());

const make = (form: Partial<NewPackage> & Pick<NewPackage, 'target'>) =>
  makePackage(
    room,
    { name: '東京本社', platform: 'epm', networks: [], withoutUser: 'wait', plainWay: false, ...form },
    administrator,
    'request-1',
  );
const codeOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Refusal ? error.code : error;
};
const rows = async (packageId: string) =>
  (await db.database.query('select * from roster_rows where package_id = $1 order by id', [packageId])).rows;

test('a group is resolved when the package is made; people who cannot enroll stay out, each with the reason', async () => {
  const { group } = await addPeople(db.database, [
    { upn: 'Ichiro.Suzuki@example.test', name: '鈴木 一郎' },
    { upn: 'ai.takahashi@example.test', name: '高橋 愛', disabled: true },
    { upn: 'no-at-sign', name: '田中 健' },
  ]);
  const target = { kind: 'groups', ids: [group] } as const;
  const preview = await previewTarget(room, target, 2);
  expect(preview).toMatchObject({ users: 1, maximumPcs: 2, excludedCount: 2, everyRowHasId: false });
  expect(preview.excluded.map((row) => row.why.en)).toEqual([
    'The account is disabled.',
    'The user name (UPN) is malformed; enrolling would fail.',
  ]);
  const id = await make({ target, pcsPerUser: 2 });
  const written = await rows(id);
  expect(written.map((row) => [row.upn_key, row.capacity, row.excluded_why])).toEqual([
    ['ichiro.suzuki@example.test', 2, null],
    ['ai.takahashi@example.test', 2, 'disabled'],
    ['no-at-sign', 2, 'upn'],
  ]);
  expect(await getPackage(db.database, id, room.clock())).toMatchObject({
    state: 'ready',
    planned: null,
    expiresAt: null,
    knownRequired: 'stated',
    stopAfter: 20,
    target: { kind: 'groups', rows: 1, excluded: 2 },
    roster: { state: 'ready', done: 3, total: 3 },
  });
});

test('for ConfigMgr the number of PCs is typed, and becomes the planned number', async () => {
  const { users } = await addPeople(db.database, [{ upn: 'sho@example.test', name: '中村 翔' }]);
  const target = { kind: 'users', ids: users } as const;
  expect(await codeOf(make({ target, platform: 'configmgr' }))).toBe('COUNT_MISSING');
  expect(await codeOf(make({ target, platform: 'configmgr', typedCount: 2 }))).toBe('COUNT_DIFFERS');
  const id = await make({ target, platform: 'configmgr', typedCount: 1 });
  expect((await getPackage(db.database, id, room.clock())).planned).toBe(1);
});

test('a list of PCs gives each PC a row in the registry, in the roster and on the page of the package, once', async () => {
  const importId = uuidv7();
  room.lists.set(importId, [
    { name: 'TKY-PC-0001', serial: 'PF0001', configmgrId: 'GUID:6F9619FF-8B86-D011-B42D-00C04FC964FF' },
    { name: 'TKY-PC-0002', serial: 'PF0002' },
    { name: 'tky-pc-0002', serial: 'pf0002' },
    { name: 'TKY-PC-0004', serial: 'Default string' },
  ]);
  const target = { kind: 'pcs', importId } as const;
  expect(await previewTarget(room, target, 1)).toMatchObject({ pcs: 3, excludedCount: 1, everyRowHasId: false });
  expect(await codeOf(make({ target, typedCount: 4 }))).toBe('COUNT_DIFFERS');
  const id = await make({ target });
  const pkg = await getPackage(db.database, id, room.clock());
  expect(pkg).toMatchObject({ planned: 3, knownRequired: 'stated', target: { rows: 3, excluded: 1 } });
  expect(pkg.funnel[0]).toMatchObject({ reached: 0, notSeen: 3 });
  const written = await rows(id);
  expect(written.map((row) => [row.name_key, row.serial, row.capacity])).toEqual([
    ['TKY-PC-0001', 'PF0001', 1],
    ['TKY-PC-0002', 'PF0002', 1],
    ['TKY-PC-0004', null, 1],
  ]);
  const pcs = await listPackagePcs(db.database, id, {}, { sort: 'name', limit: 10, offset: 0 });
  expect(pcs.map((pc) => [pc.name, pc.outcome, pc.said])).toEqual([
    ['TKY-PC-0001', 'not-seen', false],
    ['TKY-PC-0002', 'not-seen', false],
    ['TKY-PC-0004', 'not-seen', false],
  ]);

  // the same list again, in another package: the same PCs, no second rows in the registry
  const again = await make({ target });
  expect((await rows(again)).map((row) => row.device_id)).toEqual(written.map((row) => row.device_id));
});

test('PCs of one cloned client id each keep their row, in the roster and in the registry', async () => {
  const importId = uuidv7();
  const configmgrId = 'GUID:11111111-8B86-D011-B42D-00C04FC964FF';
  const listed = ['CLONE-1', 'CLONE-2', 'CLONE-3'].map((name) => ({ name, configmgrId }));
  room.lists.set(importId, listed);
  const target = { kind: 'pcs', importId } as const;
  expect(await previewTarget(room, target, 1)).toMatchObject({ pcs: 3, excludedCount: 0 });
  const first = (await rows(await make({ target }))).map((row) => row.device_id);
  expect(new Set(first).size).toBe(3);

  // the list of another day names one more of them: the three are known by id and name, the fourth is new
  room.lists.set(importId, [{ name: 'CLONE-4', configmgrId }, ...listed]);
  const second = (await rows(await make({ target }))).map((row) => row.device_id);
  expect(new Set(second).size).toBe(4);
  expect(second.filter((id) => first.includes(id)).length).toBe(3);
});

test('"listed" is the default where every row of the list has a serial number, UUID or client id; people are never listed', async () => {
  const importId = uuidv7();
  room.lists.set(importId, [{ name: 'OSK-PC-0001', epmId: '{0B2A1C3D-1111-4222-8333-444455556666}' }]);
  const id = await make({ target: { kind: 'pcs', importId } });
  expect((await getPackage(db.database, id, room.clock())).knownRequired).toBe('listed');
  const { users } = await addPeople(db.database, [{ upn: 'u1@example.test', name: 'U 1' }]);
  expect(await codeOf(make({ target: { kind: 'users', ids: users }, knownRequired: 'listed' }))).toBe(
    'LISTED_NEEDS_LIST',
  );
});

test('a target without anybody, and a network that is none, are refused and leave nothing behind', async () => {
  const before = (await db.database.query('select count(*) as n from packages')).rows[0]?.n;
  expect(await codeOf(make({ target: { kind: 'users', ids: [uuidv7()] } }))).toBe('TARGET_EMPTY');
  const { users } = await addPeople(db.database, [{ upn: 'u2@example.test', name: 'U 2' }]);
  const target = { kind: 'users', ids: users } as const;
  expect(await codeOf(make({ target, networks: ['10.0.0.0/40'] }))).toBe('NETWORK_MALFORMED');
  expect((await db.database.query('select count(*) as n from packages')).rows[0]?.n).toBe(before);
  const id = await make({ target, networks: ['10.1.2.3/16', '2001:db8::1'] });
  expect((await getPackage(db.database, id, room.clock())).networks).toEqual(['10.1.0.0/16', '2001:db8::1/128']);
});

test('a roster of more than 2,000 rows is written by a job, and one that was cut off begins anew', async () => {
  const importId = uuidv7();
  room.lists.set(
    importId,
    Array.from({ length: 4500 }, (_, n) => ({ name: `BIG-${n}`, serial: `BIG${n}` })),
  );
  const id = await make({ target: { kind: 'pcs', importId } });
  expect(room.queued).toEqual([id]);
  expect((await getPackage(db.database, id, room.clock())).roster).toEqual({ state: 'ready', done: 4500, total: 4500 });
  await db.database.query("update packages set roster_state = 'building', roster_done = 2000 where id = $1", [id]);
  await room.queueRoster(id);
  expect((await rows(id)).length).toBe(4500);
  expect((await db.database.query("select count(*)::int as n from devices where name like 'BIG-%'")).rows[0]?.n).toBe(
    4500,
  );
});
