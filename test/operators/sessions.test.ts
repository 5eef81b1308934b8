import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOperator } from '../../src/operators/accounts.ts';
import { OPERATOR, startTestServer, type TestServer } from '../support/server.ts';

const PASSWORD = 'a long enough password';
const NEW_PASSWORD = 'another long password';

let server: TestServer;
let base: string;
beforeAll(async () => {
  server = await startTestServer();
  base = `http://127.0.0.1:${server.config.operatorDoor.port}/api/v1`;
});
afterAll(() => server.stop());

/** An operator with a password of their own. */
async function addPerson(userName: string): Promise<string> {
  const form = { userName, displayName: userName, role: 'administrator' as const };
  const { operator } = await addOperator(server.server.operators, form, OPERATOR, 'test');
  const hash = await server.server.operators.passwords.hash(PASSWORD);
  await server.database.query('update operators set password_hash = $2, must_change_password = false where id = $1', [
    operator.id,
    hash,
  ]);
  return operator.id;
}

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Signs in. `headers`: what a change is sent with. */
async function signIn(userName: string, password = PASSWORD) {
  const answer = await post('/sign-in', { userName, password });
  const flags = answer.headers.get('set-cookie') ?? '';
  const cookie = flags.split(';')[0] ?? '';
  const me = await fetch(`${base}/me`, { headers: { cookie } });
  const { csrfToken } = (await me.json()) as { csrfToken: string };
  return { status: answer.status, flags, cookie, headers: { cookie, 'x-csrf-token': csrfToken } };
}
const statusOf = async (cookie: string) => (await fetch(`${base}/me`, { headers: { cookie } })).status;
const auditOf = async (userName: string, action: string) =>
  (
    await server.database.query<{ result: string }>(
      'select result from audit_entries where target_name = $1 and action = $2 order by at, id',
      [userName, action],
    )
  ).rows.map((row) => row.result);

/** Opens the stream of changes; `end` resolves when the server closes it. */
async function openEvents(cookie: string) {
  const answer = await fetch(`${base}/events`, { headers: { cookie } });
  const reader = answer.body?.getReader();
  await reader?.read();
  const end = async () => {
    for (let reads = 0; reads < 100; reads++) if ((await reader?.read())?.done !== false) return true;
    return false;
  };
  return { status: answer.status, end };
}

test('the cookie of a session is out of reach of scripts and of other sites', async () => {
  await addPerson('flags');
  const { flags } = await signIn('flags');
  for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(flags).toContain(flag);
  expect(flags).not.toContain('Domain');
});

test('a change by cookie needs the token of its own session', async () => {
  await addPerson('csrf');
  const [one, other] = [await signIn('csrf'), await signIn('csrf')];
  const make = (headers: Record<string, string>) =>
    post('/tokens', { name: 'x', role: 'viewer', expiresInDays: 1 }, headers);
  expect((await make({ cookie: one.cookie })).status).toBe(403);
  expect((await make({ cookie: one.cookie, 'x-csrf-token': other.headers['x-csrf-token'] })).status).toBe(403);
  expect((await make(one.headers)).status).toBe(201);
});

test('a new password ends the other sessions and the streams they opened, and is in the audit', async () => {
  await addPerson('change');
  const [one, other] = [await signIn('change'), await signIn('change')];
  const stream = await openEvents(other.cookie);
  expect(stream.status).toBe(200);
  const change = (body: object) => post('/me/password', body, one.headers);
  const refusalOf = async (answer: Promise<Response>) =>
    ((await (await answer).json()) as { error: { code: string; field: string } }).error;
  expect(await refusalOf(change({ currentPassword: 'wrong password', newPassword: NEW_PASSWORD }))).toMatchObject({
    code: 'PASSWORD_REFUSED',
    field: 'currentPassword',
  });
  expect(await refusalOf(change({ currentPassword: PASSWORD, newPassword: PASSWORD }))).toMatchObject({
    code: 'PASSWORD_SAME',
    field: 'newPassword',
  });
  expect(await statusOf(other.cookie)).toBe(200);
  expect((await change({ currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).status).toBe(204);
  expect([await statusOf(one.cookie), await statusOf(other.cookie)]).toEqual([200, 401]);
  expect(await stream.end()).toBe(true);
  expect((await post('/sign-in', { userName: 'change', password: PASSWORD })).status).toBe(401);
  expect(await auditOf('change', 'operator.password')).toEqual(['done']);
});

test('signing out, and being disabled, end the session and its stream', async () => {
  const id = await addPerson('leaving');
  const [one, other] = [await signIn('leaving'), await signIn('leaving')];
  const [streamOfOne, streamOfOther] = [await openEvents(one.cookie), await openEvents(other.cookie)];
  expect((await post('/sign-out', {}, one.headers)).status).toBe(204);
  expect(await streamOfOne.end()).toBe(true);
  expect([await statusOf(one.cookie), await statusOf(other.cookie)]).toEqual([401, 200]);
  await addPerson('remaining');
  const administrator = await signIn('remaining');
  const disabled = await fetch(`${base}/operators/${id}`, {
    method: 'PATCH',
    headers: { ...administrator.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ disabled: true }),
  });
  expect(disabled.status).toBe(200);
  expect(await streamOfOther.end()).toBe(true);
  expect(await statusOf(other.cookie)).toBe(401);
});

test('who forgot the password gets a one-time one: it opens nothing but a new password, and the former sessions are over', async () => {
  const id = await addPerson('forgetful');
  const before = await signIn('forgetful');
  await addPerson('helper');
  const helper = await signIn('helper');
  const reset = await post(`/operators/${id}/one-time-password`, {}, helper.headers);
  expect(reset.status).toBe(201);
  const { oneTimePassword } = (await reset.json()) as { oneTimePassword: string };
  expect(await statusOf(before.cookie)).toBe(401);
  expect((await post('/sign-in', { userName: 'forgetful', password: PASSWORD })).status).toBe(401);
  const after = await signIn('forgetful', oneTimePassword);
  expect((await fetch(`${base}/devices`, { headers: { cookie: after.cookie } })).status).toBe(403);
  const form = { currentPassword: oneTimePassword, newPassword: NEW_PASSWORD };
  expect((await post('/me/password', form, after.headers)).status).toBe(204);
  expect((await fetch(`${base}/devices`, { headers: { cookie: after.cookie } })).status).toBe(200);
  expect(await auditOf('forgetful', 'operator.reset')).toEqual(['done']);
});

test('sign-ins are in the audit, failed ones of a known name too, and never with a password', async () => {
  await addPerson('seen');
  await post('/sign-in', { userName: 'seen', password: 'my secret typed wrong' });
  await signIn('seen');
  await post('/sign-in', { userName: 'nobody of this name', password: 'my secret typed wrong' });
  expect(await auditOf('seen', 'operator.sign-in')).toEqual(['refused', 'done']);
  expect(await auditOf('nobody of this name', 'operator.sign-in')).toEqual([]);
  const { rows } = await server.database.query('select * from audit_entries');
  expect(JSON.stringify(rows) + server.log.join()).not.toContain('my secret typed wrong');
});

test('guesses at once are slowed like guesses in a row, whatever address they say they come from', async () => {
  await addPerson('guessed');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      post('/sign-in', { userName: 'guessed', password: `guess ${index}` }, { 'x-forwarded-for': `192.0.2.${index}` }),
    ),
  );
  const throttled = answers.filter((answer) => answer.status === 429);
  expect(throttled.length).toBeGreaterThanOrEqual(15);
  expect(Number(throttled[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('an API token has no password, no preferences and nothing to sign out of', async () => {
  await addPerson('maker');
  const { headers } = await signIn('maker');
  const made = await post('/tokens', { name: 'script', role: 'administrator', expiresInDays: 1 }, headers);
  const { secret } = (await made.json()) as { secret: string };
  const authorization = `Bearer ${secret}`;
  const form = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  expect((await post('/me/password', form, { authorization })).status).toBe(401);
  expect((await post('/sign-out', {}, { authorization })).status).toBe(401);
});

test('only what a person does is a use of a session: what an open page asks by itself, and its stream, are not', async () => {
  await addPerson('idle');
  const { cookie } = await signIn('idle');
  const usedAt = async () =>
    (
      await server.database.query<{ at: string }>(
        "select s.last_used_at::text as at from operator_sessions s join operators o on o.id = s.operator_id where o.user_name = 'idle'",
      )
    ).rows[0]?.at;
  await server.database.query(
    "update operator_sessions set last_used_at = now() - interval '11 hours' where operator_id = (select id from operators where user_name = 'idle')",
  );
  const before = await usedAt();
  const unattended = await fetch(`${base}/overview`, { headers: { cookie, 'x-unattended': '1' } });
  expect(unattended.status).toBe(200);
  expect((await openEvents(cookie)).status).toBe(200);
  expect(await usedAt()).toBe(before);
  expect((await fetch(`${base}/overview`, { headers: { cookie } })).status).toBe(200);
  expect(await usedAt()).not.toBe(before);
});
