import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baton } from '../cli/baton.ts';
import { type ListsApi, startListsApi } from './lists-api.ts';

let api: ListsApi;
let folder: string;
beforeAll(async () => {
  api = await startListsApi();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-labels-'));
});
afterAll(async () => {
  await api.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  baton(['labels', ...args], { BATON_TOKEN: api.tokens.administrator, BATON_SERVER: new URL(api.base).origin });

test('from the file to the false label and back: upload, rows, decide, use, list, show, summary, lists, undo', async () => {
  const { pc } = await api.enroll('CLI-0001', 'made-evidence-both-no-policy');
  await api.addPc({ name: 'CLI-0002', serial: 'TWO' });
  await api.addPc({ name: 'CLI-0003', serial: 'TWO' });
  const file = path.join(folder, 'Devices.csv');
  fs.writeFileSync(
    file,
    Buffer.from(`\ufeffName,SN,Status\r\nCLI-0001,${pc.hardware.serial},共同管理\r\nOLD-2,TWO,Intune\r\n`, 'utf16le'),
  );
  fs.utimesSync(file, new Date('2026-11-01T00:00:00Z'), new Date('2026-11-01T00:00:00Z'));
  const sent = await run(
    'upload',
    file,
    '--source',
    'intune',
    '--map',
    'SN=serial',
    '--map',
    'Status=managedBy',
    '--json',
  );
  expect([sent.code, JSON.parse(sent.out)]).toMatchObject([
    0,
    { state: 'checked', encoding: 'utf-16le', exportedAt: '2026-11-01T00:00:00.000Z', added: 1 },
  ]);
  const { id } = JSON.parse(sent.out);
  const open = await run('rows', id, '--outcome', 'ambiguous');
  expect(open.out).toMatch(/OLD-2 +TWO +Intune +ambiguous +serial +CLI-0002 d:[0-9a-f-]{36}, CLI-0003 d:/);
  expect((await run('decide', id, '3', 'cli-0003')).out).toMatch(/matched +2/);
  const used = await run('use', id, '--language', 'ja');
  expect([used.code, used.err]).toEqual([0, expect.stringContaining('照合した PC: 2 台')]);
  await api.settled();

  const listed = await run('list', '--language', 'ja');
  expect(listed.out).toMatch(
    /CLI-0001 +intune +共同管理 +false +Intune の \[管理者\] 列の「共同管理」は実態と異なります。/,
  );
  expect(listed.out).not.toContain('CLI-0003');
  const shown = await run('show', 'CLI-0001', '--language', 'en');
  expect(shown.out).toContain('STATE_FALSE_CO_MANAGED: "Co-managed" in Intune is wrong about this PC.');
  expect(shown.out).toContain('Devices.csv:2  Managed by: 共同管理');
  const all = await run('summary', '--language', 'ja');
  expect(all.out).toContain('1  STATE_FALSE_CO_MANAGED');
  expect(all.out).toContain('共同管理ポリシーがあるかどうかは見ていません');
  expect(JSON.parse((await run('lists', '--json')).out)).toMatchObject([{ id, pcs: 2, inForce: 2 }]);
  expect((await run('undo', id)).code).toBe(0);
  expect(JSON.parse((await run('list', '--json')).out)).toEqual([]);
  expect((await run('undo', id)).err).toContain('undone');
  pc.off();
});

test('errors are sentences: no source, no file, a time that is none, a PC that is not there', async () => {
  const file = path.join(folder, 'x.csv');
  fs.writeFileSync(file, 'Name,Client\nA,1\n');
  expect((await run('upload', file)).code).toBe(1);
  expect(await run('upload', path.join(folder, 'none.csv'), '--source', 'intune', '--language', 'ja')).toMatchObject({
    code: 1,
    err: expect.stringContaining('を読み取れません'),
  });
  expect((await run('upload', file, '--source', 'configmgr', '--exported', 'soon')).err).toContain(
    'a time is expected',
  );
  expect((await run('show', 'NOBODY')).err).toContain('There is no "NOBODY".');
  const taken = await run(
    'upload',
    file,
    '--source',
    'configmgr',
    '--use',
    '--exported',
    '2026-01-02T03:04Z',
    '--json',
  );
  expect(JSON.parse(taken.out)).toMatchObject({ state: 'done', exportedAt: '2026-01-02T03:04:00.000Z', added: 0 });
});
