import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { download, reach } from '../support/server.ts';
import { type ImportsApi, startImportsApi } from './imports-api.ts';

let api: ImportsApi;
beforeAll(async () => {
  api = await startImportsApi();
});
afterAll(() => api.stop());

const random = new Random(31);
const makePackage = (importId: string, more: Record<string, unknown> = {}) =>
  api.call('POST', '/packages', {
    name: '一覧',
    platform: 'configmgr',
    target: { kind: 'pcs', importId },
    withoutUser: 'wait',
    ...more,
  });

test('a package from a list of PCs enrolls a PC of the list and refuses one that is not on it', async () => {
  const listed = makePc(random, { name: 'LIST-PC-1', user: 'a@example.test' });
  const stranger = makePc(random, { name: 'LIST-PC-9', user: 'a@example.test' });
  const { serial, uuid } = listed.hardware;
  const list = await api.check(
    'pcs',
    `コンピューター名,シリアル番号,SMBIOS UUID,ConfigMgr client id\r\nLIST-PC-1,${serial},${uuid.toUpperCase()},\r\nLIST-PC-2,PF999,,GUID:0F2A4C6E-1111-2222-3333-444455556666\r\n`,
  );
  expect(list).toMatchObject({ state: 'checked', added: 2, failed: 0 });
  const preview = await api.call('POST', '/packages/preview', { target: { kind: 'pcs', importId: list.id } });
  expect(preview.body).toMatchObject({ pcs: 2, maximumPcs: 2, everyRowHasId: true });
  const made = await makePackage(list.id, { typedCount: 2 });
  expect(made.body).toMatchObject({
    knownRequired: 'listed',
    target: { kind: 'pcs', names: ['list.csv'], rows: 2 },
    roster: { state: 'ready' },
  });
  const files = await download(api.test, made.body.id);
  expect(await runKit(listed, files, reach(api.test))).toEqual({ result: 'enrolled' });
  expect(await runKit(stranger, files, reach(api.test))).toEqual({ result: 'refused', reason: 'NOT_ON_ROSTER' });
  // the same list again: Baton knows both PCs now
  const again = await api.check('pcs', `computer name,serial number\nLIST-PC-1,${serial}\nLIST-PC-2,PF999\n`);
  expect(again).toMatchObject({ added: 0, unchanged: 2 });
});

test('bad rows of a list are named; a name without domain, with one, and as an account are the same PC', async () => {
  const list = await api.check(
    'pcs',
    [
      'Name\tDomain\tSerialNumber\tUUID\tSMSUniqueIdentifier\tEPM Device ID',
      'PC-01\tcorp.test\tPF1\t\t\t',
      'CORP\\PC-02\t\t\t\t\t',
      'PC-03$\t\t1.23457E+15\t\t\t',
      'PC-04\t\t5021.0\t\t\t',
      'PC-05\t\t12345678901234500\t\t\t',
      '=PC-06\t\tPF6\t\t\t',
      'PC-07\t\tPF7\tnot-a-uuid\t\t',
      'PC-08\t\tPF8\t\tsomething else\t',
      '\t\tPF9\t\t\t',
      'PC 10\t\tPF10\t\t\t',
      'PC-11\t\tpf1\t\t\t',
      'PC-12\t\t2E45678\t\t\t{0F2A4C6E-1111-2222-3333-444455556666}',
      'PC-13\t\tTo be filled by O.E.M.\tFFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\t\t',
      'pc-02\tCORP\t\t\t\t',
    ].join('\n'),
  );
  expect(list).toMatchObject({ delimiter: '\t', added: 4, failed: 10 });
  expect(list.errors.map((error: { row: number; reason: string }) => [error.row, error.reason])).toEqual([
    [4, 'ROUNDED'],
    [5, 'ROUNDED'],
    [6, 'ROUNDED'],
    [7, 'FORMULA'],
    [8, 'UUID_NOT_VALID'],
    [9, 'CLIENT_ID_NOT_VALID'],
    [10, 'NAME_MISSING'],
    [11, 'NAME_NOT_VALID'],
    [12, 'DOUBLED'],
    [15, 'DOUBLED'],
  ]);
  expect(list.errors[0].message.ja).toContain('丸められています: "1.23457E+15"');
  const preview = await api.call('POST', '/packages/preview', { target: { kind: 'pcs', importId: list.id } });
  // a placeholder of firmware is no fact
  expect(preview.body).toMatchObject({ pcs: 4, everyRowHasId: false, excludedCount: 0 });
});

test('only a checked list of PCs is a target, and a list of PCs is not run', async () => {
  const people = await api.check('users', 'UPN\na@b.test\n');
  const list = await api.check('pcs', 'コンピューター名\nPC-77\n');
  expect((await makePackage(people.id, { typedCount: 1 })).body.error.code).toBe('LIST_NOT_READY');
  expect((await makePackage('01990000-0000-7000-8000-00000000dead', { typedCount: 1 })).status).toBe(404);
  expect((await api.call('POST', `/imports/${list.id}/run`, {})).body.error.code).toBe('IMPORT_IS_LIST');
  expect((await api.call('POST', `/imports/${list.id}/stop`)).body.state).toBe('stopped');
  expect((await makePackage(list.id, { typedCount: 1 })).body.error.code).toBe('LIST_NOT_READY');
});
