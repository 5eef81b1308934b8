import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attempt, recordAttempt } from '../../src/enrollment/record-attempt.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { makeTestApi, type TestApi } from './operator-api.ts';

let db: TestDatabase;
let api: TestApi;
// attempts lie in partitions of the days around the real now
const now = new Date();
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  api.room.setTime(now);
  const keep = (minutes: number, attempt: Partial<Attempt>) =>
    recordAttempt(
      db.database,
      {
        step: 'claim',
        outcome: 'refused',
        address: '10.20.0.7',
        requestId: `req-${minutes}`,
        pcName: 'TKY-PC-0501',
        userName: '高橋 愛',
        ...attempt,
      },
      ago(minutes),
    );
  await keep(50, { reason: 'PIN_EXPIRED', outcome: 'later', hresult: '0x80180003' });
  await keep(40, { outcome: 'accepted' });
  await keep(30, {
    pcName: 'TKY-PC-0533',
    reason: 'CLAIM_OTHER_PC',
    hresult: '0x80180003',
    step: 'enrollment',
    message: '<a/>',
    detail: { macs: [] },
  });
  await keep(29, {
    pcName: 'TKY-PC-0533',
    reason: 'CLAIM_OTHER_PC',
    hresult: '0x80180003',
    step: 'enrollment',
    message: '<b/>',
  });
  await keep(20, { pcName: 'OSK-PC-0001', reason: 'NOT_ON_ROSTER', address: '2001:db8::7' });
  await keep(10, { pcName: '', userName: '', reason: 'MESSAGE_FORMAT', outcome: 'unreadable' });
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const list = async (query: string) => (await api.get(`/attempts?${query}`)).body.items as Record<string, unknown>[];
const pcs = async (query: string) => (await list(query)).map((item) => item['pcName']);

test('attempts come newest first, with their reason in words; repeats of one kind are one counted row', async () => {
  const items = await list('');
  expect(items.map((item) => [item['pcName'], item['outcome'], item['count']])).toEqual([
    ['', 'unreadable', 1],
    ['OSK-PC-0001', 'refused', 1],
    ['TKY-PC-0533', 'refused', 2],
    ['TKY-PC-0501', 'accepted', 1],
    ['TKY-PC-0501', 'later', 1],
  ]);
  expect(items[2]).toMatchObject({
    reason: { id: 'CLAIM_OTHER_PC', text: { ja: expect.any(String) } },
    hresult: '0x80180003',
  });
});

test('search accepts 0x80180003, 2149056515 and -2145910781 alike, and PC, user, address and request id', async () => {
  for (const form of ['0x80180003', '2149056515', '-2145910781', encodeURIComponent('−2145910781')]) {
    expect(await pcs(`q=${form}`)).toEqual(['TKY-PC-0533', 'TKY-PC-0501']);
  }
  expect(await pcs('q=osk')).toEqual(['OSK-PC-0001']);
  expect(await pcs(`q=${encodeURIComponent('高橋')}&outcome=accepted`)).toEqual(['TKY-PC-0501']);
  expect(await pcs('q=2001:db8')).toEqual(['OSK-PC-0001']);
  expect(await pcs('q=req-29')).toEqual(['TKY-PC-0533']);
});

test('grouped by PC, each PC is one row with its newest attempt: a PC that got in later is no failure', async () => {
  expect(await pcs('by=pc')).toEqual(['', 'OSK-PC-0001', 'TKY-PC-0533', 'TKY-PC-0501']);
  expect(await pcs('by=pc&outcome=refused&outcome=later')).toEqual(['OSK-PC-0001', 'TKY-PC-0533']);
  expect((await list('by=pc&q=0501'))[0]).toMatchObject({
    outcome: 'accepted',
    count: 2,
    firstAt: ago(50).toISOString(),
  });
});

test('the count is the same query', async () => {
  for (const query of [
    '',
    'by=pc',
    'by=pc&outcome=refused',
    'q=0x80180003',
    'step=enrollment',
    'reason=NOT_ON_ROSTER',
    'last=%3C1h',
  ]) {
    expect((await api.get(`/attempts/count?${query}`)).body.count).toBe((await list(query)).length);
  }
});

test('one attempt shows the redacted message and what else was kept', async () => {
  const item = (await list('step=enrollment'))[0];
  const { status, body } = await api.get(`/attempts/${item?.['day']}/${item?.['id']}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: item?.['id'], message: '<b/>', pcName: 'TKY-PC-0533' });
  expect((await api.get('/attempts/2026-01-01/01990000-0000-7000-8000-000000000001')).status).toBe(404);
});

test('the list is exported as CSV with the same filter, in UTF-8 with its mark', async () => {
  const csv = await api.get(
    '/attempts/export?outcome=refused&language=ja&cols=pc&cols=outcome&cols=hresult&cols=count',
  );
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  expect(csv.bytes.toString('utf8')).toBe(
    '\ufeffPC (申告),結果,HRESULT,回数\r\nOSK-PC-0001,拒否,,1\r\nTKY-PC-0533,拒否,0x80180003,2\r\n',
  );
});
