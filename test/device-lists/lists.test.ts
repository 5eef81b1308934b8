import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import { type ListsApi, startListsApi } from './lists-api.ts';

let api: ListsApi;
beforeAll(async () => {
  api = await startListsApi();
});
afterAll(() => api.stop());

const check = async (kind: string, content: string | Buffer, name = 'list.csv') => {
  const { status, body, text } = await api.uploadAs(kind, content, name);
  if (status !== 201) throw new Error(text);
  return api.follow(body.id, 'checked', 'failed', 'uploaded');
};

function zip(members: Readonly<Record<string, Buffer | string>>): Promise<Buffer> {
  const file = new yazl.ZipFile();
  for (const [name, content] of Object.entries(members)) file.addBuffer(Buffer.from(content), name);
  file.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    file.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    file.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    file.outputStream.on('error', reject);
  });
}

const INTUNE_EN =
  '"Device ID","Device name","Enrollment date","Last check-in","Azure AD Device ID","OS version","Serial number","Managed by","Ownership","Compliance","Primary user UPN"\r\n';
const INTUNE_JA =
  'デバイス ID,デバイス名,登録日,前回のチェックイン,Microsoft Entra デバイス ID,シリアル番号,管理者,所有権,準拠\r\n';

test.each([
  ['UTF-8', (text: string) => Buffer.from(text), 'utf-8'],
  ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`), 'utf-8'],
  ['UTF-16 little endian with its mark', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
  ['UTF-16 big endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
  ['Shift_JIS', (text: string) => iconv.encode(text, 'cp932'), 'shift_jis'],
] as const)('reference 8.3: the export of Intune in %s, with Japanese heads', async (name, encode, encoding) => {
  const serial = `SN-${name.length}`;
  const key = await api.addPc({ name: `ENC-${encoding}`, serial });
  const item = await check(
    'intune',
    encode(`${INTUNE_JA}1,ENC-${encoding},2026-01-01,2026-11-01 00:00:00.0000000,,${serial},共同管理,会社,準拠\r\n`),
  );
  expect(item).toMatchObject({ state: 'checked', encoding, format: 'csv', added: 1, failed: 0, problem: null });
  expect(await api.rows(item.id)).toMatchObject([
    {
      outcome: 'matched',
      way: 'serial',
      pc: key,
      says: { managedBy: '共同管理', label: 'co-managed' },
      seenAt: '2026-11-01T00:00:00.000Z',
    },
  ]);
});

test('the export of Intune in English, in the zip in which the admin center hands it out', async () => {
  await api.addPc({ name: 'ZIP-1', serial: 'ZIPPED' });
  const csv = `${INTUNE_EN}"a","ZIP-1","x","2026-11-01 00:00:00.0000000","","10","ZIPPED","Co-managed","Company","Compliant","a@b.test"\r\n`;
  const item = await check('intune', await zip({ 'Devices_1.csv': csv }), 'Devices.zip');
  expect(item).toMatchObject({ state: 'checked', added: 1, fileName: 'Devices.zip' });
});

test('what Graph answers: managementAgent by its member, as JSON with everything on one line', async () => {
  const key = await api.addPc({ name: 'GRAPH-1', serial: 'GRAPH1' });
  const item = await check(
    'intune',
    JSON.stringify({
      '@odata.context': 'https://graph.microsoft.com/beta/$metadata#x',
      value: [
        {
          id: '1',
          deviceName: 'GRAPH-1',
          serialNumber: 'GRAPH1',
          managementAgent: 'configurationManagerClientMdm',
          lastSyncDateTime: '2026-11-01T00:00:00Z',
          configurationManagerClientHealthState: { state: 'healthy' },
        },
        {
          id: '2',
          deviceName: '花子の iPhone',
          serialNumber: 'PHONE',
          managementAgent: 'mdm',
          lastSyncDateTime: '0001-01-01T00:00:00Z',
        },
      ],
    }),
    'managedDevices.json',
  );
  expect(item).toMatchObject({ state: 'checked', format: 'json', totalRows: 2, added: 1, unchanged: 1, failed: 0 });
  expect(await api.rows(item.id)).toMatchObject([
    { line: 2, pc: key, says: { label: 'co-managed' } },
    { line: 3, name: '花子の iPhone', outcome: 'unknown', seenAt: null },
  ]);
});

test('AdminService: SMS_R_System and SMS_Client_ComanagementState, which knows nothing but the resource id', async () => {
  const key = await api.addPc({ name: 'ADM-1', configmgrId: '0f2a4c6e-1111-2222-3333-444455556666' });
  await api.take(
    'configmgr',
    JSON.stringify(
      {
        '@odata.context': 'x',
        value: [
          {
            '@odata.etag': null,
            __LAZYPROPERTIES: [],
            ResourceId: 16777219,
            Name: 'ADM-1',
            SMSUniqueIdentifier: 'GUID:0F2A4C6E-1111-2222-3333-444455556666',
            Client: 1,
            Active: 1,
            ClientVersion: '5.00.9128.1007',
            AADDeviceID: '00000000-0000-0000-0000-000000000000',
          },
        ],
      },
      null,
      2,
    ),
  );
  await api.take('configmgr', 'MachineId,MDMEnrolled,ComgmtPolicyPresent\n16777219,1,1\n16777999,1,1\n');
  const { labels } = (await api.call('GET', `/labels/pcs/${key}`)).body;
  expect(labels).toMatchObject([{ way: 'resource', says: { mdmEnrolled: true, policyPresent: true } }]);
});

test('the console of ConfigMgr: pasted with tabs; a report with titles above its heads; Export-Csv with its note', async () => {
  await api.addPc({ name: 'CON-1', domain: 'corp.example.test' });
  for (const content of [
    '名前\tクライアント\tプライマリ ユーザー\tサイト コード\tクライアントのアクティビティ\r\nCON-1\tはい\tCORP\\a\tP01\tアクティブ\r\n',
    '\ufeffデバイスの一覧\r\n"コレクション: すべて, 2026/11/25"\r\n\r\nName,Client,Client Activity,Site Code\r\nCON-1,Yes,Active,P01\r\n',
    '#TYPE Microsoft.ConfigurationManagement\r\n"Name";"IsClient";"ClientActiveStatus"\r\n"CON-1";"True";"1"\r\n',
  ]) {
    const item = await check('configmgr', content);
    expect(item).toMatchObject({ state: 'checked', added: 1, failed: 0 });
    expect(await api.rows(item.id)).toMatchObject([{ way: 'name', says: { client: true, clientActive: true } }]);
  }
});

test('columns that nobody knows are chosen by hand, and remembered for the next list of this kind', async () => {
  await api.addPc({ name: 'MAP-1', serial: 'MAPPED' });
  const content = 'Gerät;Seriennummer;Verwaltet von\nMAP-1;MAPPED;Co-managed\n';
  const item = await check('intune', content);
  expect(item).toMatchObject({ state: 'uploaded', problem: { id: 'COLUMN_NEEDED' } });
  expect(item.problem.text.ja).toContain('[管理者] の列');
  const half = await api.call('PATCH', `/imports/${item.id}`, { fields: ['name', 'serial', null] });
  expect(half.body).toMatchObject({ state: 'uploaded', problem: { id: 'COLUMN_NEEDED' } });
  await api.call('PATCH', `/imports/${item.id}`, { fields: ['name', 'serial', 'managedBy'] });
  expect(await api.follow(item.id, 'checked')).toMatchObject({ added: 1 });
  expect(await check('intune', content)).toMatchObject({ state: 'checked', added: 1 });
  // of the other console they mean nothing
  expect(await check('configmgr', content)).toMatchObject({ state: 'uploaded' });
  const wrong = await api.call('PATCH', `/imports/${item.id}`, { fields: ['name', 'serial', 'policyPresent'] });
  expect(wrong.body.error.code).toBe('MAPPING_NOT_VALID');
});

test.each([
  ['a JSON that ends in the middle', '[{"deviceName":"A","managementAgent":"mdm"},', 'JSON_BROKEN'],
  ['a JSON that is no list', '{"deviceName":"A","managementAgent":"mdm"}', 'JSON_BROKEN'],
  ['a list of things that are no objects', '[1,2,3]', 'JSON_BROKEN'],
  ['brackets that never end', '['.repeat(100_000), 'JSON_BROKEN'],
  ['an object that never ends', `[{"a":"${'x'.repeat(100_000)}`, 'ROW_TOO_LONG'],
  ['a value of 5,000 characters', `[{"deviceName":"${'x'.repeat(5_000)}","managementAgent":"mdm"}]`, 'CELL_TOO_LONG'],
  [
    'half a pair of surrogates',
    Buffer.concat([Buffer.from('\ufeffName,Client\nA,1\nB', 'utf16le'), Buffer.from([0, 0xd8])]),
    'ENCODING_UNKNOWN',
  ],
  [
    'UTF-16 cut in the middle of a letter',
    Buffer.from('\ufeffName,Client\nA,1\n', 'utf16le').subarray(0, -1),
    'ENCODING_UNKNOWN',
  ],
  ['UTF-16 with NUL', Buffer.from('\ufeffName,Client\nA\0,1\n', 'utf16le'), 'FILE_IS_BINARY'],
  ['UTF-16 without its mark', Buffer.from('Name,Client\n', 'utf16le'), 'FILE_IS_BINARY'],
  ['a quotation mark in the middle', 'Name,Client\n"A"B,1\n', 'QUOTE_STRAY'],
])('hostile: %s is refused with its sentence', async (_what, content, code) => {
  const { status, body } = await api.uploadAs('configmgr', content, 'x');
  expect([status, body.error?.code]).toEqual([400, code]);
  expect(body.error.message.ja).toMatch(/[ぁ-ん一-龠]/);
});

test('hostile: a zip with two lists, without one, encrypted, broken, or larger inside than a file may be', async () => {
  const csv = 'Name,Client\nA,1\n';
  const codeOf = async (content: Buffer) => (await api.uploadAs('configmgr', content, 'x.zip')).body.error?.code;
  expect(await codeOf(await zip({ 'a.csv': csv, 'b.csv': csv }))).toBe('ZIP_MEMBERS');
  expect(await codeOf(await zip({ 'a.exe': csv }))).toBe('ZIP_MEMBERS');
  expect(await codeOf(await zip({ '[Content_Types].xml': '<x/>', 'xl/a.csv': csv }))).toBe('FILE_IS_WORKBOOK');
  const encrypted = await zip({ 'a.csv': csv });
  encrypted[6] = (encrypted[6] ?? 0) | 1;
  const central = encrypted.indexOf(Buffer.from('504b0102', 'hex'));
  encrypted[central + 8] = (encrypted[central + 8] ?? 0) | 1;
  expect(await codeOf(encrypted)).toBe('ZIP_MEMBERS');
  const broken = await zip({ 'a.csv': 'Name,Client\n'.repeat(1000) });
  broken.fill(0xff, 40, 60);
  expect(await codeOf(broken)).toBe('ZIP_BROKEN');
  const bomb = await zip({ 'a.csv': Buffer.alloc(51 * 1024 * 1024, 'a,1\n') });
  expect(bomb.length).toBeLessThan(1_000_000);
  expect(await codeOf(bomb)).toBe('FILE_TOO_LARGE');
  const { rows } = await api.test.database.query("select 1 from imports where state = 'uploading'");
  expect(rows).toEqual([]);
});

test('hostile: formulas, control characters and rows that tell no PC are left out with their reason, the others stay', async () => {
  await api.addPc({ name: 'GOOD-1', serial: 'GOOD1' });
  const item = await check(
    'intune',
    [
      'Device name,Serial number,Managed by',
      "=cmd|'/c calc'!A1,SN1,Intune",
      'GOOD-1,GOOD1,Co-managed',
      'PC-2,1.23457E+15,Intune',
      ',,Intune',
      'PC-3,SN\u0007,Intune',
      'PC-4,To be filled by O.E.M.,Intune',
      'PC-5,SN5',
    ].join('\n'),
  );
  expect(item).toMatchObject({ added: 1, failed: 5 });
  expect(item.errors.map(({ row, reason }: { row: number; reason: string }) => [row, reason])).toEqual([
    [2, 'FORMULA'],
    [4, 'ROUNDED'],
    [5, 'KEY_MISSING'],
    [6, 'CONTROL_CHARACTER'],
    [8, 'COLUMN_COUNT'],
  ]);
  const csv = await api.call('GET', `/imports/${item.id}/errors?language=en`);
  expect(csv.text.split('\r\n').length).toBe(7);
});

test('the time of the export is said, corrected, and never lies in the future', async () => {
  const content = 'Name,Client\nA,1\n';
  const later = new Date(Date.now() + 3_600_000).toISOString();
  expect((await api.uploadAs('configmgr', content, 'x', later)).body.error.code).toBe('EXPORTED_LATER');
  expect((await api.uploadAs('configmgr', content, 'x', 'yesterday')).body.error.code).toBe('FORM_NOT_VALID');
  const { body } = await api.uploadAs('configmgr', content, 'x', '2026-10-01T00:00:00.000Z');
  expect(body.exportedAt).toBe('2026-10-01T00:00:00.000Z');
  const changed = await api.call('PATCH', `/imports/${body.id}`, { exportedAt: '2026-09-01T09:00:00+09:00' });
  expect(changed.body.exportedAt).toBe('2026-09-01T00:00:00.000Z');
  expect((await api.call('PATCH', `/imports/${body.id}`, { exportedAt: later })).body.error.code).toBe(
    'EXPORTED_LATER',
  );
  // without a word it is the time of the upload; other imports have none
  expect(Date.parse((await api.uploadAs('configmgr', content, 'x')).body.exportedAt)).toBeGreaterThan(
    Date.now() - 60_000,
  );
  expect((await api.uploadAs('pcs', 'Name\nA\n', 'x')).body.exportedAt).toBeNull();
});

test('a viewer looks at lists and labels, and changes neither', async () => {
  const item = await check('configmgr', 'Name,Client\nVIEW-1,1\n');
  const asViewer = (method: string, path: string, body?: unknown) => api.call(method, path, body, 'viewer');
  expect((await asViewer('GET', `/device-lists/${item.id}/rows`)).status).toBe(200);
  expect((await asViewer('GET', '/labels')).status).toBe(200);
  expect((await asViewer('PUT', `/device-lists/${item.id}/rows/2`, { pc: null })).status).toBe(403);
  expect((await asViewer('POST', `/imports/${item.id}/run`, {})).status).toBe(403);
  expect((await asViewer('POST', `/device-lists/${item.id}/undo`, {})).status).toBe(403);
});
