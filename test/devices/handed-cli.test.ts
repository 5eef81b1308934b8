import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { baton } from '../cli/baton.ts';
import { type ListsApi, startListsApi } from '../device-lists/lists-api.ts';

let api: ListsApi;
let folder: string;
beforeAll(async () => {
  api = await startListsApi();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-handed-'));
});
afterAll(async () => {
  await api.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  baton(['devices', ...args], { BATON_TOKEN: api.tokens.administrator, BATON_SERVER: new URL(api.base).origin });

const EVIDENCE = fs
  .readFileSync(
    path.resolve(import.meta.dirname, '../../src/diagnosis/corpus/made-evidence-both-no-policy.sample'),
    'utf8',
  )
  .split('--- file: evidence.json\n')[1];

test('evidence copied by hand: add a folder, another PC only when confirmed, list, undo', async () => {
  await api.addPc({ name: 'HCLI-0001' });
  const copied = path.join(folder, 'copied');
  fs.mkdirSync(path.join(copied, 'sub'), { recursive: true });
  const json = JSON.parse(EVIDENCE ?? '');
  fs.writeFileSync(
    path.join(copied, 'sub', 'evidence.json'),
    JSON.stringify({ ...json, pc: { ...json.pc, name: 'OTHER' } }),
  );
  const refused = await run('evidence', 'add', 'hcli-0001', copied);
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('OTHER')]);
  const added = await run('evidence', 'add', 'hcli-0001', copied, '--confirm', '--json');
  expect(added.err).toBe('');
  const { id } = JSON.parse(added.out);
  const listed = JSON.parse((await run('evidence', 'list', 'hcli-0001', '--json')).out);
  expect(listed).toMatchObject([{ id, proof: 'operator', differs: ['name'] }]);
  expect((await run('evidence', 'undo', 'hcli-0001', id)).code).toBe(0);
  expect((await run('evidence', 'list', 'hcli-0001')).code).toBe(1);
  expect((await run('evidence', 'add', 'hcli-0001', path.join(folder, 'nothing'))).code).toBe(1);
  fs.mkdirSync(path.join(folder, 'empty'));
  expect((await run('evidence', 'add', 'hcli-0001', path.join(folder, 'empty'))).code).toBe(1);
});

test('what PCs are meant to become: said of PCs, shown and filtered, taken back; nonsense is refused', async () => {
  await api.addPc({ name: 'HCLI-0002' });
  await api.addPc({ name: 'HCLI-0003' });
  const said = await run('intend', 'HCLI-0002', 'HCLI-0003', '--as', 'intune-pilot', '--json');
  expect(JSON.parse(said.out)).toEqual({ changed: 2 });
  const listed = JSON.parse((await run('list', '--intention', 'intune-pilot', '--evidence', 'without', '--json')).out);
  expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(['HCLI-0002', 'HCLI-0003']);
  expect((await run('show', 'HCLI-0002')).out).toContain('intune-pilot (pc)');
  expect((await run('intend', 'HCLI-0002', '--as', 'none')).code).toBe(0);
  expect((await run('list', '--intention', 'intune-pilot', '--query', 'HCLI-0002')).out).not.toContain('HCLI-0002');
  expect((await run('intend', '--list')).code).toBe(0);
  for (const wrong of [
    ['intend', '--as', 'baton'],
    ['intend', 'HCLI-0002'],
    ['intend', 'HCLI-0002', '--as', 'jamf'],
    ['intend', 'HCLI-0002', '--group', 'x', '--as', 'baton'],
  ])
    expect((await run(...wrong)).code, wrong.join(' ')).toBe(1);
});
