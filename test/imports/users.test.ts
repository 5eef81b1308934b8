import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from './imports-api.ts';

let api: ImportsApi;
beforeAll(async () => {
  api = await startImportsApi();
});
afterAll(() => api.stop());

const users = async (q: string) => (await api.call('GET', `/users?q=${encodeURIComponent(q)}`)).body.items;

test('a CSV is checked first and changes nothing; run, its people are there, with what each row said', async () => {
  const checked = await api.check(
    'users',
    '\ufeffUPN,氏名,フリガナ,部署\r\nichiro@one.test,鈴木 一郎,スズキ イチロウ,"営業部, 東京"\r\nai@one.test,髙橋 愛,,\r\n',
  );
  expect(checked).toMatchObject({ state: 'checked', encoding: 'utf-8', delimiter: ',', totalRows: 2, added: 2 });
  expect(checked.columns.map((column: { field: string }) => column.field)).toEqual([
    'upn',
    'displayName',
    'reading',
    'department',
  ]);
  expect(checked.preview[0]).toEqual(['ichiro@one.test', '鈴木 一郎', 'スズキ イチロウ', '営業部, 東京']);
  expect(await users('one.test')).toEqual([]);
  expect((await api.call('POST', `/imports/${checked.id}/run`, {})).status).toBe(202);
  expect(await api.follow(checked.id, 'done')).toMatchObject({ doneRows: 2, added: 2, changed: 0, failed: 0 });
  expect((await users('すずき'))[0]).toMatchObject({
    upn: 'ichiro@one.test',
    displayName: '鈴木 一郎',
    department: '営業部, 東京',
    source: 'csv',
  });
  const audit = await api.call('GET', '/audit?q=import.');
  expect(audit.body.items.map((entry: { action: string }) => entry.action)).toEqual([
    'import.finish',
    'import.run',
    'import.upload',
  ]);
});

test('imported again, what is the same is unchanged; an empty cell leaves what is known', async () => {
  const again = await api.check('users', 'UPN,氏名,部署\nICHIRO@one.test,鈴木 一郎,\nai@one.test,高橋 愛,総務部\n');
  expect(again).toMatchObject({ added: 0, changed: 1, unchanged: 1 });
  await api.call('POST', `/imports/${again.id}/run`, {});
  await api.follow(again.id, 'done');
  expect((await users('ichiro@one.test'))[0]).toMatchObject({ upn: 'ichiro@one.test', department: '営業部, 東京' });
  expect((await users('ai@one.test'))[0]).toMatchObject({ displayName: '高橋 愛', department: '総務部' });
});

test('Shift_JIS of Windows is recognized, with vendor characters at both of their code points', async () => {
  const rows = Buffer.concat([
    iconv.encode('UPN,氏名\r\nibm@sjis.test,', 'cp932'),
    Buffer.from([0xfb, 0xfc]),
    iconv.encode('橋\r\nnec@sjis.test,', 'cp932'),
    Buffer.from([0xee, 0xe0, 0x87, 0x40]),
    iconv.encode('\r\n', 'cp932'),
  ]);
  const checked = await api.check('users', rows);
  expect(checked).toMatchObject({ encoding: 'shift_jis', added: 2 });
  expect(checked.preview).toEqual([
    ['ibm@sjis.test', '髙橋'],
    ['nec@sjis.test', '髙①'],
  ]);
});

test('each bad row is named by line and reason in both languages, the good ones stay', async () => {
  const rows = [
    'UPN;氏名;部署;無効',
    'suzuki@;鈴木;;',
    ';佐藤;;',
    'good@bad.test;良い;-;',
    'GOOD@bad.test;二度;;',
    '=HYPERLINK("x");式;;',
    'formula@bad.test;=1+1;;',
    '1.23457E+15;丸め;;',
    `long@bad.test;${'長'.repeat(257)};;`,
    'flag@bad.test;旗;;たぶん',
    'short@bad.test;足りない',
    'error@bad.test;#N/A;;',
    'gaiji@bad.test;\ue000;;',
    '"multi@bad.test";"二\n行";;',
    'last@bad.test;最後;;',
  ];
  const checked = await api.check('users', rows.join('\r\n'));
  expect(checked).toMatchObject({ delimiter: ';', added: 2, failed: 12, totalRows: 14 });
  const errors = checked.errors as { row: number; reason: string; message: { ja: string; en: string } }[];
  expect(errors.map(({ row, reason }) => [row, reason])).toEqual([
    [2, 'UPN_NOT_VALID'],
    [3, 'UPN_MISSING'],
    [5, 'DOUBLED'],
    [6, 'FORMULA'],
    [7, 'FORMULA'],
    [8, 'ROUNDED'],
    [9, 'TOO_LONG'],
    [10, 'FLAG_NOT_VALID'],
    [11, 'COLUMN_COUNT'],
    [12, 'SHEET_ERROR'],
    [13, 'PRIVATE_CHARACTER'],
    [14, 'CONTROL_CHARACTER'],
  ]);
  expect(errors[0]?.message).toEqual({
    ja: 'UPN の形式が正しくありません: "suzuki@"',
    en: 'The UPN is malformed: "suzuki@"',
  });
  expect(errors[2]?.message).toEqual({ ja: 'UPN が行 4 と重複しています。', en: 'UPN repeats that of row 4.' });
});

test('the errors come as CSV with reason and cells, in UTF-8 with its mark and in Shift_JIS; a formula cannot run', async () => {
  const checked = await api.check('users', 'UPN,氏名\n=cmd|1,髙橋\n');
  const utf8 = await api.call('GET', `/imports/${checked.id}/errors?language=ja`, undefined, 'viewer');
  expect(utf8.bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(utf8.text).toContain(`\r\n2,FORMULA,`);
  expect(utf8.text).toContain(`,'=cmd|1,髙橋\r\n`);
  const sjis = await api.call('GET', `/imports/${checked.id}/errors?language=ja&encoding=shift_jis`);
  expect(iconv.decode(sjis.bytes, 'cp932')).toBe(utf8.text.slice(1));
});

test('a group that does not exist is an error until the operator lets groups be added', async () => {
  await api.call('POST', '/groups', { name: '大阪' });
  const checked = await api.check('users', 'UPN,グループ\na@group.test,大阪;東京本社\nb@group.test,大阪\n');
  expect(checked).toMatchObject({ added: 1, failed: 1, errors: [{ row: 2, reason: 'GROUP_UNKNOWN' }] });
  await api.call('PATCH', `/imports/${checked.id}`, { makeGroups: true });
  const again = await api.follow(checked.id, 'checked');
  expect(again).toMatchObject({ added: 2, failed: 0 });
  await api.call('POST', `/imports/${checked.id}/run`, {});
  await api.follow(checked.id, 'done');
  expect((await users('a@group.test'))[0].groups.map((group: { name: string }) => group.name).sort()).toEqual([
    '大阪',
    '東京本社',
  ]);
});

test('people whom the file disables are counted, and the number has to be typed', async () => {
  await api.call('POST', '/users', { upn: 'old@drop.test', displayName: '退職 者' });
  const checked = await api.check('users', 'UserPrincipalName,Enabled\nold@drop.test,False\n');
  expect(checked).toMatchObject({ changed: 1, dropped: 1 });
  const refused = await api.call('POST', `/imports/${checked.id}/run`, {});
  expect([refused.status, refused.body.error.code]).toEqual([409, 'DROP_COUNT_NEEDED']);
  expect((await api.call('POST', `/imports/${checked.id}/run`, { typedCount: 1 })).status).toBe(202);
  await api.follow(checked.id, 'done');
  expect((await users('old@drop.test'))[0].disabled).toBe(true);
});

test('a mapping that the operator corrected is taken for the next file with the same heads', async () => {
  const file = (upn: string) => `番号,メモ\n1,${upn}\n`;
  const first = await api.check('users', file('m1@map.test'));
  expect(first).toMatchObject({ state: 'uploaded', problem: { id: 'COLUMN_NEEDED' } });
  for (const fields of [['upn'], ['upn', 'upn'], [null, 'serial'], ['enabled', 'disabled']])
    expect((await api.call('PATCH', `/imports/${first.id}`, { fields })).body.error.code).toBe('MAPPING_NOT_VALID');
  await api.call('PATCH', `/imports/${first.id}`, { fields: [null, 'upn'] });
  expect(await api.follow(first.id, 'checked')).toMatchObject({ added: 1, failed: 0 });
  const second = await api.check('users', file('m2@map.test'));
  expect(second).toMatchObject({ state: 'checked', added: 1, columns: [{ field: null }, { field: 'upn' }] });
});

test('a viewer reads imports and changes none', async () => {
  const checked = await api.check('users', 'UPN\nv@viewer.test\n');
  expect((await api.upload('users', 'UPN\nx@y.z\n', 'viewer')).body.error.code).toBe('ROLE_NEEDED');
  for (const path of ['run', 'stop'])
    expect((await api.call('POST', `/imports/${checked.id}/${path}`, {}, 'viewer')).status).toBe(403);
  expect((await api.call('PATCH', `/imports/${checked.id}`, { makeGroups: true }, 'viewer')).status).toBe(403);
  expect((await api.call('GET', `/imports/${checked.id}`, undefined, 'viewer')).body.added).toBe(1);
  const list = await api.call('GET', '/imports?kind=users', undefined, 'viewer');
  expect(list.body.items[0]).toMatchObject({ id: checked.id, state: 'checked' });
});

test('a stopped import cannot be run, and each step is in the audit', async () => {
  const checked = await api.check('users', 'UPN\ns@stop.test\n');
  expect((await api.call('POST', `/imports/${checked.id}/stop`)).body.state).toBe('stopped');
  expect((await api.call('POST', `/imports/${checked.id}/run`, {})).body.error.code).toBe('IMPORT_STATE');
  expect((await api.call('POST', `/imports/${checked.id}/stop`)).body.error.code).toBe('IMPORT_STATE');
  expect(await users('s@stop.test')).toEqual([]);
});
