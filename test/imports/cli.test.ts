import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baton } from '../cli/baton.ts';
import { type ImportsApi, startImportsApi } from './imports-api.ts';

let api: ImportsApi;
let folder: string;
beforeAll(async () => {
  api = await startImportsApi();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-imports-'));
});
afterAll(async () => {
  await api.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  baton(['imports', ...args], { BATON_TOKEN: api.tokens.administrator, BATON_SERVER: new URL(api.base).origin });
const write = (name: string, content: string | Buffer) => {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return file;
};

test('users FILE --run: uploaded, checked, imported; bad rows are said with their line, in the language asked for', async () => {
  const file = write('users.csv', iconv.encode('UPN,氏名,G\r\na@cli.test,髙橋 愛,東京\r\nb@,鈴木,\r\n', 'cp932'));
  const first = await run('users', file, '--map', 'G=groups', '--make-groups', '--run', '--language', 'ja', '--json');
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ state: 'done', encoding: 'shift_jis', added: 1, failed: 1 });
  const { id } = JSON.parse(first.out);
  const shown = await run('show', id, '--language', 'ja');
  expect(shown.err).toContain('行 3: UPN の形式が正しくありません: "b@"');
  expect(shown.out).toContain('G -> groups');
  expect((await run('errors', id)).out).toContain('3,UPN_NOT_VALID,"The UPN is malformed: ""b@"""');
  expect(JSON.parse((await run('list', '--json')).out)[0]).toMatchObject({ id, fileName: 'users.csv' });
  expect((await api.call('GET', '/users?q=a@cli.test')).body.items[0].groups[0].name).toBe('東京');
});

test('without --run nothing is changed; the number of people disabled has to be typed', async () => {
  const file = write('leavers.csv', 'UPN,Enabled\na@cli.test,FALSE\n');
  const checked = await run('users', file, '--json');
  const { id, state, dropped } = JSON.parse(checked.out);
  expect([checked.code, state, dropped]).toEqual([0, 'checked', 1]);
  const refused = await run('run', id);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('would drop 1 people')]);
  expect(JSON.parse((await run('run', id, '--confirm-count', '1', '--json')).out)).toMatchObject({ state: 'done' });
});

test('the list that `baton simulate --estate pcs` prints is imported as it is, and becomes a package', async () => {
  const estate = await baton(['simulate', '--estate', 'pcs', '--pcs', '20', '--seed', '7']);
  const list = JSON.parse((await run('pcs', write('pcs.csv', estate.out), '--json')).out);
  expect(list).toMatchObject({ state: 'checked', added: 20, failed: 0 });
  const target = { kind: 'pcs', importId: list.id };
  expect((await api.call('POST', '/packages/preview', { target })).body).toMatchObject({
    pcs: 20,
    everyRowHasId: true,
  });
});

test('a file that is no list, a column that is not there, and a file that is not there are errors with a sentence', async () => {
  const book = await run('users', write('book.xlsx', Buffer.from('504b03041400', 'hex')));
  expect([book.code, book.err]).toEqual([1, expect.stringContaining('Excel workbook')]);
  const column = await run('users', write('a.csv', 'UPN\na@b.test\n'), '--map', 'Nothing=upn');
  expect([column.code, column.err]).toEqual([1, expect.stringContaining('There is no column "Nothing"')]);
  const missing = await run('users', path.join(folder, 'none.csv'));
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('cannot be read')]);
  const unmapped = await run('users', write('b.csv', 'X\n1\n'));
  expect([unmapped.code, unmapped.out]).toEqual([1, expect.stringContaining('Choose the column')]);
});
