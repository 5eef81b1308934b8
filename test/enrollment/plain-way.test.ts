import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extendPins, revokePackage } from '../../src/packages/change-package.ts';
import { type EnrollOptions, enroll } from '../../src/simulator/enroll.ts';
import type { PackageFiles } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { OPERATOR, packageForUsers, reach, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const random = new Random(79);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let number = 0;
const newPc = (user: string): Pc => {
  number += 1;
  const pc = makePc(random, { name: `PLAIN-PC-${number}`, user });
  pc.keys = keys;
  return pc;
};

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('the plain way: over the limit DeviceCapReached, PIN expired or revoked Authorization', async () => {
  const upn = 'plain@example.test';
  const files = await packageForUsers(server, [upn], 1, { plainWay: true });
  const plain = (pin: string): EnrollOptions['credential'] => ({ kind: 'username', upn, secret: pin });
  const first = newPc(upn);
  const go = (pc: Pc) =>
    enroll(pc, { ...reach(server), discoveryUrl: files.discoveryUrl, credential: plain(files.pin) });
  expect(await go(first)).toEqual({ result: 'enrolled' });
  expect(await go(newPc(upn))).toMatchObject({ step: 'enrollment', hresult: '0x80180013' });
  await server.database.query("update pins set expires_at = now() - interval '1 minute' where package_id = $1", [
    files.packageId,
  ]);
  expect(await go(first)).toMatchObject({ step: 'policy', hresult: '0x80180003' });
  await extendPins(server.server.packages, files.packageId, new Date(Date.now() + 3_600_000), OPERATOR, 'test');
  expect(await go(first)).toEqual({ result: 'enrolled' });
  await revokePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect(await go(first)).toMatchObject({ step: 'policy', hresult: '0x80180003' });
});

test('the plain way keeps the networks of its package, and Windows that is not supported is DeviceNotSupported', async () => {
  const upn = 'plain2@example.test';
  const elsewhere = await packageForUsers(server, [upn], 1, { plainWay: true, networks: ['10.0.0.0/8'] });
  const go = (pc: Pc, files: PackageFiles) =>
    enroll(pc, {
      ...reach(server),
      discoveryUrl: files.discoveryUrl,
      credential: { kind: 'username', upn, secret: files.pin },
    });
  expect(await go(newPc(upn), elsewhere)).toMatchObject({ hresult: '0x80180003' });
  const files = await packageForUsers(server, [upn], 1, { plainWay: true });
  const old = newPc(upn);
  old.hardware = { ...old.hardware, edition: 7 }; // Windows Server
  expect(await go(old, files)).toMatchObject({ hresult: '0x80180014' });
  expect(await go(newPc(upn), files)).toEqual({ result: 'enrolled' });
});

test('a package that pauses for a check takes no new PC by the plain way either; the answer is not that of a wrong PIN', async () => {
  const upn = 'plain3@example.test';
  const files = await packageForUsers(server, [upn], 2, { plainWay: true });
  const go = (pc: Pc) =>
    enroll(pc, {
      ...reach(server),
      discoveryUrl: files.discoveryUrl,
      credential: { kind: 'username', upn, secret: files.pin },
    });
  await server.database.query("update packages set paused_at = now(), paused_why = 'first-pcs' where id = $1", [
    files.packageId,
  ]);
  expect(await go(newPc(upn))).toMatchObject({ hresult: '0x80180003' });
  const { rows } = await server.database.query(
    'select reason_id from attempts where package_id = $1 or user_name = $2',
    [files.packageId, upn],
  );
  expect(rows).toContainEqual({ reason_id: 'PACKAGE_PAUSED' });
});
