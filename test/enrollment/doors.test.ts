import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queueUnenroll } from '../../src/management/queue-command.ts';
import { continuePackage, extendPins, revokePackage } from '../../src/packages/change-package.ts';
import { listPackagePcs } from '../../src/packages/list-package-pcs.ts';
import { getPackage } from '../../src/packages/list-packages.ts';
import { enroll } from '../../src/simulator/enroll.ts';
import { makeAgent, request } from '../../src/simulator/http.ts';
import { readClaim, runKit, sendClaim } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import {
  download,
  OPERATOR,
  packageForPcs,
  packageForUsers,
  reach,
  startTestServer,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
const random = new Random(11);
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
let number = 0;
const newPc = (user = 'a@example.test'): Pc => {
  number += 1;
  const pc = makePc(random, { name: `DOOR-PC-${number}`, user });
  pc.keys = keys;
  return pc;
};
/** A PC of the same hardware in every fact that Windows sends, as a clone has it. */
const twin = (pc: Pc, change: Partial<Pc['hardware']>): Pc => {
  const other = newPc(pc.user ?? undefined);
  other.hardware = { ...pc.hardware, ...change };
  return other;
};
const url = (path: string) => `https://mdm.example.test:${server.config.enrollmentDoor.port}${path}`;
const managementUrl = () => `https://mdm.example.test:${server.config.managementDoor.port}/ManagementServer/MDM.svc`;
const count = async (sql: string, values: unknown[] = []) =>
  (await server.database.query<{ n: number }>(`select count(*)::int n from ${sql}`, values)).rows[0]?.n;
const secretOf = (pc: Pc) => ({ kind: 'username' as const, upn: pc.kit.upn ?? '', secret: pc.kit.secret ?? '' });

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('#1 GET on the discovery path: 200, empty body, Content-Length 0, any User-Agent', async () => {
  const answer = await request('GET', url('/EnrollmentServer/Discovery.svc'), reach(server), undefined, {
    'user-agent': 'whatever',
  });
  expect([answer.status, answer.body.length]).toEqual([200, 0]);
});

test('#8 a DOCTYPE is refused without expansion; a body above the limit is 413, no crash', async () => {
  const bomb = Buffer.from(
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">&a;</s:Envelope>',
  );
  expect((await request('POST', url('/EnrollmentServer/Policy.svc'), reach(server), bomb)).status).toBe(500);
  expect(
    (await request('POST', url('/EnrollmentServer/Policy.svc'), reach(server), Buffer.alloc(1024 * 1024 + 1, 0x20)))
      .status,
  ).toBe(413);
  expect((await request('POST', url('/kit/v1/claims'), reach(server), Buffer.alloc(65 * 1024, 0x20))).status).toBe(413);
});

test('#13 #30 a wrong secret: Authentication, TraceId is the request id of the attempt, the secret is in no log and no table', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  const wrong = 'WR2NGSECRET9';
  const outcome = await enroll(pc, {
    ...reach(server),
    discoveryUrl: files.discoveryUrl,
    credential: { kind: 'username', upn: pc.kit.upn ?? '', secret: wrong },
  });
  expect(outcome).toMatchObject({ result: 'failed', step: 'policy', hresult: '0x80180002' });
  const { rows } = await server.database.query<{ request_id: string; message: string }>(
    "select request_id, message from attempts where step = 'policy' and reason_id = 'PIN_INVALID'",
  );
  expect(rows[0]?.request_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(rows.map((row) => row.message).join() + server.log.join()).not.toContain(wrong);
  expect(await count("attempts where message like '%' || $1 || '%'", [pc.kit.secret])).toBe(0);
});

/** Claims as setup.ps1 does and keeps the answer on the PC. */
async function sendClaimAndKeep(pc: Pc, files: Awaited<ReturnType<typeof packageForPcs>>) {
  const claim = await sendClaim(pc, files, reach(server));
  pc.kit.claimId = claim.claimId ?? null;
  pc.kit.token = claim.token ?? null;
  pc.kit.secret = claim.secret ?? null;
  pc.kit.upn = claim.upn ?? null;
  return claim;
}
const enrollWith = (
  pc: Pc,
  files: Awaited<ReturnType<typeof packageForPcs>>,
  more: Partial<Parameters<typeof enroll>[1]> = {},
) => enroll(pc, { ...reach(server), discoveryUrl: files.discoveryUrl, credential: secretOf(pc), ...more });

test('#15 a user token {v, claim, secret} enrolls like the secret; an Entra JWT gets its defined refusal and touches no claim', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from('{"upn":"x@example.test"}').toString('base64url')}.c2ln`;
  expect(await enrollWith(pc, files, { credential: { kind: 'jwt', token: jwt } })).toMatchObject({
    hresult: '0x80180003',
  });
  const token = JSON.stringify({ v: 1, claim: pc.kit.claimId, secret: pc.kit.secret });
  expect(await enrollWith(pc, files, { credential: { kind: 'user-token', token } })).toEqual({ result: 'enrolled' });
});

test('#21 EnrollmentType Full puts the certificate into My/User', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  expect(await enrollWith(pc, files, { enrollmentType: 'Full' })).toEqual({ result: 'enrolled' });
});

test('#28 a second RequestSecurityToken before the first session: same device, one use, the former certificate is revoked', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  expect(await enrollWith(pc, files)).toEqual({ result: 'enrolled' });
  expect(await enrollWith(pc, files)).toEqual({ result: 'enrolled' });
  const { rows } = await server.database.query<{ device_id: string }>('select device_id from claims where id = $1', [
    pc.kit.claimId,
  ]);
  expect(await count('certificates where device_id = $1', [rows[0]?.device_id])).toBe(2);
  expect(await count('certificates where device_id = $1 and revoked_at is null', [rows[0]?.device_id])).toBe(1);
  expect(await enrollWith(pc, files, { lie: { hwDevId: 'F'.repeat(64) } })).toMatchObject({ hresult: '0x80180003' });
});

test("a claim's secret is dead from the first authenticated session on, also for its own PC", async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  await enrollWith(pc, files);
  await runSession(pc, reach(server));
  expect(await enrollWith(pc, files)).toMatchObject({ step: 'policy', hresult: '0x80180003' });
  expect(await count("attempts where reason_id = 'SECRET_USED' and claim_id is null")).toBeGreaterThan(0);
});

test('a PC that never got its answer and claims anew has one living certificate, not two', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  await enrollWith(pc, files);
  await sendClaimAndKeep(pc, files);
  expect(await enrollWith(pc, files)).toEqual({ result: 'enrolled' });
  expect(
    await count('certificates c join claims k on k.device_id = c.device_id where k.id = $1 and c.revoked_at is null', [
      pc.kit.claimId,
    ]),
  ).toBe(1);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
});

test('#31 100 parallel requests on one claim: from 100 PCs one certificate and 99 refusals', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const other = twin(pc, { hwDevId: index.toString(16).toUpperCase().padStart(64, '0') });
      other.kit.upn = pc.kit.upn;
      other.kit.secret = pc.kit.secret;
      return enrollWith(other, files).finally(() => other.off());
    }),
  );
  expect(outcomes.filter((outcome) => outcome.result === 'enrolled')).toHaveLength(1);
  expect(
    await count('certificates c join claims k on k.device_id = c.device_id where k.id = $1', [pc.kit.claimId]),
  ).toBe(1);
});

test('#31 100 parallel requests of one PC: all answered, one device, one living certificate', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await sendClaimAndKeep(pc, files);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, () => {
      const same = twin(pc, {});
      same.kit.upn = pc.kit.upn;
      same.kit.secret = pc.kit.secret;
      return enrollWith(same, files).finally(() => same.off());
    }),
  );
  expect(outcomes.filter((outcome) => outcome.result !== 'enrolled')).toEqual([]);
  expect(
    await count('certificates c join claims k on k.device_id = c.device_id where k.id = $1 and c.revoked_at is null', [
      pc.kit.claimId,
    ]),
  ).toBe(1);
  expect(await count("claims where id = $1 and state = 'used'", [pc.kit.claimId])).toBe(1);
});

test('a claim for a taken row from other hardware is refused, changes nothing, and is kept as an attempt', async () => {
  const pc = newPc();
  const files = await packageForUsers(server, ['taken@example.test'], 1);
  pc.user = 'taken@example.test';
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  const other = newPc('taken@example.test');
  expect(await runKit(other, files, reach(server))).toEqual({ result: 'refused', reason: 'USER_PC_LIMIT' });
  expect(await count("claims where package_id = $1 and state in ('reserved', 'used')", [files.packageId])).toBe(1);
});

test.each([
  [
    'a stray copy of a package on a PC that is not on the roster',
    'NOT_ON_ROSTER',
    () => newPc('stranger@example.test'),
  ],
  [
    'a PC with another MDM',
    'OTHER_MDM',
    (listed: Pc) => Object.assign(twin(listed, {}), { mdms: [{ providerId: 'MS DM Server', upn: '' }] }),
  ],
  [
    'a PC whose old platform is not the one meant',
    'PLATFORM_MISMATCH',
    (listed: Pc) => Object.assign(twin(listed, {}), { oldPlatforms: ['epm'] }),
  ],
  [
    'a PC that fits by name only where its serial number is listed',
    'NOT_LISTED',
    (listed: Pc) => twin(listed, { serial: 'OTHER-1', uuid: '11111111-2222-4333-9444-555555555555' }),
  ],
])('%s is refused for good, with its reason', async (_, reason, make) => {
  const listed = newPc();
  const files = await packageForPcs(server, [listed]);
  expect(await runKit(make(listed), files, reach(server))).toEqual({ result: 'refused', reason });
});

test('PIN wrong, expired, extended, revoked: wrong and revoked are for good, expired waits and works again after [Extend]', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, { ...files, pin: 'WRQNGP2N2345' }, reach(server))).toEqual({
    result: 'refused',
    reason: 'PIN_INVALID',
  });
  await server.database.query("update pins set expires_at = now() - interval '1 minute' where package_id = $1", [
    files.packageId,
  ]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'PIN_EXPIRED' });
  await extendPins(server.server.packages, files.packageId, new Date(Date.now() + 3_600_000), OPERATOR, 'test');
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  await revokePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect(await runKit(newPc(), files, reach(server))).toMatchObject({ result: 'refused', reason: 'PIN_REVOKED' });
});

test('a PC with a wrong PIN stands at the claim as failed, with its reason, until a claim is accepted; "later" is waiting', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  const page = { sort: 'name', limit: 10, offset: 0 } as const;
  const lines = () => listPackagePcs(server.database, files.packageId, {}, page);
  const atClaim = async () =>
    (await getPackage(server.database, files.packageId, new Date())).funnel.find(
      (column) => column.stage === 'claim-accepted',
    );
  await runKit(pc, { ...files, pin: 'WRQNGP2N2345' }, reach(server));
  expect(await lines()).toMatchObject([{ stage: 'script-ran', outcome: 'failed', reason: { id: 'PIN_INVALID' } }]);
  expect(await atClaim()).toMatchObject({ failed: 1, inProgress: 0 });
  const again = { packageId: files.packageId, name: pc.hardware.name, stage: 'script-ran', kit: '1.0.0' };
  const json = { 'content-type': 'application/json' };
  expect(
    await request('POST', url('/kit/v1/stages'), reach(server), Buffer.from(JSON.stringify(again)), json),
  ).toMatchObject({ status: 204 });
  expect(await lines()).toMatchObject([{ outcome: 'failed', reason: { id: 'PIN_INVALID' } }]);
  await server.set('enrollment.maintenance', true);
  await runKit(pc, files, reach(server)).finally(() => server.set('enrollment.maintenance', false));
  expect(await lines()).toMatchObject([{ outcome: 'waiting', reason: { id: 'MAINTENANCE' } }]);
  expect((await sendClaim(pc, files, reach(server))).decision).toBe('accepted');
  expect(await lines()).toMatchObject([{ stage: 'claim-accepted', outcome: 'in-progress', reason: null }]);
  // who does not know the PIN says nothing about a PC whose claim was accepted
  await runKit(twin(pc, { name: pc.hardware.name }), { ...files, pin: 'WRQNGP2N2345' }, reach(server));
  expect((await lines()).find((line) => !line.said)).toMatchObject({ outcome: 'in-progress', reason: null });
  expect(await atClaim()).toMatchObject({ reached: 1 });
});

test('#29 revoking the package ends an outstanding claim at once; an enrolled PC goes on', async () => {
  const pc = newPc();
  const enrolled = newPc();
  const files = await packageForPcs(server, [pc, enrolled]);
  await sendClaimAndKeep(pc, files);
  await sendClaimAndKeep(enrolled, files);
  await enrollWith(enrolled, files);
  await runSession(enrolled, reach(server));
  await revokePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect(await enrollWith(pc, files)).toMatchObject({ hresult: '0x80180003' });
  expect(await readClaim(pc, files, reach(server))).toMatchObject({ state: 'revoked' });
  expect(await runSession(enrolled, reach(server))).toMatchObject({ result: 'done' });
});

test('each download mints its own PIN; "replace" revokes the earlier ones', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  const second = await download(server, files.packageId);
  expect(second.pin).not.toBe(files.pin);
  expect((await sendClaim(newPc(), files, reach(server))).reason).not.toBe('PIN_INVALID');
  const third = await download(server, files.packageId, true);
  expect((await sendClaim(pc, files, reach(server))).reason).toBe('PIN_REVOKED');
  expect((await sendClaim(pc, third, reach(server))).decision).toBe('accepted');
  expect(
    await count('pins where package_id = $1 and position($2::bytea in pin_hmac) > 0', [
      files.packageId,
      Buffer.from(third.pin),
    ]),
  ).toBe(0);
});

test('claims of 2 PCs are accepted, the 3rd is answered "later" until an operator continues; accepted ones go on', async () => {
  const pcs = [newPc(), newPc(), newPc()];
  const files = await packageForPcs(server, pcs, { stopAfter: 2 });
  const [a, b, c] = pcs as [Pc, Pc, Pc];
  await sendClaimAndKeep(a, files);
  await sendClaimAndKeep(b, files);
  expect(await sendClaim(c, files, reach(server))).toMatchObject({ decision: 'later', reason: 'PACKAGE_PAUSED' });
  expect(await enrollWith(a, files)).toEqual({ result: 'enrolled' });
  expect((await sendClaim(b, files, reach(server))).decision).toBe('accepted');
  await continuePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect((await sendClaim(c, files, reach(server))).decision).toBe('accepted');
});

test('the first-PCs rule is exact under parallel claims', async () => {
  const pcs = Array.from({ length: 30 }, () => newPc());
  const files = await packageForPcs(server, pcs, { stopAfter: 20 });
  const answers = await Promise.all(pcs.map((pc) => sendClaim(pc, files, reach(server))));
  expect(answers.filter((answer) => answer.decision === 'accepted')).toHaveLength(20);
  expect(answers.filter((answer) => answer.decision === 'later')).toHaveLength(10);
});

test('a PC outside the networks of its package waits; the switch off waits; maintenance waits', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc], { networks: ['10.0.0.0/8'] });
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'NETWORK_NOT_ALLOWED' });
  await server.set('enrollment.pinEnabled', false);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'PIN_ENROLLMENT_OFF' });
  await server.set('enrollment.pinEnabled', true);
  await server.set('enrollment.maintenance', true);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'later', reason: 'MAINTENANCE' });
  await server.set('enrollment.maintenance', false);
});

test('an un-enrolled or re-imaged PC enrolls again and keeps one history', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await runSession(pc, reach(server));
  const again = twin(pc, { hwDevId: random.hex(64) });
  expect(await runKit(again, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  expect(await runSession(again, reach(server))).toMatchObject({ result: 'done' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'refused', status: 403 });
  expect(await count('devices where name = $1', [pc.hardware.name])).toBe(1);
});

test('a token opens its own claim alone, and says nothing to others', async () => {
  const pc = newPc();
  const other = newPc();
  const files = await packageForPcs(server, [pc, other]);
  await sendClaimAndKeep(pc, files);
  await sendClaimAndKeep(other, files);
  expect((await readClaim(pc, files, reach(server))).status).toBe(200);
  pc.kit.token = other.kit.token;
  expect((await readClaim(pc, files, reach(server))).status).toBe(401);
});

test('#38 without a valid client certificate: 403 before anything is parsed', async () => {
  const body = Buffer.from('this is not even XML');
  const answer = await request('POST', managementUrl(), { ...reach(server), agent: makeAgent() }, body, {
    'content-type': 'application/vnd.syncml.dm+xml',
  });
  expect(answer.status).toBe(403);
});

test('#38 with session.requireMd5 a session without Cred is challenged by 407 and gets no commands; without the setting it is taken', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await server.set('session.requireMd5', true);
  const refused = await runSession(pc, { ...reach(server), withoutCred: true });
  expect(refused.result).toBe('dropped');
  expect(refused.answers[0]).toContain('<Data>407</Data>');
  expect(refused.answers.join('')).not.toContain('<Get>');
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  await server.set('session.requireMd5', false);
  expect(await runSession(pc, { ...reach(server), withoutCred: true })).toMatchObject({ result: 'done' });
});

test('#39 a wrong Cred is answered by 401 and a new nonce; the third failure ends the session', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  const outcome = await runSession(pc, { ...reach(server), wrongCred: true });
  expect(outcome.answers[0]).toContain('<Data>401</Data>');
  expect(outcome.commands).toBe(0);
  const { rows } = await server.database.query<{ state: string }>(
    'select s.state from sessions s join devices d on d.id = s.device_id where d.name = $1 order by started_at desc limit 1',
    [pc.hardware.name],
  );
  expect(rows[0]?.state).toBe('aborted');
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
});

test('#37 a session under the Source of another device is refused', async () => {
  const pc = newPc();
  const other = newPc();
  const files = await packageForPcs(server, [pc, other]);
  await runKit(pc, files, reach(server));
  await runKit(other, files, reach(server));
  if (pc.account === null || other.account === null) throw new Error('not enrolled');
  pc.account = { ...pc.account, deviceId: other.account.deviceId };
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'refused', status: 403 });
});

test('#56 a body that is not SyncML XML is 415; broken SyncML is an attempt, not a crash', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  const wire = { ...reach(server), ...(pc.account === null ? {} : { agent: pc.account.agent }) };
  expect(
    (
      await request('POST', managementUrl(), wire, Buffer.from([2, 1]), {
        'content-type': 'application/vnd.syncml.dm+wbxml',
      })
    ).status,
  ).toBe(415);
  expect(
    (
      await request('POST', managementUrl(), wire, Buffer.from('<SyncML'), {
        'content-type': 'application/vnd.syncml.dm+xml',
      })
    ).status,
  ).toBe(400);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
});

test('#52 Alert 1223 puts interrupted inventory back into the queue, and the next session finishes it', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await runSession(pc, { ...reach(server), silentAfter: 1 });
  expect(
    await count("commands c join devices d on d.id = c.device_id where d.name = $1 and c.state = 'sent'", [
      pc.hardware.name,
    ]),
  ).toBeGreaterThan(0);
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const { rows } = await server.database.query<{ state: string }>('select state from devices where name = $1', [
    pc.hardware.name,
  ]);
  expect(rows[0]?.state).toBe('enrolled');
});

test('#51 the user leaves by Alert 1226: the reply has no commands, the use is free again, the certificate dies afterwards', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await runSession(pc, reach(server));
  expect(await runSession(pc, { ...reach(server), unenroll: true })).toMatchObject({ result: 'left', commands: 0 });
  expect(await count("claims where id = $1 and state = 'released'", [pc.kit.claimId])).toBe(1);
  expect(await count("devices where name = $1 and state = 'left'", [pc.hardware.name])).toBe(1);
  const again = twin(pc, {});
  expect(await runKit(again, files, reach(server))).toEqual({ result: 'enrolled' });
});

test('#54 the server orders a PC out: Exec Unenroll once, leaving until the farewell, then left; the package may be revoked', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await runSession(pc, reach(server));
  const { rows } = await server.database.query<{ id: string }>('select id from devices where name = $1', [
    pc.hardware.name,
  ]);
  const id = rows[0]?.id ?? '';
  await revokePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect(await server.database.transaction((tx) => queueUnenroll(tx, id, 'hanako', 'test'))).toBe(true);
  expect(await server.database.transaction((tx) => queueUnenroll(tx, id, 'hanako', 'test'))).toBe(false);
  const ordered = await runSession(pc, reach(server));
  expect(ordered.answers[0]).toContain('./Device/Vendor/MSFT/DMClient/Provider/Baton/Unenroll');
  expect(await count("devices where id = $1 and state = 'leaving'", [id])).toBe(1);
  expect(await runSession(pc, { ...reach(server), unenroll: true })).toMatchObject({ result: 'left' });
  expect(await count("devices where id = $1 and state = 'left'", [id])).toBe(1);
});

test('a clone is seen: it enrolls with the facts of another PC, its inventory says otherwise, and it stays on probation', async () => {
  const pc = newPc();
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  pc.tree.set('./DevDetail/Ext/Microsoft/SMBIOSSerialNumber', 'ANOTHER-SERIAL');
  await runSession(pc, reach(server));
  const { rows } = await server.database.query('select state, reason_id, stage from devices where name = $1', [
    pc.hardware.name,
  ]);
  expect(rows).toEqual([{ state: 'probation', reason_id: 'PROBATION_MISMATCH', stage: 'first-session' }]);
});

test('a flood of empty bodies is one counted entry', async () => {
  await Promise.all(
    Array.from({ length: 30 }, () =>
      request('POST', url('/EnrollmentServer/Enrollment.svc'), reach(server), Buffer.alloc(0)),
    ),
  );
  const { rows } = await server.database.query<{ count: number }>(
    "select count from attempts where step = 'enrollment' and outcome = 'unreadable'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.count).toBeGreaterThanOrEqual(30);
});

test('the plain way is off unless a package allows it; such a PC is unbound and stays on probation', async () => {
  const pc = newPc('plain@example.test');
  const closed = await packageForUsers(server, ['plain@example.test'], 1);
  const credential = (pin: string) => ({ kind: 'username' as const, upn: 'plain@example.test', secret: pin });
  expect(await enrollWith(pc, closed, { credential: credential(closed.pin) })).toMatchObject({ hresult: '0x80180002' });
  const open = await packageForUsers(server, ['plain@example.test'], 1, { plainWay: true });
  expect(await enrollWith(pc, open, { credential: credential(open.pin) })).toEqual({ result: 'enrolled' });
  expect(await enrollWith(newPc('plain@example.test'), open, { credential: credential(open.pin) })).toMatchObject({
    hresult: '0x80180013',
  });
  await runSession(pc, reach(server));
  const { rows } = await server.database.query('select state, known from devices where name = $1', [pc.hardware.name]);
  expect(rows).toEqual([{ state: 'probation', known: 'unbound' }]);
});

test('more than 10 % of the last 50 PCs with a living PIN failed: the package pauses; words without a PIN count for nothing', async () => {
  const listed = newPc();
  const files = await packageForPcs(server, [listed]);
  const say = (name: string) =>
    request(
      'POST',
      url('/kit/v1/stages'),
      reach(server),
      Buffer.from(JSON.stringify({ packageId: files.packageId, name, stage: 'script-ran', reason: 'OTHER_MDM' })),
    );
  for (let index = 0; index < 12; index++) expect((await say(`SAID-${index}`)).status).toBe(204);
  await Promise.all(
    Array.from({ length: 8 }, () => sendClaim(newPc(), { ...files, pin: 'WRQNGP2N2345' }, reach(server))),
  );
  const first = twin(listed, {});
  expect((await sendClaim(first, files, reach(server))).decision).toBe('accepted');
  for (let index = 0; index < 6; index++)
    expect((await sendClaim(newPc('no@example.test'), files, reach(server))).reason).toBe('NOT_ON_ROSTER');
  await server.database.query(
    "insert into roster_rows (package_id, kind, name, name_key) values ($1, 'pc', 'LATE-PC', 'LATE-PC')",
    [files.packageId],
  );
  const late = newPc();
  late.hardware = { ...late.hardware, name: 'LATE-PC' };
  expect(await sendClaim(late, files, reach(server))).toMatchObject({ decision: 'later', reason: 'PACKAGE_PAUSED' });
  await continuePackage(server.server.packages, files.packageId, OPERATOR, 'test');
  expect((await sendClaim(late, files, reach(server))).decision).toBe('accepted');
}, 120_000);
