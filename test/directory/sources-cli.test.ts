import { afterAll, beforeAll, expect, test } from 'vitest';
import { baton } from '../cli/baton.ts';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { type GraphDouble, startGraphDouble } from './graph-double.ts';
import { addSource } from './sources-api.ts';

let api: ImportsApi;
let graph: GraphDouble;
const SECRET = 'right';
const person = (n: number, more: object = {}) => ({
  id: `user-${n}`,
  userPrincipalName: `c${n}@contoso.example`,
  displayName: `高橋 ${n}`,
  department: '総務部',
  accountEnabled: true,
  userType: 'Member',
  ...more,
});

beforeAll(async () => {
  graph = await startGraphDouble();
  graph.secret = SECRET;
  api = await startImportsApi({ graph: graph.cloud });
  const config = {
    kind: 'entra',
    tenant: 'contoso.example',
    clientId: '11111111-2222-4333-8444-555555555555',
    credential: 'secret',
    everyMinutes: 0,
  };
  await addSource(api, 'Entra 本社', config, SECRET);
  await addSource(api, 'Okta', { kind: 'scim' });
  const people = Array.from({ length: 20 }, (_none, n) => person(n));
  graph.pages.set('/v1.0/users', { value: people.slice(0, 3) });
  graph.pages.set('/v1.0/groups', { value: [{ displayName: '総務' }] });
  graph.pages.set('/v1.0/users/delta', { value: people, '@odata.deltaLink': 'GRAPH/v1.0/users/delta?token=1' });
  graph.pages.set('/v1.0/groups/delta', { value: [], '@odata.deltaLink': 'GRAPH/v1.0/groups/delta?token=1' });
});
afterAll(async () => {
  await api.stop();
  await graph.stop();
});

const run = (...args: string[]) =>
  baton(['sources', ...args], {
    BATON_TOKEN: api.tokens.administrator,
    BATON_SERVER: new URL(api.base).origin,
  });
const json = async (...args: string[]) => {
  const { code, out, err } = await run(...args, '--json');
  expect([args, code, err]).toEqual([args, 0, '']);
  return JSON.parse(out);
};

test('sources are listed, shown without their secret, and tested by name', async () => {
  expect((await run('list')).out).toMatch(/Entra 本社 +entra +1 +never/);
  const shown = await run('show', 'entra 本社');
  expect(shown.out).toContain('contoso.example');
  expect(shown.out).not.toContain(SECRET);
  expect((await run('test', 'Entra 本社')).out).toContain('高橋 0');
  graph.secret = 'another';
  const refused = await run('test', 'Entra 本社');
  graph.secret = SECRET;
  expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/refused|secret/i) });
  expect(await run('show', 'nothing')).toMatchObject({ code: 1, err: 'There is no "nothing".\n' });
});

test('a preview changes nothing and says who would change; a sync does it', async () => {
  expect(await json('preview', 'Entra 本社')).toMatchObject({ mode: 'preview', state: 'done', plan: { added: 20 } });
  expect(await json('changes', 'Entra 本社', '--kind', 'added', '--limit', '5')).toHaveLength(5);
  expect((await api.call('GET', '/users?q=c1@')).body.items).toEqual([]);
  const synced = await run('sync', 'Entra 本社');
  expect(synced.code).toBe(0);
  expect(synced.out).toMatch(/added +20/);
  expect((await run('log', 'Entra 本社')).out).toMatch(/info .*\n/);
  expect((await json('runs', 'Entra 本社')).map((one: { mode: string }) => one.mode)).toEqual(['sync', 'preview']);
});

test('a sync that would shut out more than a tenth stops with 1 and the command that confirms it; another number does not', async () => {
  const gone = Array.from({ length: 3 }, (_none, n) => ({ id: `user-${n}`, '@removed': { reason: 'changed' } }));
  graph.pages.set('/v1.0/users/delta?token=1', { value: gone, '@odata.deltaLink': 'GRAPH/v1.0/users/delta?token=2' });
  graph.pages.set('/v1.0/users/delta?token=2', { value: [], '@odata.deltaLink': 'GRAPH/v1.0/users/delta?token=2' });
  const asked = await run('sync', 'Entra 本社');
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('--confirm-count 3') });
  expect((await api.call('GET', '/users?q=c1@')).body.items[0]).toMatchObject({ disabled: false });
  expect(await run('confirm', 'Entra 本社', '--confirm-count', '4')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Type 3'),
  });
  expect(await json('changes', 'Entra 本社', '--kind', 'missing')).toHaveLength(3);
  expect(await json('confirm', 'Entra 本社', '--confirm-count', '3')).toMatchObject({ state: 'done' });
  expect((await api.call('GET', '/users?q=c1@')).body.items[0]).toMatchObject({ disabled: true });
  expect(await run('stop', 'Entra 本社')).toMatchObject({ code: 1, err: expect.stringContaining('under way') });
});

test('a SCIM token is printed once, opens SCIM alone, and ends when it is revoked', async () => {
  const made = await run('make-token', 'Okta', 'push', '--days', '30');
  const secret = made.out.trim();
  const push = () =>
    fetch(new URL('/scim/v2/Users?count=1', api.base), { headers: { authorization: `Bearer ${secret}` } });
  expect((await push()).status).toBe(200);
  const listed = await run('tokens', 'Okta');
  expect(listed.out).toContain('push');
  expect(listed.out).not.toContain(secret);
  expect(await run('make-token', 'Entra 本社', 'push')).toMatchObject({
    code: 1,
    err: 'Only a SCIM source has tokens.\n',
  });
  expect(await run('sync', 'Okta')).toMatchObject({ code: 1, err: expect.stringContaining('pushes') });
  expect((await run('revoke-token', 'Okta', 'push')).code).toBe(0);
  expect((await push()).status).toBe(401);
});
