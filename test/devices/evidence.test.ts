import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDiagnosisThreads } from '../../src/devices/evidence/diagnosis-threads.ts';
import { rediagnose } from '../../src/devices/evidence/rediagnose.ts';
import { makeApiToken } from '../../src/operators/api-tokens.ts';
import { request } from '../../src/simulator/http.ts';
import { type PackageFiles, runKit, sendClaim } from '../../src/simulator/kit.ts';
import { makePc, type Pc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';

const EXAMPLE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../package-kit/cases/evidence-example.json'), 'utf8'),
) as Record<string, unknown>;

let server: TestServer;
let token = '';
const random = new Random(23);
beforeAll(async () => {
  server = await startTestServer();
  const by = { name: 'test' };
  const made = await makeApiToken(
    server.server.operators,
    { name: 'test', role: 'administrator', expiresInDays: null },
    by,
    'test',
  );
  token = made.secret;
});
afterAll(() => server.stop());

/** The example file as this PC would write it. */
const evidenceOf = (pc: Pc, change: Record<string, unknown> = {}) => ({
  ...EXAMPLE,
  pc: { ...(EXAMPLE['pc'] as object), name: pc.hardware.name, serial: pc.hardware.serial, uuid: pc.hardware.uuid },
  ...change,
});

const management = () => `https://mdm.example.test:${server.config.managementDoor.port}/kit/v1/evidence`;

async function send(
  url: string,
  body: Buffer,
  headers: Record<string, string> = {},
  pc: Pc | null = null,
): Promise<{ status: number; error: string | null }> {
  const agent = pc?.account?.agent;
  const answer = await request('POST', url, { ...reach(server), ...(agent === undefined ? {} : { agent }) }, body, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  });
  const text = answer.body.toString();
  return { status: answer.status, error: text === '' ? null : ((JSON.parse(text) as { error: string }).error ?? null) };
}

const packed = (value: unknown) => gzipSync(Buffer.from(JSON.stringify(value)));
const GZIP = { 'content-encoding': 'gzip' };

// biome-ignore lint/suspicious/noExplicitAny: the answer of an API, whose fields the test names
async function api(route: string, method = 'GET'): Promise<{ status: number; body: any }> {
  const url = `http://127.0.0.1:${server.config.operatorDoor.port}/api/v1${route}`;
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json() };
}

async function enrolledPc(name: string): Promise<{ pc: Pc; files: PackageFiles; id: string }> {
  const pc = makePc(random, { name, user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  expect(await runKit(pc, files, reach(server))).toEqual({ result: 'enrolled' });
  expect(await runSession(pc, reach(server))).toMatchObject({ result: 'done' });
  const { rows } = await server.database.query<{ id: string }>('select id from devices where name = $1', [name]);
  return { pc, files, id: rows[0]?.id ?? '' };
}

test('evidence under the device certificate is diagnosed at once: verdict, state, findings, and the file as it was sent', async () => {
  const { pc, id } = await enrolledPc('EVID-0001');
  expect(await send(management(), packed(evidenceOf(pc)), GZIP, pc)).toEqual({ status: 204, error: null });
  const { body } = await api(`/diagnosis/pcs/d:${id}`);
  expect(body).toMatchObject({
    deviceId: id,
    name: 'EVID-0001',
    evidence: [{ proof: 'certificate', differs: [], times: 1 }],
  });
  expect(body.diagnosis.state.id).toMatch(/^STATE_/);
  expect(body.diagnosis.findings.length).toBeGreaterThan(0);
  const list = (await api('/diagnosis/pcs?q=evid-0001')).body.items;
  expect(list).toMatchObject([{ pc: `d:${id}`, verdict: { id: body.diagnosis.verdict.id } }]);
  const file = await api(`/diagnosis/pcs/d:${id}/evidence/${body.evidence[0].id}`);
  expect(file.body.pc.name).toBe('EVID-0001');
  pc.off();
});

test('the device is the one of the certificate, never one that the file names: what differs is said', async () => {
  const { pc, id } = await enrolledPc('EVID-0002');
  const other = makePc(random, { name: 'EVID-9999', user: 'a@example.test' });
  expect(await send(management(), packed(evidenceOf(other)), GZIP, pc)).toMatchObject({ status: 204 });
  const { body } = await api(`/diagnosis/pcs/d:${id}`);
  expect(body.evidence[0].differs).toEqual(['name', 'serial', 'uuid']);
  expect((await api('/diagnosis/pcs?q=evid-9999')).body.items).toEqual([]);
  pc.off();
});

test('nobody without a living certificate hands in evidence at the management door', async () => {
  const { pc } = await enrolledPc('EVID-0003');
  const nobody = await request('POST', management(), reach(server), packed(evidenceOf(pc)), GZIP);
  expect(nobody.status).toBe(403);
  await server.database.query(
    `update certificates set revoked_at = now() where device_id = (select id from devices where name = 'EVID-0003')`,
  );
  const answer = await request(
    'POST',
    management(),
    { ...reach(server), ...(pc.account ? { agent: pc.account.agent } : {}) },
    packed(evidenceOf(pc)),
    GZIP,
  );
  expect(answer.status).toBe(403);
  const { rows } = await server.database.query(
    "select 1 from evidence e join devices d on d.id = e.device_id where d.name = 'EVID-0003'",
  );
  expect(rows).toEqual([]);
  pc.off();
});

test('before the enrollment evidence is claimed: by the claim token, or by the PIN where no claim was accepted', async () => {
  const pc = makePc(random, { name: 'EVID-0004', user: 'a@example.test' });
  const files = await packageForPcs(server, [pc]);
  const url = `${files.enrollment}/kit/v1/evidence`;
  const claim = await sendClaim(pc, files, reach(server));
  expect(await send(url, packed(evidenceOf(pc)), { ...GZIP, authorization: `Bearer ${claim.token}` })).toMatchObject({
    status: 204,
  });
  expect((await api('/diagnosis/pcs?q=evid-0004')).body.items).toMatchObject([{ proof: 'claim' }]);

  const stranger = makePc(random, { name: 'EVID-0005', user: 'a@example.test' });
  const pin = (secret: string) => ({ ...GZIP, authorization: `Baton-Pin ${files.packageId}:${secret}:EVID-0005` });
  expect(await send(url, packed(evidenceOf(stranger)), pin('WRQNGP2N2345'))).toMatchObject({ status: 401 });
  expect(await send(url, packed(evidenceOf(stranger)), pin(files.pin))).toMatchObject({ status: 204 });
  expect((await api('/diagnosis/pcs?q=evid-0005')).body.items).toMatchObject([
    { pc: `n:${files.packageId}:EVID-0005`, proof: 'pin', deviceId: null },
  ]);
  expect(await send(url, packed(evidenceOf(stranger)), pin(files.pin))).toMatchObject({
    status: 429,
    error: 'too-often',
  });
  expect(await send(url, packed(evidenceOf(stranger)), GZIP)).toMatchObject({ status: 401 });
  pc.off();
});

test.each([
  ['more than 2 MB when unpacked', () => packed({ ...EXAMPLE, filler: 'a'.repeat(2_000_000) }), GZIP, 413, 'too-large'],
  ['a bomb', () => gzipSync(Buffer.alloc(200 * 1024 * 1024)), GZIP, 413, 'too-large'],
  ['not packed although it says so', () => Buffer.from(JSON.stringify(EXAMPLE)), GZIP, 400, 'not-gzip'],
  ['another JSON', () => packed({ schema: 'other' }), GZIP, 400, 'not-evidence'],
  ['cut', () => packed(EXAMPLE).subarray(0, 500), GZIP, 400, 'not-gzip'],
  ['empty', () => Buffer.alloc(0), {}, 400, 'not-evidence'],
])(
  'evidence that is no evidence is refused with its word, and nothing is kept: %s',
  async (_, body, headers, status, error) => {
    const pc = makePc(random, { name: 'EVID-BAD-1', user: 'a@example.test' });
    const files = await packageForPcs(server, [pc]);
    const claim = await sendClaim(pc, files, reach(server));
    const url = `${files.enrollment}/kit/v1/evidence`;
    expect(await send(url, body(), { ...headers, authorization: `Bearer ${claim.token}` })).toEqual({ status, error });
    const { rows } = await server.database.query("select 1 from evidence where name = 'EVID-BAD-1'");
    expect(rows).toEqual([]);
    pc.off();
  },
);

test('the same evidence again is counted; a change is kept beside it, and a finding that went is in the history', async () => {
  const { pc, id } = await enrolledPc('EVID-0006');
  const again = () => server.database.query("update evidence set last_at = last_at - interval '1 hour'");
  expect(await send(management(), packed(evidenceOf(pc)), GZIP, pc)).toMatchObject({ status: 204 });
  expect(await send(management(), packed(evidenceOf(pc)), GZIP, pc)).toMatchObject({ status: 429 });
  await again();
  expect(await send(management(), packed(evidenceOf(pc)), GZIP, pc)).toMatchObject({ status: 204 });
  const before = (await api(`/diagnosis/pcs/d:${id}`)).body;
  expect(before.evidence).toMatchObject([{ times: 2 }]);
  await again();
  const other = evidenceOf(pc, {
    joinState: {
      system: { read: false, reason: 'ERROR', detail: '' },
      user: { read: false, reason: 'NO_USER', detail: '' },
    },
  });
  expect(await send(management(), packed(other), GZIP, pc)).toMatchObject({ status: 204 });
  const after = (await api(`/diagnosis/pcs/d:${id}`)).body;
  expect(after.evidence).toHaveLength(2);
  const shown = (diagnosis: { findings: { id: string; severity: string }[] }) =>
    new Set(diagnosis.findings.filter(({ severity }) => severity !== 'ok').map((finding) => finding.id));
  const gone = [...shown(before.diagnosis)].filter((finding) => !shown(after.diagnosis).has(finding));
  const ended = after.history.filter(({ goneAt }: { goneAt: string | null }) => goneAt !== null);
  expect(ended.map((span: { id: string }) => span.id).sort()).toEqual(gone.sort());
  pc.off();
});

test('over all PCs: causes with counts and a trend, states, filters; refused attempts are causes too', async () => {
  const findings = (await api('/diagnosis/findings')).body.items;
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    expect(finding.trend).toHaveLength(14);
    expect(finding.trend.at(-1)).toBe(finding.pcs);
    expect(finding.title.ja).not.toBe(finding.id);
  }
  const [first] = findings.filter((finding: { source: string }) => finding.source === 'evidence');
  const { body } = await api(`/diagnosis/pcs/count?finding=${first.id}`);
  expect(body.count).toBe(first.pcs);
  const states = (await api('/diagnosis/states')).body.items;
  const total = (await api('/diagnosis/pcs/count')).body.count;
  expect(states.reduce((sum: number, state: { pcs: number }) => sum + state.pcs, 0)).toBe(total);
  expect((await api('/diagnosis/pcs?finding=x')).status).toBe(400);
});

test('a change of the rules diagnoses every PC anew from its stored facts', async () => {
  const threads = startDiagnosisThreads(1);
  const room = { database: server.database, threads, version: 'next', clock: () => new Date() };
  const { rows } = await server.database.query<{ n: number }>('select count(*)::int as n from diagnoses');
  expect(await rediagnose(room)).toBe(rows[0]?.n);
  expect(await rediagnose(room)).toBe(0);
  await threads.stop();
  expect((await api('/diagnosis/rediagnosis')).body.outdated).toBe(rows[0]?.n);
  expect((await api('/diagnosis/rediagnosis', 'POST')).status).toBe(202);
  for (let turn = 0; turn < 200; turn++) {
    if ((await api('/diagnosis/rediagnosis')).body.outdated === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((await api('/diagnosis/rediagnosis')).body.outdated).toBe(0);
});

async function upload(files: readonly (readonly [string, string | Buffer])[], query = '') {
  const form = new FormData();
  for (const [name, content] of files)
    form.append('file', new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), name);
  const url = `http://127.0.0.1:${server.config.operatorDoor.port}/api/v1/diagnosis/uploads${query}`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
  // biome-ignore lint/suspicious/noExplicitAny: the answer of an API, whose fields the test names
  return { status: answer.status, body: (await answer.json()) as any };
}

const SCP_MISSING = `+----------------------------------------------------------------------+
| Device State                                                         |
+----------------------------------------------------------------------+

             AzureAdJoined : NO
          EnterpriseJoined : NO
              DomainJoined : YES
                DomainName : CORP
               Device Name : UP-PC-0001.corp.example.test

+----------------------------------------------------------------------+
| Diagnostic Data                                                      |
+----------------------------------------------------------------------+

     Diagnostics Reference : www.microsoft.com/aadjerrors
              User Context : SYSTEM
               Client Time : 2026-11-25 03:06:11.000 UTC
      AD Connectivity Test : PASS
     AD Configuration Test : FAIL [0x80070002]
        DRS Discovery Test : SKIPPED
     DRS Connectivity Test : SKIPPED
    Token acquisition Test : SKIPPED
     Fallback to Sync-Join : ENABLED

                Error Phase : discover
           Client ErrorCode : 0x801c001d
`;

test('files that are handed in are diagnosed in place, each PC by itself, and nothing of them is kept', async () => {
  const counted = async () => (await server.database.query('select count(*)::int as n from evidence')).rows[0];
  const before = await counted();
  const { status, body } = await upload([['PC/dsregcmd.txt', SCP_MISSING]]);
  expect(status).toBe(200);
  expect(body.isEmpty).toBe(false);
  expect(body.pcs).toHaveLength(1);
  expect(body.pcs[0].diagnosis.findings.map(({ id }: { id: string }) => id)).toContain('JOIN_SCP_MISSING');
  const two = await upload([
    ['a/dsregcmd.txt', SCP_MISSING],
    ['b/dsregcmd.txt', SCP_MISSING.replace('UP-PC-0001', 'UP-PC-0002')],
  ]);
  expect(two.body.pcs.map(({ name }: { name: string }) => name).sort()).toEqual(['UP-PC-0001', 'UP-PC-0002']);
  expect(await counted()).toEqual(before);
});

test('an upload without a file is refused; what cannot be read is said, and no verdict is made of it', async () => {
  expect(await upload([])).toMatchObject({ status: 400, body: { error: { code: 'FILE_NEEDED' } } });
  const { body } = await upload([['picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')]]);
  expect(body.isEmpty).toBe(true);
  expect(body.seen).toMatchObject([{ file: 'picture.png', kind: 'binary' }]);
});
