import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImport } from '../../src/directory/imports/change-import.ts';
import { expireImports } from '../../src/directory/imports/expire-imports.ts';
import type { ImportsRoom } from '../../src/directory/imports/imports-room.ts';
import { getImport } from '../../src/directory/imports/list-imports.ts';
import { runImports } from '../../src/directory/imports/run-imports.ts';
import { beginUpload } from '../../src/directory/imports/upload-import.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { OPERATOR } from '../support/server.ts';
import { type ImportsApi, startImportsApi } from './imports-api.ts';

let api: ImportsApi;
beforeAll(async () => {
  api = await startImportsApi();
});
afterAll(() => api.stop());

const people = (count: number, domain: string) =>
  `UPN,氏名\n${Array.from({ length: count }, (_, n) => `u${n}@${domain},社員 ${n}\n`).join('')}`;
const countOf = async (domain: string) =>
  (
    await api.test.database.query<{ n: number }>('select count(*)::int as n from users where upn like $1', [
      `%@${domain}`,
    ])
  ).rows[0]?.n;

test('stopped in the middle: what was done stays and is said, nothing more is done, the same file again does the rest', async () => {
  const total = 40_000;
  const file = people(total, 'stop.test');
  const { id } = await api.check('users', file);
  await api.call('POST', `/imports/${id}/run`, {});
  let item = await api.follow(id, 'importing');
  for (let turn = 0; turn < 400 && item.doneRows === 0; turn += 1)
    item = (await api.call('GET', `/imports/${id}`)).body;
  const stopped = (await api.call('POST', `/imports/${id}/stop`)).body;
  expect(stopped.state).toBe('stopped');
  expect(stopped.doneRows).toBeGreaterThan(0);
  expect(stopped.doneRows).toBeLessThan(total);
  // a minute's turn of the job finds nothing to do
  await api.test.database.query("select graphile_worker.add_job('imports')");
  const again = await api.check('users', file);
  expect(await countOf('stop.test')).toBe(stopped.doneRows);
  expect(again).toMatchObject({ unchanged: stopped.doneRows, added: total - stopped.doneRows });
});

test('an open console hears that an import moved', async () => {
  const response = await fetch(`${api.base}/events`, { headers: { authorization: `Bearer ${api.tokens.viewer}` } });
  const reader = response.body?.getReader();
  const { id } = await api.check('users', 'UPN\nlive@live.test\n');
  let text = '';
  for (let reads = 0; reads < 20 && !text.includes(id); reads += 1)
    text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text).toContain(`{"topic":"imports","id":"${id}"}`);
  await reader?.cancel();
});

test('a file of more than 500,000 rows is refused by the check, and none of its rows is kept', async () => {
  const { body } = await api.upload('users', `UPN\n${'x\n'.repeat(500_001)}`);
  const failed = await api.follow(body.id, 'failed');
  expect(failed.problem.text.en).toContain('limit 500000');
  expect(failed.errors).toEqual([]);
}, 120_000);

test('OpenAPI shows the upload as a form, and every route of imports', async () => {
  const { paths } = (await api.call('GET', '/openapi.json')).body;
  const routes = Object.keys(paths).filter((route) => route.includes('/imports'));
  expect(routes.map((route) => route.replace('/api/v1', '')).sort()).toEqual([
    '/imports',
    '/imports/{id}',
    '/imports/{id}/errors',
    '/imports/{id}/run',
    '/imports/{id}/stop',
  ]);
  const upload = paths[routes.find((route) => route.endsWith('/imports')) ?? ''].post;
  expect(Object.keys(upload.requestBody.content)).toEqual(['multipart/form-data']);
  expect(JSON.stringify(upload.requestBody)).toContain('"binary"');
});

test('two nodes at once do each row once; an import ends its life after 30 days, a broken upload after one', async () => {
  const db = await createTestDatabase();
  const room: ImportsRoom = {
    database: db.database,
    wake: async () => undefined,
    stopping: new AbortController().signal,
    log: { error: (fields) => expect.fail(JSON.stringify(fields)) },
    clock: () => new Date(),
  };
  const upload = await beginUpload(room, OPERATOR, 'test');
  await upload.take(Readable.from([Buffer.from(people(12_000, 'nodes.test'))]));
  const id = await upload.finish({ kind: 'users', fileName: 'a.csv' });
  await Promise.all([runImports(room), runImports(room)]);
  await runImport(room, id, undefined, OPERATOR, 'test');
  await Promise.all([runImports(room), runImports(room)]);
  expect(await getImport(db.database, id)).toMatchObject({ state: 'done', added: 12_000, doneRows: 12_000 });

  await beginUpload(room, OPERATOR, 'test');
  const days = (n: number) => new Date(Date.now() + n * 86_400_000);
  expect(await expireImports(db.database, days(0.5))).toBe(0);
  expect(await expireImports(db.database, days(2))).toBe(1);
  expect(await expireImports(db.database, days(31))).toBe(1);
  const { rows } = await db.database.query<{ n: number }>(
    'select (select count(*) from import_rows)::int + (select count(*) from import_chunks)::int as n',
  );
  expect(rows[0]?.n).toBe(0);
  await db.drop();
});
