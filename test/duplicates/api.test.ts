import { afterAll, beforeAll, expect, test } from 'vitest';
import { baton } from '../cli/baton.ts';
import { makeTestApi, type TestApi } from '../devices/operator-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { addPackage, addRecord, at, type Made, uuidOf } from './records.ts';

let db: TestDatabase;
let api: TestApi;
let pkg: string;
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  pkg = await addPackage(db.database);
  await api.door.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const add = (made: Made) => addRecord(db.database, pkg, made);
let count = 0;

async function pair(a: Made = {}, b: Made = {}): Promise<{ a: string; b: string; group: string }> {
  count += 1;
  const same = { serial: `API${count}`, uuid: uuidOf(count) };
  const ids = {
    a: await add({ ...same, name: `NEW-${count}`, ...a }),
    b: await add({ ...same, name: `OLD-${count}`, ...b }),
  };
  await api.post('/duplicates/search');
  const { body } = await api.get(`/duplicates?q=API${count}`);
  return { ...ids, group: body.items[0].id };
}

test('a group says why, how sure and what Baton would do, with the evidence side by side', async () => {
  const { a, b, group } = await pair({ livingSince: at(-9), lastContactAt: at(-1), macs: ['02155D00004F'] });
  const list = await api.get(`/duplicates?q=API${count}&suggestion=merge`);
  expect(list.body.items).toMatchObject([
    {
      id: group,
      kind: 'same-hardware',
      confidence: 'high',
      suggestion: 'merge',
      size: 2,
      keys: [`serial:API${count}`, `uuid:${uuidOf(count)}`],
    },
  ]);
  expect(list.body.items[0].reason.ja).toContain('1 台の PC');
  expect((await api.get(`/duplicates?device=${b}`)).body.items.map((one: { id: string }) => one.id)).toEqual([group]);
  expect((await api.get(`/duplicates?device=${group}`)).body.items).toEqual([]);
  const { body } = await api.get(`/duplicates/${group}`);
  expect(body).toMatchObject({ keep: a, comparison: { equal: ['serial', 'uuid'], different: ['name'] } });
  expect(
    body.records.map((record: { id: string; refusal: { id: string } | null }) => [
      record.id,
      record.refusal?.id ?? null,
    ]),
  ).toEqual([
    [a, null],
    [b, 'LIVES_ON_OTHER'],
  ]);
  expect((await api.get('/duplicates/count?state=open')).body.count).toBeGreaterThan(0);
  expect((await api.get('/duplicates/search')).body.records).toBe(2);
});

test('a viewer reads, and decides nothing', async () => {
  const { a, b, group } = await pair();
  const refused = [
    await api.post(`/duplicates/${group}/merge`, { keep: a, go: [b], reason: 'x' }, 'viewer'),
    await api.post(`/duplicates/${group}/apart`, { reason: 'x' }, 'viewer'),
    await api.post(`/duplicates/${group}/undo`, { reason: 'x' }, 'viewer'),
    await api.post('/duplicates/search', {}, 'viewer'),
    await api.post('/duplicates/rules', { action: 'merge', keys: ['serial', 'uuid'] }, 'viewer'),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  expect((await api.get(`/duplicates/${group}`)).body.state).toBe('open');
});

test('merged: old links answer with the record that stayed, the decision is audited, and undone it is open again', async () => {
  const { a, b, group } = await pair({}, { lastContactAt: at(-90) });
  const merged = await api.post(`/duplicates/${group}/merge`, { keep: a, go: [b], reason: 're-imaged in October' });
  expect([merged.status, merged.body.state, merged.body.keptId, merged.body.merges[0].goneId]).toEqual([
    200,
    'merged',
    a,
    b,
  ]);
  const old = await api.get(`/devices/${b}`);
  expect([old.status, old.headers['location']]).toEqual([308, a]);
  const history = await api.get(`/devices/${a}/history`);
  expect(history.body.items[0].text.en).toContain('merged into this PC. Reason: re-imaged in October');
  const other = await api.post(`/duplicates/${group}/apart`, { reason: 'no' });
  expect([other.status, other.body.error.code]).toEqual([409, 'DECIDED']);
  expect(other.body.error.message.ja).toContain('佐藤 花子');
  const audit = await api.get('/audit?action=duplicate.merge');
  expect(audit.body.items[0]).toMatchObject({
    targetId: a,
    before: { id: b },
    after: { reason: 're-imaged in October' },
  });
  const undone = await api.post(`/duplicates/${group}/undo`, { reason: 'mistaken' });
  expect([undone.status, undone.body.state, undone.body.asks]).toEqual([200, 'open', true]);
  expect((await api.get(`/devices/${b}`)).status).toBe(200);
});

test.each([
  [
    'a record of another group',
    (a: string) => ({ keep: a, go: ['01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11'], reason: 'x' }),
    400,
  ],
  ['the record itself', (a: string) => ({ keep: a, go: [a], reason: 'x' }), 400],
  ['no reason', (a: string, b: string) => ({ keep: a, go: [b], reason: ' ' }), 400],
  ['more than ten', (a: string, b: string) => ({ keep: a, go: Array(11).fill(b), reason: 'x' }), 400],
])('a merge with %s is refused', async (_, body, status) => {
  const { a, b, group } = await pair();
  expect((await api.post(`/duplicates/${group}/merge`, body(a, b))).status).toBe(status);
});

test('what is not there is not found', async () => {
  const nobody = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';
  const answers = [
    await api.get(`/duplicates/${nobody}`),
    await api.post(`/duplicates/${nobody}/apart`, { reason: 'x' }),
    await api.get(`/devices/${nobody}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test('on the command line: list, show, merge, undo, apart, rules', async () => {
  const { a, b, group } = await pair({ lastContactAt: at(-1) });
  const { port } = api.door.server.address() as { port: number };
  const run = (...args: string[]) =>
    baton(['duplicates', ...args, '--language', 'en'], {
      BATON_TOKEN: api.tokens.administrator,
      BATON_SERVER: `http://127.0.0.1:${port}`,
    });
  expect((await run('list', '--query', `API${count}`)).out).toContain('Same serial number and same UUID');
  const shown = await run('show', group);
  expect(shown.out).toContain(`serial            API${count}`);
  expect(shown.err).toContain(`Baton would keep ${a}.`);
  expect(await run('merge', group, '--reason', 'same')).toMatchObject({ code: 0, err: `Merged into ${a}.\n` });
  expect(await run('merge', group, '--keep', b, '--go', a, '--reason', 'same')).toMatchObject({ code: 1 });
  expect(await run('undo', group, '--reason', 'mistaken')).toMatchObject({ code: 0 });
  expect(await run('apart', group, '--reason', 'two desks')).toMatchObject({ code: 0, err: 'Kept apart.\n' });
  const preview = await run('add-rule', '--action', 'merge', '--key', 'serial', '--key', 'mac', '--preview');
  expect(preview.out).toBe('fits  0\n');
  const one = await run('add-rule', '--action', 'merge', '--key', 'serial');
  expect([one.code, one.err]).toEqual([1, expect.stringContaining('at least two independent keys')]);
  const { id } = JSON.parse(
    (await run('add-rule', '--action', 'merge', '--key', 'serial', '--key', 'mac', '--json')).out,
  );
  expect((await run('rules')).out).toContain('serial, mac');
  expect(await run('delete-rule', id)).toMatchObject({ code: 0 });
  expect((await run('search')).out).toContain('records');
});
