import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { addSource, type Json, membersOf, usersOf } from './sources-api.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

let api: ImportsApi;
let source: string;
let token: string;
let root: string;

interface ScimAnswer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

async function scim(method: string, path: string, body?: unknown, bearer = token): Promise<ScimAnswer> {
  const response = await fetch(`${root}/scim/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers };
}

const user = (name: string, more: object = {}) => ({
  schemas: [USER],
  userName: `${name}@scim.test`,
  externalId: `e-${name}`,
  active: true,
  ...more,
});
async function add(name: string, more: object = {}): Promise<string> {
  const { status, body } = await scim('POST', '/Users', user(name, more));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}
const patch = (path: string, ...Operations: object[]) => scim('PATCH', path, { schemas: [PATCH], Operations });

beforeAll(async () => {
  api = await startImportsApi();
  root = new URL(api.base).origin;
  source = await addSource(api, 'Okta', { kind: 'scim' });
  const made = await api.call('POST', `/sources/${source}/tokens`, { name: 'okta', expiresInDays: null });
  expect(made.status).toBe(201);
  token = made.body.secret;
});
afterAll(() => api.stop());

test('a SCIM token opens SCIM of its source and nothing else, and no other token opens SCIM', async () => {
  expect((await scim('GET', '/Users')).status).toBe(200);
  expect((await scim('GET', '/Users', undefined, api.tokens.administrator)).status).toBe(401);
  expect((await scim('GET', '/Users', undefined, 'bas_unknown-unknown-unknown')).status).toBe(401);
  for (const path of ['/users', '/me', '/sources', '/tokens', '/openapi.json']) {
    const response = await fetch(`${api.base}${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
  }
  expect(JSON.stringify((await api.call('GET', '/tokens')).body)).not.toContain('okta');
  expect((await api.call('GET', `/sources/${source}/tokens`)).text).not.toContain(token);
  expect((await api.call('POST', `/sources/${source}/tokens`, { name: 'x', expiresInDays: 1 }, 'viewer')).status).toBe(
    403,
  );
});

test('RFC 7644 4: a client finds out what the server can do', async () => {
  const config = await scim('GET', '/ServiceProviderConfig');
  expect(config.headers.get('content-type')).toContain('application/scim+json');
  expect(config.body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: false },
    filter: { supported: true, maxResults: 1000 },
  });
  expect((await scim('GET', '/ResourceTypes')).body.Resources.map((one: Json) => one.id)).toEqual(['User', 'Group']);
  expect((await scim('GET', `/Schemas/${ENTERPRISE}`)).body.attributes.map((one: Json) => one.name)).toContain(
    'department',
  );
  expect((await scim('GET', '/Nothing')).status).toBe(404);
  expect((await scim('GET', '/Me')).status).toBe(501);
});

test('a user is added, read, found by filter, replaced, and stands in the directory', async () => {
  const made = await scim(
    'POST',
    '/Users',
    user('hanako', {
      name: { familyName: '佐藤', givenName: '花子' },
      emails: [{ value: 'h@scim.test', type: 'work', primary: true }],
      [ENTERPRISE]: { department: '営業部' },
      password: 'never-kept',
    }),
  );
  expect(made).toMatchObject({ status: 201, body: { userName: 'hanako@scim.test', meta: { resourceType: 'User' } } });
  expect(made.headers.get('location')).toContain(`/scim/v2/Users/${made.body.id}`);
  expect(JSON.stringify(made.body)).not.toContain('never-kept');
  expect((await usersOf(api, 'hanako'))[0]).toMatchObject({
    displayName: '佐藤 花子',
    department: '営業部',
    email: 'h@scim.test',
    source: 'Okta',
  });
  for (const filter of [
    'userName eq "HANAKO@scim.test"',
    'externalId eq "e-hanako"',
    'emails[type eq "work" and value eq "h@scim.test"]',
    `id eq "${made.body.id}"`,
  ])
    expect((await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: made.body.id }],
    });
  expect((await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "x"')}`)).body).toMatchObject({
    totalResults: 0,
    Resources: [],
  });
  const only = (await scim('GET', `/Users/${made.body.id}?attributes=userName`)).body;
  expect(Object.keys(only).sort()).toEqual(['id', 'schemas', 'userName']);
  const again = await scim('POST', '/Users', user('hanako'));
  expect(again).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  expect(await scim('PUT', `/Users/${made.body.id}`, user('hanako', { displayName: 'Hanako' }))).toMatchObject({
    status: 200,
  });
  expect((await usersOf(api, 'hanako'))[0]).toMatchObject({ displayName: 'Hanako', department: '' });
});

test('PATCH as Entra ID sends it: a UPN changes, "False" disables, the person stays the same', async () => {
  const id = await add('ichiro', { displayName: '鈴木 一郎' });
  const before = (await usersOf(api, 'ichiro'))[0];
  const done = await patch(
    `/Users/${id}`,
    { op: 'Replace', path: 'userName', value: 'ichiro.new@scim.test' },
    { op: 'Add', path: `${ENTERPRISE}:department`, value: '総務部' },
  );
  expect(done).toMatchObject({ status: 200, body: { userName: 'ichiro.new@scim.test' } });
  expect((await usersOf(api, 'ichiro.new'))[0]).toMatchObject({ id: before.id, department: '総務部' });
  expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).body.active).toBe(false);
  expect((await usersOf(api, 'ichiro.new'))[0].disabled).toBe(true);
  expect((await patch(`/Users/${id}`, { op: 'replace', value: { active: true } })).body.active).toBe(true);
  expect((await usersOf(api, 'ichiro.new'))[0].disabled).toBe(false);
});

test('paths that do not exist, bodies that are none, and names that no PC can carry are refused in SCIM’s own shape', async () => {
  const id = await add('bad');
  expect(await patch(`/Users/${id}`, { op: 'replace', path: 'nothing.at.all', value: 1 })).toMatchObject({
    status: 400,
    body: { scimType: 'invalidPath', status: '400' },
  });
  expect(await patch(`/Users/${id}`, { op: 'remove', path: 'emails[type eq "x"' })).toMatchObject({
    status: 400,
    body: { scimType: 'invalidPath' },
  });
  expect(await patch(`/Users/${id}`, { op: 'move', path: 'title' })).toMatchObject({
    status: 400,
    body: { scimType: 'invalidSyntax' },
  });
  expect(await scim('PATCH', `/Users/${id}`, { schemas: [PATCH] })).toMatchObject({ status: 400 });
  expect(await scim('POST', '/Users', '{"userName":')).toMatchObject({
    status: 400,
    body: { scimType: 'invalidSyntax' },
  });
  expect(await scim('POST', '/Users', '[]')).toMatchObject({ status: 400 });
  expect(await scim('POST', '/Users', user('x', { userName: '名前 だけ' }))).toMatchObject({
    status: 400,
    body: { scimType: 'invalidValue' },
  });
  expect(await scim('GET', '/Users?filter=userName%20xx%20%22a%22')).toMatchObject({
    status: 400,
    body: { scimType: 'invalidFilter' },
  });
  expect(await scim('GET', '/Users/unknown')).toMatchObject({ status: 404 });
  expect(await patch('/Users/unknown', { op: 'replace', path: 'active', value: false })).toMatchObject({ status: 404 });
  // none of it changed anything
  expect((await scim('GET', `/Users/${id}`)).body).toMatchObject({ userName: 'bad@scim.test', active: true });
});

test('groups: members come and go as Entra ID and Okta send them, groups stand in groups', async () => {
  const [a, b, c] = [await add('ga'), await add('gb'), await add('gc')];
  const inner = await scim('POST', '/Groups', {
    schemas: [GROUP],
    displayName: '内側',
    externalId: 'g1',
    members: [{ value: a }],
  });
  expect(inner).toMatchObject({ status: 201, body: { members: [{ value: a, type: 'User' }] } });
  const outer = (
    await scim('POST', '/Groups', {
      schemas: [GROUP],
      displayName: '外側',
      members: [{ value: inner.body.id }, { value: c }],
    })
  ).body;
  expect(await membersOf(api, '外側')).toEqual(['ga@scim.test', 'gc@scim.test']);
  expect((await patch(`/Groups/${inner.body.id}`, { op: 'Add', path: 'members', value: [{ value: b }] })).status).toBe(
    204,
  );
  expect(await membersOf(api, '外側')).toEqual(['ga@scim.test', 'gb@scim.test', 'gc@scim.test']);
  await patch(`/Groups/${inner.body.id}`, { op: 'Remove', path: 'members', value: [{ value: a }] });
  await patch(`/Groups/${outer.id}`, { op: 'remove', path: `members[value eq "${c}"]` });
  expect(await membersOf(api, '外側')).toEqual(['gb@scim.test']);
  expect(
    (await scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "内側"')}&excludedAttributes=members`)).body
      .Resources,
  ).toEqual([expect.not.objectContaining({ members: expect.anything() })]);
  await patch(`/Groups/${inner.body.id}`, { op: 'replace', path: 'displayName', value: '内側 2' });
  expect(await membersOf(api, '内側 2')).toEqual(['gb@scim.test']);
  expect(
    await patch(`/Groups/${outer.id}`, { op: 'add', path: 'members', value: [{ value: 'nobody' }] }),
  ).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  expect((await scim('DELETE', `/Groups/${inner.body.id}`)).status).toBe(204);
  expect(await membersOf(api, '外側')).toEqual([]);
  expect((await scim('GET', `/Groups/${inner.body.id}`)).status).toBe(404);
});

test('who is deleted is disabled first; added again, they are who they were', async () => {
  const id = await add('leaver');
  const before = (await usersOf(api, 'leaver'))[0];
  expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
  expect((await scim('GET', `/Users/${id}`)).status).toBe(404);
  expect((await usersOf(api, 'leaver'))[0]).toMatchObject({ id: before.id, disabled: true });
  await add('leaver');
  expect((await usersOf(api, 'leaver'))[0]).toMatchObject({ id: before.id, disabled: false });
});

test('a client that shuts out more than a tenth within a day is stopped, and an operator is asked', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1) ids.push(await add(`many${n}`));
  let stopped: ScimAnswer | undefined;
  let done = 0;
  for (const id of ids) {
    const answer = await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false });
    if (answer.status === 200) done += 1;
    else {
      stopped = answer;
      break;
    }
  }
  expect(stopped).toMatchObject({ status: 429 });
  expect(Number(stopped?.headers.get('retry-after'))).toBeGreaterThan(0);
  const { body } = await api.call('GET', `/sources/${source}`);
  expect(body).toMatchObject({ health: 'asking', liveRun: { problem: { id: 'USERS_LEAVE' } } });
  // adding goes on
  await add('meanwhile');
  const left = body.liveRun.plan.disabled;
  expect(left).toBeGreaterThanOrEqual(done);
  expect(
    (await api.call('POST', `/sources/${source}/runs/${body.liveRun.id}/confirm`, { typedCount: left })).status,
  ).toBe(202);
  for (const id of ids)
    expect((await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false })).status).toBe(200);
  expect((await api.call('GET', `/sources/${source}`)).body.health).toBe('good');
});

test('two requests for the same person at once add one, and the other is told', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => scim('POST', '/Users', user('twin'))));
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
});

test('a deleted source stops its token at once', async () => {
  const other = await addSource(api, 'Other', { kind: 'scim' });
  const { body } = await api.call('POST', `/sources/${other}/tokens`, { name: 'other', expiresInDays: 1 });
  expect((await scim('GET', '/Users', undefined, body.secret)).body.totalResults).toBe(0);
  await api.call('PATCH', `/sources/${other}`, { enabled: false });
  expect((await scim('GET', '/Users', undefined, body.secret)).status).toBe(401);
  await api.call('DELETE', `/sources/${other}`);
  expect((await scim('GET', '/Users', undefined, body.secret)).status).toBe(401);
});
