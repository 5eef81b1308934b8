import { Attribute, Change } from 'ldapts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { ADMIN, BASE, findSlapd, ldifBase, ldifEntry, PASSWORD, type Slapd, startSlapd } from './slapd.ts';
import { addSource, logOf, membersOf, runSource, usersOf } from './sources-api.ts';

const binary = findSlapd();
let api: ImportsApi;
let first: Slapd;
let second: Slapd;
let source: string;

const guid = (n: number) => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
/** 100-nanosecond steps since 1601. */
const fileTime = (time: number) => String((BigInt(time) + 11_644_473_600_000n) * 10_000n);
const person = (n: number, more: Record<string, string | Buffer> = {}) =>
  ldifEntry(`cn=AD ${n},ou=people,${BASE}`, {
    objectClass: 'user',
    cn: `AD ${n}`,
    objectGUID: guid(n),
    userPrincipalName: `ad${n}@corp.test`,
    sAMAccountName: `ad${n}`,
    userAccountControl: '512',
    accountExpires: '9223372036854775807',
    ...more,
  });

beforeAll(async () => {
  if (binary === undefined) return;
  second = await startSlapd(binary, {
    schema: 'active-directory',
    ldif: [
      ldifBase(),
      ldifEntry(`cn=Elsewhere,ou=elsewhere,${BASE}`, {
        objectClass: 'user',
        cn: 'Elsewhere',
        objectGUID: guid(900),
        userPrincipalName: 'elsewhere@corp.test',
        sAMAccountName: 'elsewhere',
      }),
    ].join(''),
  });
  const reference = (host: string, name: string) =>
    ldifEntry(`ou=${name},${BASE}`, {
      objectClass: ['referral', 'extensibleObject'],
      ou: name,
      ref: `ldap://${host}/ou=elsewhere,${BASE}`,
    });
  first = await startSlapd(binary, {
    schema: 'active-directory',
    ldif: [
      ldifBase(),
      ...Array.from({ length: 20 }, (_none, n) => person(n)),
      person(30, { userAccountControl: '514' }),
      person(31, { accountExpires: fileTime(Date.now() - 86_400_000) }),
      person(32, { 'msDS-PhoneticDisplayName': 'サトウ ハナコ', displayName: '佐藤 花子', department: '営業部' }),
      ldifEntry(`cn=no upn,ou=people,${BASE}`, {
        objectClass: 'user',
        cn: 'no upn',
        objectGUID: guid(40),
        sAMAccountName: 'implied',
      }),
      // a trust with another domain: a user by its class, and no person
      ldifEntry(`cn=OTHER$,ou=people,${BASE}`, {
        objectClass: 'user',
        cn: 'OTHER$',
        objectGUID: guid(42),
        sAMAccountName: 'OTHER$',
        userAccountControl: '2080',
      }),
      ldifEntry(`cn=PC1,ou=people,${BASE}`, {
        objectClass: 'computer',
        cn: 'PC1',
        objectGUID: guid(41),
        sAMAccountName: 'PC1$',
        userPrincipalName: 'pc1@corp.test',
      }),
      ldifEntry(`cn=Sales,ou=groups,${BASE}`, {
        objectClass: 'group',
        cn: 'Sales',
        objectGUID: guid(50),
        member: [`CN=ad 1,OU=People,${BASE}`],
      }),
      reference(second.ldap, 'known'),
      reference('evil.example.test:389', 'stranger'),
    ].join(''),
  });
  api = await startImportsApi();
  source = await addSource(
    api,
    'AD',
    {
      kind: 'ldap',
      flavor: 'active-directory',
      tls: 'starttls',
      ca: first.ca + second.ca,
      bindDn: ADMIN,
      domains: [
        { servers: ['localhost:1', first.ldap], base: BASE, netbios: 'CORP' },
        { servers: [second.ldap], base: `ou=groups,${BASE}`, netbios: 'SUB' },
      ],
      followReferrals: true,
      everyMinutes: 0,
    },
    PASSWORD,
  );
});
afterAll(async () => {
  if (binary === undefined) return;
  await api.stop();
  await first.stop();
  await second.stop();
});

test.skipIf(binary === undefined)(
  'Active Directory: disabled, expired and implied names are read, computers and accounts of trusts are not; references lead only to servers of the settings',
  async () => {
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'done', plan: { added: 25 } });
    expect((await usersOf(api, 'ad30@'))[0].disabled).toBe(true);
    expect((await usersOf(api, 'ad31@'))[0].disabled).toBe(true);
    expect((await usersOf(api, 'さとう'))[0]).toMatchObject({ upn: 'ad32@corp.test', reading: 'サトウ ハナコ' });
    expect(await usersOf(api, 'implied@corp.test')).toHaveLength(1);
    expect(await usersOf(api, 'pc1@')).toEqual([]);
    expect(await usersOf(api, 'elsewhere@corp.test')).toHaveLength(1);
    expect(await membersOf(api, 'Sales')).toEqual(['ad1@corp.test']);
    const log = await logOf(api, source, run.id);
    expect(log.find((line) => line.code === 'SERVER_SKIPPED')?.en).toContain('localhost:1');
    expect(log.find((line) => line.code === 'REFERRAL_FOLLOWED')?.en).toContain(second.ldap);
    expect(log.find((line) => line.code === 'REFERRAL_SKIPPED')?.en).toContain('evil.example.test');
    const { rows } = await api.test.database.query("select account_name from users where upn = 'ad1@corp.test'");
    expect(rows[0]).toEqual({ account_name: 'CORP\\ad1' });
  },
);

test.skipIf(binary === undefined)(
  'an account that expires between two syncs is disabled by the next one, changed or not',
  async () => {
    const soon = Date.now() + 1_500;
    await first.client.modify(
      `cn=AD 2,ou=people,${BASE}`,
      new Change({
        operation: 'replace',
        modification: new Attribute({ type: 'accountExpires', values: [fileTime(soon)] }),
      }),
    );
    await runSource(api, source);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, soon - Date.now()) + 50));
    expect(await runSource(api, source)).toMatchObject({ state: 'done' });
    expect((await usersOf(api, 'ad2@'))[0].disabled).toBe(true);
  },
);
