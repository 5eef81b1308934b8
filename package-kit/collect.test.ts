import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CollectedPc, DSREGCMD, type Evidence, record } from './testing/collect-pc.ts';
import { evidenceShape } from './testing/evidence-shape.ts';
import { type KitDoor, makeCertificate, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const script = path.join(kitFolder, 'collect.ps1');
const packageId = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';
const packageJson = {
  schema: 1,
  packageId,
  name: '東京本社 第 1 便',
  kit: '1.0.0',
  platform: 'configmgr',
  enrollment: 'https://mdm.example.test:8443',
  discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
  root: null,
  identity: { withoutUser: 'wait' },
  expiresAt: '2026-11-26T03:18:00.000Z',
  sharedPpkg: null,
  language: 'ja',
};
const pin = 'K7QF2M9TX4RW';
const token = 'Zm9vYmFyYmF6cXV4-0123456789_abcdefghijkl';
const state = { schema: 1, claim: { claimId: '01990c7b-0000-7000-8000-000000000001', packageId, token }, retry: null };
const handler = 'C:\\WINDOWS\\CCM\\Logs\\CoManagementHandler.log';

test('the example file has the documented shape', () => {
  const example = readFileSync(path.join(kitFolder, 'cases/evidence-example.json'), 'utf8');
  expect(evidenceShape(JSON.parse(example), 'evidence')).toEqual([]);
});

describe.skipIf(!pwsh)('collect.ps1', () => {
  let host: PowerShellHost;
  let pc: CollectedPc;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    pc = new CollectedPc(host);
  });
  afterEach(() => pc.stop());

  /** Runs a script after collect.ps1's functions; `$in` is the input; the last output is JSON. */
  const evaluate = async <Result>(text: string, input: unknown = {}): Promise<Result> => {
    const load = `. '${script}' -Action None\nSet-StrictMode -Version 2.0\n$in = ConvertFrom-Json $InputJson -AsHashtable -DateKind String\n`;
    const { output, error } = await host.run(load + text, input);
    if (error) throw new Error(error);
    return JSON.parse(output.at(-1) ?? 'null') as Result;
  };

  describe('what is read', () => {
    test('as SYSTEM every part, in the documented shape', async () => {
      pc.deliver(packageJson, pin, state);
      const result = await pc.run();
      expect(result).toMatchObject({ code: 0 });
      expect(result.lines).toEqual([
        expect.stringMatching(/^Baton: Evidence was written to .+ \(29 of 29 items read, \d+ KB\)\.$/),
      ]);
      const evidence = JSON.parse(pc.text()) as Evidence;
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.context).toMatchObject({ system: true, elevated: true, processBits: 64 });
      expect(evidence.joinState.system.text).toBe(DSREGCMD);
      expect(evidence.joinState.user).toMatchObject({ account: 'CORP\\suzuki' });
      expect(evidence.services.list).toContainEqual({
        name: 'CcmExec',
        exists: true,
        state: 'Running',
        startMode: 'Auto',
      });
      expect(evidence.services.list).toContainEqual(expect.objectContaining({ name: 'LANDesk Targeted Multicast' }));
      expect(evidence.services.list).toContainEqual({ name: 'CBA8', exists: false, state: null, startMode: null });
      expect(evidence.enrollments.keys).toHaveLength(2);
      expect(evidence.enrollments.keys[0]).toMatchObject({ linked: ['9A9A9A9A-0000-4000-8000-000000000001'] });
      expect(evidence.enrollments.keys[0].values).not.toHaveProperty('SomethingElse');
      expect(evidence.configmgr.baselines).toMatchObject({ list: [{ displayName: 'CoMgmtSettingsProd' }], others: 1 });
      expect(evidence.configmgr.coManagement.values).toEqual({
        MDMEnrollmentRetries: 3,
        MDMEnrollmentUrl: 'https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc',
      });
      expect(evidence.proxies.user).toMatchObject({ enabled: true, autoDetect: false });
      expect(evidence.proxies.winHttp.text).toContain('直接アクセス');
      expect(evidence.bitlocker.volumes).toEqual([
        { read: true, mount: 'C:', protection: 'on', protectors: ['Tpm', 'RecoveryPassword'] },
      ]);
      expect(evidence.baton.packages.list).toMatchObject([{ id: packageId, pin: true, sharedPpkg: false }]);
      expect(evidence.baton.state).toMatchObject({ exists: true, claimId: state.claim.claimId });
    });

    test('registry values keep their type; a value named Keys, Count or Values is a value; a password is none', async () => {
      const { registry } = await pc.collect();
      const key = (name: string) =>
        registry.keys.find((one: Evidence) => one.key === `HKLM\\SOFTWARE\\Microsoft\\${name}`);
      expect(key('CCM').values).toEqual([
        { name: 'CoManagementFlags', type: 'dword', data: 8193 },
        { name: 'Count', type: 'dword', data: 3 },
        { name: 'Keys', type: 'string', data: 'a value named so' },
      ]);
      expect(key('SMS\\Mobile Client').values).toEqual([
        { name: 'Big', type: 'qword', data: 4294967296 },
        { name: 'Blob', type: 'binary', data: '00FF10' },
        { name: 'List', type: 'multi', data: ['a', 'b'] },
        { name: 'Password', type: 'string', data: '[cut]' },
      ]);
      expect(key('CCMSetup')).toEqual({
        read: true,
        key: 'HKLM\\SOFTWARE\\Microsoft\\CCMSetup',
        exists: false,
        values: [],
      });
    });

    test('asks the addresses of Microsoft, of the management point, of the gateway and of Baton as this account', async () => {
      pc.deliver(packageJson, pin);
      const { reachability } = await pc.collect();
      const of = (purpose: string) =>
        reachability.tests.filter((one: Evidence) => one.purpose === purpose).map((one: Evidence) => one.url);
      expect(of('join')).toContain('https://enterpriseregistration.windows.net/');
      expect(of('management-point')).toEqual([
        'https://cm01.corp.example.test/SMS_MP/.sms_aut?MPLIST',
        'http://cm01.corp.example.test/SMS_MP/.sms_aut?MPLIST',
        'https://cm01.corp.example.test/ccm_system/request',
        'https://cm01.corp.example.test/ccm_system_windowsauth/request',
      ]);
      expect(of('gateway')).toEqual(['https://CMG-EXAMPLE.CLOUDAPP.NET/CCM_Proxy_MutualAuth/ServiceMetadata']);
      expect(of('baton-enrollment')).toEqual([packageJson.discoveryUrl]);
      expect(of('baton-management')).toEqual(['https://mdm.example.test:8444/ManagementServer/MDM.svc']);
      const failed = reachability.tests.find((one: Evidence) => one.url.startsWith('http://cm01'));
      expect(failed).toMatchObject({ read: true, status: null, error: '0x80072EFD' });
      const silent = reachability.tests.find((one: Evidence) => one.url.endsWith('/ccm_system/request'));
      expect(silent).toMatchObject({ read: false, reason: 'TIME_LIMIT', purpose: 'management-point' });
      expect(reachability.account).toBe('NT AUTHORITY\\SYSTEM');
    });

    test('a PC with nothing on it: every absence was looked for, none is an error', async () => {
      pc.pc['cim'] = {
        'root\\cimv2:Win32_OperatingSystem': [
          { Caption: 'W', Version: '10.0.1', OperatingSystemSKU: 4, ProductType: 1 },
        ],
        'root\\cimv2:Win32_Service': [],
      };
      pc.pc['registry'] = {};
      pc.pc['volumes'] = [];
      const evidence = await pc.collect();
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.configmgr.client).toMatchObject({ read: true, exists: false, version: null });
      expect(evidence.enrollments).toMatchObject({ read: true, keys: [], accounts: [], tasks: [] });
      expect(evidence.baton.state).toMatchObject({ read: true, exists: false });
    });

    test('as a user: what needs SYSTEM or an administrator says so, the rest is read', async () => {
      pc.deliver(packageJson, pin, state);
      pc.pc['administrator'] = false;
      pc.pc['account'] = { account: 'CORP\\suzuki', sid: 'S-1-5-21-1111111111-2222222222-3333333333-1001' };
      const evidence = await pc.collect();
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.context).toMatchObject({ system: false, elevated: false });
      expect(evidence.joinState.system).toMatchObject({ read: false, reason: 'NEEDS_SYSTEM' });
      expect(evidence.joinState.user).toMatchObject({ read: true, account: 'CORP\\suzuki' });
      expect(evidence.baton.packages).toMatchObject({ read: false, reason: 'NEEDS_ADMINISTRATOR' });
      expect(evidence.tasks).toMatchObject({ read: false, reason: 'NEEDS_ADMINISTRATOR' });
      expect(evidence.proxies.user).toMatchObject({ read: true, account: 'CORP\\suzuki' });
    });

    test('as SYSTEM with nobody signed in: NO_USER', async () => {
      pc.pc['signedIn'] = false;
      (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = '';
      const evidence = await pc.collect();
      expect(evidence.joinState.user).toMatchObject({ read: false, reason: 'NO_USER' });
      expect(evidence.proxies.user).toMatchObject({ read: false, reason: 'NO_USER' });
    });
  });

  describe('what cannot be read', () => {
    const at = (evidence: Evidence, where: string): Evidence =>
      where.split('.').reduce((one, name) => one[name], evidence);

    test('each part that hangs alone is marked, and nothing else is lost', { timeout: 180_000 }, async () => {
      pc.deliver(packageJson, pin, state);
      const parts = await evaluate<[string, string][]>(
        'ConvertTo-Json -Compress @($script:Parts | ForEach-Object { , @($_[0], $_[1]) })',
      );
      const own = parts.filter(([name]) => !['logs', 'events'].includes(name));
      const file = (n: number) => path.join(pc.folder, `out-${n}.json`);
      const runs = [['', ''] as [string, string], ...own].map(([, hang], n) => ({
        pc: { hang: [hang] },
        parameters: { OutFile: file(n) },
      }));
      await pc.runAll(runs);
      const read = (n: number) => JSON.parse(readFileSync(file(n), 'utf8')) as Evidence;
      const whole = read(0);
      for (const [n, [name]] of own.entries()) {
        const evidence = read(n + 1);
        expect(evidenceShape(evidence, name)).toEqual([]);
        expect([name, at(evidence, name)]).toEqual([
          name,
          { read: false, reason: 'TIME_LIMIT', detail: expect.any(String) },
        ]);
        const lost = parts.filter(([other]) => other !== name && at(whole, other).read !== at(evidence, other).read);
        expect([name, lost]).toEqual([name, []]);
      }
    });

    test('whatever Windows function is denied, the file is written, has its shape and says it', {
      timeout: 180_000,
    }, async () => {
      pc.deliver(packageJson, pin, state);
      const names = await evaluate<string[]>(
        "$text = [IO.File]::ReadAllText($in['script']); $from = $text.IndexOf('#region adapter'); $to = $text.IndexOf('#endregion adapter'); ConvertTo-Json @([regex]::Matches($text.Substring($from, $to - $from), '(?m)^function ([\\w-]+)') | ForEach-Object { $_.Groups[1].Value })",
        { script },
      );
      const file = (n: number) => path.join(pc.folder, `out-${n}.json`);
      // without these there is no run at all
      const needed = [
        'Get-LanguageMode',
        'Get-UiLanguage',
        'Get-Now',
        'Write-TextFile',
        'Get-FullPath',
        'Test-Link',
        'Invoke-Bounded',
        'Add-KitType',
        'Add-CollectType',
        'Get-ScriptText',
      ];
      const denied = names.filter((name) => !needed.includes(name));
      const results = await pc.runAll(
        denied.map((name, n) => ({ pc: { fail: [name] }, parameters: { OutFile: file(n) } })),
      );
      let marked = 0;
      for (const [n, name] of denied.entries()) {
        expect([name, results[n]?.code]).toEqual([name, 0]);
        const text = readFileSync(file(n), 'utf8');
        expect(evidenceShape(JSON.parse(text), name)).toEqual([]);
        if (text.includes('"ACCESS_DENIED"')) marked++;
      }
      expect(marked).toBeGreaterThan(25);
    });

    test('one key, one log or one channel that is denied costs only itself', async () => {
      pc.pc['fail'] = [
        'Get-TypedValues:SOFTWARE\\Microsoft\\CCM',
        `Read-Tail:${handler}`,
        'Get-ChannelRecords:Microsoft-Windows-AAD/Operational',
      ];
      const evidence = await pc.collect();
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      const unread = (list: Evidence[]) => list.filter((one) => !one.read);
      expect(unread(evidence.registry.keys)).toEqual([
        { read: false, reason: 'ACCESS_DENIED', detail: 'doubled', key: 'HKLM\\SOFTWARE\\Microsoft\\CCM' },
      ]);
      expect(unread(evidence.logs.files)).toEqual([
        { read: false, reason: 'ACCESS_DENIED', detail: 'doubled', path: handler },
      ]);
      expect(unread(evidence.events.channels)).toMatchObject([{ channel: 'Microsoft-Windows-AAD/Operational' }]);
    });

    test('when everything hangs the run ends within its 5 minutes, and says it of every part', async () => {
      pc.pc['hang'] = await evaluate<string[]>(
        "ConvertTo-Json @(@($script:Parts | ForEach-Object { $_[1] }) + 'Get-LogList' + 'Read-Channel')",
      );
      const evidence = await pc.collect();
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.seconds).toBeLessThanOrEqual(300);
      expect(evidence.bitlocker).toMatchObject({ read: false, reason: 'TIME_LIMIT' });
    });

    test('a function that never ends is left behind, and the next one is answered', async () => {
      const answers = await evaluate<string[]>(`
        function Read-Endless { Start-Sleep -Seconds 600 }
        function Read-Fine { param($Word) "fine $Word" }
        $first = try { Invoke-Bounded 'Read-Endless' @{} 0.5 } catch { "$($_.Exception.Message)" }
        $second = Invoke-Bounded 'Read-Fine' @{ Word = 'again' } 30
        $third = try { Invoke-Bounded 'Read-Missing' @{} 30 } catch { (New-Unread $_)['reason'] }
        ConvertTo-Json @($first, $second, $third)`);
      expect(answers).toEqual([expect.stringMatching(/^TIME_LIMIT: /), 'fine again', 'NOT_THERE']);
    });
  });

  describe('bounds', () => {
    test('of a log of 50 MB only the end, from the beginning of a line, with its size', async () => {
      const line = record('Device is not MDM enrolled yet. All workloads are managed by SCCM.');
      pc.write(handler, Buffer.alloc(50 * 1024 * 1024, line));
      writeFileSync(pc.real(handler), record('the newest', 'CoManagementHandler', 59), { flag: 'a' });
      const { logs } = await pc.collect();
      const log = logs.files.find((one: Evidence) => one.path === handler);
      expect(log.size).toBe(statSync(pc.real(handler)).size);
      expect(log.offset + Buffer.byteLength(log.text)).toBe(log.size);
      expect(log.text.startsWith('<![LOG[')).toBe(true);
      expect(log.text.endsWith(record('the newest', 'CoManagementHandler', 59))).toBe(true);
      expect(log.text.length).toBeLessThan(200_000);
      expect(statSync(pc.out).size).toBeLessThan(400_000);
    });

    test('with every log full of what JSON makes six times as long the file keeps 2,000,000 bytes, and every log its end', {
      timeout: 120_000,
    }, async () => {
      const names = (
        await evaluate<string[]>(
          `. '${path.join(kitFolder, 'testing/collect-double.ps1')}'; $global:Pc = @{ root = '/nowhere'; registry = @{} }; ConvertTo-Json @(Get-LogList | ForEach-Object { "$($_['folder'])\\$($_['name'])" })`,
        )
      ).filter((name) => name.endsWith('.log'));
      expect(names.length).toBeGreaterThan(25);
      for (const name of names) pc.write(name, `${'\u0001"\\ '.repeat(20)}\r\n`.repeat(4000) + record('its end'));
      for (const Redact of [false, true]) {
        const evidence = await pc.collect({ Redact });
        expect(evidenceShape(evidence, 'evidence')).toEqual([]);
        expect(statSync(pc.out).size).toBeLessThanOrEqual(2_000_000);
        expect(statSync(pc.out).size).toBeGreaterThan(1_000_000);
        for (const log of evidence.logs.files)
          expect([log.path, log.text.endsWith(record('its end'))]).toEqual([log.path, true]);
      }
    });

    test.each<[string, Buffer, string, string]>([
      ['UTF-8', Buffer.from('共存状態\r\n'), 'utf-8', '共存状態\r\n'],
      ['UTF-8 with byte order mark', Buffer.from('\uFEFF共存状態\r\n'), 'utf-8', '共存状態\r\n'],
      ['UTF-16LE', Buffer.from('\uFEFF共存状態\r\n', 'utf16le'), 'utf-16le', '共存状態\r\n'],
      ['code page 932', Buffer.from([0x8b, 0xa4, 0x91, 0xb6, 0x0d, 0x0a]), 'ansi', '共存\r\n'],
      ['nothing', Buffer.alloc(0), 'utf-8', ''],
    ])('a log in %s', async (_name, bytes, encoding, text) => {
      pc.write(handler, bytes);
      const { logs } = await pc.collect();
      const log = logs.files.find((one: Evidence) => one.path === handler);
      expect(log).toMatchObject({ exists: true, encoding, text, size: bytes.length, offset: 0 });
    });

    test.each(['utf8', 'utf16le'] as const)(
      'the end of a long log in %s begins at a whole line; of one endless line nothing is taken',
      async (encoding) => {
        const mark = encoding === 'utf16le' ? '\uFEFF' : '';
        pc.write(handler, Buffer.from(mark + '共存状態の行です\r\n'.repeat(60_000), encoding));
        pc.write('C:\\WINDOWS\\CCM\\Logs\\CcmEval.log', Buffer.from(mark + '共'.repeat(200_000), encoding));
        const { logs } = await pc.collect();
        const of = (name: string) => logs.files.find((one: Evidence) => one.path.endsWith(name));
        expect(of('CoManagementHandler.log').text).toMatch(/^(共存状態の行です\r\n)+$/);
        expect(of('CcmEval.log')).toMatchObject({ read: true, text: '', offset: of('CcmEval.log').size });
      },
    );

    test('a rollover is read before its log where the log left room', async () => {
      const logs = 'C:\\WINDOWS\\CCM\\Logs\\';
      pc.write(`${logs}CoManagementHandler.lo_`, record('older'));
      pc.write(`${logs}CoManagementHandler-20260930-101112.log`, record('oldest'));
      pc.write(`${logs}CoManagementHandlerElse.lo_`, record('another'));
      const evidence = await pc.collect();
      const names = evidence.logs.files
        .filter((one: Evidence) => one.path.includes('CoManagementHandler'))
        .map((one: Evidence) => one.path.slice(logs.length));
      expect(names).toHaveLength(3);
      expect(names.at(-1)).toBe('CoManagementHandler.log');
      expect(names).not.toContain('CoManagementHandlerElse.lo_');
    });

    test('any text becomes JSON that reads back as the same text', async () => {
      const texts = fc.sample(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('\u2028', '\u0000"\\', '{"a":1}'),
        ),
        300,
      );
      const json = await evaluate<string>(
        "ConvertTo-Json (ConvertTo-EvidenceJson ([ordered]@{ texts = $in['texts']; empty = @(); one = @(1); table = @{}; nothing = $null; yes = $true; big = [uint64]::MaxValue; negative = -5 }))",
        { texts },
      );
      expect(JSON.parse(json)).toEqual({
        texts,
        empty: [],
        one: [1],
        table: {},
        nothing: null,
        yes: true,
        big: '18446744073709551615',
        negative: -5,
      });
    });
  });

  describe('secrets', () => {
    const secrets: [string, string, string][] = [
      ['bearer token', 'Authorization: Bearer abcdefghijklmnop0123456789', 'abcdefghijklmnop0123456789'],
      ['JSON web token', 'x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl y', 'eyJzdWIiOiIxMjM0In0'],
      ['password', 'net use z: password=Pa$$w0rd! done', 'Pa$$w0rd!'],
      ['password in JSON', '{"password": "Pa55word!x"}', 'Pa55word!x'],
      ['command line', 'setup.exe /password "Hunter2Hunter" /q', 'Hunter2Hunter'],
      ['bulk registration token', 'ccmsetup.exe /regtoken:AbCdEf0123456789AbCdEf /mp:x', 'AbCdEf0123456789AbCdEf'],
      ['pre-shared key', '<keyMaterial>MyWlanKey2026</keyMaterial>', 'MyWlanKey2026'],
      ['shared key', 'PSK: kitten-42-door', 'kitten-42-door'],
      ['proxy with a password', 'proxy http://suzuki:Geheim99@proxy01:8080/', 'Geheim99'],
      ['PIN', 'PIN: 48151623', '48151623'],
      ['PIN of another package', 'the PIN used was ABCD2345EFGH here', 'ABCD2345EFGH'],
      ['enrollment secret in customizations', '<Secret>WXYZ2345ABCD</Secret>', 'WXYZ2345ABCD'],
      ['BitLocker recovery key', 'key 111111-222222-333333-444444-555555-666666-777777-888888', '555555-666666'],
      ['private key', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----', 'MIIEvQIBADANBgkq'],
      [
        'signature of a storage address',
        'https://x.blob.example/?sv=1&sig=aBcD1234%2BeFgH5678 ok',
        'aBcD1234%2BeFgH5678',
      ],
      ['long Base64', `blob ${'QUJDRA'.repeat(40)}==`, 'QUJDRAQUJDRA'],
    ];

    test('are cut in every mode from logs, events, registry and command output', async () => {
      pc.deliver(packageJson, pin, state);
      // the kit's own, wherever they stand
      const own = `arguments ${pin.toLowerCase()} and ${pin.slice(0, 4)}-${pin.slice(4, 8)}-${pin.slice(8)} then ${token}.`;
      const text = [...secrets.map(([, line]) => record(line)), record(own)].join('');
      pc.write(handler, text);
      pc.pc['dsregcmd'] = `${DSREGCMD}\r\n${secrets.map(([, line]) => line).join('\r\n')}\r\n${own}\r\n`;
      (pc.pc['registry'] as Record<string, Record<string, unknown>>)['SOFTWARE\\Microsoft\\CCMSetup'] =
        Object.fromEntries(secrets.map(([name, line]) => [name, line]));
      (pc.pc['channels'] as Record<string, unknown[]>)['Microsoft-Windows-AAD/Operational'] = [
        { id: 1, level: 2, time: '2026-11-20T04:11:02Z', provider: 'x', text: `${text}`.slice(0, 1900) },
      ];
      for (const Redact of [false, true]) {
        await pc.run({ Redact });
        const written = pc.text();
        for (const [name, , secret] of secrets)
          expect([name, written.includes(JSON.stringify(secret).slice(1, -1))]).toEqual([name, false]);
        for (const one of [pin, pin.toLowerCase(), `${pin.slice(0, 4)}-${pin.slice(4, 8)}`, token])
          expect(written).not.toContain(one);
        expect(written).toContain('[cut]');
      }
    });

    test('what diagnosis needs stays: error codes, states, URLs, flags beside words such as Token', async () => {
      const lines = [
        'MDM Session: Failed to get AAD Token for sync session User Token: (Unknown Win32 Error code: 0xcaa2000c) Device Token: (Incorrect function.)',
        'Token acquisition Test : SKIPPED',
        'AccessTokenUrl : https://login.microsoftonline.com/common/oauth2/token',
        'Failed to get token: 0x87d00455',
        'token = 3400073247',
        'Getting AAD (user) token with: ClientId = f4a4a4a4-0000-4000-8000-00000000cccc, ResourceUrl = https://CM',
        "Merged value for setting 'CoManagementSettings_Capabilities' is '2147479807'",
        'WamDefaultId : https://login.microsoft.com',
        'PIN_EXPIRED (exit code 11)',
        '[RegTask] - Client is registered. Server assigned ClientID is GUID:0B5C6C8E-0000-4000-8000-000000000412. Approval status 3',
        'KeySignTest : PASSED',
        'Thumbprint : 0123456789ABCDEF0123456789ABCDEF01234567',
      ];
      expect(
        await evaluate<string[]>("ConvertTo-Json @(foreach ($line in $in['lines']) { Hide-Secrets $line })", { lines }),
      ).toEqual(lines);
    });

    test('hostile text of 400,000 characters is cut and redacted to its end: no pattern tries every way through it', {
      timeout: 120_000,
    }, async () => {
      const units = [
        'token=',
        '"password":',
        'eyJ',
        '://a:',
        '-----BEGIN PRIVATE KEY-----',
        'a@b.',
        'AB2CD3',
        '1.2.3.',
        'a:b:',
        'context="',
      ];
      const done = await evaluate<number>(
        "$n = 0; foreach ($unit in $in['units']) { $text = $unit * [int](400000 / $unit.Length); $n += (Hide-Secrets $text).Length -gt 0; $evidence = Copy-Sample; $evidence['logs'] = $text; $null = Hide-Names $evidence; $n++ }; ConvertTo-Json $n".replace(
          'Copy-Sample',
          "(ConvertFrom-Json ([IO.File]::ReadAllText($in['example'])) -AsHashtable -DateKind String)",
        ),
        {
          units,
          example: path.join(kitFolder, 'cases/evidence-example.json'),
        },
      );
      expect(done).toBe(2 * units.length);
    });
  });

  describe('-Redact', () => {
    const originals = [
      'TKY-PC-0412',
      'corp.example.test',
      'suzuki',
      'hanako',
      'example.test',
      'cm01',
      'CMG-EXAMPLE',
      'proxy01',
      'wsus01',
      'pac.corp',
      '10.20.30.40',
      'fd00:1234',
      '02-15-5D-00-41-17',
      '02:15:5d:00:41:18',
      '01990c7a-6b1e',
      '01990c7b-0000',
      '0a1b2c3d-0000-4000-8000-00000000ab12',
      '5e6f7a8b-0000-4000-8000-0000000004d2',
      '4C4C4544-0042',
      'SN-0412',
      '0B5C6C8E-0000',
      '0123456789ABCDEF0123456789ABCDEF01234567',
      'S-1-5-21-1111111111',
      '株式会社エグザンプル',
      '東京本社',
      'Example 東京 WSUS',
      'Example Holdings',
      'mdm.example',
      '4F9D1A2B',
      'tanaka',
      'fileserver7',
    ];

    const seed = () => {
      pc.deliver(packageJson, pin, state);
      pc.write(
        handler,
        [
          'user CORP\\suzuki on TKY-PC-0412 (tky-pc-0412.corp.example.test, TKY-PC-0412$) at 10.20.30.40 and fd00:1234::9',
          'MACs 02-15-5D-00-41-17 and 02:15:5d:00:41:18 of C:\\Users\\tanaka\\AppData and \\\\fileserver7\\share\\x',
          'tenant 0A1B2C3D-0000-4000-8000-00000000AB12 device {5e6f7a8b-0000-4000-8000-0000000004d2} or 5e6f7a8b0000400080000000000004d2',
          'mail suzuki.hanako@example.test, SID S-1-5-21-1111111111-2222222222-3333333333-1001, other 10.20.30.41',
          'cm01 and CM01.corp.example.test and cm01.corp.example.test:443; CORP\\tanaka; 株式会社エグザンプル',
          "Merged value for setting 'CoManagementSettings_Allow' is 'true'",
          'version 5.00.9128.1007, build 10.0.22631.4460, https://enrollment.manage.microsoft.com/x, std::string at 15:30:15',
        ]
          .map((line) => record(line))
          .join(''),
      );
    };

    test('leaves no original name, address or id anywhere', async () => {
      seed();
      const evidence = await pc.collect({ Redact: true });
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.redacted).toBe(true);
      const written = pc.text().toLowerCase();
      expect(originals.filter((name) => written.includes(name.toLowerCase()))).toEqual([]);
      expect(pc.text()).not.toMatch(/\bCORP\b/i);
    });

    test('says the same of the same thing in the whole file, and keeps what is nobody’s', async () => {
      seed();
      const evidence = await pc.collect({ Redact: true });
      const log = evidence.logs.files.find((one: Evidence) => one.path === handler).text as string;
      const [names, macs, ids, mail, hosts, plain, public_] = log.split('\r\n') as string[];
      const user = evidence.pc.consoleUser.split('\\')[1] as string;
      expect(names).toContain(
        `user ${evidence.pc.consoleUser} on ${evidence.pc.name} (${evidence.pc.name}.${evidence.pc.domain}, ${evidence.pc.name}$) at 192.0.2.`,
      );
      expect(evidence.joinState.user.account).toBe(evidence.pc.consoleUser);
      expect(user).toMatch(/^user-\d+$/);
      expect(macs).toMatch(
        /MACs 02-00-00-00-00-\d\d and 02-00-00-00-00-\d\d of C:\\Users\\user-\d+\\AppData and \\\\host-\d+\\share/,
      );
      const tenant = evidence.enrollments.keys[0].values.AADTenantID as string;
      expect(ids?.toLowerCase()).toContain(`tenant ${tenant}`);
      const device = /DeviceId : (\S+)/.exec(evidence.joinState.system.text)?.[1] ?? '?';
      expect(ids).toContain(`{${device}} or ${device.replaceAll('-', '')}`);
      expect(mail).toContain(`mail ${evidence.enrollments.keys[0].values.UPN}`);
      expect(mail).toContain('SID S-1-5-21-0-0-0-');
      const point = evidence.configmgr.authority.managementPoint as string;
      expect(hosts).toContain(
        `${point.split('.')[0]} and ${point} and ${point}:443; ${evidence.pc.consoleUser.split('\\')[0]}\\user-`,
      );
      expect(plain).toContain("Merged value for setting 'CoManagementSettings_Allow' is 'true'");
      expect(public_).toContain(
        'version 5.00.9128.1007, build 10.0.22631.4460, https://enrollment.manage.microsoft.com/x, std::string at 15:30:15',
      );
      expect(evidence.enrollments.keys[0]).toMatchObject({
        id: evidence.enrollments.accounts[0].id,
        values: { ProviderID: 'MS DM Server' },
      });
      expect(evidence.enrollments.keys[0].id).toBe(evidence.enrollments.tasks[0]);
      expect(evidence.groupPolicy.applied[0]).toEqual({
        id: '{31B2F340-016D-11D2-945F-00C04FB984F9}',
        name: 'Default Domain Policy',
      });
      expect(evidence.reachability.tests[0].certificate.issuer).toMatch(/^CN=name-\d+, O=name-\d+, C=JP$/);
    });

    test('holds for any names, wherever a log, an event or a value has them', { timeout: 120_000 }, async () => {
      const word = fc.stringMatching(/^[a-z]{5,9}[0-9]{1,3}$/);
      const sample = fc.sample(
        fc.record({
          pc: word,
          user: word,
          domain: word,
          mail: word,
          host: word,
          tenant: fc.uuid(),
          ip: fc.ipV4(),
          serial: word,
          org: fc.string({
            unit: fc.constantFrom(...'東京大阪名古屋工業商事建設電機医療'),
            minLength: 3,
            maxLength: 6,
          }),
        }),
        8,
      );
      for (const one of sample.filter((each) => !/^(127|0|255)\./.test(each.ip))) {
        const dns = `${one.domain}.test`;
        const scatter = `x ${one.domain}\\${one.user} / ${one.user}@${dns}, ${one.pc}.${dns} "${one.pc}" <${one.host}.${dns}> [${one.host}] ${one.ip}:8080 {${one.tenant}} ${one.tenant.toUpperCase()} ${one.org}様 SN=${one.serial}; ${one.mail}@${one.domain}.test`;
        pc.pc['computerName'] = one.pc.toUpperCase();
        pc.pc['computer'] = {
          ...(pc.pc['computer'] as object),
          serial: one.serial,
          domain: dns,
          consoleUser: `${one.domain.toUpperCase()}\\${one.user}`,
        };
        pc.pc['sids'] = { [`${one.domain.toUpperCase()}\\${one.user}`]: 'S-1-5-21-1-2-3-1001' };
        pc.pc['dsregcmd'] =
          `\r\n   DomainName : ${one.domain.toUpperCase()}\r\n  TenantName : ${one.org}\r\n  TenantId : ${one.tenant}\r\n`;
        pc.write(handler, record(scatter));
        (pc.pc['cim'] as Record<string, unknown>)['root\\ccm:SMS_Authority'] = [
          { Name: 'SMS:AAA', CurrentManagementPoint: `${one.host}.${dns}` },
        ];
        (pc.pc['channels'] as Record<string, unknown>)['Microsoft-Windows-AAD/Operational'] = [
          { id: 1, level: 2, time: '2026-11-20T04:11:02Z', provider: 'x', text: scatter },
        ];
        (pc.pc['registry'] as Record<string, unknown>)['SOFTWARE\\Microsoft\\CCMSetup'] = { Text: scatter };
        expect(await pc.run({ Redact: true })).toMatchObject({ code: 0 });
        const written = pc.text().toLowerCase();
        for (const name of [one.pc, one.user, one.domain, one.mail, one.host, one.tenant, one.ip, one.serial, one.org])
          expect([name, scatter, written.includes(name.toLowerCase())]).toEqual([name, scatter, false]);
      }
    });
  });

  describe('what it does to the PC', () => {
    const writes = [
      'Write-TextFile',
      'New-Folder',
      'Protect-Folder',
      'Remove-Tree',
      'Register-DailyTask',
      'Unregister-DailyTask',
      'Send-Evidence',
    ];
    const written = (calls: readonly string[]) => calls.filter((name) => writes.includes(name));

    test('writes the one file that it was told to, and nothing else', async () => {
      pc.deliver(packageJson, pin, state);
      expect(written((await pc.run()).calls)).toEqual(['Write-TextFile']);
      expect(pc.pc['programs']).toEqual([
        'C:\\WINDOWS\\System32\\dsregcmd.exe /status',
        'C:\\WINDOWS\\System32\\netsh.exe winhttp show proxy',
      ]);
    });

    test('without -OutFile: a folder of administrators alone, or the desktop of a user', async () => {
      await pc.run({ OutFile: '' });
      expect(existsSync(pc.real('C:\\ProgramData\\Baton\\Collect\\evidence.json'))).toBe(true);
      expect(pc.pc['protected']).toEqual(['C:\\ProgramData\\Baton', 'C:\\ProgramData\\Baton\\Collect']);
      pc.pc['administrator'] = false;
      const { calls } = await pc.run({ OutFile: '' });
      expect(existsSync(pc.real('C:\\Users\\suzuki\\Desktop\\baton-evidence.json'))).toBe(true);
      expect(written(calls)).toEqual(['Write-TextFile']);
    });

    test('-WhatIf reads nothing, writes nothing and sends nothing', async () => {
      for (const options of [{}, { Send: true }, { Schedule: true, ScriptText: 'x' }, { Unschedule: true }]) {
        const result = await pc.run({ ...options, Simulate: true });
        expect(result).toMatchObject({ code: 0, lines: [expect.stringMatching(/^Baton: What if: /)] });
        expect(written(result.calls)).toEqual([]);
        expect(result.calls).not.toContain('Invoke-WinHttp');
      }
      expect(existsSync(pc.out)).toBe(false);
    });

    test('does not write through a link, nor where it cannot', async () => {
      const target = path.join(pc.folder, 'target');
      writeFileSync(target, 'mine');
      symlinkSync(target, pc.out);
      expect(await pc.run()).toMatchObject({ code: 33, lines: [expect.stringContaining('-OutFile')] });
      expect(readFileSync(target, 'utf8')).toBe('mine');
      expect(await pc.run({ OutFile: path.join(pc.folder, 'none/out.json') })).toMatchObject({ code: 33 });
    });

    test.each(['ja', 'en'])('says one line in %s, and the file says which', async (Language) => {
      const { lines } = await pc.run({ Language });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(Language === 'ja' ? /診断データを .+ に保存しました/ : /Evidence was written to/);
      expect((JSON.parse(pc.text()) as Evidence).language).toBe(Language);
    });

    test('in Constrained Language Mode it says so and ends with 21', async () => {
      pc.pc['languageMode'] = 'ConstrainedLanguage';
      expect(await pc.run()).toMatchObject({ code: 21, lines: [expect.stringContaining('[CONSTRAINED_LANGUAGE]')] });
      const text = readFileSync(script, 'utf8')
        .replace(/^\uFEFF/, '')
        .replace('exit $end.code', '"code $($end.code)"');
      const { output, error } = await host.run(
        "Invoke-Expression ('& {' + (ConvertFrom-Json $InputJson).text + '}')",
        { text },
        'ConstrainedLanguage',
      );
      expect([error, output]).toEqual(['', [expect.stringContaining('[CONSTRAINED_LANGUAGE]'), 'code 21']]);
    });
  });

  describe('-Schedule and -Unschedule', () => {
    const text = readFileSync(script, 'utf8').replace(/^\uFEFF/, '');
    const copy = 'C:\\ProgramData\\Baton\\Collect\\collect.ps1';

    test('copies the script that runs, byte for byte, into a folder of administrators, and makes the daily task', async () => {
      expect(
        await pc.run({ Schedule: true, ScriptText: text, Send: true, Redact: true, Language: 'ja' }),
      ).toMatchObject({ code: 0, lines: [expect.stringContaining('毎日')] });
      expect(readFileSync(pc.real(copy)).equals(readFileSync(script))).toBe(true);
      expect(pc.pc['protected']).toContain('C:\\ProgramData\\Baton\\Collect');
      expect(pc.pc['task']).toMatch(
        /^\$ErrorActionPreference = 'Stop'; try \{ .+ \} catch \{ exit 32 \}; & 'C:\\ProgramData\\Baton\\Collect\\collect\.ps1' -OutFile 'C:\\ProgramData\\Baton\\Collect\\evidence\.json' -Send -Redact -Language ja; exit \$LASTEXITCODE$/,
      );
      expect(pc.pc['task']).not.toContain('"');
      expect(await pc.run({ Unschedule: true })).toMatchObject({ code: 0 });
      expect(pc.pc['task']).toBeNull();
      expect(existsSync(pc.real('C:\\ProgramData\\Baton\\Collect'))).toBe(false);
    });

    test('at the fixed path, where setup.ps1 brought it, it schedules that very file and changes no byte of it', async () => {
      pc.write(copy, readFileSync(script));
      expect(await pc.run({ Schedule: true, ScriptText: text, Send: true })).toMatchObject({ code: 0 });
      expect(readFileSync(pc.real(copy)).equals(readFileSync(script))).toBe(true);
      expect(pc.pc['task']).toContain("& 'C:\\ProgramData\\Baton\\Collect\\collect.ps1'");
    });

    test('a folder that a user made is deleted first; one that others can change still is refused', async () => {
      pc.write(copy, 'evil');
      pc.pc['security'] = {
        'C:\\ProgramData\\Baton\\Collect': {
          reparse: false,
          owner: 'S-1-5-21-1-2-3-1001',
          writers: ['S-1-5-21-1-2-3-1001'],
          open: true,
        },
      };
      expect(await pc.run({ Schedule: true, ScriptText: text })).toMatchObject({ code: 32 });
      expect(readFileSync(pc.real(copy), 'utf8')).not.toBe('evil');
      expect(pc.pc['task']).toBeNull();
    });

    test.each([
      ['not as administrator', { Schedule: true, ScriptText: 'x' }, false, 31],
      ['not without its file', { Schedule: true, ScriptText: '' }, true, 30],
      ['not both', { Schedule: true, Unschedule: true }, true, 30],
      ['not with -OutFile', { Schedule: true, OutFile: 'x' }, true, 30],
      ['unscheduling not as administrator', { Unschedule: true }, false, 31],
    ])('%s', async (_name, options, administrator, code) => {
      pc.pc['administrator'] = administrator;
      expect(await pc.run(options)).toMatchObject({ code });
      expect(pc.pc['task']).toBeNull();
    });

    test.each([
      ['SYSTEM and Administrators', ['S-1-5-32-544', 'S-1-5-18'], 'S-1-5-32-544', 'ran'],
      ['Users may read', ['S-1-5-18', 'S-1-5-32-545'], 'S-1-5-32-544', 'exit 32'],
      ['a user owns it', ['S-1-5-18'], 'S-1-5-21-1-2-3-1001', 'exit 32'],
      ['who may is not known', [], '', 'exit 32'],
    ])(
      'the task looks who can change its folder before it runs anything from there: %s',
      async (_name, rules, owner, expected) => {
        const answer = await evaluate<string>(
          `function Get-Acl { param($LiteralPath) if (-not $in['owner']) { throw 'denied' }
           $acl = [pscustomobject]@{}
           $acl | Add-Member ScriptMethod GetOwner { [pscustomobject]@{ Value = $in['owner'] } }
           $acl | Add-Member ScriptMethod GetAccessRules { foreach ($who in $in['rules']) { [pscustomobject]@{ IdentityReference = [pscustomobject]@{ Value = $who } } } } -PassThru }
         $file = Join-Path $in['folder'] 'collect.ps1'
         [IO.File]::WriteAllText($file, 'param($OutFile) $global:Answer = "ran"')
         $command = (Format-DailyCommand $in['folder'] '').Replace('\\collect.ps1', '/collect.ps1').Replace('exit 32', '$global:Answer = "exit 32"; return').Replace('; exit $LASTEXITCODE', '')
         $global:Answer = 'nothing'
         & ([scriptblock]::Create($command))
         ConvertTo-Json $global:Answer`,
          { folder: pc.folder, rules, owner },
        );
        expect(answer).toBe(expected);
      },
    );
  });

  describe('-Send', () => {
    test('posts it with the claim token of setup.ps1 to the Baton that gave it; other answers have their own code', {
      timeout: 120_000,
    }, async () => {
      const door = await startKitDoor();
      const enrolled = await DoubledPc.start(host, door);
      try {
        await enrolled.copy();
        expect(await enrolled.run()).toMatchObject({ code: 0 });
        cpSync(path.join(enrolled.programData, 'Baton'), pc.real('C:\\ProgramData\\Baton'), { recursive: true });
        expect(await pc.run({ Send: true })).toMatchObject({
          code: 0,
          lines: [expect.stringContaining('sent to Baton by its claim token')],
        });
        expect(door.evidence()).toEqual([{ from: door.claims()[0]?.id, json: JSON.parse(pc.text()) as Evidence }]);
        expect(pc.text()).not.toContain(door.claims()[0]?.token ?? '?');
        door.answerStatus(503);
        expect(await pc.run({ Send: true })).toMatchObject({ code: 12 });
        door.answerStatus(413);
        expect(await pc.run({ Send: true })).toMatchObject({ code: 20, lines: [expect.stringContaining('413')] });
        expect(existsSync(pc.out)).toBe(true);
      } finally {
        enrolled.stop();
        await door.stop();
      }
      expect(await pc.run({ Send: true })).toMatchObject({ code: 12 });
    });

    describe('at a door', () => {
      let door: KitDoor;
      beforeEach(async () => {
        door = await startKitDoor();
      });
      afterEach(() => door.stop());
      const THUMBPRINT = 'AB'.repeat(20);
      const ID = '0D3C2B1A-0000-4000-8000-0000000000B1';
      const doorPackage = () => ({
        ...packageJson,
        packageId: door.packageId,
        enrollment: door.url,
        discoveryUrl: door.discoveryUrl,
        root: door.root,
        management: door.url,
      });
      const doorState = (token: string) => ({ schema: 1, claim: { packageId: door.packageId, claimId: ID, token } });
      const enroll = (values: Record<string, unknown> = {}, account = true) => {
        const registry = pc.pc['registry'] as Record<string, unknown>;
        registry[`SOFTWARE\\Microsoft\\Enrollments\\${ID}`] = {
          ProviderID: 'Baton',
          UPN: 'x@localhost',
          DiscoveryServiceFullURL: door.discoveryUrl,
          DMPCertThumbPrint: THUMBPRINT,
          ...values,
        };
        if (account) registry[`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${ID}`] = {};
      };
      const holdCertificate = async () => {
        const { pem, key } = await makeCertificate('a device');
        pc.pc['certificates'] = { [THUMBPRINT]: { certificate: pem, key } };
      };

      test('where no claim was accepted it sends with the PIN, under the name that the PC gives itself', async () => {
        pc.pc['computerName'] = '総務部-PC 1';
        pc.deliver(doorPackage(), door.pin);
        expect(await pc.run({ Send: true, Language: 'ja' })).toMatchObject({
          code: 0,
          lines: [expect.stringContaining('PIN で Baton に送信しました')],
        });
        expect(door.evidence()).toMatchObject([{ from: '総務部-PC 1' }]);
        expect(pc.text()).not.toContain(door.pin);
      });

      test('a PIN that setup.ps1 hands over in memory is used for the package that it belongs to, and is cut from the file', async () => {
        pc.deliver(doorPackage(), door.pin);
        rmSync(pc.real(`C:\\ProgramData\\Baton\\Package\\${door.packageId}\\pin.txt`));
        pc.write('C:\\WINDOWS\\CCM\\Logs\\execmgr.log', record(`someone wrote ${door.pin}`, 'execmgr'));
        for (const handed of ['', 'x', `${packageId}:${door.pin}`, `${door.packageId}:${door.pin}X`]) {
          pc.pc['handed'] = handed;
          expect([handed, (await pc.run({ Send: true })).code]).toEqual([handed, 20]);
        }
        pc.pc['handed'] = `${door.packageId}:${door.pin}`;
        expect(await pc.run({ Send: true })).toMatchObject({ code: 0, lines: [expect.stringContaining('by the PIN')] });
        expect(pc.text()).not.toContain(door.pin);
      });

      test('a claim token goes before the PIN; one that Baton does not know leaves it to the PIN', async () => {
        pc.deliver(doorPackage(), door.pin, doorState('unknown_unknown_unknown_'));
        expect(await pc.run({ Send: true })).toMatchObject({ code: 0, lines: [expect.stringContaining('by the PIN')] });
        expect(pc.pc['sent']).toEqual([`${door.url}/kit/v1/evidence Bearer`, `${door.url}/kit/v1/evidence Baton-Pin`]);
      });

      test('an enrolled PC sends with the certificate that its own enrollment names, before any token or PIN', async () => {
        await holdCertificate();
        enroll();
        pc.deliver(doorPackage(), door.pin, doorState('unknown_unknown_unknown_'));
        expect(await pc.run({ Send: true })).toMatchObject({
          code: 0,
          lines: [expect.stringContaining('by its device certificate')],
        });
        expect(door.evidence()).toMatchObject([{ from: 'a device' }]);
        expect(pc.pc['sent']).toEqual([`${door.url}/kit/v1/evidence certificate`]);
      });

      test.each<[string, Record<string, unknown>, boolean]>([
        ['an enrollment elsewhere', { ProviderID: 'MS DM Server' }, true],
        ['a residue of an enrollment', {}, false],
        ['an enrollment that names no certificate', { DMPCertThumbPrint: '' }, true],
        ['an enrollment that names another one', { DMPCertThumbPrint: 'CD'.repeat(20) }, true],
      ])('the certificate is never guessed: %s', async (_name, values, account) => {
        await holdCertificate();
        enroll(values, account);
        pc.deliver(doorPackage(), door.pin);
        expect(await pc.run({ Send: true })).toMatchObject({ code: 0, lines: [expect.stringContaining('by the PIN')] });
        expect(pc.pc['sent']).toEqual([`${door.url}/kit/v1/evidence Baton-Pin`]);
      });

      test('the address of the management door: package.json, else the enrollment’s own account, else port 8444', async () => {
        await holdCertificate();
        enroll();
        const account = `SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${ID}\\Protected\\AddrInfo`;
        const setAddress = (address: string) => {
          (pc.pc['registry'] as Record<string, unknown>)[account] = { Addr: address };
        };
        pc.deliver({ ...doorPackage(), management: undefined }, door.pin);
        await pc.run({ Send: true });
        setAddress(`${door.url}/ManagementServer/MDM.svc`);
        await pc.run({ Send: true });
        setAddress('http://localhost/');
        await pc.run({ Send: true });
        const fallback = 'https://localhost:8444/kit/v1/evidence certificate';
        const byPin = `${door.url}/kit/v1/evidence Baton-Pin`;
        // nothing listens at 8444 here: the PIN is next
        expect(pc.pc['sent']).toEqual([fallback, byPin, `${door.url}/kit/v1/evidence certificate`, fallback, byPin]);
      });

      test('whatever may not be read while it looks for a proof, the next proof or the file alone is what is left', {
        timeout: 180_000,
      }, async () => {
        await holdCertificate();
        enroll();
        pc.deliver(doorPackage(), door.pin, doorState('unknown_unknown_unknown_'));
        const address = `Get-RegistryValues:SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${ID}\\Protected\\AddrInfo`;
        const denied = [address, 'Find-DeviceCertificate', 'Get-RegistryKeyNames', 'Get-FileTime', 'Get-FolderNames'];
        const ends = await pc.runAll(
          denied.map((name) => ({ pc: { fail: [name] }, parameters: { OutFile: pc.out, Send: true } })),
        );
        expect(
          ends.map((end, n) => [denied[n], end.lines.join().match(/by its device|by the PIN|was not reached/)?.[0]]),
        ).toEqual([
          [address, 'by its device'],
          ['Find-DeviceCertificate', 'by the PIN'],
          ['Get-RegistryKeyNames', 'by the PIN'],
          // without its packages it knows neither the root of the server nor a PIN
          ['Get-FileTime', 'was not reached'],
          ['Get-FolderNames', 'was not reached'],
        ]);
      });

      test('a user of a full enrollment, who sees no file of Baton, sends with the certificate alone', async () => {
        await holdCertificate();
        enroll();
        pc.deliver(doorPackage(), door.pin, doorState('unknown_unknown_unknown_'));
        pc.pc['administrator'] = false;
        await pc.run({ Send: true });
        expect(pc.pc['sent']).toEqual(['https://localhost:8444/kit/v1/evidence certificate']);
      });
    });

    test('without a certificate, a claim token or a PIN, or with ones that others could have written, nothing is sent', async () => {
      expect(await pc.run({ Send: true })).toMatchObject({ code: 20, lines: [expect.stringContaining('claim token')] });
      pc.deliver(packageJson, pin, state);
      const users = { reparse: false, owner: 'S-1-5-21-1-2-3-1001', writers: [], open: true };
      pc.pc['security'] = {
        'C:\\ProgramData\\Baton\\State\\state.json': users,
        [`C:\\ProgramData\\Baton\\Package\\${packageId}\\pin.txt`]: users,
      };
      const { code, calls } = await pc.run({ Send: true });
      expect([code, calls.includes('Send-Evidence')]).toEqual([20, false]);
    });
  });

  describe('the script', () => {
    test('texts are there in Japanese and in English with the same values; exit codes are those of evidence.md', async () => {
      const texts = await evaluate<Record<'ja' | 'en', Record<string, string>>>('ConvertTo-Json $script:Texts');
      const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
      expect(Object.keys(texts.ja).sort()).toEqual(Object.keys(texts.en).sort());
      for (const key of Object.keys(texts.en)) {
        expect([key, values(texts.ja[key] ?? '')]).toEqual([key, values(texts.en[key] ?? '')]);
        expect(texts.ja[key], key).toMatch(/[ぁ-ん]/);
      }
      const codes = Object.values(await evaluate<Record<string, number>>('ConvertTo-Json $script:Exit')).sort(
        (a, b) => a - b,
      );
      for (const page of ['evidence.md', 'evidence.ja.md']) {
        const listed = [...readFileSync(path.join(kitFolder, page), 'utf8').matchAll(/^\| (\d+) \|/gm)].map((row) =>
          Number(row[1]),
        );
        expect([page, listed]).toEqual([page, codes]);
      }
    });

    test('only the adapter names Windows commands, files, the clock, chance and the network', async () => {
      const text = readFileSync(script, 'utf8');
      const check = `. '${path.join(kitFolder, 'testing/surface.ps1')}'\nFind-OutsideAdapter (ConvertFrom-Json $InputJson).text 'Block', 'Change', 'read'`;
      const { output, error } = await host.run(check, { text });
      expect([error, output]).toEqual(['', []]);
      const leak = text.replace('function Read-Clock {', 'function Read-Clock { [IO.File]::Delete("x"); Get-Service;');
      expect((await host.run(check, { text: leak })).output).toHaveLength(2);
    });

    test('changes nothing of Windows but the file, the folder and the task: no such command is in its adapter', () => {
      const text = readFileSync(script, 'utf8');
      const changing =
        /\b(Set-ItemProperty|New-Item|Remove-Item|Set-Service|Start-Service|Stop-Service|Restart-\w+|Enable-\w+|Disable-\w+|Add-Content|Set-Content|Out-File|Clear-\w+|reg(\.exe)? add|SetValue|CreateSubKey|DeleteSubKey)\b/;
      for (const line of text.split('\n').filter((one) => !one.trimStart().startsWith('#')))
        expect(line).not.toMatch(changing);
    });

    test('-Schedule copies the text that runs, not what lies on the disk by then', async () => {
      const text = await evaluate<string>(
        "ConvertTo-Json ((Get-ScriptText (Get-Command $in['script'])) + '|' + (Get-ScriptText $MyInvocation.MyCommand))",
        { script },
      );
      expect(text.replace(/^\uFEFF/, '')).toBe(`${readFileSync(script, 'utf8').replace(/^\uFEFF/, '')}|`);
    });

    test('the compiled code compiles, and reads the certificate of a server that nobody trusts', async () => {
      const door = await startKitDoor();
      try {
        const seen = await evaluate<{ seen: boolean; subject: string }[]>(
          "ConvertTo-Json @(Get-ServerCertificates @($in['url'], 'https://127.0.0.1:1/') '' 15)",
          { url: `${door.url}/` },
        );
        expect(seen).toMatchObject([
          { seen: true, subject: 'CN=Baton TLS root of a test', notAfter: expect.stringMatching(/Z$/) },
          { seen: false },
        ]);
      } finally {
        await door.stop();
      }
    });

    test('as a process it ends with one line, a documented code and a file of the documented shape, even where Windows is not', () => {
      const run = spawnSync(
        pwsh ?? '',
        ['-NoProfile', '-NonInteractive', '-File', script, '-OutFile', pc.out, '-Language', 'ja', '-Redact'],
        { encoding: 'utf8' },
      );
      expect(run.stderr).toBe('');
      expect(run.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^Baton: 診断データを .+ に保存しました/)]);
      expect(run.status).toBe(0);
      const evidence = JSON.parse(pc.text()) as Evidence;
      expect(evidenceShape(evidence, 'evidence')).toEqual([]);
      expect(evidence.pc).toMatchObject({ read: false });
    });
  });

  test('WinHTTP’s own proxy is read from its binary value, also a damaged one', async () => {
    const settings = (flags: number, server: string, bypass: string) => {
      const head = Buffer.alloc(12);
      head.writeInt32LE(24, 0);
      head.writeInt32LE(flags, 8);
      const part = (text: string) => Buffer.concat([Buffer.from(Int32Array.of(text.length).buffer), Buffer.from(text)]);
      return [...Buffer.concat([head, part(server), part(bypass)])];
    };
    const values = [
      settings(3, 'http=p1:80;https=p2:8080', '<local>'),
      settings(1, '', ''),
      settings(3, 'p3:8080', '').slice(0, 18),
      [],
      [1, 2, 3],
    ];
    const read = await evaluate<unknown[]>(
      "ConvertTo-Json @(foreach ($value in $in['values']) { $one = ConvertFrom-WinHttpSettings @($value); \"$($one['access']) $($one['server']) $($one['bypass']) $(Get-HttpsProxy \"$($one['server'])\")\" })",
      { values },
    );
    expect(read).toEqual([
      'proxy http=p1:80;https=p2:8080 <local> p2:8080',
      'direct   ',
      'proxy   ',
      'unset   ',
      'unset   ',
    ]);
  });
});
