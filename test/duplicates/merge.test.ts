import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type DuplicateOrder,
  keepApart,
  mergeGroup,
  undoDecision,
} from '../../src/devices/duplicates/decide-duplicates.ts';
import { findKept } from '../../src/devices/duplicates/list-duplicates.ts';
import { searchDuplicates } from '../../src/devices/duplicates/search-duplicates.ts';
import { makeDailyPartitions } from '../../src/storage/daily-partitions.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  addIntention,
  addList,
  addPackage,
  addPast,
  addRecord,
  at,
  groupOf,
  type Made,
  NOW,
  OWNED,
  rowsOf,
  uuidOf,
} from './records.ts';

let db: TestDatabase;
let pkg: string;
let list: string;
beforeAll(async () => {
  db = await createTestDatabase();
  await makeDailyPartitions(db.database, new Date());
  pkg = await addPackage(db.database);
  list = await addList(db.database);
});
afterAll(() => db.drop());

let serials = 0;
const order = (groupId: string, name = 'hanako', why = 'same PC'): DuplicateOrder => ({
  groupId,
  actor: { name },
  why,
  requestId: 'r',
  now: NOW,
});

/** Two records of the same serial number and UUID, found as a group. */
async function pair(a: Made, b: Made, shared: Made = {}): Promise<{ a: string; b: string; group: string }> {
  const same = { serial: `SER${++serials}`, uuid: uuidOf(serials), ...shared };
  const ids = {
    a: await addRecord(db.database, pkg, { ...same, ...a }),
    b: await addRecord(db.database, pkg, { ...same, ...b }),
  };
  await searchDuplicates(db.database, NOW);
  return { ...ids, group: await groupOf(db.database, [ids.a, ids.b]) };
}

test('every table that names a PC of the registry is moved by a merge', async () => {
  const { rows } = await db.database.query<{ name: string }>(
    `select distinct c.table_name as name from information_schema.columns c
     join pg_class t on t.relname = c.table_name and not t.relispartition
     where c.table_schema = 'public' and c.column_name in ('device_id', 'pc')`,
  );
  // device_list_rows belong to an import that is not taken over yet: they are pointed to the record that stays
  expect(rows.map(({ name }) => name).sort()).toEqual([...Object.keys(OWNED), 'device_list_rows'].sort());
});

test('a merge loses nothing: every row of the record that goes belongs to the one that stays, and its id leads there', async () => {
  const { a, b, group } = await pair(
    { livingSince: at(-10), lastContactAt: at(-1) },
    { lastContactAt: at(-300), macs: ['02155D000001'] },
  );
  await addPast(db.database, pkg, a, list);
  await addPast(db.database, pkg, b, await addList(db.database));
  const before = { a: await rowsOf(db.database, a), b: await rowsOf(db.database, b) };
  await mergeGroup(db.database, order(group), { keep: a, go: [b] });
  const after = await rowsOf(db.database, a);
  const count = (table: string) => [before.a[table]?.length, before.b[table]?.length, after[table]?.length];
  for (const table of [
    'attempts',
    'certificates',
    'claims',
    'commands',
    'evidence',
    'roster_rows',
    'sessions',
    'session_messages',
    'findings',
    'device_list_entries',
    'enrollments',
  ])
    expect([table, after[table]?.length]).toEqual([table, (count(table)[0] ?? 0) + (count(table)[1] ?? 0)]);
  // one line per package, the newest of each fact, one verdict; the history has the merge itself
  expect([after['package_pcs']?.length, after['inventory_items']?.length, after['diagnoses']?.length]).toEqual([
    1, 3, 1,
  ]);
  expect(after['device_events']?.length).toBe(3);
  expect(Object.values(await rowsOf(db.database, b)).flat()).toEqual([]);
  expect(await findKept(db.database, b)).toBe(a);
});

test('undone, both records have again what was theirs', async () => {
  const { a, b, group } = await pair(
    { livingSince: at(-10), lastContactAt: at(-1), name: 'TKY-PC-1' },
    { lastContactAt: at(-300), name: 'OLD-PC-1', epmId: 'aaaabbbb-1111', domain: 'corp.example.test' },
  );
  await addPast(db.database, pkg, a, list);
  await addPast(db.database, pkg, b, list);
  await addIntention(db.database, b);
  await db.database.query("update commands set state = 'expired' where device_id = $1", [b]);
  const before = { a: await rowsOf(db.database, a), b: await rowsOf(db.database, b) };
  await mergeGroup(db.database, order(group), { keep: a, go: [b] });
  await undoDecision(db.database, order(group));
  const strip = (rows: Record<string, unknown[]>) =>
    JSON.parse(JSON.stringify(rows, (key, value) => (['updated_at', 'rules'].includes(key) ? undefined : value)));
  const after = { a: strip(await rowsOf(db.database, a)), b: strip(await rowsOf(db.database, b)) };
  const events = (rows: { device_events: { kind: string }[] }) => rows.device_events.map(({ kind }) => kind).sort();
  expect([events(after.a), events(after.b)]).toEqual([
    ['first-session', 'merge-undone', 'merged'],
    ['first-session', 'merge-undone'],
  ]);
  for (const side of ['a', 'b'] as const)
    expect({ ...after[side], device_events: 0 }).toEqual({ ...strip(before[side]), device_events: 0 });
  expect(await findKept(db.database, b)).toBeNull();
});

test('at most one living certificate stays: what a re-imaged PC left behind ends with the merge', async () => {
  const { a, b, group } = await pair(
    { livingSince: at(-100), lastContactAt: at(-50) },
    { livingSince: at(-40), lastContactAt: at(-1) },
  );
  await expect(mergeGroup(db.database, order(group), { keep: a, go: [b] })).rejects.toMatchObject({
    code: 'LIVES_ON_OTHER',
  });
  await mergeGroup(db.database, order(group), { keep: b, go: [a] });
  const { rows } = await db.database.query<{ living: number; ended: number }>(
    `select (select count(*)::int from certificates where device_id = $1 and revoked_at is null) as living,
       (select count(*)::int from enrollments where device_id = $1 and ended_why = 'merged') as ended`,
    [b],
  );
  expect(rows[0]).toEqual({ living: 1, ended: 1 });
});

test.each<[string, Made, Made, Made, string]>([
  [
    'two that talk at the same time are two PCs',
    { livingSince: at(-100), lastContactAt: at(-1) },
    { livingSince: at(-40), lastContactAt: at(-2) },
    {},
    'TWO_PCS',
  ],
  ['a record that enrolls at this moment does not go', {}, { isClaiming: true }, {}, 'CLAIMING'],
  ['a living enrollment does not move', {}, { livingSince: at(-40), lastContactAt: at(-2) }, {}, 'LIVES_ON_OTHER'],
  [
    'one key never makes two records one PC',
    { serial: 'ONE-A', name: 'N1' },
    { serial: 'ONE-B', name: 'N2' },
    {},
    'ONE_KEY',
  ],
  [
    'HWDevID and UUID are of one board',
    { serial: 'ONE-C', name: 'N3' },
    { serial: 'ONE-D', name: 'N4' },
    { hwDevId: 'A'.repeat(64) },
    'ONE_KEY',
  ],
  [
    'client ids of two platforms are copied with one image',
    { serial: 'E', uuid: uuidOf(901), name: 'N5' },
    { serial: 'F', uuid: uuidOf(902), name: 'N6' },
    { configmgrId: 'c0ffee00-0001', epmId: 'c0ffee00-0002' },
    'ONE_KEY',
  ],
])('%s', async (_, a, b, shared, code) => {
  const made = await pair(a, b, shared);
  const before = [await rowsOf(db.database, made.a), await rowsOf(db.database, made.b)];
  await expect(mergeGroup(db.database, order(made.group), { keep: made.a, go: [made.b] })).rejects.toMatchObject({
    code,
  });
  expect([await rowsOf(db.database, made.a), await rowsOf(db.database, made.b)]).toEqual(before);
});

test('two administrators at once: one wins, the other is told who decided; the same order again changes nothing', async () => {
  const { a, b, group } = await pair({}, {});
  const outcomes = await Promise.allSettled([
    mergeGroup(db.database, order(group, 'hanako'), { keep: a, go: [b] }),
    mergeGroup(db.database, order(group, 'ichiro'), { keep: b, go: [a] }),
    keepApart(db.database, order(group, 'jiro')),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const winner = ['hanako', 'ichiro', 'jiro'][outcomes.findIndex(({ status }) => status === 'fulfilled')];
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') {
      expect(outcome.reason.code).toBe('DECIDED');
      expect(outcome.reason.text.en).toContain(winner);
    }
  const audit = async () =>
    (await db.database.query<{ n: number }>('select count(*)::int as n from audit_entries')).rows[0]?.n;
  const before = await audit();
  const again = [
    () => mergeGroup(db.database, order(group), { keep: a, go: [b] }),
    () => mergeGroup(db.database, order(group), { keep: b, go: [a] }),
    () => keepApart(db.database, order(group)),
  ];
  await again[outcomes.findIndex(({ status }) => status === 'fulfilled')]?.();
  expect(await audit()).toBe(before);
});

test('killed in the middle, a merge has changed nothing', async () => {
  const { a, b, group } = await pair({}, { lastContactAt: at(-5) });
  await addPast(db.database, pkg, b, list);
  const before = [await rowsOf(db.database, a), await rowsOf(db.database, b)];
  const blocker = new pg.Client({ connectionString: db.url });
  await blocker.connect();
  await blocker.query('begin');
  // the merge moves lists of consoles late: it waits here with half of its work done
  await blocker.query('select 1 from device_list_entries where pc = $1 for update', [`d:${b}`]);
  const merging = mergeGroup(db.database, order(group), { keep: a, go: [b] }).then(
    () => 'merged',
    () => 'killed',
  );
  for (let waited = 0; waited < 200; waited++) {
    const { rows } = await db.database.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and query like 'select merge_devices%' and wait_event_type = 'Lock'",
    );
    if (rows[0] !== undefined) {
      await db.database.query('select pg_terminate_backend($1)', [rows[0].pid]);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await merging).toBe('killed');
  await blocker.query('rollback');
  await blocker.end();
  expect([await rowsOf(db.database, a), await rowsOf(db.database, b)]).toEqual(before);
  await mergeGroup(db.database, order(group), { keep: a, go: [b] });
  expect(await findKept(db.database, b)).toBe(a);
});

test('a claim that was decided while its record was merged away does not make it anew', async () => {
  const { a, b, group } = await pair({}, {});
  await mergeGroup(db.database, order(group), { keep: a, go: [b] });
  await expect(
    db.database.query(
      "insert into devices (id, name, name_key, state, search) values ($1, 'X', 'X', 'enrolling', 'x')",
      [b],
    ),
  ).rejects.toMatchObject({ code: '40001' });
});

test('after a claim on the record that stayed, a merge cannot be undone: whose claim it is cannot be told', async () => {
  const { a, b, group } = await pair({}, {});
  await mergeGroup(db.database, order(group), { keep: a, go: [b] });
  await db.database.query(
    `insert into claims (id, device_id, package_id, state, token_hmac, identity_kind, identity_name, name_key, facts, known, created_at, expires_at, renew_until)
     values (gen_random_uuid(), $1, $2, 'reserved', gen_random_uuid()::text::bytea, 'user', 'u', 'X', '{}', 'listed', $3, $4, $4)`,
    [a, pkg, at(1), at(9)],
  );
  await expect(undoDecision(db.database, order(group))).rejects.toMatchObject({ code: 'CLAIMED_SINCE' });
});

test('merges of merges: old ids lead to the last record, and are undone in the opposite order', async () => {
  const first = await pair({ name: 'CHAIN' }, { name: 'CHAIN' });
  await mergeGroup(db.database, order(first.group), { keep: first.b, go: [first.a] });
  const c = await addRecord(db.database, pkg, { serial: `SER${serials}`, uuid: uuidOf(serials) });
  await searchDuplicates(db.database, NOW);
  const second = await groupOf(db.database, [first.b, c]);
  await mergeGroup(db.database, order(second), { keep: c, go: [first.b] });
  expect([
    await findKept(db.database, first.a),
    await findKept(db.database, first.b),
    await findKept(db.database, c),
  ]).toEqual([c, c, null]);
  await expect(undoDecision(db.database, order(first.group))).rejects.toMatchObject({ code: 'MERGED_AGAIN' });
  await undoDecision(db.database, order(second));
  await undoDecision(db.database, order(first.group));
  expect(await findKept(db.database, first.a)).toBeNull();
  const { rows } = await db.database.query('select id from devices where id = any($1::uuid[])', [
    [first.a, first.b, c],
  ]);
  expect(rows).toHaveLength(3);
});
