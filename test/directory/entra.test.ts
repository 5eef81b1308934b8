import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { packageForUsers } from '../support/server.ts';
import { claim } from './claims.ts';
import { type GraphDouble, startGraphDouble } from './graph-double.ts';
import { addSource, followRun, type Json, logOf, membersOf, runSource, usersOf } from './sources-api.ts';

let api: ImportsApi;
let graph: GraphDouble;
let source: string;
const config = (change: object = {}) => ({
  kind: 'entra',
  tenant: 'contoso.example',
  clientId: '11111111-2222-4333-8444-555555555555',
  credential: 'secret',
  everyMinutes: 0,
  ...change,
});
const person = (n: number, more: object = {}) => ({
  id: `user-${n}`,
  userPrincipalName: `e${n}@contoso.example`,
  displayName: `山田 ${n}`,
  department: '営業部',
  mail: null,
  accountEnabled: true,
  userType: 'Member',
  ...more,
});
const USERS = '/v1.0/users/delta';
const GROUPS = '/v1.0/groups/delta';

beforeAll(async () => {
  graph = await startGraphDouble();
  api = await startImportsApi({ graph: graph.cloud });
  source = await addSource(api, 'Entra ID', config(), 'right');
});
afterAll(async () => {
  await api.stop();
  await graph.stop();
});
beforeEach(() => {
  graph.seen.length = 0;
  graph.troubles.length = 0;
});

const unchanged = (users: object[] = [], groups: object[] = []) => {
  graph.pages.set(`${USERS}?token=1`, { value: users, '@odata.deltaLink': `GRAPH${USERS}?token=1` });
  graph.pages.set(`${GROUPS}?token=1`, { value: groups, '@odata.deltaLink': `GRAPH${GROUPS}?token=1` });
};

test('the first sync reads all pages, later ones what changed; guests stay out, a large group comes in pieces', async () => {
  const people = Array.from({ length: 20 }, (_none, n) => person(n));
  graph.pages.set(USERS, { value: people.slice(0, 12), '@odata.nextLink': `GRAPH${USERS}?skip=1` });
  graph.pages.set(`${USERS}?skip=1`, {
    value: [...people.slice(12), person(90, { userType: 'Guest' }), person(91, { userPrincipalName: null })],
    '@odata.deltaLink': `GRAPH${USERS}?token=1`,
  });
  const member = (id: string, more: object = {}) => ({ '@odata.type': '#microsoft.graph.user', id, ...more });
  graph.pages.set(GROUPS, {
    value: [
      { id: 'g1', displayName: '営業', 'members@delta': [member('user-1')] },
      { id: 'g2', displayName: '全社', 'members@delta': [{ '@odata.type': '#microsoft.graph.group', id: 'g1' }] },
    ],
    '@odata.nextLink': `GRAPH${GROUPS}?skip=1`,
  });
  graph.pages.set(`${GROUPS}?skip=1`, {
    value: [{ id: 'g1', displayName: '営業', 'members@delta': [member('user-2')] }],
    '@odata.deltaLink': `GRAPH${GROUPS}?token=1`,
  });
  const first = await runSource(api, source);
  expect(first).toMatchObject({ state: 'done', isFull: true, plan: { added: 20, groupsAdded: 2, membersAdded: 3 } });
  expect(await membersOf(api, '全社')).toEqual(['e1@contoso.example', 'e2@contoso.example']);
  expect(await usersOf(api, 'e90@')).toEqual([]);
  expect((await logOf(api, source, first.id)).map((line) => line.code)).toContain('UPN_MISSING');
  expect(graph.seen[0]?.form?.get('client_secret')).toBe('right');
  // what changed: one renamed, one disabled, one deleted, a member who left
  unchanged(
    [
      person(3, { userPrincipalName: 'e3.new@contoso.example' }),
      person(4, { accountEnabled: false }),
      { id: 'user-5', '@removed': { reason: 'changed' } },
    ],
    [{ id: 'g1', displayName: '営業', 'members@delta': [member('user-1', { '@removed': { reason: 'deleted' } })] }],
  );
  const second = await runSource(api, source);
  expect(second).toMatchObject({
    state: 'done',
    isFull: false,
    plan: { changed: 1, disabled: 1, missing: 1, membersRemoved: 1 },
  });
  expect((await usersOf(api, 'e3.new@'))[0]).toMatchObject({ displayName: '山田 3' });
  expect((await usersOf(api, 'e4@'))[0].disabled).toBe(true);
  expect((await usersOf(api, 'e5@'))[0].disabled).toBe(true);
  expect(await membersOf(api, '全社')).toEqual(['e2@contoso.example']);
  unchanged();
  expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { changed: 0, missing: 0, disabled: 0 } });
});

test('429 and 503 wait as long as Retry-After says, in seconds or as a date', async () => {
  graph.troubles.push(
    { status: 429, retryAfter: '1' },
    { status: 503, retryAfter: new Date(Date.now() + 1_000).toUTCString(), code: 'serviceNotAvailable' },
  );
  expect(await runSource(api, source)).toMatchObject({ state: 'done' });
  expect(graph.seen.filter((one) => one.path === `${USERS}?token=1`)).toHaveLength(3);
});

test('a long pause puts the run aside, and it goes on where it was', async () => {
  graph.pages.set(`${USERS}?token=1`, { value: [], '@odata.nextLink': `GRAPH${USERS}?more=1` });
  graph.pages.set(`${USERS}?more=1`, {
    value: [person(6, { displayName: '後で' })],
    '@odata.deltaLink': `GRAPH${USERS}?token=1`,
  });
  const { body } = await api.call('POST', `/sources/${source}/runs`, { mode: 'sync' });
  await until(() => graph.seen.some((one) => one.path.startsWith(USERS)));
  graph.troubles.push({ status: 429, retryAfter: '120' });
  const state = async () => (await api.call('GET', `/sources/${source}/runs/${body.id}`)).body.state;
  // it may have been faster than the trouble: then the groups are throttled, or it was done
  await until(async () => ['waiting', 'done'].includes(await state()));
  if ((await state()) === 'waiting') {
    const { rows } = await api.test.database.query<{ not_before: Date; resume: Json }>(
      'select not_before, resume from source_runs where id = $1',
      [body.id],
    );
    expect(rows[0]?.not_before.getTime()).toBeGreaterThan(Date.now() + 60_000);
    await api.test.database.query('update source_runs set not_before = now() where id = $1', [body.id]);
    await api.test.database.query("select graphile_worker.add_job('sources')");
  }
  expect(await followRun(api, source, body.id)).toMatchObject({ state: 'done' });
  expect((await usersOf(api, 'e6@'))[0].displayName).toBe('後で');
  unchanged();
});

test('a state that Graph has forgotten (410) means that everything is read anew', async () => {
  graph.troubles.push({ status: 410, code: 'SyncStateNotFound' });
  const run = await runSource(api, source);
  expect(run).toMatchObject({ state: 'done', isFull: true });
  expect(graph.seen.some((one) => one.path.startsWith(`${USERS}?$select=`))).toBe(true);
});

test('paging that never ends, a link to another server, and answers that are none end the run with their reason', async () => {
  graph.pages.set(`${USERS}?token=1`, { value: [], '@odata.nextLink': `GRAPH${USERS}?token=1&again` });
  graph.pages.set(`${USERS}?token=1&again`, { value: [], '@odata.nextLink': `GRAPH${USERS}?token=1&again` });
  expect(await runSource(api, source)).toMatchObject({ state: 'failed', problem: { id: 'PAGING_NEVER_ENDS' } });
  graph.pages.set(`${USERS}?token=1`, { value: [], '@odata.nextLink': 'http://127.0.0.1:1/steal' });
  expect(await runSource(api, source)).toMatchObject({ state: 'failed', problem: { id: 'ANSWER_NOT_VALID' } });
  graph.pages.set(`${USERS}?token=1`, { value: [person(1, { displayName: 'x'.repeat(9_000_000) })] });
  expect(await runSource(api, source)).toMatchObject({ state: 'failed', problem: { id: 'ANSWER_NOT_VALID' } });
  graph.pages.set(`${USERS}?token=1`, { nothing: true });
  expect(await runSource(api, source)).toMatchObject({ state: 'failed', problem: { id: 'ANSWER_NOT_VALID' } });
  unchanged();
  graph.troubles.push({ status: 403, code: 'Authorization_RequestDenied' });
  const denied = await runSource(api, source);
  expect(denied).toMatchObject({ state: 'failed', problem: { id: 'NOT_PERMITTED' } });
  expect(denied.problem.text.en).toContain('Authorization_RequestDenied');
  // a token that expired on the way is fetched once more
  graph.troubles.push({ status: 401, code: 'InvalidAuthenticationToken' });
  expect(await runSource(api, source)).toMatchObject({ state: 'done' });
});

test('a wrong secret is refused with its reason, and is in no answer or log', async () => {
  const tried = await api.call('POST', '/sources/test', { config: config(), secret: 'wrong-secret-of-a-test' });
  expect(tried.body.problem.id).toBe('CREDENTIALS_REFUSED');
  expect(tried.text + api.test.log.join('')).not.toContain('wrong-secret-of-a-test');
});

test('limited to groups: their people alone, nested ones too; who leaves them is shut out at the claim; a group that is gone shuts out nobody', async () => {
  const id = '22222222-3333-4444-8555-666666666666';
  const members = `/v1.0/groups/${id}/transitiveMembers/microsoft.graph.user`;
  const people = Array.from({ length: 20 }, (_none, n) =>
    person(200 + n, { onPremisesDomainName: 'CONTOSO.local', onPremisesSamAccountName: `s${n}` }),
  );
  graph.pages.set(`/v1.0/groups/${id}`, { id, displayName: '登録 対象' });
  graph.pages.set(members, { value: people.slice(0, 12), '@odata.nextLink': `GRAPH${members}?skip=1` });
  graph.pages.set(`${members}?skip=1`, { value: [...people.slice(12), person(290, { userType: 'Guest' })] });
  const limited = await addSource(
    api,
    'Entra limited',
    config({ groups: [id], domains: [{ dns: 'contoso.local', netbios: 'CONTOSO' }] }),
    'right',
  );
  const first = await runSource(api, limited);
  expect(first).toMatchObject({ state: 'done', plan: { added: 20, groupsAdded: 1, membersAdded: 20 } });
  expect(await membersOf(api, '登録 対象')).toHaveLength(20);
  const asked = graph.seen.filter((one) => one.path.startsWith(members));
  expect(asked.map((one) => one.consistency)).toEqual(['eventual', 'eventual']);
  expect(graph.seen.some((one) => one.path.startsWith(USERS))).toBe(false);
  const files = await packageForUsers(api.test, ['e200@contoso.example', 'e201@contoso.example'], 3);
  expect(await claim(api.test, files, 'contoso\\S0')).toMatchObject({ decision: 'accepted' });
  // one leaves the groups, another is disabled
  graph.pages.set(`${members}?skip=1`, { value: people.slice(12) });
  graph.pages.set(members, {
    value: [person(201, { accountEnabled: false }), ...people.slice(2, 12)],
    '@odata.nextLink': `GRAPH${members}?skip=1`,
  });
  expect(await runSource(api, limited)).toMatchObject({ state: 'done', plan: { missing: 1, disabled: 1 } });
  for (const n of [200, 201])
    expect(await claim(api.test, files, `e${n}@contoso.example`)).toMatchObject({
      decision: 'refused',
      reason: 'USER_NOT_ALLOWED',
    });
  // put aside before its second page, it goes on there
  graph.seen.length = 0;
  graph.troubles.push({ status: 429, retryAfter: '120', path: `${members}?skip=1` });
  const { body } = await api.call('POST', `/sources/${limited}/runs`, { mode: 'sync' });
  const isAside = async () => {
    const { rows } = await api.test.database.query(
      'select 1 from source_runs where id = $1 and state = $2 and not_before > now()',
      [body.id, 'waiting'],
    );
    return rows.length > 0;
  };
  await until(isAside);
  await api.test.database.query('update source_runs set not_before = now() where id = $1', [body.id]);
  await api.test.database.query("select graphile_worker.add_job('sources')");
  expect(await followRun(api, limited, body.id)).toMatchObject({ state: 'done', plan: { missing: 0, changed: 0 } });
  const firstPages = graph.seen.filter((one) => one.path.startsWith(`${members}?$select`));
  expect(firstPages).toHaveLength(1);
  graph.pages.delete(`/v1.0/groups/${id}`);
  const lost = await runSource(api, limited);
  expect(lost).toMatchObject({ state: 'failed', problem: { id: 'GROUP_UNKNOWN' } });
  expect(lost.problem.text.ja).toContain(id);
  expect((await usersOf(api, 'e205@'))[0].disabled).toBe(false);
  const tested = await api.call('POST', '/sources/test', { config: config({ groups: [id] }), secret: 'right' });
  expect(tested.body.problem.id).toBe('GROUP_UNKNOWN');
  graph.pages.set(`/v1.0/groups/${id}`, { id, displayName: '登録 対象' });
  const good = await api.call('POST', '/sources/test', { config: config({ groups: [id] }), secret: 'right' });
  expect(good.body).toMatchObject({ problem: null, groups: ['登録 対象'] });
  expect(good.body.sample[0]).toMatchObject({ upn: 'e201@contoso.example' });
});

test('with a certificate the assertion is signed by its key (PS256, x5t#S256); another key is refused when it is saved', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-entra-'));
  const make = (name: string) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.pem`,
        '-subj',
        '/CN=baton',
        '-days',
        '2',
      ],
      { cwd: folder, stdio: 'ignore' },
    );
  make('one');
  make('two');
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  graph.certificate = read('one.pem');
  graph.pages.set('/v1.0/users', { value: [{ userPrincipalName: 'a@b', displayName: 'A', department: null }] });
  graph.pages.set('/v1.0/groups', { value: [{ displayName: 'G' }] });
  const form = { config: config({ credential: 'certificate', certificate: read('one.pem') }), secret: read('one.key') };
  expect((await api.call('POST', '/sources/test', form)).body).toMatchObject({
    problem: null,
    sample: [{ upn: 'a@b' }],
    groups: ['G'],
  });
  expect(await api.call('POST', '/sources/test', { ...form, secret: read('two.key') })).toMatchObject({
    status: 400,
    body: { error: { code: 'KEY_NOT_VALID' } },
  });
  fs.rmSync(folder, { recursive: true });
});

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_200; turn += 1) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came');
}
