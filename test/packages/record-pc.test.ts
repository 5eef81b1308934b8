import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listPackagePcs } from '../../src/packages/list-package-pcs.ts';
import { makePackage } from '../../src/packages/make-package.ts';
import { type PackagePcEvent, recordStage } from '../../src/packages/record-pc.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { administrator, makeTestRoom, type TestRoom } from './packages-room.ts';

let db: TestDatabase;
let room: TestRoom;
let packageId: string;
let deviceId: string;
beforeAll(async () => {
  db = await createTestDatabase();
  room = makeTestRoom(db.database);
});
afterAll(() => db.drop());
beforeEach(async () => {
  const importId = uuidv7();
  const name = `PC-${importId.slice(-10)}`;
  room.lists.set(importId, [{ name, serial: `S${importId}` }]);
  const form = { name, platform: 'epm', networks: [], withoutUser: 'wait', plainWay: false } as const;
  packageId = await makePackage(room, { ...form, target: { kind: 'pcs', importId } }, administrator, 'r');
  const { rows } = await db.database.query<{ device_id: string }>(
    'select device_id from roster_rows where package_id = $1',
    [packageId],
  );
  deviceId = rows[0]?.device_id ?? '';
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 25, 3, minute));
const event = (change: Partial<PackagePcEvent>) =>
  recordStage(db.database, {
    packageId,
    deviceId: null,
    name: 'TKY-PC-0412.corp.example.test',
    stage: 'script-ran',
    at: at(0),
    outcome: 'in-progress',
    ...change,
  });
const lines = () => listPackagePcs(db.database, packageId, {}, { sort: 'name', limit: 10, offset: 0 });
const registry = async () =>
  (await db.database.query('select name, stage, state, reason_id, package_id from devices where id = $1', [deviceId]))
    .rows[0];
const listedName = async () => (await registry())?.name as string;

test('what a PC says before its claim stands under its name, marked as said', async () => {
  await event({ stage: 'files-copied' });
  await event({ at: at(1) });
  const said = (await lines()).find((pc) => pc.said);
  expect(said).toMatchObject({ key: 'n:TKY-PC-0412', stage: 'script-ran', outcome: 'in-progress' });
  expect(said?.stages).toEqual({ 'files-copied': at(0), 'script-ran': at(1) });
});

test('a PC of the list that says its name is the line of the list, and its trouble stands in the registry', async () => {
  await event({ name: await listedName(), outcome: 'failed', reason: 'OTHER_MDM', params: { name: 'Contoso MDM' } });
  expect(await lines()).toHaveLength(1);
  expect(await registry()).toMatchObject({ stage: 'script-ran', state: 'failed', reason_id: 'OTHER_MDM' });
  await event({ name: await listedName(), at: at(1), outcome: 'waiting', reason: 'WAIT_SIGN_IN' });
  expect(await registry()).toMatchObject({ state: 'waiting', reason_id: 'WAIT_SIGN_IN' });
});

test('once its claim is accepted the PC is one line, with what it said before', async () => {
  await event({ stage: 'files-copied' });
  await event({ deviceId, stage: 'claim-accepted', at: at(2) });
  const all = await lines();
  expect(all).toHaveLength(1);
  expect(all[0]).toMatchObject({
    key: `d:${deviceId}`,
    said: false,
    stage: 'claim-accepted',
    name: 'TKY-PC-0412.corp.example.test',
  });
  expect(all[0]?.stages).toEqual({ 'files-copied': at(0), 'claim-accepted': at(2) });
  expect(await registry()).toMatchObject({ stage: 'claim-accepted', state: 'enrolling' });
});

test('said words never take back what was proven, nor speak for a PC that had a session', async () => {
  await event({ deviceId, stage: 'claim-accepted', at: at(1) });
  await event({ deviceId, stage: 'certificate-issued', at: at(2) });
  await event({ stage: 'files-copied', at: at(3) });
  expect((await lines())[0]).toMatchObject({ stage: 'certificate-issued', outcome: 'in-progress' });
  await event({ at: at(4), outcome: 'failed', reason: 'OTHER_MDM' });
  expect((await lines())[0]).toMatchObject({ stage: 'certificate-issued', outcome: 'failed' });
  await event({ deviceId, stage: 'first-session', at: at(5) });
  await event({ deviceId, stage: 'inventory-matched', at: at(6), outcome: 'done' });
  await event({ at: at(7), outcome: 'failed', reason: 'OTHER_MDM' });
  expect((await lines())[0]).toMatchObject({ stage: 'inventory-matched', outcome: 'done', reason: null });
});

test('a new claim of the same PC begins anew; a serial number that changes takes the match back', async () => {
  await event({ deviceId, stage: 'claim-accepted', at: at(1) });
  await event({ deviceId, stage: 'first-session', at: at(2) });
  await event({ deviceId, stage: 'inventory-matched', at: at(3), outcome: 'done' });
  await event({ deviceId, stage: 'first-session', at: at(4), outcome: 'failed', reason: 'PROBATION_MISMATCH' });
  expect((await lines())[0]?.stages).toEqual({ 'claim-accepted': at(1), 'first-session': at(2) });
  await event({ deviceId, stage: 'claim-accepted', at: at(5) });
  expect((await lines())[0]).toMatchObject({ stage: 'claim-accepted', outcome: 'in-progress', reason: null });
  expect((await lines())[0]?.stages).toEqual({ 'claim-accepted': at(5) });
});

test('only outcomes with a living PIN or a claim are proved', async () => {
  const proved = async () =>
    (
      await db.database.query('select key, is_proved from package_pcs where package_id = $1 and key like $2', [
        packageId,
        'n:%',
      ])
    ).rows[0]?.is_proved;
  await event({ outcome: 'failed', reason: 'AUTOENROLL_SET' });
  expect(await proved()).toBe(false);
  await event({ outcome: 'failed', reason: 'NOT_ON_ROSTER', isProved: true });
  expect(await proved()).toBe(true);
});
