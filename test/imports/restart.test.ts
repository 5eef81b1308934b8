import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApiToken } from '../../src/operators/api-tokens.ts';
import { createPasswords } from '../../src/operators/passwords.ts';
import { createSignInThrottle } from '../../src/operators/sign-in-throttle.ts';
import { deriveKey } from '../../src/pki/seal.ts';
import { type BatonProcess, makePlace, type Place, runBaton } from '../start/baton-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const PEOPLE = 40_000;
let db: TestDatabase;
let place: Place;
let baton: BatonProcess;
let token = '';

const start = async () => {
  baton = runBaton(place);
  await baton.listening;
};
const kill = async () => {
  baton.child.kill('SIGKILL');
  await baton.ended;
};

beforeAll(async () => {
  db = await createTestDatabase();
  place = await makePlace({ DATABASE_URL: db.url, BATON_LOG_LEVEL: 'silent' });
  await start();
  const keyFile = fs.readdirSync(place.keys).find((name) => name.includes('key')) ?? '';
  const master = Buffer.from(fs.readFileSync(path.join(place.keys, keyFile), 'utf8').trim(), 'base64');
  const key = deriveKey(master, 'token');
  const operators = {
    database: db.database,
    hmac: (_purpose: 'pin' | 'token', text: string) => createHmac('sha256', key).update(text).digest(),
    passwords: createPasswords(),
    throttle: createSignInThrottle(),
    clock: () => new Date(),
  };
  const form = { name: 'test', role: 'administrator', expiresInDays: 1 } as const;
  token = (await makeApiToken(operators, form, { name: 'test' }, 'test')).secret;
});
afterAll(async () => {
  await kill();
  await db.drop();
  fs.rmSync(place.folder, { recursive: true, force: true });
});

const call = async (method: string, way: string, body?: BodyInit) => {
  const response = await fetch(`http://127.0.0.1:${place.ports.operator}/api/v1${way}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by the test
  return (await response.json()) as any;
};
const until = async (id: string, isThere: (item: { state: string; doneRows: number }) => boolean) => {
  for (let turn = 0; turn < 3_000; turn += 1) {
    const item = await call('GET', `/imports/${id}`);
    if (isThere(item)) return item;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('never came there');
};

test('kill -9 in the middle of a check and of a run: the next start goes on, and every row is done once', async () => {
  const rows = Array.from({ length: PEOPLE }, (_, n) => `u${n}@restart.test,社員 ${n},G${n % 7}\r\n`);
  const form = new FormData();
  form.append('kind', 'users');
  form.append('file', new Blob(['UPN,氏名,グループ\r\n', ...rows]), 'users.csv');
  const { id } = await call('POST', '/imports', form);
  await until(id, (item) => item.state === 'checking' && item.doneRows > 0);
  await kill();
  await start();
  expect(await until(id, (item) => item.state === 'checked')).toMatchObject({ totalRows: PEOPLE, failed: PEOPLE });

  await call('PATCH', `/imports/${id}`, JSON.stringify({ makeGroups: true }));
  expect(await until(id, (item) => item.state === 'checked')).toMatchObject({ added: PEOPLE, failed: 0 });
  await call('POST', `/imports/${id}/run`, '{}');
  let kills = 0;
  for (const share of [0.1, 0.4, 0.7]) {
    const item = await until(id, ({ state, doneRows }) => state === 'done' || doneRows > PEOPLE * share);
    if (item.state === 'done') break;
    await kill();
    kills += 1;
    const { rows: kept } = await db.database.query<{ users: number; done: number }>(
      'select (select count(*) from users)::int as users, (select done_rows from imports) as done',
    );
    // people and progress are committed together
    expect(kept[0]?.users).toBe(kept[0]?.done);
    await start();
  }
  expect(kills).toBeGreaterThan(0);
  expect(await until(id, (item) => item.state === 'done')).toMatchObject({
    added: PEOPLE,
    changed: 0,
    unchanged: 0,
    failed: 0,
    doneRows: PEOPLE,
  });
  const { rows: there } = await db.database.query<{ users: number; members: number; audits: number }>(
    `select (select count(*) from users)::int as users, (select count(*) from memberships)::int as members,
       (select count(*) from audit_entries where action = 'import.finish')::int as audits`,
  );
  expect(there[0]).toEqual({ users: PEOPLE, members: PEOPLE, audits: 1 });
}, 180_000);
