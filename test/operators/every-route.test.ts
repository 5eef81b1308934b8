import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTestApi, type TestApi } from '../devices/operator-api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
}

/** Changes that are nobody's but one's own, or change nothing that stays; a preview changes nothing either. */
const OPEN_TO_VIEWERS = new Set([
  'POST /sign-in',
  'POST /sign-out',
  'PATCH /me',
  'POST /me/password',
  'POST /diagnosis/uploads',
]);
const UNKNOWN = '01a00000-0000-7000-8000-000000000000';

let db: TestDatabase;
let api: TestApi;
let door: FastifyInstance;
let routes: Route[];
beforeAll(async () => {
  db = await createTestDatabase();
  api = await makeTestApi(db.database);
  door = api.door;
  const { body } = await api.get('/openapi.json');
  routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase() as Route['method'], path })),
  );
});
afterAll(async () => {
  await api.close();
  await db.drop();
});

const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const call = (route: Route, headers: Record<string, string> = {}) =>
  door.inject({
    method: route.method,
    url: `/api/v1${route.path
      .replace('{day}', '2026-11-25')
      .replace('{pc}', `d:${UNKNOWN}`)
      .replaceAll(/\{\w+\}/g, UNKNOWN)}?kind=added`,
    headers,
  });
/** Calls all routes and keeps those that did not answer as expected. */
async function wrong(asked: readonly Route[], headers: Record<string, string>, expected: number): Promise<string[]> {
  const answers = [];
  for (const route of asked) answers.push([nameOf(route), (await call(route, headers)).statusCode] as const);
  return answers.filter(([, status]) => status !== expected).map(([name, status]) => `${name}: ${status}`);
}

test('nobody reads or changes anything without saying who: 401 on every route but sign-in', async () => {
  expect(routes.length).toBeGreaterThan(80);
  expect(
    await wrong(
      routes.filter((route) => nameOf(route) !== 'POST /sign-in'),
      {},
      401,
    ),
  ).toEqual([]);
});

test('a viewer changes nothing: 403 on every route that changes', async () => {
  const changing = routes.filter(
    (route) => route.method !== 'GET' && !OPEN_TO_VIEWERS.has(nameOf(route)) && !route.path.endsWith('/preview'),
  );
  expect(changing.length).toBeGreaterThan(30);
  expect(await wrong(changing, { authorization: `Bearer ${api.tokens.viewer}` }, 403)).toEqual([]);
});

test('what is not there is 404 on every route that names one thing, and never an empty list', async () => {
  const one = routes.filter((route) => route.method === 'GET' && route.path.includes('{'));
  expect(one.length).toBeGreaterThan(15);
  expect(await wrong(one, { authorization: `Bearer ${api.tokens.viewer}` }, 404)).toEqual([]);
});

test('an address that the API does not know is 404 in the one shape, whatever the method, and never the console', async () => {
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    for (const url of ['/api/v1/nothing', '/api/v1/devices/1/2/3', '/api/nothing', '/assets/nothing.js']) {
      const answer = await door.inject({ method, url });
      expect([url, answer.statusCode, answer.json().error.code]).toEqual([url, 404, 'NOT_FOUND']);
    }
  }
  expect((await door.inject({ method: 'GET', url: '/%zz' })).json().error.code).toBe('INPUT_NOT_VALID');
});

test('text that the database cannot keep is the answer 400 with its field, and never a fault of ours', async () => {
  const headers = { authorization: `Bearer ${api.tokens.administrator}` };
  for (const { path } of routes.filter((route) => route.method === 'GET' && !route.path.includes('{'))) {
    const answer = await door.inject({ method: 'GET', url: `/api/v1${path}?q=%00`, headers });
    expect([path, answer.statusCode, answer.json().error.field]).toEqual([path, 400, 'q']);
  }
  const posted = [
    [{ userName: 'a\u0000', displayName: 'x', role: 'viewer' }, 'userName'],
    [{ userName: 'a', displayName: 'x\ud800', role: 'viewer' }, 'displayName'],
  ] as const;
  for (const [payload, field] of posted) {
    const answer = await door.inject({ method: 'POST', url: '/api/v1/operators', headers, payload });
    expect([answer.statusCode, answer.json().error.field]).toEqual([400, field]);
  }
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const nested = await door.inject({
    method: 'PATCH',
    url: '/api/v1/settings',
    headers: { ...headers, 'content-type': 'application/json' },
    payload: `{"enrollment.maintenance":${deep}}`,
  });
  expect(nested.statusCode).toBe(400);
});

test('a change from another origin, from no origin or under another host name is refused', async () => {
  const headers = { authorization: `Bearer ${api.tokens.administrator}` };
  const post = (more: Record<string, string>) =>
    door.inject({
      method: 'POST',
      url: '/api/v1/packages/preview',
      headers: { ...headers, host: 'localhost', ...more },
    });
  for (const origin of ['http://evil.test', 'null', 'http://localhost:1', 'nonsense'])
    expect((await post({ origin })).json().error.code).toBe('ORIGIN_NOT_ALLOWED');
  expect((await post({ host: 'evil.test' })).json().error.code).toBe('HOST_NOT_ALLOWED');
  // an address bar writes capitals small, other clients do not
  expect((await post({ host: 'LOCALHOST', origin: 'http://localhost' })).json().error.code).toBe('INPUT_NOT_VALID');
});

test('answers with names of people and PCs stay in no cache, and the page is framed by nobody', async () => {
  const { headers } = await door.inject({
    method: 'GET',
    url: '/api/v1/devices',
    headers: { authorization: `Bearer ${api.tokens.viewer}` },
  });
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toBe('DENY');
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['access-control-allow-origin']).toBeUndefined();
});
