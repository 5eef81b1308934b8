import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lower } from '../../src/storage/lower.ts';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { download, packageForUsers } from '../support/server.ts';
import { claim } from './claims.ts';
import { addSource, type Json, usersOf } from './sources-api.ts';

let api: ImportsApi;
const tokens: Record<string, string> = {};

async function push(source: string, method: string, path: string, body: object): Promise<Json> {
  const response = await fetch(new URL(`/scim/v2${path}`, api.base), {
    method,
    headers: { authorization: `Bearer ${tokens[source]}`, 'content-type': 'application/scim+json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { ...JSON.parse(text), status: response.status };
}

async function importCsv(csv: string): Promise<Json> {
  const checked = await api.check('users', csv);
  await api.call('POST', `/imports/${checked.id}/run`, {});
  return api.follow(checked.id, 'done');
}

/** A package for these people, made as an operator makes it, and downloaded. */
async function packageFor(upns: readonly string[]) {
  const ids = await Promise.all(upns.map(async (upn) => (await usersOf(api, upn))[0]?.id));
  const form = {
    name: `names ${ids.length}`,
    platform: 'configmgr',
    target: { kind: 'users', ids },
    withoutUser: 'wait',
    pcsPerUser: 3,
    typedCount: ids.length,
  };
  const { status, body } = await api.call('POST', '/packages', form);
  if (status !== 201) throw new Error(JSON.stringify(body));
  for (let turn = 0; turn < 400; turn += 1) {
    const { rows } = await api.test.database.query('select 1 from packages where id = $1 and roster_state = $2', [
      body.id,
      'ready',
    ]);
    if (rows.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return download(api.test, body.id);
}

beforeAll(async () => {
  api = await startImportsApi();
  for (const name of ['first', 'second']) {
    const id = await addSource(api, name, { kind: 'scim', join: name === 'second' ? ['upn', 'email'] : ['upn'] });
    tokens[name] = (await api.call('POST', `/sources/${id}/tokens`, { name, expiresInDays: 1 })).body.secret;
  }
});
afterAll(() => api.stop());

const NFD = 'ガク'.normalize('NFD');

/** UPN as the directory writes it, and as the PC says it. */
const SAID: readonly (readonly [string, string])[] = [
  ['Mary.Ann@names.test', 'MARY.ANN@NAMES.TEST'],
  ["o'neil@names.test", "O'Neil@names.test"],
  ['佐藤.花子@names.test', '佐藤.花子@names.test'],
  ['髙橋﨑@例え.テスト', '髙橋﨑@例え.テスト'],
  [`${NFD}@names.test`, 'ガク@names.test'],
  ['ガイ@names.test', `${'ガイ'.normalize('NFD')}@names.test`],
  ['MÜLLER@names.test', 'müller@names.test'],
  ['ΣΟΦΟΣ@names.test', 'σοφοσ@names.test'],
  ['İpek@names.test', 'İPEK@names.test'],
  ['a+b%_\\$@names.test', 'A+B%_\\$@names.test'],
];

test('names with apostrophes, Japanese names, composed or not, in whatever case: whoever is in the package enrolls', async () => {
  for (const [upn] of SAID) {
    const made = await push('first', 'POST', '/Users', { userName: upn, displayName: 'ベン ハー スミス' });
    expect([upn, made.status]).toEqual([upn, 201]);
  }
  const files = await packageForUsers(
    api.test,
    SAID.map(([upn]) => upn.normalize('NFC')),
    1,
  );
  for (const [upn, said] of SAID)
    expect([upn, await claim(api.test, files, said)]).toMatchObject([upn, { decision: 'accepted' }]);
});

test('names that no claim can carry are refused when they come, by every way in, and never on the PC', async () => {
  for (const upn of [
    'Mary Ann@names.test',
    'no-at-sign',
    'two@@names.test',
    'CORP\\mary',
    'a@b c.test',
    '@names.test',
  ]) {
    expect([upn, (await push('first', 'POST', '/Users', { userName: upn })).status]).toEqual([upn, 400]);
    const byHand = await api.call('POST', '/users', { upn, displayName: 'X' });
    expect([upn, byHand.status]).toEqual([upn, 400]);
  }
  const checked = await api.check('users', 'UPN,氏名\nMary Ann@names.test,A\nCORP\\mary,B\nok.csv@names.test,C\n');
  expect(checked).toMatchObject({ added: 1, failed: 2 });
  // one that is in the directory all the same stays out of the roster, by name and reason
  await api.test.database.query(
    "insert into users (id, upn, display_name, source, search) values (gen_random_uuid(), 'old name@names.test', 'Old Name', 'manual', 'old name@names.test')",
  );
  const id = (await usersOf(api, 'old name@names.test'))[0].id;
  const preview = await api.call('POST', '/packages/preview', { target: { kind: 'users', ids: [id] } });
  expect(JSON.stringify(preview.body)).toContain('Old Name');
});

test('DOMAIN\\name of a CSV enrolls, with blanks and Japanese letters; one that two people have enrolls neither', async () => {
  const done = await importCsv(
    [
      'UPN,氏名,ドメインユーザー名',
      'd1@names.test,佐藤 花子,CORP\\Sato Hanako',
      'd2@names.test,鈴木,CORP\\鈴木 一郎',
      'd3@names.test,Twin,CORP\\twin',
      'd4@names.test,Twin,corp\\TWIN',
      'd5@names.test,Bad,CORP/bad',
    ].join('\n'),
  );
  expect(done).toMatchObject({ added: 4, failed: 1 });
  const files = await packageFor(['d1@names.test', 'd2@names.test', 'd3@names.test', 'd4@names.test']);
  expect(await claim(api.test, files, 'corp\\SATO hanako')).toMatchObject({ decision: 'accepted' });
  expect(await claim(api.test, files, 'CORP\\鈴木 一郎')).toMatchObject({ decision: 'accepted' });
  expect(await claim(api.test, files, 'OTHER\\鈴木 一郎')).toMatchObject({ reason: 'NOT_ON_ROSTER' });
  expect(await claim(api.test, files, 'CORP\\twin')).toMatchObject({ reason: 'NOT_ON_ROSTER' });
  // a later list that says nothing of it leaves it
  await importCsv('UPN,氏名,フリガナ\nd1@names.test,佐藤 花子,サトウ ハナコ\n');
  const { rows } = await api.test.database.query("select account_name from users where upn = 'd1@names.test'");
  expect(rows[0]).toEqual({ account_name: 'CORP\\Sato Hanako' });
});

test('the same person in two sources is one row of a package, and enrolls under the UPN of either, and after a change of it', async () => {
  const emails = [{ value: 'same@names.test' }];
  const made = await push('first', 'POST', '/Users', { userName: 'same.one@names.test', displayName: 'S', emails });
  await push('second', 'POST', '/Users', { userName: 'same.two@names.test', displayName: 'S', emails });
  const files = await packageFor(['same.one@names.test']);
  const { rows } = await api.test.database.query(
    "select 1 from roster_rows where upn_key like 'same.%' and package_id = $1",
    [files.packageId],
  );
  expect(rows).toHaveLength(1);
  expect(await claim(api.test, files, 'same.two@names.test')).toMatchObject({ decision: 'accepted' });
  expect(await claim(api.test, files, 'same.three@names.test')).toMatchObject({ reason: 'NOT_ON_ROSTER' });
  await push('first', 'PATCH', `/Users/${made.id}`, {
    Operations: [{ op: 'replace', path: 'userName', value: 'same.married@names.test' }],
  });
  expect(await claim(api.test, files, 'same.married@names.test')).toMatchObject({ decision: 'accepted' });
});

test("property: names are lowered here as PostgreSQL's lower() does it", async () => {
  const letters = fc.string({ unit: fc.constantFrom(...'AzÄΣσςİıŻÉéÞǅ佐ガＡ@.'), maxLength: 12 });
  const names = fc.sample(letters, 500);
  const { rows } = await api.test.database.query<{ name: string; low: string }>(
    'select name, lower(name) as low from unnest($1::text[]) as name',
    [names],
  );
  for (const { name, low } of rows) expect([name, lower(name)]).toEqual([name, low]);
});
