import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { packageForUsers } from '../support/server.ts';
import { claim } from './claims.ts';
import { addSource, type Json, usersOf } from './sources-api.ts';

let api: ImportsApi;
let root: string;
const tokens: Record<string, string> = {};
const sources: Record<string, string> = {};

async function push(source: string, method: string, path: string, body?: object): Promise<Json> {
  const response = await fetch(`${root}/scim/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokens[source]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 300) throw new Error(text);
  return text === '' ? null : JSON.parse(text);
}
const replace = (source: string, id: string, values: object) =>
  push(source, 'PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', value: values }] });
const one = async (q: string) => (await usersOf(api, q))[0];

async function source(name: string, join: string[] = ['upn']): Promise<void> {
  sources[name] = await addSource(api, name, { kind: 'scim', join });
  const { body } = await api.call('POST', `/sources/${sources[name]}/tokens`, { name, expiresInDays: 1 });
  tokens[name] = body.secret;
}

beforeAll(async () => {
  api = await startImportsApi();
  root = new URL(api.base).origin;
  await source('first');
  await source('second', ['upn', 'email']);
});
afterAll(() => api.stop());

test('one source owns a field: the first in rank that has the person and a value; the next one fills what it leaves empty', async () => {
  const second = await push('second', 'POST', '/Users', {
    userName: 'a@own.test',
    displayName: 'Second',
    title: 'x',
    emails: [{ value: 'mail@own.test' }],
  });
  expect(await one('a@own.test')).toMatchObject({ displayName: 'Second', source: 'second' });
  const first = await push('first', 'POST', '/Users', { userName: 'a@own.test', displayName: 'First' });
  expect(await one('a@own.test')).toMatchObject({ displayName: 'First', email: 'mail@own.test', source: 'first' });
  await replace('second', second.id, { displayName: 'Ignored', active: false });
  expect(await one('a@own.test')).toMatchObject({ displayName: 'First', disabled: false });
  // the first one loses the person: the second one owns them, and what it says counts
  await push('first', 'DELETE', `/Users/${first.id}`);
  expect(await one('a@own.test')).toMatchObject({ displayName: 'Ignored', source: 'second', disabled: true });
});

test('rules join one person from two sources also by mail; a mail that two people share joins nobody', async () => {
  await push('first', 'POST', '/Users', {
    userName: 'join@own.test',
    displayName: 'J',
    emails: [{ value: 'same@own.test' }],
  });
  await push('second', 'POST', '/Users', {
    userName: 'other.name@own.test',
    displayName: 'J2',
    emails: [{ value: 'SAME@own.test' }],
  });
  expect(await usersOf(api, 'same@own.test')).toHaveLength(0);
  expect((await usersOf(api, 'join@own.test'))[0]).toMatchObject({ upn: 'join@own.test', displayName: 'J' });
  expect(await usersOf(api, 'other.name@own.test')).toHaveLength(0);
  for (const name of ['t1', 't2'])
    await push('first', 'POST', '/Users', { userName: `${name}@own.test`, emails: [{ value: 'shared@own.test' }] });
  await push('second', 'POST', '/Users', { userName: 't3@own.test', emails: [{ value: 'shared@own.test' }] });
  expect(await usersOf(api, 't3@own.test')).toHaveLength(1);
});

test('two people who exchange their UPNs are still themselves; who would get one that somebody keeps, keeps their own', async () => {
  const a = await push('first', 'POST', '/Users', { userName: 'swap1@own.test', displayName: 'A' });
  const before = await one('swap1@own.test');
  await push('second', 'POST', '/Users', { userName: 'held@own.test', displayName: 'H' });
  await push('first', 'PATCH', `/Users/${a.id}`, {
    Operations: [{ op: 'replace', path: 'userName', value: 'swap2@own.test' }],
  });
  expect(await one('swap2@own.test')).toMatchObject({ id: before.id });
  await expect(replace('first', a.id, { userName: 'held@own.test' })).rejects.toThrow(/uniqueness/);
  expect(await one('swap2@own.test')).toMatchObject({ id: before.id });
});

test('an operator changes no field of a source, may disable whom it has, and that stands whatever the source says', async () => {
  const made = await push('first', 'POST', '/Users', { userName: 'op@own.test', displayName: 'Op' });
  const user = await one('op@own.test');
  const refused = await api.call('PATCH', `/users/${user.id}`, { displayName: 'Other' });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'FIELD_OWNED', field: 'displayName' } } });
  expect((await api.call('PATCH', `/users/${user.id}`, { reading: 'おぷ' })).status).toBe(200);
  expect((await api.call('PATCH', `/users/${user.id}`, { disabled: true })).status).toBe(200);
  await replace('first', made.id, { displayName: 'Op 2', active: true });
  expect(await one('op@own.test')).toMatchObject({ displayName: 'Op 2', reading: 'おぷ', disabled: true });
  await api.call('PATCH', `/users/${user.id}`, { disabled: false });
  expect((await one('op@own.test')).disabled).toBe(false);
  await replace('first', made.id, { active: false });
  expect((await api.call('PATCH', `/users/${user.id}`, { disabled: false })).status).toBe(409);
});

test('a CSV leaves the fields of a source alone, fills the others, and adds nobody twice', async () => {
  await push('first', 'POST', '/Users', { userName: 'csv@own.test', displayName: 'From source' });
  const checked = await api.check('users', 'UPN,氏名,フリガナ,部署\ncsv@own.test,From CSV,シーエスブイ,総務部\n');
  expect(checked).toMatchObject({ added: 0, changed: 1 });
  await api.call('POST', `/imports/${checked.id}/run`, {});
  await api.follow(checked.id, 'done');
  expect(await one('csv@own.test')).toMatchObject({
    displayName: 'From source',
    reading: 'シーエスブイ',
    department: '',
    source: 'first',
  });
});

test('a group of a source is its own: another one of the same name is told apart, an operator changes neither', async () => {
  await api.call('POST', '/groups', { name: '全社', members: [] });
  await push('first', 'POST', '/Groups', { displayName: '全社' });
  const names = (await api.call('GET', `/groups?q=${encodeURIComponent('全社')}`)).body.items as Json[];
  expect(names.map((group) => [group.name, group.source])).toEqual([
    ['全社', 'manual'],
    ['全社 (first)', 'first'],
  ]);
  const owned = names.find((group) => group.source === 'first');
  expect(await api.call('PATCH', `/groups/${owned.id}`, { name: 'x' })).toMatchObject({
    status: 409,
    body: { error: { code: 'GROUP_OWNED' } },
  });
});

test('what a source says is checked at the moment of the claim: disabled, gone; a changed UPN enrolls, a reused one does not', async () => {
  const person = await push('first', 'POST', '/Users', { userName: 'claim@own.test', displayName: 'C' });
  const files = await packageForUsers(api.test, ['claim@own.test'], 5);
  expect(await claim(api.test, files, 'claim@own.test')).toMatchObject({ decision: 'accepted' });
  await replace('first', person.id, { userName: 'claim.new@own.test' });
  expect(await claim(api.test, files, 'claim.new@own.test')).toMatchObject({ decision: 'accepted' });
  // Windows may still show the old name until the next sign-in
  expect(await claim(api.test, files, 'claim@own.test')).toMatchObject({ decision: 'accepted' });
  await push('first', 'POST', '/Users', { userName: 'claim@own.test', displayName: 'Somebody else' });
  expect(await claim(api.test, files, 'claim@own.test')).toMatchObject({
    decision: 'refused',
    reason: 'NOT_ON_ROSTER',
  });
  await api.test.database.query("update users set account_name = 'CORP\\claim' where upn = 'claim.new@own.test'");
  expect(await claim(api.test, files, 'corp\\CLAIM')).toMatchObject({ decision: 'accepted' });
  await replace('first', person.id, { active: false });
  expect(await claim(api.test, files, 'claim.new@own.test')).toMatchObject({
    decision: 'refused',
    reason: 'USER_NOT_ALLOWED',
  });
  await replace('first', person.id, { active: true });
  await push('first', 'DELETE', `/Users/${person.id}`);
  expect(await claim(api.test, files, 'claim.new@own.test')).toMatchObject({
    decision: 'refused',
    reason: 'USER_NOT_ALLOWED',
  });
});
