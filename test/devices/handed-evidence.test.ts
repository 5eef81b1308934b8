import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertEntries, lockLists, outdateList } from '../../src/devices/device-lists/entries.ts';
import { acceptEvidence } from '../../src/devices/evidence/accept-evidence.ts';
import { startDiagnosisThreads } from '../../src/devices/evidence/diagnosis-threads.ts';
import type { EvidenceRoom } from '../../src/devices/evidence/evidence-room.ts';
import { rediagnose } from '../../src/devices/evidence/rediagnose.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { makeTestApi, type TestApi } from './operator-api.ts';

const EXAMPLE = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../package-kit/cases/evidence-example.json'), 'utf8'),
);

let db: TestDatabase;
let api: TestApi;
let room: EvidenceRoom;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  room = { database: db.database, threads: startDiagnosisThreads(1), version: '0.0.0', clock: api.room.clock };
});
afterAll(async () => {
  await room.threads.stop();
  await api.close();
  await db.drop();
});

async function addPc(name: string, more: { userId?: string; packageId?: string } = {}): Promise<string> {
  const id = uuidv7();
  await db.database.query(
    `insert into devices (id, name, name_key, serial, uuid, state, search, user_id, package_id)
     values ($1, $2, upper($2), upper($2) || '-S1', null, 'enrolled', lower($2), $3, $4)`,
    [id, name, more.userId ?? null, more.packageId ?? null],
  );
  return id;
}

const evidenceOf = (name: string, change: Record<string, unknown> = {}) => ({
  ...EXAMPLE,
  collectedAt: api.room.clock().toISOString(),
  pc: { ...EXAMPLE.pc, name, serial: `${name}-S1`, uuid: '' },
  ...change,
});

const dsregcmd = (name: string, time = '2026-11-25 03:06:11.000 UTC') => `
+----------------------------------------------------------------------+
| Device State                                                         |
+----------------------------------------------------------------------+

             AzureAdJoined : NO
              DomainJoined : YES
                DomainName : CORP
               Device Name : ${name}.corp.example.test

+----------------------------------------------------------------------+
| Diagnostic Data                                                      |
+----------------------------------------------------------------------+

              User Context : SYSTEM
               Client Time : ${time}
      AD Connectivity Test : PASS
     AD Configuration Test : FAIL [0x80070002]
                Error Phase : discover
           Client ErrorCode : 0x801c001d
`;

/** Hands files in for a PC. */
async function handIn(
  id: string,
  files: readonly (readonly [string, string | Buffer])[],
  query = '',
  role: 'administrator' | 'viewer' = 'administrator',
) {
  const form = new FormData();
  for (const [name, content] of files)
    form.append('file', new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), name);
  const body = new Response(form);
  const answer = await api.door.inject({
    method: 'POST',
    url: `/api/v1/devices/${id}/evidence${query}`,
    headers: {
      host: 'localhost',
      authorization: `Bearer ${api.tokens[role]}`,
      'content-type': body.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await body.arrayBuffer()),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function undo(id: string, evidence: string) {
  const answer = await api.door.inject({
    method: 'DELETE',
    url: `/api/v1/devices/${id}/evidence/${evidence}`,
    headers: { host: 'localhost', authorization: `Bearer ${api.tokens.administrator}` },
  });
  return answer.statusCode;
}

const diagnosisOf = async (id: string) => (await api.get(`/diagnosis/pcs/d:${id}`)).body;
const verdictOf = async (id: string) =>
  (await db.database.query('select verdict_id, proof, rules from diagnoses where pc = $1', [`d:${id}`])).rows[0] ??
  null;
const ids = (diagnosis: { findings: { id: string }[] }) => diagnosis.findings.map((finding) => finding.id);

test('files an operator hands in are diagnosed at once, kept with the name of who handed them in, audited, and undone', async () => {
  const id = await addPc('HAND-0001');
  expect((await api.get(`/diagnosis/pcs/d:${id}`)).status).toBe(404);
  const { status, body } = await handIn(id, [
    ['dsregcmd.txt', dsregcmd('HAND-0001')],
    ['notes.txt', 'first line\r\n日本語の行\r\n'],
  ]);
  expect([status, body]).toMatchObject([201, { isInForce: true, differs: [] }]);
  const known = await diagnosisOf(id);
  expect(ids(known.diagnosis)).toContain('JOIN_SCP_MISSING');
  expect(known.evidence).toMatchObject([{ id: body.id, proof: 'operator', handedBy: '佐藤 花子', differs: [] }]);
  const place = known.diagnosis.findings.find(({ id: finding }: { id: string }) => finding === 'JOIN_SCP_MISSING')
    .evidence[0];
  expect(place.file).toBe('evidence.json#dsregcmd.txt');
  // the file is kept as far as it is text, and the line that is cited stands in it
  const file = JSON.parse((await api.get(`/diagnosis/pcs/d:${id}/evidence/${body.id}`)).bytes.toString());
  expect(file.logs.files[1]).toMatchObject({ path: 'notes.txt', text: 'first line\r\n日本語の行\r\n' });
  expect(file.logs.files[0].text.split('\n')[place.line - 1].trim()).toBe(place.text.trim());
  const audit = (await api.get('/audit?action=device.evidence')).body.items;
  expect(audit).toMatchObject([{ actor: '佐藤 花子', targetId: id, targetName: 'HAND-0001' }]);

  expect(await undo(id, body.id)).toBe(204);
  expect((await api.get(`/diagnosis/pcs/d:${id}`)).status).toBe(404);
  const { rows } = await db.database.query('select 1 from findings where pc = $1 and gone_at is null', [`d:${id}`]);
  expect(rows).toEqual([]);
  expect(await undo(id, body.id)).toBe(404);
});

test('an evidence file of collect.ps1 that was copied by hand is kept as it is, also where a tool made UTF-16 of it', async () => {
  const id = await addPc('HAND-0002');
  const json = JSON.stringify(evidenceOf('HAND-0002'));
  const { body } = await handIn(id, [['evidence.json', Buffer.from(`\ufeff${json}`, 'utf16le')]]);
  expect(body).toMatchObject({ isInForce: true });
  const file = (await api.get(`/diagnosis/pcs/d:${id}/evidence/${body.id}`)).bytes.toString();
  expect(JSON.parse(file.replace(/^\ufeff/, '')).pc.name).toBe('HAND-0002');
});

test('files that name another PC are refused and said, unless that is confirmed; then what differs stays visible', async () => {
  const id = await addPc('HAND-0003');
  const other: [string, string][] = [['evidence.json', JSON.stringify(evidenceOf('OTHER-PC'))]];
  const refused = await handIn(id, other);
  expect([refused.status, refused.body.error.code]).toEqual([409, 'EVIDENCE_OF_OTHER_PC']);
  expect(refused.body.error.message.en).toContain('OTHER-PC');
  expect(await verdictOf(id)).toBeNull();
  expect(await handIn(id, other, '?confirm=true')).toMatchObject({
    status: 201,
    body: { differs: ['name', 'serial'] },
  });
  expect((await diagnosisOf(id)).evidence).toMatchObject([{ differs: ['name', 'serial'] }]);
});

test('nothing readable, two PCs in one bundle, no such PC, a viewer: refused with its word, and nothing is kept', async () => {
  const id = await addPc('HAND-0004');
  const code = async (files: [string, string | Buffer][], query = '') =>
    (await handIn(id, files, query)).body.error.code;
  expect(await code([['picture.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')]])).toBe(
    'NOTHING_READABLE',
  );
  expect(await code([['empty.log', '']])).toBe('NOTHING_READABLE');
  const two: [string, string][] = [
    ['a/dsregcmd.txt', dsregcmd('HAND-0004')],
    ['b/dsregcmd.txt', dsregcmd('HAND-0005')],
  ];
  expect(await code(two, '?confirm=true')).toBe('SEVERAL_PCS');
  expect((await handIn(uuidv7(), [['a.txt', dsregcmd('X')]])).status).toBe(404);
  expect((await handIn(id, [['a.txt', dsregcmd('HAND-0004')]], '', 'viewer')).status).toBe(403);
  expect(await verdictOf(id)).toBeNull();
  expect((await db.database.query('select 1 from evidence where pc = $1', [`d:${id}`])).rows).toEqual([]);
});

test('trust: what the PC sent under its certificate later than the files were written stays in force, and cannot be undone', async () => {
  const id = await addPc('HAND-0006');
  const body = Buffer.from(JSON.stringify(evidenceOf('HAND-0006')));
  const sender = { proof: 'certificate', deviceId: id, name: 'HAND-0006' } as const;
  expect(await acceptEvidence(room, sender, body, { isPacked: false, address: '127.0.0.1' })).toBeNull();
  const before = await verdictOf(id);
  const old = await handIn(id, [['dsregcmd.txt', dsregcmd('HAND-0006', '2020-01-02 03:04:05.000 UTC')]]);
  expect(old.body).toMatchObject({ isInForce: false });
  expect(await verdictOf(id)).toEqual(before);
  const [own] = (await diagnosisOf(id)).evidence;
  expect(own.proof).toBe('certificate');
  expect(await undo(id, own.id)).toBe(409);
  expect(await undo(id, old.body.id)).toBe(204);
  expect(await verdictOf(id)).toEqual(before);
});

test('too many lines for one piece of evidence: at most 2 MB of facts are kept, and more files than fit are still diagnosed', async () => {
  const id = await addPc('HAND-0007');
  const line = (n: number) =>
    `<![LOG[Failed to enroll device ${n} 0x8018${n.toString(16).padStart(4, '0')} ${'x'.repeat(400)}]LOG]!><time="10:00:00.000-540" date="11-25-2026" component="CoManagementHandler" context="" type="3" thread="${n}" file="a.cpp:1">`;
  const log = Array.from({ length: 9_000 }, (_, n) => line(n)).join('\r\n');
  const { status, body } = await handIn(id, [
    ['dsregcmd.txt', dsregcmd('HAND-0007')],
    ['CoManagementHandler.log', log],
  ]);
  expect(status).toBe(201);
  const { rows } = await db.database.query<{ facts: Buffer; bytes: number }>(
    'select facts, bytes from evidence where id = $1',
    [body.id],
  );
  const { gunzipSync } = await import('node:zlib');
  expect(gunzipSync(rows[0]?.facts ?? Buffer.alloc(0)).length).toBeLessThanOrEqual(2_000_100);
  expect(rows[0]?.bytes).toBeLessThanOrEqual(2_000_000);
  const file = JSON.parse((await api.get(`/diagnosis/pcs/d:${id}/evidence/${body.id}`)).bytes.toString());
  expect(file.logs.files[1]).toMatchObject({ path: 'CoManagementHandler.log', read: false, reason: 'CUT' });
  expect(ids((await diagnosisOf(id)).diagnosis)).toContain('JOIN_SCP_MISSING');
});

test('what a PC is meant to become: by package, by a group of its user, by itself; it changes the verdict and is audited', async () => {
  const userId = uuidv7();
  const groupId = uuidv7();
  await db.database.query(
    `insert into users (id, upn, display_name, source, search) values ($1, 'a@example.test', 'A', 'csv', 'a')`,
    [userId],
  );
  await db.database.query(`insert into groups (id, name, source, search) values ($1, 'Pilot', 'csv', 'pilot')`, [
    groupId,
  ]);
  await db.database.query('insert into memberships (group_id, user_id) values ($1, $2)', [groupId, userId]);
  const id = await addPc('INT-0001', { userId });
  // managed by ConfigMgr, nothing in the log: no policy; an error unless it moves to Baton
  const pc = evidenceOf('INT-0001');
  const sender = { proof: 'certificate', deviceId: id, name: 'INT-0001' } as const;
  await acceptEvidence(room, sender, Buffer.from(JSON.stringify(pc)), { isPacked: false, address: '127.0.0.1' });
  const intentionOf = async () => (await api.get(`/devices/${id}`)).body.intention;
  const listed = async (value: string) =>
    (await api.get(`/devices?intention=${value}&q=INT-0001`)).body.items.map((item: { name: string }) => item.name);
  const severities = async () =>
    Object.fromEntries(
      (await diagnosisOf(id)).diagnosis.findings.map((one: { id: string; severity: string }) => [one.id, one.severity]),
    );

  expect(await intentionOf()).toBeNull();
  expect([await listed('none'), await listed('intune')]).toEqual([['INT-0001'], []]);

  const groups = '/devices/intentions/groups';
  const put = (intention: string | null) =>
    api.door.inject({
      method: 'PUT',
      url: `/api/v1${groups}/${groupId}`,
      headers: { host: 'localhost', authorization: `Bearer ${api.tokens.administrator}` },
      payload: { intention },
    });
  expect((await put('intune-pilot')).json()).toEqual({ changed: 1 });
  expect((await put('intune-pilot')).json()).toEqual({ changed: 0 });
  expect(await intentionOf()).toMatchObject({ intention: 'intune-pilot', way: 'group', group: { name: 'Pilot' } });
  expect([await listed('intune-pilot'), await listed('!intune-pilot'), await listed('none')]).toEqual([
    ['INT-0001'],
    [],
    [],
  ]);
  expect((await api.get(groups)).body.items).toMatchObject([{ id: groupId, intention: 'intune-pilot', pcs: 1 }]);
  // the stored verdict is not the one of the rules any more, until the worker made it anew
  expect((await verdictOf(id))?.rules).not.toContain('0.0.0-');
  expect(await rediagnose(room)).toBeGreaterThan(0);
  const asPilot = await severities();

  expect(await api.post('/devices/intentions', { ids: [id], intention: 'baton' })).toMatchObject({
    status: 200,
    body: { changed: 1 },
  });
  expect(await intentionOf()).toMatchObject({ intention: 'baton', way: 'pc', setBy: '佐藤 花子' });
  const asBaton = await severities();
  expect(asBaton).not.toEqual(asPilot);
  expect((await api.get('/audit?action=device.intend')).body.items).toMatchObject([
    { before: { intention: null }, after: { intention: 'baton' }, targetId: id },
  ]);
  expect((await api.get('/audit?action=group.intend')).body.items).toHaveLength(1);

  // taken back: the group's word is in force again, then nobody's, then that of a package
  await api.post('/devices/intentions', { ids: [id], intention: null });
  expect(await intentionOf()).toMatchObject({ way: 'group' });
  await put(null);
  expect(await intentionOf()).toBeNull();
  await db.database.query('update devices set package_id = $2 where id = $1', [id, uuidv7()]);
  expect(await intentionOf()).toMatchObject({ intention: 'baton', way: 'package', setBy: null });
  expect(await listed('baton')).toEqual(['INT-0001']);

  const bad = await api.post('/devices/intentions', { ids: [id, uuidv7()], intention: 'intune' });
  expect(bad.status).toBe(404);
  expect((await api.post('/devices/intentions', { ids: [id], intention: 'intune' }, 'viewer')).status).toBe(403);
  expect((await intentionOf()).way).toBe('package');
});

test('PCs without evidence are a filter of the list of PCs, and as many as the coverage counts', async () => {
  await addPc('NONE-0001');
  const { count } = (await api.get('/devices/count?evidence=without')).body;
  expect(count).toBe((await api.get('/diagnosis/coverage')).body.withoutEvidence);
  const names = (await api.get('/devices?evidence=without')).body.items.map((item: { name: string }) => item.name);
  expect(names).toContain('NONE-0001');
  const withIt = (await api.get('/devices?evidence=with')).body.items.map((item: { name: string }) => item.name);
  expect(withIt).toContain('HAND-0003');
  expect(withIt).not.toContain('NONE-0001');
});

test('a device list and evidence that come at the same moment: whichever is first, the verdict knows both', async () => {
  const id = await addPc('SAME-0001');
  const listId = uuidv7();
  const at = api.room.clock();
  // the list is taken over in a transaction that is not done while the evidence is being read
  const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
  const { promise: isTaken, resolve: taken } = Promise.withResolvers<void>();
  const threads: EvidenceRoom['threads'] = {
    ...room.threads,
    read: async (body, isPacked, context) => {
      read();
      await isTaken;
      return room.threads.read(body, isPacked, context);
    },
  };
  const accepting = acceptEvidence(
    { ...room, threads },
    { proof: 'certificate', deviceId: id, name: 'SAME-0001' },
    Buffer.from(JSON.stringify(evidenceOf('SAME-0001'))),
    { isPacked: false, address: '127.0.0.1' },
  );
  await isRead;
  await db.database.transaction(async (tx) => {
    await lockLists(tx);
    await tx.query(
      `insert into imports (id, kind, file_name, encoding, state, created_by) values ($1, 'intune', 'list.csv', 'utf-8', 'done', 'test')`,
      [listId],
    );
    await tx.query(
      `insert into device_list_rows (import_id, line, name, says, outcome, way, pc) values ($1, 2, 'SAME-0001',
         '{"managedBy":"Co-managed","label":"co-managed"}', 'matched', 'name', $2)`,
      [listId, `d:${id}`],
    );
    await tx.query(
      `insert into device_lists (id, source, file_name, exported_at, used_at, used_by, rows, pcs) values ($1, 'intune', 'list.csv', $2, $2, 'test', 1, 1)`,
      [listId, at],
    );
    await insertEntries(tx, { id: listId, source: 'intune', exportedAt: at });
    await outdateList(tx, listId);
  });
  taken();
  expect(await accepting).toBeNull();
  const stored = (
    await db.database.query('select verdict_id, severity, state_id from diagnoses where pc = $1', [`d:${id}`])
  ).rows[0];
  const { diagnosis } = await diagnosisOf(id);
  expect(stored).toEqual({
    verdict_id: diagnosis.verdict.id,
    severity: diagnosis.verdict.severity,
    state_id: diagnosis.state.id,
  });
  const { rows } = await db.database.query('select finding_id from findings where pc = $1 and gone_at is null', [
    `d:${id}`,
  ]);
  const shown = diagnosis.findings.filter(({ severity }: { severity: string }) => severity !== 'ok');
  expect(rows.map(({ finding_id }) => finding_id).sort()).toEqual(ids({ findings: shown }).sort());
});
