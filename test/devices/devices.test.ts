import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePackage } from '../../src/packages/make-package.ts';
import { recordStage } from '../../src/packages/record-pc.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { administrator } from '../packages/packages-room.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { makeTestApi, type TestApi } from './operator-api.ts';

let db: TestDatabase;
let api: TestApi;
let packageId: string;
const ids = new Map<string, string>();
const now = new Date('2026-11-25T03:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const idOf = (name: string) => ids.get(name) ?? '';

/** An enrolled PC as the enrollment room would have left it. */
async function enroll(name: string, state: 'enrolled' | 'probation', lastContact: Date): Promise<void> {
  const device = idOf(name);
  const claim = uuidv7();
  const enrollment = uuidv7();
  const facts = JSON.stringify({ name, serial: `SN-${name}`, maker: 'LENOVO', model: '20XK' });
  await db.database.query(
    `insert into claims (id, device_id, package_id, state, token_hmac, secret_hmac, identity_kind, identity_name, name_key, macs, facts, known,
       created_at, expires_at, renew_until, first_session_at)
     values ($1, $2, $3, 'used', $4, $5, 'user', 'ai@example.test', $6, '{02155D004117,02155D004118}', $7, 'listed', $8, $8, $8, $8)`,
    [claim, device, packageId, randomBytes(32), randomBytes(32), name, facts, ago(90)],
  );
  await db.database.query(
    `insert into enrollments (device_id, id, claim_id, package_id, enrollment_type, source, state, probation, bound, client_hash, server_hash,
       client_nonce, first_session_at)
     values ($1, $2, $3, $4, 'Device', 'src', 'active', $5, 'secret', 'x', 'y', $6, $7)`,
    [device, enrollment, claim, packageId, state === 'probation', randomBytes(16), ago(80)],
  );
  for (const [serial, revoked] of [
    ['01', ago(85)],
    ['02', null],
  ] as const) {
    await db.database.query(
      `insert into certificates (device_id, serial, enrollment_id, fingerprint, der, not_before, not_after, issued_at, revoked_at, revoked_why)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        device,
        `${serial}${device.replaceAll('-', '')}`,
        enrollment,
        randomBytes(32),
        randomBytes(8),
        ago(100),
        new Date('2027-11-25T00:00:00Z'),
        ago(serial === '01' ? 89 : 84),
        revoked,
        revoked === null ? null : 'replaced',
      ],
    );
  }
  for (const [stage, at] of [
    ['claim-accepted', 90],
    ['certificate-issued', 84],
    ['first-session', 80],
    ['inventory-matched', 70],
  ] as const) {
    if (state === 'probation' && stage === 'inventory-matched') continue;
    await recordStage(db.database, {
      packageId,
      deviceId: device,
      name,
      stage,
      at: ago(at),
      outcome: stage === 'inventory-matched' ? 'done' : 'in-progress',
    });
  }
  await db.database.query(
    `update devices set state = $2, state_since = $3, known = 'listed', last_contact_at = $4, next_contact_at = $5, enrolled_at = $6,
       certificate_expires_at = '2027-11-25T00:00:00Z', os_version = '10.0.26100.2314', user_upn = 'ai@example.test', user_name = '高橋 愛' where id = $1`,
    [device, state, ago(75), lastContact, new Date('2026-11-25T03:28:00Z'), ago(80)],
  );
}

beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  const importId = uuidv7();
  const names = ['TKY-PC-2', 'TKY-PC-10', 'OSK-PC-0001', 'NGY-PC-0001', 'FUK-PC-0001'];
  api.room.lists.set(
    importId,
    names.map((name) => ({ name, serial: `SN-${name}` })),
  );
  const form = {
    name: '東京本社',
    platform: 'configmgr',
    networks: [],
    withoutUser: 'wait',
    plainWay: false,
    typedCount: 5,
  } as const;
  packageId = await makePackage(api.room, { ...form, target: { kind: 'pcs', importId } }, administrator, 'r');
  const { rows } = await db.database.query<{ id: string; name: string }>('select id, name from devices');
  for (const row of rows) ids.set(row.name, row.id);
  await enroll('TKY-PC-2', 'enrolled', ago(3));
  await enroll('TKY-PC-10', 'enrolled', ago(9 * 24 * 60));
  await enroll('OSK-PC-0001', 'probation', ago(12));
  await recordStage(db.database, {
    packageId,
    deviceId: null,
    name: 'NGY-PC-0001',
    stage: 'script-ran',
    at: ago(10),
    outcome: 'failed',
    reason: 'OTHER_MDM',
    params: { name: 'Contoso MDM' },
  });
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const names = async (query: string) =>
  (await api.get(`/devices?${query}`)).body.items.map((item: { name: string }) => item.name);

test('GET /devices answers the query it understood, the time, and rows with a stage', async () => {
  const { status, body } = await api.get('/devices?state=failed');
  expect(status).toBe(200);
  expect(body.asOf).toBe(now.toISOString());
  expect(body.query).toMatchObject({ state: ['failed'], sort: '-last', limit: 200 });
  expect(body.items).toHaveLength(1);
  expect(body.items[0]).toMatchObject({
    name: 'NGY-PC-0001',
    stage: 'script-ran',
    state: 'failed',
    package: { id: packageId, name: '東京本社' },
    reason: {
      id: 'OTHER_MDM',
      params: { name: 'Contoso MDM' },
      text: { en: expect.stringContaining('(Contoso MDM)') },
    },
  });
});

test('filters of one key are alternatives, of different keys must all hold, ! leaves out', async () => {
  expect(await names('state=failed&state=probation&sort=name')).toEqual(['NGY-PC-0001', 'OSK-PC-0001']);
  expect(await names('state=failed&platform=epm')).toEqual([]);
  expect(await names('state=!enrolled&state=!silent&sort=name')).toEqual(['FUK-PC-0001', 'NGY-PC-0001', 'OSK-PC-0001']);
  expect(await names(`package=${packageId}&stage=first-session`)).toEqual(['OSK-PC-0001']);
  expect(await names(`package=!${packageId}`)).toEqual([]);
  expect(await names('reason=OTHER_MDM')).toEqual(['NGY-PC-0001']);
  expect(await names('os=10.0.26100&last=%3C1h&sort=name')).toEqual(['OSK-PC-0001', 'TKY-PC-2']);
});

test('an enrolled PC without contact for longer than the setting says is silent, not enrolled', async () => {
  expect(await names('state=enrolled')).toEqual(['TKY-PC-2']);
  expect(await names('state=silent')).toEqual(['TKY-PC-10']);
  expect(await names('state=enrolled&state=silent&sort=name')).toEqual(['TKY-PC-2', 'TKY-PC-10']);
});

test('names sort with their numbers counted (PC-2 before PC-10), each direction the reverse of the other', async () => {
  const up = await names('sort=name');
  expect(up).toEqual(['FUK-PC-0001', 'NGY-PC-0001', 'OSK-PC-0001', 'TKY-PC-2', 'TKY-PC-10']);
  expect(await names('sort=-name')).toEqual([...up].reverse());
  for (const key of ['last', 'state', 'stage', 'user', 'platform', 'os', 'enrolled', 'certificate', 'serial']) {
    expect(await names(`sort=-${key}`)).toEqual((await names(`sort=${key}`)).reverse());
  }
});

test('free text finds names, users and serial numbers, in any width, case and kana; wildcards stand for themselves', async () => {
  await db.database.query("update devices set search = search || ' ですく' where id = $1", [idOf('TKY-PC-2')]);
  expect(await names('q=tky-pc-2')).toEqual(['TKY-PC-2']);
  expect(await names(`q=${encodeURIComponent('ＴＫＹ－ＰＣ－２')}`)).toEqual(['TKY-PC-2']);
  expect(await names(`q=${encodeURIComponent('ﾃﾞｽｸ')}`)).toEqual(['TKY-PC-2']);
  expect(await names('q=sn-osk')).toEqual(['OSK-PC-0001']);
  expect(await names('q=%25')).toEqual([]);
});

test('the count is the same query', async () => {
  for (const query of ['', 'state=silent', 'state=!enrolled', 'q=pc', 'os=10.0.2']) {
    expect((await api.get(`/devices/count?${query}`)).body.count).toBe((await names(query)).length);
  }
});

test('an unknown value, sort or page is refused with the field, not guessed', async () => {
  const { status, body } = await api.get('/devices?state=broken');
  expect(status).toBe(400);
  expect(body.error).toMatchObject({
    code: 'INPUT_NOT_VALID',
    message: { ja: expect.any(String), en: expect.any(String) },
  });
  expect((await api.get('/devices?sort=password')).status).toBe(400);
  expect((await api.get('/devices?limit=100000')).status).toBe(400);
});

test('one PC: the verdict, six stages each with time or what it waits for, the claim without secrets', async () => {
  const { body } = await api.get(`/devices/${idOf('OSK-PC-0001')}`);
  expect(body.verdict).toMatchObject({ id: 'probation', severity: 'warning' });
  expect(body.stages.map((entry: { state: string }) => entry.state)).toEqual([
    'not-available',
    'not-available',
    'done',
    'done',
    'done',
    'waiting',
  ]);
  expect(body.claim).toMatchObject({ identityName: 'ai@example.test', macs: ['02155D004117', '02155D004118'] });
  expect(JSON.stringify(body)).not.toMatch(/hmac/i);
  expect((await api.get(`/devices/${uuidv7()}`)).status).toBe(404);
});

test('certificates: newest first, one is current; a revoked one says why', async () => {
  const { body } = await api.get(`/devices/${idOf('TKY-PC-2')}/certificates`);
  expect(
    body.items.map((item: { current: boolean; revokedWhy: string | null }) => [item.current, item.revokedWhy]),
  ).toEqual([
    [true, null],
    [false, 'replaced'],
  ]);
});

test('inventory tells "seen and not there" from "not seen"; sessions and their messages in the order of the exchange', async () => {
  const device = idOf('TKY-PC-2');
  const session = uuidv7();
  await db.database.query(
    `insert into inventory_items (device_id, uri, value, format, status, seen_at) values ($1, './DevInfo/Man', 'LENOVO', 'chr', 200, $2),
       ($1, './DevDetail/Ext/Microsoft/SMBIOSSerialNumber', null, null, 404, $2)`,
    [device, ago(70)],
  );
  expect((await api.get(`/devices/${device}/inventory`)).body.items).toEqual([
    {
      uri: './DevDetail/Ext/Microsoft/SMBIOSSerialNumber',
      value: null,
      format: null,
      status: 404,
      seenAt: ago(70).toISOString(),
    },
    { uri: './DevInfo/Man', value: 'LENOVO', format: 'chr', status: 200, seenAt: ago(70).toISOString() },
  ]);
  const real = new Date();
  await db.database.query(
    `insert into sessions (device_id, id, enrollment_id, session_id, state, started_at, last_at, messages) values ($1, $2, $3, '7', 'ended', $4, $4, 1)`,
    [device, session, uuidv7(), real],
  );
  await db.database.query(
    `insert into session_messages (device_id, at, session, msg_id, direction, xml) values ($1, $2, $3, 1, 'sent', '<b/>'), ($1, $2, $3, 1, 'received', '<a/>')`,
    [device, real, session],
  );
  expect((await api.get(`/devices/${device}/sessions`)).body.items).toMatchObject([
    { id: session, sessionId: '7', state: 'ended' },
  ]);
  expect(
    (await api.get(`/devices/${device}/sessions/${session}/messages`)).body.items.map(
      (message: { xml: string }) => message.xml,
    ),
  ).toEqual(['<a/>', '<b/>']);
});

test('un-enroll: the name is typed and the reason kept; a wrong name orders nothing and is audited as refused', async () => {
  const device = idOf('TKY-PC-2');
  const wrong = await api.post(`/devices/${device}/unenrollment`, { confirmName: 'TKY-PC-10', reason: '交換' });
  expect([wrong.status, wrong.body.error.code, wrong.body.error.field]).toEqual([400, 'NAME_DIFFERS', 'confirmName']);
  const done = await api.post(`/devices/${device}/unenrollment`, { confirmName: 'tky-pc-2', reason: '交換' });
  expect(done.status).toBe(202);
  expect(done.body).toMatchObject({ state: 'leaving', verdict: { id: 'leaving' } });
  expect(done.body.commands[0]).toMatchObject({
    purpose: 'unenroll',
    state: 'queued',
    arrivesBy: '2026-11-25T03:28:00.000Z',
  });
  const twice = await api.post(`/devices/${device}/unenrollment`, { confirmName: 'TKY-PC-2', reason: '交換' });
  expect([twice.status, twice.body.error.code]).toEqual([409, 'NOT_ENROLLED']);
  const { rows } = await db.database.query(
    "select result, after->>'reason' as reason from audit_entries where action = 'device.unenroll' order by id",
  );
  expect(rows).toEqual([
    { result: 'refused', reason: '交換' },
    { result: 'done', reason: '交換' },
    { result: 'refused', reason: '交換' },
  ]);
  const history = (await api.get(`/devices/${device}/history`)).body.items;
  expect(history[0]).toMatchObject({
    kind: 'unenroll-requested',
    actor: '佐藤 花子',
    text: { ja: '登録解除を要求しました。理由: 交換' },
  });
});

test('a PC on probation is accepted with a reason, once; inventory is asked for', async () => {
  const device = idOf('OSK-PC-0001');
  const asked = await api.post(`/devices/${device}/inventory-requests`);
  expect(asked.status).toBe(202);
  expect(asked.body.commands.length).toBeGreaterThan(5);
  expect((await api.post(`/devices/${device}/acceptance`, { reason: '' })).status).toBe(400);
  const accepted = await api.post(`/devices/${device}/acceptance`, { reason: '電話で確認' });
  expect(accepted.body).toMatchObject({ state: 'enrolled', stage: 'inventory-matched', acceptedWhy: '電話で確認' });
  expect((await api.post(`/devices/${device}/acceptance`, { reason: '再度' })).body.error.code).toBe(
    'NOT_ON_PROBATION',
  );
});

test('a viewer reads, and changes nothing', async () => {
  const device = idOf('TKY-PC-10');
  for (const [path, body] of [
    [`/devices/${device}/unenrollment`, { confirmName: 'TKY-PC-10', reason: 'x' }],
    [`/devices/${device}/revocation`, { confirmName: 'TKY-PC-10', reason: 'x' }],
    [`/devices/${device}/acceptance`, { reason: 'x' }],
    [`/devices/${device}/inventory-requests`, undefined],
  ] as const) {
    expect((await api.post(path, body, 'viewer')).body.error.code).toBe('ROLE_NEEDED');
  }
  expect((await api.get(`/devices/${device}`)).body.state).toBe('silent');
});

test('a name that never enrolled gets an answer: claims, attempts, packages whose list has it, what was said', async () => {
  await recordStage(db.database, {
    packageId,
    deviceId: null,
    name: 'SPK-PC-0999',
    stage: 'files-copied',
    at: ago(5),
    outcome: 'in-progress',
  });
  const { body } = await api.get('/devices/trace?name=spk-pc-0999.corp.example.test');
  expect(body).toMatchObject({
    devices: [],
    claims: 0,
    attempts: { count: 0, last: null },
    packages: [],
    said: [{ packageId, packageName: '東京本社', stage: 'files-copied' }],
  });
  const listed = await api.get('/devices/trace?name=FUK-PC-0001');
  expect(listed.body).toMatchObject({
    packages: [{ id: packageId, name: '東京本社' }],
    devices: [{ state: 'notseen' }],
  });
});

test('the list is exported as CSV: same filter, sort and columns; Shift_JIS says what it lacks; formulas are text', async () => {
  await db.database.query('update devices set user_name = $2 where id = $1', [idOf('OSK-PC-0001'), '𠮷野 花子']);
  await db.database.query('update devices set user_name = $2 where id = $1', [idOf('TKY-PC-10'), '=cmd|calc']);
  const query = 'sort=name&os=10.0.26100&cols=name&cols=user&cols=last&language=ja';
  const utf8 = await api.get(`/devices/export?${query}`);
  expect(utf8.bytes.toString('utf8')).toBe(
    [
      '\ufeff名前,ユーザー,最終接続',
      'OSK-PC-0001,𠮷野 花子,2026-11-25T11:48:00+09:00',
      'TKY-PC-2,高橋 愛,2026-11-25T11:57:00+09:00',
      "TKY-PC-10,'=cmd|calc,2026-11-16T12:00:00+09:00",
      '',
    ].join('\r\n'),
  );
  expect((await api.get(`/devices/export/preview?${query}`)).body).toEqual({ rows: 3, lacking: 1 });
  const sjis = await api.get(`/devices/export?${query}&encoding=shift_jis`);
  expect(new TextDecoder('shift_jis').decode(sjis.bytes)).toContain('OSK-PC-0001,〓野 花子,');
});

test('revoke: the typed PC is shut out at once, its claim and certificate dead, its row free; nothing is left to revoke twice', async () => {
  const device = idOf('TKY-PC-10');
  const wrong = await api.post(`/devices/${device}/revocation`, { confirmName: 'TKY-PC-2', reason: '盗難' });
  expect([wrong.status, wrong.body.error.code]).toEqual([400, 'NAME_DIFFERS']);
  const living = 'select count(*)::int as n from certificates where device_id = $1 and revoked_at is null';
  expect((await db.database.query(living, [device])).rows).toEqual([{ n: 1 }]);
  const done = await api.post(`/devices/${device}/revocation`, { confirmName: 'TKY-PC-10', reason: '盗難' });
  expect([done.status, done.body.state]).toEqual([200, 'left']);
  const { rows } = await db.database.query(
    `select (select revoked_why from certificates where device_id = $1 order by issued_at desc limit 1) as certificate,
      (select state from enrollments where device_id = $1) as enrollment,
      (select count(*)::int from claims where device_id = $1 and state in ('reserved', 'used')) as living,
      (select count(*)::int from commands where device_id = $1 and state in ('queued', 'sent')) as orders`,
    [device],
  );
  expect(rows).toEqual([{ certificate: 'revoked', enrollment: 'ended', living: 0, orders: 0 }]);
  expect((await api.post(`/devices/${device}/revocation`, { confirmName: 'TKY-PC-10', reason: '盗難' })).status).toBe(
    409,
  );
  expect((await api.get(`/devices/${device}/history`)).body.items[0]).toMatchObject({
    kind: 'revoked',
    text: { en: 'An operator revoked its claim and certificate. Reason: 盗難' },
  });
});
