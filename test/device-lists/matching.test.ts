import { afterAll, beforeAll, expect, test } from 'vitest';
import { expireImports } from '../../src/directory/imports/expire-imports.ts';
import { type ListsApi, startListsApi } from './lists-api.ts';

let api: ListsApi;
beforeAll(async () => {
  api = await startListsApi();
});
afterAll(() => api.stop());

const check = async (kind: string, content: string) => {
  const { body } = await api.uploadAs(kind, content, 'list.csv');
  return api.follow(body.id, 'checked', 'failed');
};
const labelOf = async (key: string) => {
  const { status, body } = await api.call('GET', `/labels/pcs/${key}`);
  return status === 404 ? null : body.labels[0].says;
};
const decide = (id: string, line: number, pc: string | null) =>
  api.call('PUT', `/device-lists/${id}/rows/${line}`, { pc });

test('two PCs with one serial number: the name tells them apart; without it an operator decides', async () => {
  const a = await api.addPc({ name: 'TWIN-A', serial: 'TWIN' });
  const b = await api.addPc({ name: 'TWIN-B', serial: 'TWIN' });
  const item = await check(
    'intune',
    'Device name,Serial number,Managed by\nTWIN-B,TWIN,Intune\nTWIN-X,TWIN,Co-managed\n',
  );
  expect(await api.rows(item.id)).toMatchObject([
    { line: 2, outcome: 'matched', pc: b },
    { line: 3, outcome: 'ambiguous', pc: null, candidates: [{ pc: a, name: 'TWIN-A', serial: 'TWIN' }, { pc: b }] },
  ]);
  expect((await decide(item.id, 3, a)).body).toMatchObject({ matched: 2, ambiguous: 0 });
  expect((await api.call('POST', `/imports/${item.id}/run`, {})).status).toBe(202);
  expect([await labelOf(a), await labelOf(b)]).toMatchObject([{ label: 'co-managed' }, { label: 'intune' }]);
});

test('what is left undecided says nothing of any PC, and can be decided later', async () => {
  const a = await api.addPc({ name: 'LATE-1', domain: 'a.test' });
  const b = await api.addPc({ name: 'LATE-1', domain: 'b.test' });
  const item = await check('configmgr', 'Name,Client\nLATE-1,1\n');
  expect(await api.rows(item.id, 'ambiguous')).toHaveLength(1);
  await api.call('POST', `/imports/${item.id}/run`, {});
  expect([await labelOf(a), await labelOf(b)]).toEqual([null, null]);
  await decide(item.id, 2, b);
  expect([await labelOf(a), await labelOf(b)]).toEqual([null, { client: true }]);
  // it was the other one
  await decide(item.id, 2, a);
  expect([await labelOf(a), await labelOf(b)]).toEqual([{ client: true }, null]);
  expect((await decide(item.id, 2, null)).body).toMatchObject({ 'left-out': 1 });
  expect([await labelOf(a), await labelOf(b)]).toEqual([null, null]);
});

test('the domain tells PCs of one name apart, by its NetBIOS name or its DNS name', async () => {
  await api.addPc({ name: 'DOM-1', domain: 'tokyo.example.test' });
  const b = await api.addPc({ name: 'DOM-1', domain: 'osaka.example.test' });
  const item = await check('configmgr', 'Name,Domain,Client\nDOM-1,OSAKA,1\n');
  expect(await api.rows(item.id)).toMatchObject([{ outcome: 'matched', way: 'name', pc: b }]);
  const dns = await check('configmgr', 'Name,Client\nDOM-1.osaka.example.test,1\n');
  expect(await api.rows(dns.id)).toMatchObject([{ outcome: 'matched', pc: b }]);
});

test('wrong match: a PC of the same name with another serial number or UUID is another PC', async () => {
  await api.addPc({ name: 'SWAP-1', serial: 'NEW-BOX', uuid: '11111111-2222-4333-8444-555555555555' });
  const item = await check(
    'configmgr',
    'Name,SerialNumber,SMBIOS GUID,Client\nSWAP-1,OLD-BOX,,1\nSWAP-1,,99999999-2222-4333-8444-555555555555,1\nNOBODY-1,SN9,,1\n',
  );
  expect((await api.rows(item.id)).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'other',
    'other',
    'unknown',
  ]);
  expect(item).toMatchObject({ added: 0, unchanged: 3 });
});

test('wrong match: keys that lead to different PCs are shown, not guessed; a renamed PC is known by its hardware', async () => {
  const a = await api.addPc({ name: 'MIX-A', serial: 'MIX-A' });
  const b = await api.addPc({ name: 'MIX-B', serial: 'MIX-B', uuid: 'aaaaaaaa-2222-4333-8444-555555555555' });
  const item = await check(
    'configmgr',
    'Name,SerialNumber,UUID,Client\nMIX-A,MIX-A,AAAAAAAA-2222-4333-8444-555555555555,1\nMIX-B,MIX-A,,1\n',
  );
  expect(await api.rows(item.id)).toMatchObject([
    { outcome: 'ambiguous', candidates: [{ pc: a }, { pc: b }] },
    { outcome: 'matched', way: 'serial', pc: a },
  ]);
});

test('wrong match: one that an operator corrects moves, and what was known of the other PC comes back', async () => {
  const right = await api.addPc({ name: 'FIX-1' });
  const wrong = await api.addPc({ name: 'FIX-2' });
  await api.take('intune', 'Device name,Managed by\nFIX-2,Intune\n', '2026-01-01T00:00:00.000Z');
  const list = await api.take('intune', 'Device name,Managed by\nFIX-2,Co-managed\n');
  expect(await labelOf(wrong)).toMatchObject({ label: 'co-managed' });
  await decide(list.id, 2, right);
  expect([await labelOf(right), await labelOf(wrong)]).toMatchObject([{ label: 'co-managed' }, { label: 'intune' }]);
  expect(await api.rows(list.id)).toMatchObject([{ outcome: 'matched', decidedBy: 'administrator' }]);
  const audit = (await api.call('GET', '/audit?action=device-list.decide&limit=1')).body.items;
  expect(audit).toMatchObject([{ action: 'device-list.decide', after: { line: 2, pc: right } }]);
});

test('several rows of one PC: the newest contact counts; where no time tells and they differ, an operator decides', async () => {
  const key = await api.addPc({ name: 'DUP-1', serial: 'DUP1' });
  const other = await api.addPc({ name: 'DUP-2', serial: 'DUP2' });
  const item = await check(
    'intune',
    [
      'Device name,Serial number,Managed by,Last check-in',
      'DUP-1,DUP1,Intune,2026-01-01 00:00:00',
      'DUP-1,DUP1,Co-managed,2026-06-01 00:00:00',
      'DUP-1,,ConfigMgr,2026-09-01 00:00:00',
      'DUP-2,DUP2,Intune,',
      'DUP-2,DUP2,Co-managed,',
    ].join('\n'),
  );
  expect(
    (await api.rows(item.id)).map(({ line, outcome }: { line: number; outcome: string }) => [line, outcome]),
  ).toEqual([
    [2, 'older'],
    [3, 'matched'],
    // by its name alone: what is known by its serial number counts before it
    [4, 'older'],
    [5, 'ambiguous'],
    [6, 'ambiguous'],
  ]);
  await decide(item.id, 6, other);
  await decide(item.id, 5, other);
  expect((await api.rows(item.id)).slice(3).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'matched',
    'older',
  ]);
  await api.call('POST', `/imports/${item.id}/run`, {});
  expect([await labelOf(key), await labelOf(other)]).toMatchObject([{ label: 'co-managed' }, { label: 'intune' }]);
});

test('undo takes back the whole list: the one before is in force again, states and findings with it', async () => {
  const { pc, key } = await api.enroll('UNDO-0001', 'made-evidence-cm-only');
  const state = async () => (await api.call('GET', '/diagnosis/pcs?q=undo-0001')).body.items[0].state.id;
  const list = (word: string) => `Device name,Serial number,Managed by\nUNDO-0001,${pc.hardware.serial},${word}\n`;
  const first = await api.take('intune', list('Intune'), '2026-05-01T00:00:00.000Z');
  const second = await api.take('intune', list('ConfigMgr'));
  expect([await labelOf(key), await state()]).toMatchObject([{ label: 'configmgr' }, 'STATE_TENANT_ATTACH_ONLY']);
  expect((await api.call('POST', `/device-lists/${second.id}/undo`)).status).toBe(204);
  await api.settled();
  expect([await labelOf(key), await state()]).toMatchObject([{ label: 'intune' }, 'STATE_CM_ONLY']);
  expect((await api.call('POST', `/device-lists/${second.id}/undo`)).body.error.code).toBe('LIST_UNDONE');
  expect((await decide(second.id, 2, null)).body.error.code).toBe('LIST_UNDONE');
  await api.call('POST', `/device-lists/${first.id}/undo`);
  await api.settled();
  expect([await labelOf(key), await state()]).toEqual([null, 'STATE_CM_ONLY']);
  const lists = (await api.call('GET', '/device-lists?limit=2')).body.items;
  expect(lists).toMatchObject([
    { id: second.id, undoneBy: 'administrator', inForce: 0 },
    { id: first.id, undoneBy: 'administrator' },
  ]);
  const audit = (await api.call('GET', '/audit?action=device-list.undo')).body.items;
  expect(audit).toHaveLength(2);
  pc.off();
});

test('what was taken over outlives the file, and is undone all the same', async () => {
  const key = await api.addPc({ name: 'KEEP-1' });
  const list = await api.take('configmgr', 'Name,Client\nKEEP-1,1\n');
  await expireImports(api.test.database, new Date(Date.now() + 31 * 86_400_000));
  expect((await api.call('GET', `/device-lists/${list.id}/rows`)).status).toBe(404);
  expect(await labelOf(key)).toEqual({ client: true });
  expect((await api.call('POST', `/device-lists/${list.id}/undo`)).status).toBe(204);
  expect(await labelOf(key)).toBeNull();
});

test('a PC that showed a PIN and holds no claim is found by its name, after every PC of the registry', async () => {
  const packageId = '01990000-0000-7000-8000-000000000001';
  await api.test.database.query(
    `insert into diagnoses (pc, evidence_id, name, proof, evidence_at, verdict_id, severity, confidence, state_id, rules, diagnosed_at)
     values ($1, gen_random_uuid(), 'Pin-1', 'pin', now(), 'X', 'info', 'low', 'STATE_UNKNOWN', '', now())`,
    [`n:${packageId}:PIN-1`],
  );
  const item = await check('configmgr', 'Name,Client\npin-1,1\n');
  expect(await api.rows(item.id)).toMatchObject([
    { outcome: 'matched', pc: `n:${packageId}:PIN-1`, candidates: [{ name: 'PIN-1' }] },
  ]);
  await api.addPc({ name: 'PIN-1' });
  const again = await check('configmgr', 'Name,Client\npin-1,1\n');
  expect((await api.rows(again.id))[0].pc).toMatch(/^d:/);
});

test('a decision names a row and a PC that are there', async () => {
  const item = await check('configmgr', 'Name,Client\nNONE-1,1\n');
  expect((await decide(item.id, 9, null)).status).toBe(404);
  expect((await decide(item.id, 2, 'd:01990000-0000-7000-8000-00000000dead')).status).toBe(404);
  expect((await decide(item.id, 2, 'somebody')).status).toBe(400);
  const people = await api.check('users', 'UPN\na@b.test\n');
  expect((await decide(people.id, 2, null)).status).toBe(404);
  expect((await api.call('POST', `/device-lists/${item.id}/undo`)).status).toBe(404);
});
