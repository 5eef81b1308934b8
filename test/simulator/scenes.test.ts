import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintSharedPpkg, uploadSharedPpkg } from '../../src/packages/shared-ppkg.ts';
import { enroll } from '../../src/simulator/enroll.ts';
import { claimAndKeep, type PackageFiles, readClaim, runKit } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { cloneOf, copyOf, namesakeOf, playScene } from '../../src/simulator/scenes.ts';
import { runSession } from '../../src/simulator/session.ts';
import {
  OPERATOR,
  packageForPcs,
  packageForUsers,
  reach,
  startTestServer,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
const random = new Random(41);
let number = 0;
const newPc = (): Pc => {
  number += 1;
  return makePc(random, { name: `SCENE-PC-${number}`, user: 'a@example.test' });
};

beforeAll(async () => {
  server = await startTestServer();
  // what ICD.exe would build: the tests' file holds the XML as it was written
  const xml = await mintSharedPpkg(server.server.packages, OPERATOR, 'test');
  const file = Buffer.concat([Buffer.from('MSWIM\0\0\0', 'latin1'), Buffer.from(xml)]);
  await uploadSharedPpkg(server.server.packages, file, OPERATOR, 'test');
});
afterAll(() => server.stop());

/** Everything that a refused PC must leave as it was. */
const kept = async (pc: Pc) => {
  const { rows } = await server.database.query(
    `select d.id, d.name, d.serial, d.state, d.stage, c.id as claim, c.state as claim_state, c.hwdevid,
       (select count(*)::int from certificates x where x.device_id = d.id and x.revoked_at is null) as certificates
     from devices d left join claims c on c.device_id = d.id where upper(d.name) = upper($1) order by d.id, c.id`,
    [pc.hardware.name],
  );
  return rows;
};
const attempts = async (pc: Pc) => {
  const { rows } = await server.database.query<{ step: string; outcome: string; reason_id: string }>(
    "select step, outcome, reason_id from attempts where pc_name = $1 and outcome <> 'accepted' order by first_at",
    [pc.hardware.name],
  );
  return rows;
};
const told = (steps: readonly { who: string; told: string }[]) => steps.map((step) => `${step.who}: ${step.told}`);
const ground = (pc: Pc, files: PackageFiles) => ({ pc, files, wire: reach(server), random });
const enrollAs = (pc: Pc, files: PackageFiles, credential: { upn: string; secret: string }) =>
  enroll(pc, { ...reach(server), discoveryUrl: files.discoveryUrl, credential: { kind: 'username', ...credential } });
const sharedOf = (files: PackageFiles) => {
  if (files.shared === null) throw new Error('no shared provisioning package');
  return files.shared;
};

test('a clone (same HWDevID and name, other board and MACs) is refused by its MACs, then by the list; the rightful PC goes on', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(told(await playScene('clone', ground(pc, files)))).toEqual([
    'rightful PC: enrolled',
    'clone: 0x80180003',
    'clone: NOT_LISTED',
    'rightful PC: done',
  ]);
  expect(await attempts(pc)).toEqual([
    { step: 'enrollment', outcome: 'refused', reason_id: 'CLAIM_OTHER_PC' },
    { step: 'claim', outcome: 'refused', reason_id: 'NOT_LISTED' },
  ]);
  expect(await kept(pc)).toMatchObject([
    { serial: pc.hardware.serial, state: 'enrolled', stage: 'inventory-matched', certificates: 1, claim_state: 'used' },
  ]);
  pc.off();
});

test('a refused clone changes nothing of the PC it was made from', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  const before = await kept(pc);
  const clone = cloneOf(pc, random);
  const secret = { upn: pc.kit.upn ?? '', secret: pc.kit.secret ?? '' };
  expect(await enrollAs(clone, files, secret)).toMatchObject({ result: 'failed', hresult: '0x80180003' });
  expect(await kept(pc)).toEqual(before);
  for (const one of [pc, clone]) one.off();
});

test('a renamed clone with its own row enrolls as a PC of its own: HWDevID alone merges nothing', async () => {
  const pc = newPc();
  const clone = cloneOf(pc, random);
  clone.hardware = { ...clone.hardware, name: 'SCENE-CLONE-1' };
  clone.tree.set('./DevDetail/Ext/Microsoft/DeviceName', 'SCENE-CLONE-1');
  const files = await packageForPcs(server, [pc, clone]);
  for (const one of [pc, clone]) {
    expect(await runKit(one, files, reach(server))).toEqual({ result: 'enrolled' });
    expect(await runSession(one, reach(server))).toMatchObject({ result: 'done' });
    expect(await kept(one)).toMatchObject([{ serial: one.hardware.serial, state: 'enrolled', certificates: 1 }]);
    one.off();
  }
});

test('stray copies of a package are refused as not on the roster, seen as attempts, and make no PC', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(told(await playScene('stray-copies', ground(pc, files)))).toEqual([
    'stray PC 1: NOT_ON_ROSTER',
    'stray PC 2: NOT_ON_ROSTER',
    'stray PC 3: NOT_ON_ROSTER',
    'rightful PC: enrolled',
    'rightful PC: done',
  ]);
  const { rows } = await server.database.query(
    `select pc_name, reason_id, (select count(*)::int from devices d where d.name = a.pc_name) as devices,
       (select reason_id from package_pcs p where p.package_id = a.package_id and p.name = a.pc_name) as on_package
     from attempts a where package_id = $1 and outcome = 'refused' order by pc_name`,
    [files.packageId],
  );
  expect(rows).toEqual(
    [1, 2, 3].map((index) => ({
      pc_name: `STRAY-PC-${index}`,
      reason_id: 'NOT_ON_ROSTER',
      devices: 0,
      on_package: 'NOT_ON_ROSTER',
    })),
  );
});

test('two PCs with one name: the listed serial number decides, and the other is refused with its reason', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(told(await playScene('one-name', ground(pc, files)))).toEqual([
    'rightful PC: enrolled',
    'namesake: NOT_LISTED',
    'rightful PC: done',
  ]);
  expect(await kept(pc)).toMatchObject([{ state: 'enrolled', certificates: 1 }]);
});

test('two PCs with one name where the list holds names alone: the first comes in, the second is "two PCs say they are"', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await server.database.query('update roster_rows set serial = null, uuid = null where package_id = $1', [
    files.packageId,
  ]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  await runSession(pc, reach(server));
  const before = await kept(pc);
  const namesake = namesakeOf(pc, random);
  namesake.user = 'b@example.test';
  expect(await runKit(namesake, files, reach(server))).toEqual({ result: 'refused', reason: 'ROW_TAKEN' });
  expect(await kept(pc)).toEqual(before);
  expect(await attempts(pc)).toEqual([{ step: 'claim', outcome: 'refused', reason_id: 'ROW_TAKEN' }]);
  for (const one of [pc, namesake]) one.off();
});

test('two listed PCs with one name under the shared ppkg: each MAC finds its own claim; a MAC of both finds none', async () => {
  const [pc, dock] = [newPc(), '02-AA-BB-CC-DD-01'];
  const other = namesakeOf(pc, random);
  other.user = 'b@example.test';
  const files = await packageForPcs(server, [pc, other]);
  for (const one of [pc, other]) {
    one.hardware = { ...one.hardware, macs: [...one.hardware.macs, dock] };
    expect((await claimAndKeep(one, files, reach(server))).decision).toBe('accepted');
  }
  const docked = copyOf(pc, { macs: [dock] });
  expect(await enrollAs(docked, files, sharedOf(files))).toMatchObject({ hresult: '0x80180003' });
  expect((await attempts(pc)).map((row) => row.reason_id)).toEqual(['CLAIM_AMBIGUOUS']);
  for (const one of [pc, other]) {
    const undocked = copyOf(one, { macs: one.hardware.macs.slice(0, 2) });
    expect(await enrollAs(undocked, files, sharedOf(files))).toEqual({ result: 'enrolled' });
    expect(await readClaim(one, files, reach(server))).toMatchObject({ state: 'used' });
  }
});

test('a spoofer with the leaked shared ppkg: nothing by itself, nothing under a claimed name, nothing without MACs', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(told(await playScene('spoofer', ground(pc, files)))).toEqual([
    'spoofer: 0x80180003',
    'rightful PC: accepted',
    'spoofer: 0x80180003',
    'spoofer: 0x80180003',
    'rightful PC: enrolled',
    'rightful PC: done',
  ]);
  expect((await attempts(pc)).map((row) => row.reason_id)).toEqual(['CLAIM_OTHER_PC', 'MAC_MISSING']);
  const { rows } = await server.database.query("select reason_id from attempts where pc_name = 'SPOOFER-PC-1'");
  expect(rows).toEqual([{ reason_id: 'CLAIM_NONE' }]);
  expect(await kept(pc)).toMatchObject([{ state: 'enrolled', stage: 'inventory-matched', certificates: 1 }]);
});

test('a spoofer who also knows name and MAC and comes first is seen: the rightful PC is refused, the inventory gives it away', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await claimAndKeep(pc, files, reach(server));
  const spoofer = namesakeOf(pc, random);
  spoofer.hardware = { ...spoofer.hardware, macs: pc.hardware.macs };
  expect(await enrollAs(spoofer, files, sharedOf(files))).toEqual({ result: 'enrolled' });
  expect(await enrollAs(pc, files, sharedOf(files))).toMatchObject({ hresult: '0x80180003' });
  expect((await attempts(pc)).map((row) => row.reason_id)).toEqual(['CLAIM_OTHER_PC']);
  await runSession(spoofer, reach(server));
  expect(await kept(pc)).toMatchObject([{ state: 'probation', stage: 'first-session' }]);
  for (const one of [pc, spoofer]) one.off();
});

test('a user’s second PC under the same name is refused by the limit, and the first stays', async () => {
  const pc = newPc();
  pc.user = 'limit@example.test';
  const files = await packageForUsers(server, ['limit@example.test'], 1);
  expect(told(await playScene('one-name', ground(pc, files)))).toEqual([
    'rightful PC: enrolled',
    'namesake: USER_PC_LIMIT',
    'rightful PC: done',
  ]);
});
