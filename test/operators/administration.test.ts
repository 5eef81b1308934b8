import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApiToken } from '../../src/operators/api-tokens.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const tokens: Record<'administrator' | 'viewer', string> = { administrator: '', viewer: '' };

beforeAll(async () => {
  server = await startTestServer();
  for (const role of ['administrator', 'viewer'] as const) {
    tokens[role] = (
      await makeApiToken(server.server.operators, { name: role, role, expiresInDays: 1 }, { name: 'test' }, 'test')
    ).secret;
  }
});
afterAll(() => server.stop());

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, looked at by the tests
  readonly body: any;
}
const call = async (
  method: string,
  path: string,
  body?: unknown,
  role: 'administrator' | 'viewer' = 'administrator',
): Promise<Answer> => {
  const response = await fetch(`http://127.0.0.1:${server.config.operatorDoor.port}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
};
const user = (upn: string, more: Record<string, unknown> = {}) => ({
  upn,
  displayName: '髙橋 愛',
  reading: 'タカハシ アイ',
  department: '営業部',
  ...more,
});

test('a user is added once, found by kana in any form, changed, and each change is in the audit', async () => {
  const made = await call('POST', '/users', user('ai@example.test', { groups: ['東京本社'] }));
  expect([made.status, made.body.displayName, made.body.groups.map((group: { name: string }) => group.name)]).toEqual([
    201,
    '髙橋 愛',
    ['東京本社'],
  ]);
  expect((await call('POST', '/users', user('AI@example.test'))).body.error).toMatchObject({
    code: 'UPN_TAKEN',
    field: 'upn',
  });
  expect((await call('POST', '/users', user('no at sign'))).body.error.code).toBe('UPN_NOT_VALID');
  for (const q of ['たかはし', 'ﾀｶﾊｼ', '髙橋', 'ai@'])
    expect((await call('GET', `/users?q=${encodeURIComponent(q)}`)).body.items).toHaveLength(1);
  expect((await call('PATCH', `/users/${made.body.id}`, { disabled: true })).body.disabled).toBe(true);
  expect((await call('GET', '/users/count?disabled=true')).body.count).toBe(1);
  const audit = await call('GET', '/audit?q=user.');
  expect(audit.body.items.map((entry: { action: string }) => entry.action)).toEqual(['user.change', 'user.make']);
});

test('groups: made, renamed, members added and removed; a taken name is refused', async () => {
  const one = (await call('POST', '/users', user('one@example.test'))).body.id;
  const made = await call('POST', '/groups', { name: '大阪', members: [one] });
  expect([made.status, made.body.members]).toEqual([201, 1]);
  expect((await call('POST', '/groups', { name: '大阪' })).status).toBe(409);
  expect((await call('PATCH', `/groups/${made.body.id}`, { name: '大阪支社', remove: [one] })).body).toMatchObject({
    name: '大阪支社',
    members: 0,
  });
});

test('operators: one-time password once, the last administrator stays, a viewer changes nothing', async () => {
  const made = await call('POST', '/operators', {
    userName: 'hanako',
    displayName: '佐藤 花子',
    role: 'administrator',
  });
  expect(made.status).toBe(201);
  expect(made.body.oneTimePassword).toHaveLength(16);
  expect(JSON.stringify((await call('GET', '/operators')).body) + server.log.join()).not.toContain(
    made.body.oneTimePassword,
  );
  expect((await call('PATCH', `/operators/${made.body.operator.id}`, { disabled: true })).body.error.code).toBe(
    'LAST_ADMINISTRATOR',
  );
  expect(
    (await call('POST', '/operators', { userName: 'x', displayName: 'x', role: 'viewer' }, 'viewer')).body.error.code,
  ).toBe('ROLE_NEEDED');
  expect((await call('GET', '/operators', undefined, 'viewer')).status).toBe(200);
});

test('a deleted token opens nothing any more', async () => {
  const made = await call('POST', '/tokens', { name: 'script', role: 'viewer', expiresInDays: null });
  const ask = () =>
    fetch(`http://127.0.0.1:${server.config.operatorDoor.port}/api/v1/devices`, {
      headers: { authorization: `Bearer ${made.body.secret}` },
    });
  expect((await ask()).status).toBe(200);
  expect((await call('DELETE', `/tokens/${made.body.apiToken.id}`)).status).toBe(204);
  const refused = await ask();
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({
    error: { message: { en: 'The API token is unknown, expired or deleted.' } },
  });
  expect(
    await server.database.query('select 1 from api_tokens where token_hmac = $1', [Buffer.from(made.body.secret)]),
  ).toMatchObject({ rowCount: 0 });
});

test('a change is told to an open console', async () => {
  const response = await fetch(`http://127.0.0.1:${server.config.operatorDoor.port}/api/v1/events`, {
    headers: { authorization: `Bearer ${tokens.viewer}` },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.getReader();
  await server.database.query('select pg_notify(\'live\', \'{"topic":"devices","id":null}\')');
  let text = '';
  for (let reads = 0; reads < 20 && !text.includes('"devices"'); reads++)
    text += new TextDecoder().decode((await reader?.read())?.value);
  expect(text).toContain('data: {"topic":"devices","id":null}');
  await reader?.cancel();
});

test('of two administrators the second does not overwrite the first without knowing', async () => {
  const value = async () =>
    (await call('GET', '/settings')).body.items.find((item: { key: string }) => item.key === 'claim.lifeHours').value;
  expect((await call('PATCH', '/settings', { 'claim.lifeHours': { value: 12, was: 8 } })).status).toBe(204);
  const second = await call('PATCH', '/settings', {
    'claim.lifeHours': { value: 24, was: 8 },
    'package.pcsPerUser': { value: 3, was: 1 },
  });
  expect(second.status).toBe(409);
  expect(second.body.error).toMatchObject({
    code: 'SETTING_CHANGED',
    field: 'claim.lifeHours',
    message: {
      en: '"Life of a claim, hours" was changed to 12 by administrator in the meantime. Save again to replace it.',
    },
  });
  expect(await value()).toBe(12);
  const both = await Promise.all(
    [20, 30].map((hours) => call('PATCH', '/settings', { 'claim.lifeHours': { value: hours, was: 12 } })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
  expect((await call('PATCH', '/settings', { 'claim.lifeHours': 8 })).status).toBe(204);
  expect((await call('PATCH', '/settings', { 'claim.lifeHours': { value: 99, was: 8 } })).status).toBe(400);
});
