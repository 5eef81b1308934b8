import { Attribute, Change } from 'ldapts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { ADMIN, BASE, findSlapd, ldifBase, ldifEntry, PASSWORD, type Slapd, startSlapd } from './slapd.ts';
import { addSource, followRun, logOf, membersOf, runSource, usersOf } from './sources-api.ts';

const binary = findSlapd();
let api: ImportsApi;
let slapd: Slapd;
let source: string;

const person = (uid: string, name: string, more: Record<string, string> = {}) =>
  ldifEntry(`uid=${uid},ou=people,${BASE}`, {
    objectClass: 'inetOrgPerson',
    uid,
    cn: name,
    sn: name,
    mail: `${uid}@corp.test`,
    modifyTimestamp: '20260101000000Z',
    ...more,
  });
const group = (cn: string, members: readonly string[]) =>
  ldifEntry(`cn=${cn},ou=groups,${BASE}`, {
    objectClass: 'groupOfNames',
    cn,
    member: members,
    modifyTimestamp: '20260101000000Z',
  });
const dn = (uid: string) => `uid=${uid},ou=people,${BASE}`;

const config = (change: object = {}) => ({
  kind: 'ldap',
  flavor: 'other',
  tls: 'ldaps',
  ca: slapd.ca,
  bindDn: ADMIN,
  domains: [{ servers: [slapd.ldaps], base: BASE, netbios: 'CORP' }],
  everyMinutes: 0,
  ...change,
});

beforeAll(async () => {
  if (binary === undefined) return;
  slapd = await startSlapd(binary, {
    ldif: [
      ldifBase(),
      ...Array.from({ length: 30 }, (_none, at) => person(`u${at}`, `山田 ${at}`)),
      person('hanako', '佐藤 花子', { departmentNumber: '営業部' }),
      person('gone', '退職 者'),
      person('space', '名 前', { mail: 'no valid name@corp.test' }),
      ldifEntry(`uid=nomail,ou=people,${BASE}`, {
        objectClass: 'inetOrgPerson',
        uid: 'nomail',
        cn: '無し',
        sn: '無し',
      }),
      person('paren', "O'Brien (*)(uid=*))(|(cn=*", {}),
      group('営業', [dn('hanako'), dn('u1'), `cn=inner (*),ou=groups,${BASE}`]),
      group('inner (*)', [dn('u2'), `cn=営業,ou=groups,${BASE}`, `uid=contact,ou=nowhere,${BASE}`]),
    ].join(''),
  });
  api = await startImportsApi();
  source = await addSource(api, '社内 LDAP', config(), PASSWORD);
});
afterAll(async () => {
  if (binary === undefined) return;
  await api.stop();
  await slapd.stop();
});

test.skipIf(binary === undefined)('a preview says what a sync would do, and changes nothing', async () => {
  const run = await runSource(api, source, { mode: 'preview' });
  expect(run).toMatchObject({
    state: 'done',
    isFull: true,
    plan: { added: 33, skipped: 2, groupsAdded: 2, membersAdded: 5 },
  });
  expect(await usersOf(api, 'corp.test')).toEqual([]);
  const { body } = await api.call('GET', `/sources/${source}/runs/${run.id}/changes?kind=added&limit=2`);
  expect(body.items.map((one: { upn: string }) => one.upn)).toEqual(['gone@corp.test', 'hanako@corp.test']);
});

test.skipIf(binary === undefined)(
  'the first sync brings people and groups, nested ones resolved, circles of groups too; who has no UPN is named',
  async () => {
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'done', plan: { added: 33 } });
    expect((await usersOf(api, '佐藤'))[0]).toMatchObject({
      upn: 'hanako@corp.test',
      displayName: '佐藤 花子',
      department: '営業部',
      source: '社内 LDAP',
      disabled: false,
    });
    expect(await membersOf(api, '営業')).toEqual(['hanako@corp.test', 'u1@corp.test', 'u2@corp.test']);
    expect(await membersOf(api, 'inner (*)')).toEqual(['hanako@corp.test', 'u1@corp.test', 'u2@corp.test']);
    const log = await logOf(api, source, run.id);
    expect(log.find((line) => line.code === 'UPN_NOT_VALID')?.ja).toContain('no valid name@corp.test');
    expect(log.filter((line) => line.code === 'UPN_MISSING')).toHaveLength(1);
  },
);

test.skipIf(binary === undefined)(
  'names that look like filters are names (RFC 4515), and nothing is read again that did not change',
  async () => {
    expect((await usersOf(api, "O'Brien"))[0]).toMatchObject({ displayName: "O'Brien (*)(uid=*))(|(cn=*" });
    const run = await runSource(api, source);
    expect(run).toMatchObject({
      state: 'done',
      isFull: false,
      plan: { added: 0, changed: 0, missing: 0, unchanged: 33 },
    });
  },
);

test.skipIf(binary === undefined)(
  'changes only after the first time: a rename, a move into the base, a disabled account, a member who left',
  async () => {
    const { client } = slapd;
    await client.modify(
      dn('u3'),
      new Change({ operation: 'replace', modification: new Attribute({ type: 'mail', values: ['u3.new@corp.test'] }) }),
    );
    await client.modify(
      dn('u4'),
      new Change({ operation: 'add', modification: new Attribute({ type: 'description', values: ['x'] }) }),
    );
    await client.modify(
      `cn=営業,ou=groups,${BASE}`,
      new Change({ operation: 'delete', modification: new Attribute({ type: 'member', values: [dn('u1')] }) }),
    );
    const before = (await usersOf(api, 'u3@corp.test'))[0];
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'done', isFull: false, plan: { changed: 1, membersRemoved: 1 } });
    // the same person under another UPN
    expect((await usersOf(api, 'u3.new@corp.test'))[0].id).toBe(before.id);
    expect(await membersOf(api, '営業')).toEqual(['hanako@corp.test', 'u2@corp.test']);
  },
);

test.skipIf(binary === undefined)(
  'an entry that is renamed keeps its groups, and who comes into a group comes in',
  async () => {
    const { client } = slapd;
    await client.modifyDN(dn('u2'), `uid=u2b,ou=people,${BASE}`);
    await client.modify(`cn=inner (*),ou=groups,${BASE}`, [
      new Change({ operation: 'delete', modification: new Attribute({ type: 'member', values: [dn('u2')] }) }),
      new Change({
        operation: 'add',
        modification: new Attribute({ type: 'member', values: [`UID=u2b, OU=people,${BASE}`] }),
      }),
    ]);
    await client.add(dn('fresh'), {
      objectClass: 'inetOrgPerson',
      uid: 'fresh',
      cn: 'Fresh',
      sn: 'F',
      mail: 'fresh@corp.test',
    });
    await client.modify(
      `cn=営業,ou=groups,${BASE}`,
      new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: [dn('fresh')] }) }),
    );
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { added: 1 } });
    expect(await membersOf(api, '営業')).toEqual(['fresh@corp.test', 'hanako@corp.test', 'u2@corp.test']);
  },
);

test.skipIf(binary === undefined)(
  'who is deleted from the directory is disabled first and kept, and back again when the directory has them again',
  async () => {
    await slapd.client.del(dn('gone'));
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { missing: 1 } });
    expect((await usersOf(api, 'gone@corp.test'))[0]).toMatchObject({ disabled: true });
    const { body } = await api.call('GET', `/sources/${source}`);
    expect(body).toMatchObject({ users: 33, missing: 1, health: 'good' });
    await slapd.client.add(dn('gone'), {
      objectClass: 'inetOrgPerson',
      uid: 'gone',
      cn: '退職 者',
      sn: 'x',
      mail: 'gone@corp.test',
    });
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { added: 1 } });
    expect((await usersOf(api, 'gone@corp.test'))[0]).toMatchObject({ disabled: false });
  },
);

test.skipIf(binary === undefined)(
  'who loses their UPN is left out and disabled, stays so in later runs, and comes back with a new one',
  async () => {
    const mail = (operation: 'add' | 'delete') =>
      slapd.client.modify(
        dn('u5'),
        new Change({
          operation,
          modification: new Attribute({ type: 'mail', values: operation === 'add' ? ['u5@corp.test'] : [] }),
        }),
      );
    await mail('delete');
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { missing: 1 } });
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { added: 0, missing: 0 } });
      expect((await usersOf(api, 'u5@corp.test'))[0].disabled).toBe(true);
    }
    await mail('add');
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { added: 1 } });
    expect((await usersOf(api, 'u5@corp.test'))[0].disabled).toBe(false);
  },
);

test.skipIf(binary === undefined)(
  'a source that suddenly lacks more than a tenth of its people stops and asks; only the typed number lets it go on',
  async () => {
    await api.call('PATCH', `/sources/${source}`, { config: config({ userFilter: '(uid=u1)' }) });
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'asking', plan: { missing: 33 }, problem: { id: 'USERS_LEAVE' } });
    expect((await usersOf(api, 'hanako'))[0].disabled).toBe(false);
    expect((await api.call('GET', `/sources/${source}`)).body.health).toBe('asking');
    expect((await api.call('POST', `/sources/${source}/runs`, { mode: 'sync' })).status).toBe(409);
    const wrong = await api.call('POST', `/sources/${source}/runs/${run.id}/confirm`, { typedCount: 5 });
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'COUNT_NOT_EQUAL', field: 'typedCount' } } });
    expect((await api.call('POST', `/sources/${source}/runs/${run.id}/stop`)).status).toBe(200);
    expect((await usersOf(api, 'hanako'))[0].disabled).toBe(false);
    // the same again, and this time it is meant
    const again = await runSource(api, source);
    expect((await api.call('POST', `/sources/${source}/runs/${again.id}/confirm`, { typedCount: 33 })).status).toBe(
      202,
    );
    expect(await followRun(api, source, again.id)).toMatchObject({ state: 'done', confirmedBy: 'administrator' });
    expect((await usersOf(api, 'hanako'))[0].disabled).toBe(true);
    await api.call('PATCH', `/sources/${source}`, { config: config() });
    expect(await runSource(api, source)).toMatchObject({ state: 'done', isFull: true, plan: { added: 33 } });
    expect((await usersOf(api, 'hanako'))[0].disabled).toBe(false);
  },
);

test.skipIf(binary === undefined)(
  'groups that suddenly lose more than a tenth of their members stop and ask as well',
  async () => {
    const many = Array.from({ length: 28 }, (_none, at) => dn(`u${at + 2}`)).filter((one) => one !== dn('u2'));
    await slapd.client.add(`cn=all,ou=groups,${BASE}`, { objectClass: 'groupOfNames', cn: 'all', member: many });
    expect(await runSource(api, source)).toMatchObject({ state: 'done', plan: { groupsAdded: 1 } });
    await slapd.client.modify(
      `cn=all,ou=groups,${BASE}`,
      new Change({ operation: 'replace', modification: new Attribute({ type: 'member', values: [dn('u9')] }) }),
    );
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'asking', problem: { id: 'MEMBERS_LEAVE' } });
    expect(await membersOf(api, 'all')).toHaveLength(27);
    await api.call('POST', `/sources/${source}/runs/${run.id}/stop`);
  },
);

test.skipIf(binary === undefined)('the secret is in no answer, log, audit or table as it is', async () => {
  const texts = [
    (await api.call('GET', '/sources')).text,
    (await api.call('GET', `/sources/${source}`)).text,
    (await api.call('GET', '/audit?limit=500')).text,
    api.test.log.join('\n'),
    JSON.stringify(
      (await api.test.database.query("select s.*, encode(sealed_secret, 'escape') as box from sources s")).rows,
    ),
  ];
  for (const text of texts) expect(text).not.toContain(PASSWORD);
  expect((await api.call('GET', `/sources/${source}`)).body).toMatchObject({ hasSecret: true });
});

test.skipIf(binary === undefined)(
  'a stored password never goes to another server, account or authority than the operator typed it for',
  async () => {
    for (const change of [
      { domains: [{ servers: ['evil.test'], base: BASE }] },
      { bindDn: 'cn=other' },
      { ca: '' },
      { tls: 'starttls' },
    ]) {
      const answer = await api.call('PATCH', `/sources/${source}`, { config: config(change) });
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'SECRET_NEEDED', field: 'secret' } } });
      const tried = await api.call('POST', '/sources/test', { sourceId: source, config: config(change) });
      expect(tried).toMatchObject({ status: 400, body: { error: { code: 'SECRET_NEEDED' } } });
    }
  },
);

test.skipIf(binary === undefined)('testing says who would be read, and what is wrong where something is', async () => {
  const tried = async (change: object, secret = PASSWORD) =>
    (await api.call('POST', '/sources/test', { config: config(change), secret })).body;
  expect(await tried({})).toMatchObject({ problem: null, servers: [slapd.ldaps] });
  expect((await tried({})).sample).toHaveLength(5);
  expect(await tried({ tls: 'starttls', domains: [{ servers: [slapd.ldap], base: BASE }] })).toMatchObject({
    problem: null,
  });
  expect((await tried({}, 'wrong')).problem.id).toBe('CREDENTIALS_REFUSED');
  expect((await tried({ ca: '' })).problem.id).toBe('CERTIFICATE_UNTRUSTED');
  expect(
    (await tried({ domains: [{ servers: [slapd.ldaps.replace('localhost', '127.0.0.1')], base: BASE }] })).problem,
  ).toMatchObject({
    id: 'CERTIFICATE_NAME',
  });
  expect((await tried({ domains: [{ servers: ['localhost:1'], base: BASE }] })).problem.id).toBe('UNREACHABLE');
  expect((await tried({ domains: [{ servers: [slapd.ldap], base: BASE }] })).problem.id).toBe('TLS_FAILED');
  expect((await tried({ domains: [{ servers: ['localhost:1', slapd.ldaps], base: BASE }] })).problem).toBeNull();
  expect((await tried({ domains: [{ servers: [slapd.ldaps], base: 'dc=none,dc=test' }] })).problem.id).toBe(
    'BASE_UNKNOWN',
  );
  expect(
    await api.call('POST', '/sources/test', { config: config({ userFilter: '(cn=*' }), secret: 'x' }),
  ).toMatchObject({
    status: 400,
    body: { error: { code: 'FILTER_NOT_VALID', field: 'config.userFilter' } },
  });
});

test.skipIf(binary === undefined)(
  'a run that fails keeps what is known, says why in both languages, and the next one goes on',
  async () => {
    const id = await addSource(
      api,
      'Broken',
      config({ domains: [{ servers: ['localhost:1'], base: BASE }] }),
      PASSWORD,
    );
    const run = await runSource(api, id);
    expect(run).toMatchObject({ state: 'failed', problem: { id: 'UNREACHABLE' } });
    expect(run.problem.text.ja).toContain('localhost:1');
    expect((await api.call('GET', `/sources/${id}`)).body.health).toBe('failing');
    expect((await api.call('DELETE', `/sources/${id}`)).status).toBe(204);
    expect((await usersOf(api, 'hanako'))[0].disabled).toBe(false);
  },
);

test.skipIf(binary === undefined)('a viewer sees sources and changes none', async () => {
  expect((await api.call('GET', '/sources', undefined, 'viewer')).status).toBe(200);
  for (const [method, path, body] of [
    ['POST', '/sources', { name: 'x', config: config(), secret: 'x' }],
    ['POST', '/sources/test', { config: config(), secret: 'x' }],
    ['PATCH', `/sources/${source}`, { name: 'x' }],
    ['POST', `/sources/${source}/runs`, { mode: 'sync' }],
    ['DELETE', `/sources/${source}`, undefined],
  ] as const)
    expect((await api.call(method, path, body, 'viewer')).status).toBe(403);
});

test.skipIf(binary === undefined)(
  'deleting a source keeps its people, who belong to the operators from then on',
  async () => {
    expect((await api.call('DELETE', `/sources/${source}`)).status).toBe(204);
    expect((await usersOf(api, 'hanako'))[0]).toMatchObject({ disabled: false, source: 'manual' });
  },
);
