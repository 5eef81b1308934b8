import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../model/fact.ts';
import type { Facts } from '../model/facts.ts';
import { createReader } from './create-reader.ts';
import { readFacts } from './testing/read-facts.ts';

const box = (title: string) => `+----------------------------------------------------------------------+
| ${title.padEnd(68)} |
+----------------------------------------------------------------------+
`;
const field = (label: string, value: string) => `${label.padStart(26)} : ${value}\n`;
const WHOLE = `${box('Device State')}
${field('AzureAdJoined', 'YES')}${field('EnterpriseJoined', 'NO')}${field('DomainJoined', 'YES')}${field('DomainName', 'CORP')}${field('Device Name', 'pc01.corp.example.test')}
${box('Tenant Details')}
${field('TenantName', 'Example')}${field('MdmUrl', 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc')}
${box('User State')}
${field('NgcSet', 'NO')}${field('WorkplaceJoined', 'NO')}
${box('SSO State')}
${field('AzureAdPrt', 'NO')}${field('Server Error Code', 'invalid_grant')}
${box('Diagnostic Data')}
${field('Client Time', '2026-01-31 09:25:31.000 UTC')}${field('DRS Discovery Test', 'FAIL [0x801c0021/0x80072ee2]')}${field('Server ErrorCode', 'DirectoryError')}${field('Executing Account Name', 'CORP\\suzuki, suzuki@corp.example.test')}
`;

describe('dsregcmd', () => {
  it('old layout: device, tenant and domain fields in Device State, the PRT in User State, two colons', () => {
    const facts = readFacts(
      `${box('Device State')}${field('AzureAdJoined', 'YES')}${field('KeySignTest:', ': PASSED').replace(' : :', ' :')}${field('MdmUrl', '')}${box('User State')}${field('AzureAdPrt', 'NO')}`,
    );
    expect([
      facts.value('ds.AzureAdJoined'),
      facts.value('ds.KeySignTest'),
      facts.value('ds.MdmUrl'),
      facts.value('ds.AzureAdPrt'),
    ]).toEqual([true, 'PASSED', '', false]);
  });

  it('unknown, not NO: a field that is not there has no fact, ERROR and UNKNOWN are null', () => {
    const facts = readFacts(
      field('AzureAdJoined', 'YES') + field('WamDefaultSet', 'ERROR (0x80070520)') + field('IsUserAzureAD', 'UNKNOWN'),
    );
    expect(facts.value('ds.DeviceAuthStatus')).toBeUndefined();
    expect(facts.value('ds.WamDefaultSet')).toBeNull();
    expect(facts.value('ds.IsUserAzureAD')).toBeNull();
  });

  it('values contain colons: split at the first " : " or the first colon before a blank', () => {
    const facts = readFacts(
      'AadRecoveryEnabled: NO\nEnterprisePrtAuthority : https://fs.example.test:443/adfs\nAzureAdJoined:YES\nDomainJoined : YES\n',
    );
    expect(facts.value('ds.AadRecoveryEnabled')).toBe(false);
    expect(facts.value('ds.EnterprisePrtAuthority')).toBe('https://fs.example.test:443/adfs');
    expect(facts.value('ds.AzureAdJoined')).toBeUndefined();
  });

  it('console wrapping cuts a value at a column, even inside a word: every column from 94 to 120', () => {
    for (let width = 94; width <= 120; width += 1) {
      const line = `${field('Server Message', `The device object by the given id (e92325d0-0000-4000-8000-94ae875d5245) is not found. ${'Try it again later, please. '.repeat(6)}End.`).trimEnd()}`;
      const wrapped = line.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
      const facts = readFacts(
        `${box('Diagnostic Data')}${field('Error Phase', 'join')}${wrapped}\n${field('Https Status', '400')}`,
      );
      expect(facts.value('ds.ServerMessage')).toBe(line.slice(line.indexOf(' : ') + 3));
      expect(facts.value('ds.HttpsStatus')).toBe(400);
    }
  });

  it('indent and alignment vary; double blank lines, quotation marks and trailing blanks do not matter', () => {
    const plain = readFacts(WHOLE)
      .list()
      .map(({ name, value, scope }) => ({ name, value, scope }));
    for (const change of [
      (text: string) => text.replaceAll('\n', '\n\n'),
      (text: string) => text.replaceAll('\n', '\r\n'),
      (text: string) =>
        text
          .split('\n')
          .map((line) => line.trimStart())
          .join('\n'),
      (text: string) =>
        text
          .split('\n')
          .map((line) => `> ${line}  `)
          .join('\n'),
      (text: string) =>
        text
          .split('\n')
          .map((line) => `# ${line}`)
          .join('\n'),
      (text: string) =>
        text
          .split('\n')
          .map((line) => `      ${line}`)
          .join('\n'),
      (text: string) => `(c) Microsoft Corporation.\n\nC:\\>dsregcmd /status\n\n${text}\nC:\\>`,
    ]) {
      expect(
        readFacts(change(WHOLE))
          .list()
          .map(({ name, value, scope }) => ({ name, value, scope })),
      ).toEqual(plain);
    }
  });

  it('the banner of the console says the build, in any language, and is less than state', () => {
    for (const banner of ['Microsoft Windows [Version 10.0.15063.0]', 'Microsoft Windows [バージョン 10.0.15063]']) {
      const fact = readFacts(`${banner}\n(c) Microsoft Corporation.\n\nC:\\>dsregcmd /status\n\n${WHOLE}`).newest(
        'pc.buildNumber',
      );
      expect(fact).toMatchObject({ value: 15063, rank: 'log', where: { line: 1, text: banner } });
    }
  });

  it('UTF-16LE with mark, UTF-16BE, UTF-8 with mark, CP932: the same facts', () => {
    const text = WHOLE.replace('Example', '例');
    const values = (facts: Facts) =>
      facts
        .list()
        .filter((fact) => fact.name !== 'ds.TenantName')
        .map(({ name, value }) => [name, value]);
    const plain = values(readFacts(text));
    expect(values(readFacts(Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual(plain);
    expect(values(readFacts(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()))).toEqual(plain);
    expect(values(readFacts(Buffer.from(`\ufeff${text}`)))).toEqual(plain);
    const cp932 = Buffer.concat([
      Buffer.from(`${field('TenantName', '').trimEnd()} `),
      Buffer.from([0x97, 0xe1, 0x0a]),
      Buffer.from(text),
    ]);
    expect(values(readFacts(cp932)).slice(0, plain.length)).toContainEqual(['ds.AzureAdJoined', true]);
    expect(
      readFacts(cp932)
        .all('ds.TenantName')
        .map((fact) => fact.value),
    ).toContain('例');
  });

  it('compare keys without case, blanks or punctuation; YES and NO by their first word', () => {
    const facts = readFacts('AzureADJoined : YES <<<< コメント\ndevice name : PC1\nDomain Joined : no.\n');
    expect([facts.value('ds.AzureAdJoined'), facts.value('ds.DeviceName'), facts.value('ds.DomainJoined')]).toEqual([
      true,
      'PC1',
      false,
    ]);
  });

  it('"Server Error Code" is the PRT’s, "Server ErrorCode" the join’s', () => {
    const facts = readFacts(WHOLE);
    expect(facts.value('ds.prt.ServerErrorCode', 'AzureAdPrt')).toBe('invalid_grant');
    expect(facts.value('ds.ServerErrorCode')).toBe('DirectoryError');
  });

  it('lines up to the next PRT name belong to the PRT named above them', () => {
    const facts = readFacts(
      `${box('SSO State')}${field('AzureAdPrt', 'YES')}${field('EnterprisePrt', 'NO')}${field('AcquirePrtDiagnostics', 'PRESENT')}${field('Attempt Status', '0xc000006d')}${field('HTTP Error', '0x80072ee7')}`,
    );
    expect(facts.value('ds.prt.AttemptStatus', 'EnterprisePrt')).toBe(0xc000006d);
    expect(facts.value('ds.prt.AttemptStatus', 'AzureAdPrt')).toBeUndefined();
    expect(facts.value('ds.prt.HTTPError', 'EnterprisePrt')).toBe(0x80072ee7);
  });

  it('scope every key by its section: a Work Account has its own TpmProtected and NgcSet', () => {
    const facts = readFacts(
      `${box('Device Details')}${field('TpmProtected', 'NO')}${box('Work Account 2')}${field('TpmProtected', 'YES')}${field('NgcSet', 'YES')}`,
    );
    expect(facts.value('ds.TpmProtected')).toBe(false);
    expect(facts.value('ds.work.TpmProtected', '2')).toBe(true);
    expect(facts.value('ds.NgcSet')).toBeUndefined();
  });

  it('…$ = SYSTEM, MACHINE\\user = local: then the user’s fields are about that account, not about the person', () => {
    const accountOf = (account: string) => readFacts(WHOLE.replace('CORP\\suzuki, suzuki@corp.example.test', account));
    const system = accountOf('CORP\\PC01$, PC01$@corp.example.test');
    expect([
      system.value('ds.account'),
      system.value('ds.AzureAdPrt'),
      system.value('ds.AzureAdPrt', 'system'),
    ]).toEqual(['system', undefined, false]);
    const local = accountOf('pc01\\admin');
    expect([local.value('ds.account'), local.value('ds.AzureAdPrt', 'local')]).toEqual(['local', false]);
    const person = accountOf('AzureAD\\Suzuki, suzuki@corp.example.test');
    expect([person.value('ds.account'), person.value('ds.AzureAdPrt')]).toEqual(['user', false]);
  });

  it('two codes in one bracket: the client’s and the network cause', () => {
    const facts = readFacts(WHOLE);
    expect(facts.value('ds.DRSDiscoveryTest')).toBe('FAIL');
    expect(facts.value('ds.DRSDiscoveryTest.code')).toBe(0x801c0021);
    expect(facts.value('ds.DRSDiscoveryTest.subcode')).toBe(0x80072ee2);
    expect(
      readFacts(field('AD Connectivity Test', 'FAIL [0x54b]') + field('AD Configuration Test', 'PASS')).value(
        'ds.ADConnectivityTest.code',
      ),
    ).toBe(0x54b);
  });

  it('a capture that ends in a section or a label is cut; a whole one is not', () => {
    const isCut = (text: string) => readFacts(text).value('input.cut-end', 'f') === true;
    expect(isCut(WHOLE)).toBe(false);
    expect(isCut(WHOLE.slice(0, WHOLE.indexOf('SSO State') - 80))).toBe(true);
    expect(isCut(`${WHOLE}          DisplayNameUp`)).toBe(true);
    expect(isCut(`${WHOLE}...\n`)).toBe(true);
  });

  it('placeholders are unknown: redacted, dashes, xxxx', () => {
    const facts = readFacts(
      field('TenantId', 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx') +
        field('DeviceId', '[REDACTED_GUID]') +
        field('TenantName', '-') +
        field('AzureAdPrtUpdateTime', '[Date] UTC'),
    );
    for (const name of ['TenantId', 'DeviceId', 'TenantName', 'AzureAdPrtUpdateTime'])
      expect(facts.value(`ds.${name}`)).toBeNull();
  });

  it('"Managed by MDM" is a positive sign of a living enrolment', () => {
    expect(
      readFacts(field('DisplayNameUpdated', 'Managed by MDM') + field('OsVersionUpdated', 'YES')).value(
        'ds.managedByMdm',
      ),
    ).toBe(true);
    expect(
      readFacts(field('DisplayNameUpdated', 'YES') + field('OsVersionUpdated', 'YES')).value('ds.managedByMdm'),
    ).toBeUndefined();
  });

  it('two captures in one file, as the user and as SYSTEM: each keeps its own account', () => {
    const facts = readFacts(
      `${WHOLE}\n${WHOLE.replace('CORP\\suzuki, suzuki@corp.example.test', 'CORP\\PC01$, PC01$@corp.example.test').replace(field('AzureAdPrt', 'NO'), field('AzureAdPrt', 'YES'))}`,
    );
    expect([facts.value('ds.AzureAdPrt'), facts.value('ds.AzureAdPrt', 'system')]).toEqual([false, true]);
  });

  it('events and log lines in the same paste are read too', () => {
    const facts = readFacts(
      `${WHOLE}\nLog Name: Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nEvent ID: 76\nDescription: Auto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002b)\n\nMDM enrollment succeeded\n`,
    );
    expect(facts.value('evt.76', 'MDM')).toBe(0x8018002b);
    expect(facts.value('ds.AzureAdJoined')).toBe(true);
  });

  it('never throws, and says the same however the bytes are cut into chunks', () => {
    const line = fc.oneof(
      fc.constantFrom(
        ...WHOLE.split('\n'),
        '...',
        'Waiting for Diagnostics Task to complete.',
        '\u0000',
        '| x |',
        ' : ',
        ':::::',
      ),
      fc.string({ maxLength: 130 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (lines, size) => {
        const bytes = Buffer.from(lines.join('\n'));
        const collect = (chunk: number) => {
          const facts: Fact[] = [];
          const reader = createReader('x', { fact: (fact) => facts.push(fact), seen: () => undefined });
          for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk));
          reader.end();
          return facts;
        };
        expect(collect(size)).toEqual(collect(bytes.length + 1));
      }),
      { numRuns: 300 },
    );
  });
});
