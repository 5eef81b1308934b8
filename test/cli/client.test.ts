import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApiToken } from '../../src/operators/api-tokens.ts';
import { runKit } from '../../src/simulator/kit.ts';
import { makePc } from '../../src/simulator/pc.ts';
import { Random } from '../../src/simulator/random.ts';
import { readPackage } from '../../src/simulator/read-package.ts';
import { runSession } from '../../src/simulator/session.ts';
import { packageForPcs, reach, startTestServer, type TestServer } from '../support/server.ts';
import { baton } from './baton.ts';

let server: TestServer;
let environment: Record<string, string>;
let viewer: string;
let folder: string;
const pc = makePc(new Random(61), { name: 'CLI-PC-1', user: 'cli@example.test' });

beforeAll(async () => {
  server = await startTestServer();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-cli-'));
  const tokenOf = async (role: 'administrator' | 'viewer') =>
    (await makeApiToken(server.server.operators, { name: `cli ${role}`, role, expiresInDays: 1 }, { name: 't' }, 't'))
      .secret;
  environment = {
    BATON_TOKEN: await tokenOf('administrator'),
    BATON_SERVER: `http://127.0.0.1:${server.config.operatorDoor.port}`,
  };
  viewer = await tokenOf('viewer');
  const files = await packageForPcs(server, [pc]);
  await runKit(pc, files, reach(server));
  await runSession(pc, reach(server));
  await runKit(makePc(new Random(62), { name: 'STRAY-CLI', user: 'x@example.test' }), files, reach(server));
  pc.off();
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => baton(args, environment);
/** What a command that must succeed prints as JSON. */
const json = async (...args: string[]) => {
  const { code, out, err } = await run(...args, '--json');
  expect([args, code, err]).toEqual([args, 0, '']);
  return JSON.parse(out);
};

test('the token comes from BATON_TOKEN or standard input, never from the command line; without it nothing is asked', async () => {
  const nothing = { BATON_SERVER: environment['BATON_SERVER'] ?? '' };
  expect(await baton(['devices'], nothing)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('BATON_TOKEN'),
  });
  const ja = await baton(['devices', '--language', 'ja'], nothing);
  expect(ja.err).toContain('API トークンを設定');
  const byInput = await baton(
    ['devices', 'list', '--token-stdin', '--json'],
    nothing,
    `${environment['BATON_TOKEN']}\n`,
  );
  expect([byInput.code, JSON.parse(byInput.out)]).toMatchObject([0, [{ name: 'CLI-PC-1' }]]);
  expect((await baton(['devices', '--token', 'x'], nothing)).err).toContain('unknown option');
});

test("a refusal is the server's sentence in the language asked for, and a code that is not 0", async () => {
  const asViewer = { ...environment, BATON_TOKEN: viewer };
  const refused = await baton(['users', 'add', 'a@example.test', '--name', 'A'], asViewer);
  expect(refused).toEqual({ code: 1, out: '', err: 'This needs the administrator role.\n' });
  const ja = await baton(['users', 'add', 'a@example.test', '--name', 'A'], { ...asViewer, LANG: 'ja_JP.UTF-8' });
  expect(ja.err).toBe('この操作には管理者の役割が必要です。\n');
  const wrong = await baton(['overview'], { ...environment, BATON_TOKEN: 'bat_'.padEnd(40, 'x') });
  expect(wrong).toMatchObject({ code: 1, err: 'The API token is unknown, expired or deleted.\n' });
  const away = await baton(['overview', '--server', 'http://127.0.0.1:9'], environment);
  expect(away).toMatchObject({
    code: 1,
    err: expect.stringContaining('Baton cannot be reached at http://127.0.0.1:9'),
  });
  expect(await run('devices', 'show', 'NO-SUCH-PC')).toMatchObject({ code: 1, err: 'There is no "NO-SUCH-PC".\n' });
  expect(await run('settings', 'set', 'package.stopAfter', '-- -1')).toMatchObject({ code: 1 });
});

test('devices: the list is the command itself, filters go to the server, one PC and its sessions', async () => {
  expect((await run('devices')).out).toMatch(
    /^name +state +stage +user +platform +lastContactAt +reason\nCLI-PC-1 +enrolled +inventory-matched/,
  );
  expect(await json('devices', 'list', '--state', '!enrolled')).toEqual([]);
  expect(await json('devices', 'list', '--state', 'enrolled', '--state', 'failed', '--package', 'test')).toMatchObject([
    { name: 'CLI-PC-1' },
  ]);
  expect((await run('devices', 'show', 'cli-pc-1', '--language', 'ja')).out).toMatch(
    /^verdict +\S[\s\S]*inventory-matched +done/,
  );
  const [session] = await json('devices', 'sessions', 'CLI-PC-1');
  expect(session).toMatchObject({ state: 'ended' });
  const xml = (await run('devices', 'sessions', 'CLI-PC-1', '--messages', session.id)).out;
  expect(xml).toContain('<SyncML');
  expect(xml).not.toContain(pc.account?.client.secret ?? 'no account');
});

test('attempts: refusals with their reason in words, and one with its message', async () => {
  const attempts = await json('attempts', 'list', '--outcome', 'refused', '--last', '7d');
  expect(attempts).toMatchObject([{ pcName: 'STRAY-CLI', reason: { id: 'NOT_ON_ROSTER' } }]);
  expect((await run('attempts', '--outcome', 'refused', '--language', 'ja')).out).toContain('登録対象一覧にありません');
  const [{ day, id }] = attempts;
  expect((await run('attempts', 'show', day, id)).out).toMatch(/pcName +STRAY-CLI/);
});

test('users, groups: added, changed, listed with columns as wide as Japanese letters', async () => {
  await json('users', 'add', 'hanako@example.test', '--name', '髙橋 花子', '--department', '営業部', '--group', '営業');
  await json('users', 'add', 'bob@example.test', '--name', 'Bob', '--group', '営業');
  expect(await json('users', 'change', 'bob@example.test', '--disable')).toMatchObject({ disabled: true });
  const { out } = await run('users', 'list', '--group', '営業');
  const [head = '', hanako = '', bob = ''] = out
    .split('\n')
    .sort((a, b) => (a.startsWith('upn') ? -1 : b.startsWith('upn') ? 1 : b.localeCompare(a)));
  const column = (line: string, text: string) =>
    [...line.slice(0, line.indexOf(text))].reduce(
      (sum, letter) => sum + (/[\u3000-\u9fff\uf900-\ufaff]/.test(letter) ? 2 : 1),
      0,
    );
  expect(column(hanako, '営業部')).toBe(column(head, 'department'));
  expect(column(bob, 'true')).toBe(column(hanako, 'false'));
  expect(await json('groups', 'change', '営業', '--remove', 'bob@example.test', '--name', '営業部')).toMatchObject({
    name: '営業部',
    members: 1,
  });
  expect(await json('groups', 'add', 'IT', '--member', 'bob@example.test')).toMatchObject({ members: 1 });
  expect(await json('groups')).toHaveLength(2);
  expect(await json('users', 'list', '--disabled')).toMatchObject([{ upn: 'bob@example.test' }]);
});

test('operators and tokens: the secret alone goes to standard output, once; a revoked token opens nothing', async () => {
  const added = await run('operators', 'add', 'taro', '--name', '山田 太郎', '--role', 'viewer');
  expect(added).toMatchObject({ code: 0, err: expect.stringContaining('not shown again') });
  expect(added.out).toMatch(/^\S{12,}\n$/);
  expect(
    await run('operators', 'change', 'taro', '--name', '山田 太郎', '--disable', '--role', 'administrator'),
  ).toMatchObject({
    code: 1,
    err: 'The last administrator cannot be disabled or given another role.\n',
  });
  expect(await json('operators', 'change', 'taro', '--role', 'administrator')).toMatchObject({ role: 'administrator' });
  expect((await json('operators')).map((operator: { userName: string }) => operator.userName)).toContain('taro');
  const made = await run('tokens', 'make', 'nightly', '--role', 'viewer', '--days', '7');
  expect(made.out).toMatch(/^bat_\S+\n$/);
  const withIt = { ...environment, BATON_TOKEN: made.out.trim() };
  expect((await baton(['overview'], withIt)).code).toBe(0);
  expect((await run('tokens', 'revoke', 'nightly')).code).toBe(0);
  expect((await baton(['overview'], withIt)).code).toBe(1);
  expect(JSON.stringify(await json('tokens'))).not.toContain(made.out.trim());
});

test('settings and audit: changed, read back, refused with its reason, and every change is in the audit', async () => {
  expect(await json('settings', 'set', 'claim.lifeHours', '12')).toMatchObject({ value: 12, default: 8 });
  expect((await run('settings', 'get', 'claim.lifeHours')).out).toBe('12\n');
  expect((await run('settings')).out).toMatch(/claim\.lifeHours +12 +8 /);
  expect(await run('settings', 'set', 'claim.lifeHours', '1000')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/claim\.lifeHours is not valid/),
  });
  expect(await run('settings', 'get', 'no.such')).toMatchObject({ code: 1 });
  expect(await json('audit', '--action', 'setting.change')).toMatchObject([
    { actor: 'cli administrator', targetId: 'claim.lifeHours', result: 'done' },
  ]);
  await run('settings', 'set', 'claim.lifeHours', '8');
});

test('overview: the sentence, the counts and the stages', async () => {
  const { out } = await run('overview', '--language', 'ja');
  expect(out).toMatch(/enrolled +1[\s\S]*inventory-matched +1/);
  expect(await json('overview')).toMatchObject({ counts: { enrolled: 1 } });
});

test('packages: made, shown, downloaded to a file of its owner alone, extended, replaced, continued, revoked', async () => {
  await run('users', 'add', 'pkg@example.test', '--name', 'Package');
  const make = ['packages', 'make', '営業部 2026', '--platform', 'configmgr', '--user', 'pkg@example.test'];
  const unsure = await run(...make);
  expect(unsure.code).toBe(1);
  expect(unsure.err).toMatch(/will stop by itself:\n- [\s\S]*\[typedCount\]/);
  const made = await run(...make, '--confirm-count', '1', '--pcs-per-user', '1', '--json');
  expect([made.code, JSON.parse(made.out)]).toMatchObject([0, { name: '営業部 2026', planned: 1, roster: 'ready' }]);
  expect(await json('packages', 'list', '--query', '営業')).toMatchObject([{ name: '営業部 2026', state: 'ready' }]);

  const zip = path.join(folder, 'first.zip');
  expect(await json('packages', 'download', '営業部 2026', '--output', zip)).toEqual({ file: zip });
  expect(fs.statSync(zip).mode & 0o777).toBe(0o600);
  const first = await readPackage(fs.readFileSync(zip));
  expect(await run('packages', 'download', '営業部 2026', '--output', zip)).toMatchObject({
    code: 1,
    err: expect.stringContaining('exists already'),
  });
  expect(await json('packages', 'show', '営業部 2026')).toMatchObject({ downloads: { count: 1 } });
  expect(fs.readdirSync(folder)).toEqual(['first.zip']);

  const second = path.join(folder, 'second.zip');
  await json('pins', 'replace', '営業部 2026', '--output', second);
  expect((await readPackage(fs.readFileSync(second))).pin).not.toBe(first.pin);
  const user = makePc(new Random(63), { name: 'PKG-PC', user: 'pkg@example.test' });
  expect(await runKit(user, first, reach(server))).toEqual({ result: 'refused', reason: 'PIN_REVOKED' });

  const extended = await json('pins', 'extend', '営業部 2026', '--until', '2099-01-01T09:00:00+09:00').catch(
    () => null,
  );
  expect(extended).toBeNull(); // beyond 90 days
  const [living, replaced] = await json('pins', 'extend', '営業部 2026', '--hours', '48');
  expect([living.revokedAt, typeof replaced.revokedAt]).toEqual([null, 'string']);
  expect(await run('pins', 'revoke', '営業部 2026', 'nothing')).toMatchObject({ code: 1 });
  expect((await json('pins', 'revoke', '営業部 2026', living.id))[0].revokedAt).not.toBeNull();
  expect((await run('pins', '営業部 2026')).out).toMatch(/^id +mintedAt +mintedBy/);
  expect(await run('pins', 'extend', '営業部 2026')).toMatchObject({
    code: 1,
    err: expect.stringContaining('--hours'),
  });
  const change = (...args: string[]) => json('packages', 'change', '営業部 2026', ...args);
  expect(
    await change(
      '--carrier',
      'configmgr-program',
      '--way',
      'baton-ppkg',
      '--way',
      'icd',
      '--carrier-cache',
      'D:\\Cache',
    ),
  ).toMatchObject({ carrier: 'configmgr-program', ways: ['icd', 'baton-ppkg'], carrierCaches: ['D:\\Cache'] });
  expect(await change('--way', 'automatic', '--carrier-cache', 'none')).toMatchObject({
    carrier: 'configmgr-program',
    ways: null,
    carrierCaches: [],
  });
  expect(await change('--carrier-cache', 'known')).toMatchObject({ carrierCaches: null });
  expect(await run('packages', 'change', '営業部 2026', '--way', 'automatic', '--way', 'icd')).toMatchObject({
    code: 1,
    err: expect.stringContaining('stands alone'),
  });
  expect(await json('packages', 'pcs', '営業部 2026', '--outcome', 'failed')).toMatchObject([{ name: 'PKG-PC' }]);
  expect((await run('packages', 'continue', '営業部 2026')).code).toBe(0);
  expect(await json('packages', 'revoke', '営業部 2026')).toMatchObject({ state: 'revoked' });
  expect((await run('packages', 'show', '営業部 2026')).out).toMatch(
    /^id +\S+\nname +営業部 2026[\s\S]*stage +reached/,
  );
});

test('devices unenroll: the name is typed once more; the PC leaves with its next session; revoke shuts it out at once', async () => {
  const order = (name: string, confirm: string) =>
    run('devices', name, 'CLI-PC-1', '--reason', 'test', '--confirm', confirm);
  expect((await order('unenroll', 'OTHER')).code).toBe(1);
  expect((await order('unenroll', 'CLI-PC-1')).err).toMatch(/CLI-PC-1 leaves with its next session/);
  expect(await json('devices', 'list', '--state', 'leaving')).toMatchObject([{ name: 'CLI-PC-1' }]);
  expect((await order('revoke', 'OTHER')).code).toBe(1);
  expect((await order('revoke', 'CLI-PC-1')).err).toMatch(/CLI-PC-1 is shut out/);
  expect(await json('devices', 'list', '--state', 'left')).toMatchObject([{ name: 'CLI-PC-1' }]);
  expect(await run('devices', 'accept', 'CLI-PC-1', '--reason', 'test')).toMatchObject({ code: 1, out: '' });
});
