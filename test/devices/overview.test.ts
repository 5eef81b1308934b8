import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readChanges, watchChanges } from '../../src/overview/watch-changes.ts';
import { downloadPackage } from '../../src/packages/download-package.ts';
import { makePackage } from '../../src/packages/make-package.ts';
import { recordStage } from '../../src/packages/record-pc.ts';
import { uuidv7 } from '../../src/storage/ids.ts';
import { type LiveEvent, watchLive } from '../../src/storage/live.ts';
import { administrator } from '../packages/packages-room.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { makeTestApi, type TestApi } from './operator-api.ts';

let db: TestDatabase;
let api: TestApi;
const now = new Date('2026-11-25T03:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const overview = async () => (await api.get('/overview')).body;

beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

test('at the first start one sentence and one button say what to do next', async () => {
  const page = await overview();
  expect(page.sentence).toMatchObject({ id: 'setup-users', text: { ja: '次に、ユーザーを取り込むか、追加します。' } });
  expect(page).toMatchObject({
    planned: null,
    packages: 0,
    attention: [],
    recent: [],
    counts: { enrolled: 0, oldOnly: null },
  });
  expect(page.series).toHaveLength(56);
});

test('PCs arrive, and what is in the way leads to exactly these PCs', async () => {
  api.settings = { ...api.settings, 'enrollment.pinEnabled': true };
  const importId = uuidv7();
  api.room.lists.set(
    importId,
    Array.from({ length: 6 }, (_, n) => ({ name: `TKY-PC-000${n}`, serial: `S${n}` })),
  );
  const form = {
    name: '東京本社',
    platform: 'configmgr',
    networks: [],
    withoutUser: 'wait',
    plainWay: false,
    typedCount: 6,
  } as const;
  const packageId = await makePackage(api.room, { ...form, target: { kind: 'pcs', importId } }, administrator, 'r');
  expect((await overview()).sentence.id).toBe('setup-distribute');
  await downloadPackage(api.room, packageId, { replace: false, language: 'ja' }, administrator, 'r');

  const { rows } = await db.database.query<{ id: string; name: string }>('select id, name from devices order by name');
  const enrolled = rows.slice(0, 2);
  for (const pc of enrolled) {
    for (const stage of ['claim-accepted', 'certificate-issued', 'first-session', 'inventory-matched'] as const) {
      await recordStage(db.database, {
        packageId,
        deviceId: pc.id,
        name: pc.name,
        stage,
        at: ago(5),
        outcome: stage === 'inventory-matched' ? 'done' : 'in-progress',
      });
    }
    await db.database.query(
      "update devices set state = 'enrolled', enrolled_at = $2, last_contact_at = $2 where id = $1",
      [pc.id, ago(5)],
    );
  }
  for (const name of ['TKY-PC-0003', 'TKY-PC-0004']) {
    await recordStage(db.database, {
      packageId,
      deviceId: null,
      name,
      stage: 'script-ran',
      at: ago(4),
      outcome: 'failed',
      reason: 'OTHER_MDM',
    });
  }
  await recordStage(db.database, {
    packageId,
    deviceId: null,
    name: 'TKY-PC-0005',
    stage: 'script-ran',
    at: ago(3),
    outcome: 'waiting',
    reason: 'WAIT_SIGN_IN',
  });

  const page = await overview();
  expect(page.sentence).toMatchObject({
    id: 'failures',
    action: { link: `/packages/${packageId}/pcs?reason=OTHER_MDM` },
  });
  expect(page.attention).toEqual([
    {
      id: `OTHER_MDM:${packageId}`,
      severity: 'error',
      text: { ja: '別の MDM への登録「東京本社」', en: 'Enrolled in another MDM, "東京本社"' },
      count: 2,
      link: `/packages/${packageId}/pcs?reason=OTHER_MDM`,
    },
  ]);
  const behind = await api.get(`/packages/${packageId}/pcs?reason=OTHER_MDM`);
  expect(behind.body.items).toHaveLength(2);
  expect(page).toMatchObject({ planned: 6, packages: 1, counts: { enrolled: 2, configmgr: 2, epm: 0, oldOnly: 4 } });
  expect(page.funnel[0]).toMatchObject({ stage: 'files-copied', reached: 5, notSeen: 1 });
  expect(page.funnel[2]).toMatchObject({ stage: 'claim-accepted', reached: 2, failed: 2, waiting: 1 });
  expect(page.recent.map((line: { name: string; text: { ja: string } }) => [line.name, line.text.ja])).toEqual(
    expect.arrayContaining([
      ['TKY-PC-0000', '照合済み'],
      ['TKY-PC-0001', '照合済み'],
    ]),
  );
  expect(page.series.at(-1)).toEqual({ day: '2026-11-25', enrolled: 2, planned: 6 });
});

test('a PIN in the last quarter of its validity with PCs to come is said before it is over, and can be extended', async () => {
  await db.database.query(
    "update package_pcs set reason_id = null, outcome = 'in-progress' where outcome in ('failed', 'waiting')",
  );
  api.room.setTime(new Date(now.getTime() + 19 * 3_600_000));
  const { sentence } = await overview();
  expect(sentence).toMatchObject({
    id: 'ending-pin',
    text: { ja: '「東京本社」の PIN の有効期限がまもなく切れます。4 台がまだ登録されていません。' },
    extend: expect.any(String),
  });
  api.room.setTime(now);
  expect((await overview()).sentence).toMatchObject({
    id: 'calm',
    text: { en: 'Nothing needs attention. 2 of 6 planned PCs are enrolled.' },
  });
});

test('the one search finds PCs, users, packages and attempts', async () => {
  await db.database.query(
    "insert into users (id, upn, display_name, source, search) values ($1, 'ai@example.test', '高橋 愛', 'csv', 'ai@example.test 高橋 愛')",
    [uuidv7()],
  );
  const kinds = async (text: string) =>
    (await api.get(`/search?q=${encodeURIComponent(text)}`)).body.items.map(
      (item: { kind: string; title: string }) => `${item.kind}: ${item.title}`,
    );
  expect(await kinds('tky-pc-0003')).toEqual(['device: TKY-PC-0003']);
  expect(await kinds('高橋')).toEqual(['user: 高橋 愛']);
  expect(await kinds('東京')).toEqual(['package: 東京本社']);
  expect((await api.get('/search?q=%20')).status).toBe(400);
});

test('open consoles hear which lists PCs changed, without a notification in any transaction of a PC', async () => {
  const live = await watchLive(db.database);
  const heard: LiveEvent[] = [];
  live.subscribe((event) => heard.push(event));
  const stop = watchChanges(db.database);
  try {
    const before = await readChanges(db.database);
    await sleep(1_500);
    await db.database.query('update devices set updated_at = now()');
    // PostgreSQL publishes its counts when a connection is idle for a moment
    for (let i = 0; i < 100 && !heard.some((event) => event.topic === 'overview'); i++) await sleep(100);
    expect(heard.map((event) => event.topic)).toEqual(expect.arrayContaining(['devices', 'overview']));
    expect((await readChanges(db.database)).get('devices') ?? 0).toBeGreaterThan(before.get('devices') ?? 0);
  } finally {
    await stop();
    await live.close();
  }
});
