import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REASONS } from '../src/devices/model/reasons.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

interface EnrollmentCase {
  readonly name: string;
  readonly enrollments: readonly Record<string, unknown>[];
  readonly accounts: readonly string[];
  readonly tasks: readonly string[];
  readonly expected: Record<string, string>;
}

const table = JSON.parse(readFileSync(path.join(kitFolder, 'cases/real-enrolment.json'), 'utf8')) as {
  cases: readonly EnrollmentCase[];
};

describe.skipIf(!pwsh)('rules of setup.ps1', () => {
  let host: PowerShellHost;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());

  /** Runs a script after setup.ps1's functions; `$in` is the input as hashtables; the last output is JSON. */
  const evaluate = async <Result>(script: string, input: unknown): Promise<Result> => {
    const load = `. '${path.join(kitFolder, 'setup.ps1')}' -Action None\nSet-StrictMode -Version 2.0\n$in = ConvertFrom-Json $InputJson -AsHashtable\n`;
    const { output, error } = await host.run(load + script, input);
    if (error) throw new Error(error);
    return JSON.parse(output.at(-1) ?? 'null') as Result;
  };

  test.each(table.cases)(
    'what counts as a real enrolment: $name',
    async ({ enrollments, accounts, tasks, expected }) => {
      const script = `$kinds = @{}; foreach ($entry in @(Get-RealEnrollment $in['enrollments'] $in['accounts'] $in['tasks'])) { $kinds[$entry['id']] = $entry['kind'] }; ConvertTo-Json $kinds`;
      expect(await evaluate(script, { enrollments, accounts, tasks })).toEqual(expected);
    },
  );

  test('every text is there in Japanese and in English, with the same values in it', async () => {
    const texts = await evaluate<Record<'ja' | 'en', Record<string, string>>>('ConvertTo-Json $script:Texts', {});
    expect(Object.keys(texts.ja).sort()).toEqual(Object.keys(texts.en).sort());
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(texts.en)) {
      expect([key, values(texts.ja[key] ?? '')]).toEqual([key, values(texts.en[key] ?? '')]);
      expect(texts.ja[key], key).toMatch(/[ぁ-ん]/);
    }
  });

  test('reasons are said in the words of the console', async () => {
    const texts = await evaluate<Record<'ja' | 'en', Record<string, string>>>('ConvertTo-Json $script:Texts', {});
    const ids = Object.keys(texts.en).filter((key) => /^[A-Z_]+$/.test(key));
    expect(ids.length).toBeGreaterThanOrEqual(33);
    for (const id of ids) {
      const reason = REASONS[id as keyof typeof REASONS];
      expect([id, texts.ja[id], texts.en[id]]).toEqual([id, reason.ja, reason.en]);
    }
    // every reason that a claim or a renewal can be refused for has a sentence on the PC too
    const soapOnly = [
      'CSR_REFUSED',
      'MESSAGE_FORMAT',
      'INVALID_SECURITY',
      'NOT_ELIGIBLE_TO_RENEW',
      'CERTIFICATE_REFUSED',
    ];
    expect(
      Object.keys(REASONS)
        .filter((id) => !ids.includes(id))
        .sort(),
    ).toEqual(soapOnly.sort());
  });

  test('exit codes are those of README.md, none is one that Windows installers use', async () => {
    const codes = Object.values(await evaluate<Record<string, number>>('ConvertTo-Json $script:Exit', {})).sort(
      (a, b) => a - b,
    );
    expect(new Set(codes).size).toBe(codes.length);
    for (const readme of ['README.md', 'README.ja.md']) {
      const listed = [...readFileSync(path.join(kitFolder, readme), 'utf8').matchAll(/^\| (\d+) \|/gm)].map((row) =>
        Number(row[1]),
      );
      expect(listed).toEqual(codes);
    }
    for (const code of [1, 1603, 1618, 1641, 1707, 3010]) expect(codes).not.toContain(code);
  });

  test.each([
    ['configmgr', ['configmgr'], true],
    ['configmgr', ['configmgr', 'epm'], true],
    ['configmgr', ['epm'], false],
    ['configmgr', [], false],
    ['epm', ['epm'], true],
    ['epm', ['configmgr', 'epm'], false],
    ['none', [], true],
    ['none', ['configmgr'], false],
  ])('a package for %s on a PC with %j: %s', async (wanted, found, fits) => {
    expect(await evaluate("ConvertTo-Json (Test-Platform $in['wanted'] $in['found'])", { wanted, found })).toBe(fits);
  });

  test.each([
    ['0x80180012', 'TLS_UNTRUSTED'],
    ['0x80072F8F', 'TLS_UNTRUSTED'],
    ['0x80180010', 'UNREACHABLE'],
    ['0x80072EE7', 'UNREACHABLE'],
    ['0x801901F4', 'SERVER_ERROR'],
    ['0x80190194', 'SERVER_ERROR'],
    ['0x8018000A', ''],
    ['0x80004005', ''],
  ])("discovery's HRESULT %s stands for %s", async (hresult, reason) => {
    expect(
      await evaluate("ConvertTo-Json (Get-DiscoveryReason ([int]$in['hresult']))", { hresult: Number(hresult) | 0 }),
    ).toBe(reason);
  });

  test.each([
    ['SYSTEM', { owner: 'S-1-5-18', writers: ['S-1-5-18', 'S-1-5-32-544'], reparse: false }, true],
    ['a user', { owner: 'S-1-5-21-1-2-3-1001', writers: [], reparse: false }, false],
    [
      'Administrators, but users may write',
      { owner: 'S-1-5-32-544', writers: ['S-1-5-32-545'], reparse: false },
      false,
    ],
    ['SYSTEM, but a link', { owner: 'S-1-5-18', writers: [], reparse: true }, false],
  ])('a file is believed by its owner and writers: %s', async (_name, security, trusted) => {
    expect(await evaluate("ConvertTo-Json (Test-Trusted $in['security'])", { security })).toBe(trusted);
  });

  test('the wait grows to 6 hours, is spread by a fifth, and is never under what Baton asked', async () => {
    const script = "ConvertTo-Json @(foreach ($one in $in['waits']) { Get-RetryDelay $one[0] $one[1] $one[2] })";
    const waits = [
      [1, 0.5, 0],
      [1, 0, 0],
      [1, 1, 0],
      [2, 0.5, 0],
      [6, 0.5, 0],
      [500, 0.5, 0],
      [1, 0.5, 7200],
      [1, 0.5, 999_999],
    ];
    expect(await evaluate(script, { waits })).toEqual([900, 810, 990, 1800, 21_600, 21_600, 7200, 86_400]);
  });

  test('CMTrace reads the log: bias is minutes to UTC, a message cannot end its record', async () => {
    const script = `ConvertTo-Json (Format-LogRecord $in['text'] 2 ([DateTime]'2026-11-25T12:06:11.123') -540 77)`;
    expect(await evaluate(script, { text: 'x]LOG]!><time="<![LOG[' })).toBe(
      '<![LOG[x]LOG]! ><time="<! [LOG[]LOG]!><time="12:06:11.123-540" date="11-25-2026" component="Baton" context="" type="2" thread="77" file="setup.ps1">',
    );
  });

  test('customizations.xml escapes every value', async () => {
    const script = "ConvertTo-Json (Format-Customizations $in['id'] $in['name'] $in['upn'] $in['url'] $in['secret'])";
    const xml = await evaluate<string>(script, {
      id: '1',
      name: '<a&b>',
      upn: 'a"b@h',
      url: "https://h/?a=1&b='2'",
      secret: 'K7QF2M9TX4RW',
    });
    expect(xml).toContain('<Name>&lt;a&amp;b&gt;</Name>');
    expect(xml).toContain('<UPN UPN="a&quot;b@h" Name="a&quot;b@h">');
    expect(xml).toContain('<DiscoveryServiceFullUrl>https://h/?a=1&amp;b=&apos;2&apos;</DiscoveryServiceFullUrl>');
    expect(xml).toContain('urn:schemas-Microsoft-com:Windows-ICD-Package-Config.v1.0');
    expect(xml).toContain('urn:schemas-microsoft-com:windows-provisioning');
  });

  describe('package.json', () => {
    const good = {
      schema: 1,
      packageId: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
      name: 'x',
      kit: '1.0.0',
      platform: 'epm',
      enrollment: 'https://mdm.example.test:8443',
      discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
      root: null,
      identity: { withoutUser: 'wait' },
      expiresAt: '2026-11-26T03:18:00.000Z',
      sharedPpkg: null,
      language: 'en',
    };
    const read = async (texts: readonly string[]) =>
      evaluate<string[]>(
        "ConvertTo-Json @(foreach ($text in $in['texts']) { try { $package = ConvertFrom-PackageText $text; 'ok ' + $package['packageId'] } catch { \"$($_.Exception.Message)\" } })",
        { texts },
      );

    test('is read when every field is right', async () => {
      expect(await read([JSON.stringify(good)])).toEqual([`ok ${good.packageId}`]);
    });

    test.each<[string, Record<string, unknown>]>([
      ['schema', { schema: 2 }],
      ['packageId', { packageId: '../../Windows' }],
      ['packageId', { packageId: ['a'] }],
      ['platform', { platform: 'intune' }],
      ['enrollment', { enrollment: 'http://mdm.example.test' }],
      ['enrollment', { enrollment: 'https://user:pass@mdm.example.test' }],
      ['discoveryUrl', { discoveryUrl: 'https://evil.example.test/Discovery.svc' }],
      ['identity', { identity: 'wait' }],
      ['identity', { identity: { withoutUser: 'maybe' } }],
      ['language', { language: 'fr' }],
      ['expiresAt', { expiresAt: 'tomorrow' }],
      ['expiresAt', { expiresAt: null }],
      ['sharedPpkg', { sharedPpkg: { file: '..\\..\\evil.ppkg', sha256: 'A'.repeat(64) } }],
      ['sharedPpkg', { sharedPpkg: 'shared.ppkg' }],
      ['root', { root: { pem: '!', sha256: '' } }],
      ['root.sha256', { root: { pem: 'AAAA', sha256: 'A'.repeat(64) } }],
    ])('names the field that is wrong: %s %j', async (field, wrong) => {
      expect(await read([JSON.stringify({ ...good, ...wrong })])).toEqual([field]);
    });

    test('any text and any JSON ends in a field name, never in anything else', async () => {
      const texts = [
        ...fc.sample(fc.string({ unit: 'binary' }), 60),
        ...fc.sample(fc.json(), 120),
        ...fc
          .sample(fc.tuple(fc.constantFrom(...Object.keys(good)), fc.jsonValue()), 300)
          .map(([key, value]) => JSON.stringify({ ...good, [key]: value })),
      ];
      const fields =
        /^(ok [0-9a-f-]{36}|package\.json|schema|packageId|platform|enrollment|discoveryUrl|identity|language|expiresAt|sharedPpkg|root|root\.sha256)$/i;
      for (const [n, answer] of (await read(texts)).entries())
        expect([texts[n], answer]).toEqual([texts[n], expect.stringMatching(fields)]);
    });
  });
});
