import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ImportsApi, startImportsApi } from '../imports/imports-api.ts';
import { packageForUsers } from '../support/server.ts';
import { claim } from './claims.ts';
import { type DomainController, NTDS, startDomainController } from './domain-controller.ts';
import { ADMIN, BASE, findSlapd, ldifBase, ldifEntry, PASSWORD, type Slapd, startSlapd } from './slapd.ts';
import { addSource, type Json, logOf, membersOf, runSource, usersOf } from './sources-api.ts';

const binary = findSlapd();
let api: ImportsApi;
let slapd: Slapd;
let dc: DomainController;
let source: string;

const PEOPLE = 40;
const guid = (n: number) => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
const dn = (n: number) => `cn=佐藤 ${n},ou=people,${BASE}`;
const GROUP = `cn=大きな グループ,ou=groups,${BASE}`;
const codes = async (run: Json) => (await logOf(api, source, run.id)).map((line) => line.code);
const departmentOf = async (n: number) => (await usersOf(api, `u${n}@corp.test`))[0]?.department;

beforeAll(async () => {
  if (binary === undefined) return;
  slapd = await startSlapd(binary, {
    schema: 'active-directory',
    ldif: [
      ldifBase(),
      ldifEntry(NTDS, { objectClass: 'nTDSDSA', cn: 'NTDS Settings', invocationId: guid(7_000) }),
      ...Array.from({ length: PEOPLE }, (_none, n) =>
        ldifEntry(dn(n), {
          objectClass: 'user',
          cn: `佐藤 ${n}`,
          objectGUID: guid(n),
          userPrincipalName: `u${n}@corp.test`,
          sAMAccountName: `u${n}`,
          'msDS-PrincipalName': `CORP\\u${n}`,
          userAccountControl: '512',
          uSNChanged: '900',
        }),
      ),
      ldifEntry(GROUP, {
        objectClass: 'group',
        cn: '大きな グループ',
        objectGUID: guid(5_000),
        member: Array.from({ length: 20 }, (_none, n) => dn(n)),
        uSNChanged: '900',
      }),
    ].join(''),
  });
  dc = await startDomainController(slapd);
  api = await startImportsApi();
  source = await addSource(
    api,
    'DC',
    {
      kind: 'ldap',
      flavor: 'active-directory',
      ca: slapd.ca,
      bindDn: ADMIN,
      domains: [{ servers: [dc.ldaps], base: BASE }],
      everyMinutes: 0,
    },
    PASSWORD,
  );
});
afterAll(async () => {
  if (binary === undefined) return;
  await api.stop();
  await dc.stop();
  await slapd.stop();
});

test.skipIf(binary === undefined)(
  'MS-ADTS 3.1.1.3.1.3.3: a group of more members than one answer holds is read range by range',
  async () => {
    const first = await runSource(api, source);
    expect(first).toMatchObject({ state: 'done', isFull: true, plan: { added: PEOPLE, membersAdded: 20 } });
    expect(await membersOf(api, '大きな グループ')).toHaveLength(20);
    expect(dc.ranges).toBe(2);
  },
);

test.skipIf(binary === undefined)(
  'afterwards what has a USN from the last highestCommittedUSN on is read: a field, a disabled bit, a member, a deleted object',
  async () => {
    // a field that changed without a change of the USN shows that the fields of others are not read
    await slapd.touchAttribute(dn(1), 'department', '見えない部');
    await dc.change(dn(2), { department: '営業部' });
    await dc.change(dn(3), { userAccountControl: String(0x10200 | 0x2) });
    await dc.change(GROUP, { member: Array.from({ length: 19 }, (_none, n) => dn(n)) });
    await slapd.client.del(dn(4));
    const run = await runSource(api, source);
    expect(run).toMatchObject({ state: 'done', isFull: false, plan: { changed: 1, disabled: 1, missing: 1 } });
    expect(await codes(run)).toContain('READ_CHANGES');
    expect([await departmentOf(1), await departmentOf(2)]).toEqual(['', '営業部']);
    expect((await usersOf(api, 'u3@corp.test'))[0].disabled).toBe(true);
    expect((await usersOf(api, 'u4@corp.test'))[0].disabled).toBe(true);
    expect(await membersOf(api, '大きな グループ')).not.toContain('u19@corp.test');
    expect(await runSource(api, source)).toMatchObject({ isFull: false, plan: { changed: 0, missing: 0 } });
  },
);

test.skipIf(binary === undefined)(
  'MS-ADTS 3.1.1.1.9: the USN of another domain controller, of a restored one, or one that went back means that everything is read',
  async () => {
    const restored = async () => slapd.touchAttribute(NTDS, 'invocationId', guid(7_001));
    const renamed = async () => {
      dc.dsServiceName = NTDS.replace('NTDS Settings', 'ntds settings');
    };
    const back = async () => {
      dc.usn = 950;
    };
    for (const [n, happens] of [renamed, restored, back].entries()) {
      await happens();
      await slapd.touchAttribute(dn(10 + n), 'department', '復元後の部');
      const run = await runSource(api, source);
      expect(run).toMatchObject({ state: 'done', isFull: true });
      expect(await codes(run)).toContain('USN_UNKNOWN');
      expect(await departmentOf(10 + n)).toBe('復元後の部');
      expect(await runSource(api, source)).toMatchObject({ isFull: false });
    }
    // an account that may not read which database it is never trusts a USN
    dc.dsServiceName = `cn=hidden,${NTDS}`;
    expect(await runSource(api, source)).toMatchObject({ isFull: true });
    expect(await runSource(api, source)).toMatchObject({ isFull: true });
  },
);

test.skipIf(binary === undefined)(
  'the directory says the NetBIOS name itself: DOMAIN\\name enrolls without a setting, and no more once it is disabled there',
  async () => {
    const files = await packageForUsers(api.test, ['u5@corp.test'], 2);
    expect(await claim(api.test, files, 'corp\\U5')).toMatchObject({ decision: 'accepted' });
    expect(await claim(api.test, files, 'other\\u5')).toMatchObject({ decision: 'refused', reason: 'NOT_ON_ROSTER' });
    await dc.change(dn(5), { userAccountControl: '514' });
    await runSource(api, source);
    const disabled = { decision: 'refused', reason: 'USER_NOT_ALLOWED' };
    expect(await claim(api.test, files, 'u5@corp.test')).toMatchObject(disabled);
    expect(await claim(api.test, files, 'corp\\u5')).toMatchObject(disabled);
  },
);
