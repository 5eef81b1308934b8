import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc } from './testing/pc.ts';
import { PowerShellHost, pwsh } from './testing/pwsh.ts';

const enrollments = 'SOFTWARE\\Microsoft\\Enrollments';
const accounts = 'SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts';

describe.skipIf(!pwsh)('setup.ps1 at the enrollment door', () => {
  let host: PowerShellHost;
  let door: KitDoor;
  let pc: DoubledPc;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    door = await startKitDoor();
    pc = await DoubledPc.start(host, door);
  });
  afterEach(async () => {
    pc.stop();
    await door.stop();
  });

  /** No file of the PC holds the PIN, a claim's secret or the shared secret. */
  const expectNoSecrets = () => {
    const secrets = [door.pin, door.shared.secret, ...door.claims().map((claim) => claim.secret)];
    for (const secret of secrets) expect(pc.filesWith(secret)).toEqual([]);
  };
  const expectPinKept = () => expect(pc.filesWith(door.pin)).toEqual([`Baton/Package/${door.packageId}/pin.txt`]);
  const otherMdm = () => {
    pc.pc.registry[`${enrollments}\\aaaaaaaa-0000-4000-8000-000000000001`] = {
      ProviderID: 'MS DM Server',
      UPN: 'a@corp.example.test',
    };
    pc.pc.registry[`${accounts}\\AAAAAAAA-0000-4000-8000-000000000001`] = {};
  };

  describe('the line through', () => {
    test('0 only when Baton saw the first session: copied, claimed, built by ICD.exe, enrolled, agreed', async () => {
      expect(await pc.copy()).toMatchObject({ code: 0, lines: ['Baton: 配布パッケージをコピーしました。'] });
      expectPinKept();
      expect(pc.pc['task']).not.toBeNull();
      expect(await pc.run()).toMatchObject({
        code: 0,
        lines: ['Baton: 登録が完了しました。Baton が初回セッションを確認しました。'],
      });
      expect(door.claims()).toMatchObject([{ state: 'used', firstSessionAt: expect.any(String) }]);
      expectNoSecrets();
      expect(pc.pc['task']).toBeNull();
      expect(existsSync(path.join(pc.programData, 'Baton/Work'))).toBe(false);
      expect(door.stages().map((stage) => stage['stage'])).toEqual(['files-copied', 'script-ran']);
      expect(door.reports()).toEqual([{ way: 'icd', message: 'enrolled', logTail: '' }]);
    });

    test('the claim says who the PC is in the shape of the kit contract', async () => {
      await pc.copy();
      await pc.run();
      expect(door.claimBodies()).toEqual([
        {
          packageId: door.packageId,
          pin: door.pin,
          kit: '1.0.0',
          identity: { kind: 'user', name: 'CORP\\suzuki' },
          pc: {
            name: 'TKY-PC-0412',
            domain: 'corp.example.test',
            uuid: '4C4C4544-0042-3510-8052-B4C04F4D3132',
            serial: 'SN-0412',
            maker: 'Example',
            model: 'Note 7',
            edition: 4,
            build: '10.0.22631.4460',
            permanentMacs: ['02-15-5D-00-41-17'],
            currentMacs: ['02-15-5D-00-41-17'],
            clientId: { configmgr: 'GUID:0B5C6C8E-0000-4000-8000-000000000412' },
          },
          oldPlatforms: ['configmgr'],
          mdms: [],
          language: 'ja',
        },
      ]);
    });

    test('run beside its package.json in a carrier folder, it copies the package and goes on', async () => {
      expect(await pc.run({ here: pc.deliver() })).toMatchObject({ code: 0 });
      expectNoSecrets();
    });

    test('run twice: already enrolled is 0, without another claim', async () => {
      await pc.copy();
      await pc.run();
      expect(await pc.run()).toMatchObject({ code: 0, lines: ['Baton: この PC はすでに Baton に登録されています。'] });
      expect(await pc.run({ here: pc.deliver() })).toMatchObject({ code: 0 });
      expect(door.claims()).toHaveLength(1);
      expectNoSecrets();
    });

    test('the package copied last is used when only the text runs; -PackageId chooses another', async () => {
      await pc.copy({ package: { packageId: '00000000-0000-4000-8000-000000000001', language: 'en' } });
      const older = '00000000-0000-4000-8000-000000000001';
      await pc.copy();
      await pc.run({ packageId: older });
      expect(door.claimBodies().map((body) => body['packageId'])).toEqual([older]);
    });

    test('installs the TLS root of the package when Windows does not trust the server yet, and says so', async () => {
      await pc.copy();
      await pc.run();
      expect(pc.pc['roots']).toHaveLength(1);
      expect(door.stages().at(-1)).toMatchObject({
        detail: `Windows Configuration Designer: ADK; ways: icd; installed the package's TLS root ${door.root.sha256}`,
      });
      expect(pc.log()).toContain("installed the package's root certificate");
    });

    test('a root whose SHA-256 is not the one in package.json is never installed nor spoken to', async () => {
      await pc.copy({ package: { root: { pem: door.root.pem, sha256: 'AB'.repeat(32) } } });
      expect(await pc.run()).toMatchObject({ code: 30 });
      expect(pc.pc['roots']).toEqual([]);
      expect(door.stages()).toEqual([]);
    });

    test('TLS_UNTRUSTED: a server whose chain ends in another root is not talked to; the PIN stays', async () => {
      const other = await startKitDoor();
      await pc.copy({ package: { root: other.root } });
      await other.stop();
      expect(await pc.run()).toMatchObject({ code: 12, lines: [expect.stringContaining('[TLS_UNTRUSTED]')] });
      expect(door.claimBodies()).toEqual([]);
      expectPinKept();
    });
  });

  describe('checks before the claim, each with its own reason', () => {
    test.each<[string, string, number, boolean, () => void]>([
      [
        'SIGNED_SCRIPTS_ONLY',
        'policy AllSigned and no signature',
        21,
        true,
        () => Object.assign(pc.pc, { policies: ['AllSigned', 'Undefined'] }),
      ],
      ['OTHER_MDM', 'a real enrollment elsewhere', 21, false, otherMdm],
      [
        'AUTOENROLL_SET',
        'AutoEnrollMDM = 1',
        21,
        true,
        () =>
          Object.assign(pc.pc.registry, {
            'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\MDM': { AutoEnrollMDM: 1 },
          }),
      ],
      [
        'PLATFORM_MISMATCH',
        'EPM found, package for ConfigMgr',
        21,
        false,
        () => Object.assign(pc.pc, { services: ['CBA8', 'dmwappushservice'] }),
      ],
      [
        'WAPPUSH_DISABLED',
        'disabled and not to be changed',
        21,
        true,
        () => Object.assign(pc.pc, { startModes: { dmwappushservice: 'Disabled' }, servicesLocked: true }),
      ],
      [
        'OS_NOT_SUPPORTED',
        'Windows Home',
        21,
        false,
        () => Object.assign(pc.pc['computer'] as object, { edition: 101 }),
      ],
      [
        'OS_NOT_SUPPORTED',
        'Windows Server',
        21,
        false,
        () => {
          pc.pc.registry['SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'] = { InstallationType: 'Server' };
        },
      ],
      ['UNREACHABLE', 'no route to Baton', 12, true, () => Object.assign(pc.pc, { network: 'unreachable' })],
      [
        'UNREACHABLE',
        "Windows' own discovery has no route",
        12,
        true,
        () => Object.assign(pc.pc, { discovery: 0x80072ee7 | 0 }),
      ],
      [
        'TLS_UNTRUSTED',
        "Windows' own discovery refuses the certificate",
        12,
        true,
        () => Object.assign(pc.pc, { discovery: 0x80180012 | 0 }),
      ],
    ])('%s: %s', async (reason, _case, code, kept, arrange) => {
      await pc.copy();
      arrange();
      expect(await pc.run()).toMatchObject({ code, lines: [expect.stringContaining(`[${reason}]`)] });
      expect(door.claimBodies()).toEqual([]);
      if (kept) expectPinKept();
      else expectNoSecrets();
      expect(pc.pc['task'] !== null).toBe(kept);
      if (pc.pc['network'] === 'up')
        expect(door.stages().at(-1)).toMatchObject({ stage: 'script-ran', reason, name: 'TKY-PC-0412' });
    });

    test('an enrollment elsewhere is never touched, and its PC gets no root', async () => {
      await pc.copy();
      otherMdm();
      const before = structuredClone(pc.pc.registry);
      await pc.run();
      expect(pc.pc.registry).toEqual(before);
      expect(pc.pc['roots']).toEqual([]);
      expect(pc.pc['ppkgs']).toEqual([]);
    });

    test("another Baton's enrollment is another MDM; a residue is not", async () => {
      const id = 'bbbbbbbb-0000-4000-8000-000000000001';
      pc.pc.registry[`${enrollments}\\${id}`] = {
        ProviderID: 'Baton',
        UPN: 'x@other',
        DiscoveryServiceFullURL: 'https://other.example.test/D.svc',
      };
      await pc.copy();
      pc.pc.registry[`${accounts}\\${id}`] = {};
      expect(await pc.run()).toMatchObject({ code: 21, lines: [expect.stringContaining('[OTHER_MDM]')] });
      delete pc.pc.registry[`${accounts}\\${id}`];
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 0 });
    });

    test('dmwappushservice disabled is mended where it can be', async () => {
      await pc.copy();
      Object.assign(pc.pc, { startModes: { dmwappushservice: 'Disabled' } });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(pc.pc['startModes']).toEqual({ dmwappushservice: 'Manual' });
    });

    test('a Windows without DiscoverManagementServiceEx is not kept out by its absence', async () => {
      await pc.copy();
      Object.assign(pc.pc, { discovery: 'entry point not found' });
      expect(await pc.run()).toMatchObject({ code: 0 });
    });

    test('not elevated: nothing is done', async () => {
      Object.assign(pc.pc, { administrator: false });
      expect(await pc.run()).toMatchObject({ code: 31 });
      expect(existsSync(path.join(pc.programData, 'Baton'))).toBe(false);
    });

    test('a 32-bit process starts the same script again in 64 bits and gives its exit code', async () => {
      await pc.copy();
      Object.assign(pc.pc, { bits: { process: 32, system: 64 } });
      expect(await pc.run()).toMatchObject({ code: 7, lines: [] });
      expect(pc.pc['relaunched']).toBe(`${pc.packageFile('setup.ps1')} -Action Enroll`);
    });

    test('no ICD.exe and no shared ppkg: says so before a claim is made', async () => {
      await pc.copy();
      Object.assign(pc.pc, { icd: 'absent' });
      expect(await pc.run()).toMatchObject({ code: 23 });
      expect(door.claimBodies()).toEqual([]);
      expectPinKept();
    });

    test('-WhatIf looks, changes nothing and claims nothing', async () => {
      await pc.copy();
      const before = { ...structuredClone(pc.pc), discovered: undefined };
      const stages = door.stages().length;
      const log = pc.log();
      const run = await pc.run({ simulate: true });
      expect(run).toMatchObject({
        code: 0,
        lines: [expect.stringContaining(door.root.sha256), expect.stringContaining('icd')],
      });
      expect({ ...pc.pc, discovered: undefined }).toEqual(before);
      expect([door.stages().length, door.claimBodies().length, pc.log()]).toEqual([stages, 0, log]);
    });

    test('-WhatIf in a carrier folder does not even copy', async () => {
      expect(await pc.run({ simulate: true, here: pc.deliver() })).toMatchObject({ code: 0 });
      expect(existsSync(path.join(pc.programData, 'Baton'))).toBe(false);
    });
  });

  describe('identity', () => {
    test('without a console user the package decides: COMPUTERNAME@<AD domain>', async () => {
      await pc.copy();
      Object.assign(pc.pc['computer'] as object, { consoleUser: '' });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.claimBodies()[0]).toMatchObject({
        identity: { kind: 'computer', name: 'TKY-PC-0412@corp.example.test' },
      });
    });

    test('or WAIT_SIGN_IN: copies stay, the task tries at the next sign-in before its time', async () => {
      await pc.copy({ package: { identity: { withoutUser: 'wait' } } });
      Object.assign(pc.pc['computer'] as object, { consoleUser: '' });
      expect(await pc.run()).toMatchObject({ code: 11, lines: [expect.stringContaining('[WAIT_SIGN_IN]')] });
      expectPinKept();
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 10 });
      Object.assign(pc.pc['computer'] as object, { consoleUser: 'CORP\\鈴木 一郎' });
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(door.claimBodies()).toMatchObject([{ identity: { kind: 'user', name: 'CORP\\鈴木 一郎' } }]);
      expectNoSecrets();
    });

    test('the UPN that Windows knows for the account goes before DOMAIN\\name', async () => {
      await pc.copy();
      Object.assign(pc.pc, { upns: { 'CORP\\suzuki': 'suzuki@corp.example.test' } });
      await pc.run();
      expect(door.claimBodies()[0]).toMatchObject({ identity: { kind: 'user', name: 'suzuki@corp.example.test' } });
    });
  });

  describe('ways', () => {
    test('ICD.exe fails: the shared ppkg is the next way, and the failure is reported without the secret', async () => {
      await pc.copy({ shared: true });
      Object.assign(pc.pc, { icd: 'fails' });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.reports()).toMatchObject([
        { way: 'icd', hresult: '0x80004005', message: 'ICD.exe ended with 31' },
        { way: 'shared-ppkg', message: 'enrolled' },
      ]);
      const tail = String(door.reports()[0]?.['logTail']);
      expect(tail).toContain('<Secret>***</Secret>');
      expect(tail).not.toContain(door.claims()[0]?.secret);
      expectNoSecrets();
    });

    test('no ICD.exe: the shared ppkg is the first way', async () => {
      await pc.copy({ shared: true });
      Object.assign(pc.pc, { icd: 'absent' });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.reports()).toMatchObject([{ way: 'shared-ppkg' }]);
      expectNoSecrets();
    });

    test('an ADK that cannot use the common store builds with the desktop store', async () => {
      await pc.copy();
      Object.assign(pc.pc, { icd: 'desktop-store' });
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(pc.pc['icdRuns']).toMatchObject([expect.stringContaining('Common'), expect.stringContaining('Desktop')]);
    });

    test('ICD.exe over 120 s is ended; its project and log are gone', async () => {
      await pc.copy();
      Object.assign(pc.pc, { icd: 'hangs' });
      expect(await pc.run()).toMatchObject({ code: 22 });
      expect(door.reports()).toMatchObject([
        { way: 'icd', hresult: '0x800705B4', message: 'ICD.exe took longer than 120 s' },
      ]);
      expectNoSecrets();
      expect(pc.pc['task']).not.toBeNull();
    });

    test('Windows refuses the ppkg: HRESULT and message are reported', async () => {
      await pc.copy();
      Object.assign(pc.pc, { provisioning: 'throws' });
      expect(await pc.run()).toMatchObject({ code: 22, lines: [expect.stringContaining('0x80070005')] });
      expect(door.reports()).toMatchObject([{ way: 'icd', hresult: '0x80070005', message: 'access denied' }]);
      expectNoSecrets();
    });

    test("an enrollment that Windows logs as failed ends the way with Windows' HRESULT", async () => {
      await pc.copy();
      const broken = { ...door, enrollAsWindows: async () => ({ hresult: '0x80180023' }) };
      pc.stop();
      pc = await DoubledPc.start(host, broken);
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 22, lines: [expect.stringContaining('0x80180023')] });
      expect(door.reports()).toMatchObject([{ way: 'icd', hresult: '0x80180023' }]);
    });

    describe('baton-ppkg (experimental)', () => {
      const ways = { package: { ways: ['baton-ppkg', 'shared-ppkg'] } };

      test('only where package.json names it: Baton writes the ppkg, Windows gets it, every byte of it is deleted', async () => {
        Object.assign(pc.pc, { icd: 'absent' });
        door.offerPpkg('written');
        await pc.copy();
        expect(await pc.run()).toMatchObject({ code: 23 });
        await pc.copy(ways);
        expect(await pc.run()).toMatchObject({ code: 0 });
        expect(door.reports()).toEqual([{ way: 'baton-ppkg', message: 'enrolled', logTail: '' }]);
        expectNoSecrets();
      });

      test('it is tried after the ways that are proven', async () => {
        door.offerPpkg('written');
        await pc.copy({ shared: true, package: { ways: ['baton-ppkg', 'shared-ppkg', 'icd'] } });
        Object.assign(pc.pc, { provisioning: 'throws' });
        expect(await pc.run()).toMatchObject({ code: 22 });
        expect(door.reports().map((report) => report['way'])).toEqual(['icd', 'shared-ppkg', 'baton-ppkg']);
        expect(door.reports().at(-1)).toMatchObject({ hresult: '0x80070005' });
      });

      test.each<['off' | 'damaged' | 'busy', string, readonly unknown[]]>([
        ['off', '0x80190194', []],
        ['busy', '0x801901F7', [expect.objectContaining({ way: 'baton-ppkg', hresult: '0x801901F7' })]],
        ['damaged', '0x80070570', [expect.objectContaining({ way: 'baton-ppkg', hresult: '0x80070570' })]],
      ])('%s: the next way is tried, and what failed is reported', async (offer, hresult, reports) => {
        Object.assign(pc.pc, { icd: 'absent', register: 'works' });
        door.offerPpkg(offer);
        await pc.copy({ package: { ways: ['baton-ppkg'] } });
        expect(await pc.run()).toMatchObject({ code: 22, lines: [expect.stringContaining(hresult)] });
        expect(door.reports()).toEqual(reports);
        expect(pc.pc['ppkgs']).toEqual([]);
        await pc.copy({ package: { ways: ['baton-ppkg', 'register'] } });
        pc.pass(3600);
        expect(await pc.run()).toMatchObject({ code: 0 });
        expectNoSecrets();
      });

      test('a claim that Windows used meanwhile gets none (CLAIM_NOT_RESERVED)', async () => {
        Object.assign(pc.pc, { icd: 'fails' });
        door.offerPpkg('written');
        await pc.copy({ package: { ways: ['icd', 'baton-ppkg'] } });
        door.useClaimsAtOnce();
        expect(await pc.run()).toMatchObject({ code: 22 });
        expect(door.reports().at(-1)).toMatchObject({
          hresult: '0x80190199',
          message: 'Baton gave no ppkg: 409 CLAIM_NOT_RESERVED',
        });
      });
    });

    test('a shared ppkg that is not the file package.json names is not given to Windows', async () => {
      await pc.copy({ shared: true });
      Object.assign(pc.pc, { icd: 'absent' });
      writeFileSync(pc.packageFile('shared.ppkg'), 'something else');
      expect(await pc.run()).toMatchObject({ code: 22 });
      expect(pc.pc['ppkgs']).toEqual([]);
    });

    test('still waiting after 10 minutes is its own code, never 3010; the next run finds the first session', async () => {
      await pc.copy();
      Object.assign(pc.pc, { silent: true });
      const began = pc.now();
      expect(await pc.run()).toMatchObject({ code: 10 });
      expect(pc.now() - began).toBeLessThan(11 * 60_000);
      expectNoSecrets();
      Object.assign(pc.pc, { silent: false });
      pc.pass(3600);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(door.claims()).toHaveLength(1);
    });
  });

  describe('PINs and secrets', () => {
    test.each(['PIN_INVALID', 'PIN_REVOKED', 'NOT_ON_ROSTER', 'ROW_TAKEN', 'PLATFORM_MISMATCH', 'OTHER_MDM'])(
      'refused for good (%s): every copy is deleted at once',
      async (reason) => {
        await pc.copy({ shared: true });
        door.answerClaims({ decision: 'refused', reason, message: { ja: '理由の文です。', en: 'A sentence.' } });
        expect(await pc.run()).toMatchObject({ code: 20, lines: [`Baton: 理由の文です。 [${reason}]`] });
        expectNoSecrets();
        expect(pc.pc['task']).toBeNull();
        expect(await pc.run()).toMatchObject({ code: 20, lines: [expect.stringContaining(`[${reason}]`)] });
        expect(door.claimBodies()).toHaveLength(1);
      },
    );

    test.each(['PACKAGE_PAUSED', 'PIN_EXPIRED', 'PIN_ENROLLMENT_OFF', 'SERVER_ERROR'])(
      'later (%s): copies stay, the task is due when Baton asked, and then it goes through',
      async (reason) => {
        await pc.copy();
        door.answerClaims({
          decision: 'later',
          reason,
          retryAfterSeconds: 7200,
          message: { ja: 'あとで。', en: 'Later.' },
        });
        expect(await pc.run()).toMatchObject({ code: 11, lines: [`Baton: あとで。 [${reason}]`] });
        expectPinKept();
        const due = new Date((pc.pc['task'] as { at: string }).at).getTime();
        expect(Math.round((due - pc.now()) / 1000)).toBe(7200);
        door.answerClaims(null);
        expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 10 });
        expect(door.claimBodies()).toHaveLength(1);
        pc.pass(7200);
        expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
        expectNoSecrets();
      },
    );

    test.each([400, 413, 429, 500, 503])('HTTP %i is no decision: copies stay', async (status) => {
      await pc.copy();
      door.answerStatus(status);
      expect(await pc.run()).toMatchObject({ code: 12, lines: [expect.stringContaining('[SERVER_ERROR]')] });
      expectPinKept();
    });

    test.each<[string, Record<string, unknown>]>([
      ['a secret outside the alphabet', { secret: 'O0O0O0O0O0O0' }],
      ['a token that would break a header', { token: 'abcdefghijklmnopqrst\r\nX: y' }],
      ['a discovery URL of another host', { discoveryUrl: 'https://evil.example.test/D.svc' }],
      ['a claim id that is a path', { claimId: '../../x' }],
      ['an unknown decision', { decision: 'maybe' }],
    ])('an accepted claim with %s is no decision: nothing is built, copies stay', async (_name, wrong) => {
      await pc.copy();
      const good = {
        decision: 'accepted',
        claimId: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11',
        upn: '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@localhost',
        secret: 'K7QF2M9TX4RW',
        token: 'a'.repeat(43),
        expiresAt: '2030-01-01T00:00:00Z',
        renewUntil: '2030-01-03T00:00:00Z',
        discoveryUrl: door.discoveryUrl,
      };
      door.answerClaims({ ...good, ...wrong });
      expect(await pc.run()).toMatchObject({ code: 12, lines: [expect.stringContaining('[SERVER_ERROR]')] });
      expect(pc.pc['icdRuns']).toEqual([]);
      expectPinKept();
    });

    test('copies go 7 days after the expiry in package.json, by the task, even when setup.ps1 never ran', async () => {
      await pc.copy({ shared: true });
      expect(pc.pc['task']).toMatchObject({ script: pc.packageFile('setup.ps1') });
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expectPinKept();
      expect(door.claimBodies()).toEqual([]);
      pc.pass(8 * 86_400 - 3600);
      await pc.run({ action: 'Retry' });
      expectPinKept();
      pc.pass(3700);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expectNoSecrets();
      expect(pc.pc['task']).toBeNull();
    });

    test('a PIN without a readable package.json is deleted by the next run', async () => {
      await pc.copy();
      writeFileSync(pc.packageFile('package.json'), '{');
      await pc.run();
      expectNoSecrets();
    });

    test('the folders are closed to all but SYSTEM and Administrators before anything is written', async () => {
      const run = await pc.copy();
      const made = ['', '/Package', '/State', '/Logs', `/Package/${door.packageId}`, '/Collect'].map((name) =>
        path.join(pc.programData, `Baton${name}`),
      );
      expect(pc.pc['protected']).toEqual(made);
      expect(run.calls.lastIndexOf('Protect-Folder')).toBeLessThan(run.calls.indexOf('Copy-FileBytes'));
      expect(run.calls.lastIndexOf('Protect-Folder')).toBeLessThan(run.calls.indexOf('Copy-WholeFile'));
    });

    test('a Baton folder that somebody else made is emptied first; a planted package is refused', async () => {
      await pc.copy();
      const root = path.join(pc.programData, 'Baton');
      Object.assign(pc.pc['security'] as object, {
        [pc.packageFile('package.json')]: { owner: 'S-1-5-21-1-2-3-1001', writers: [], reparse: false },
      });
      expect(await pc.run()).toMatchObject({ code: 32 });
      Object.assign(pc.pc, {
        security: { [root]: { owner: 'S-1-5-21-1-2-3-1001', writers: [], reparse: false, open: true } },
      });
      expect(await pc.run()).toMatchObject({ code: 30 });
      expect(door.claimBodies()).toEqual([]);
    });

    test('a state file that this kit did not write is not used', async () => {
      await pc.copy();
      const state = path.join(pc.programData, 'Baton/State/state.json');
      writeFileSync(
        state,
        JSON.stringify({
          claim: { packageId: door.packageId, token: 'x'.repeat(40), claimId: 'a', renewUntil: '2099-01-01T00:00:00Z' },
        }),
      );
      Object.assign(pc.pc, { security: { [state]: { owner: 'S-1-5-21-1-2-3-1001', writers: [], reparse: false } } });
      expect(await pc.run()).toMatchObject({ code: 0 });
    });

    test.each(['', '{', '[]', '"x"', '{"claim":5,"retry":[],"outcome":"x"}', 'null'])(
      'a damaged state file (%s) counts as none',
      async (text) => {
        await pc.copy();
        writeFileSync(path.join(pc.programData, 'Baton/State/state.json'), text);
        expect(await pc.run()).toMatchObject({ code: 0 });
      },
    );

    test("a former claim's token goes with the next claim; the state file keeps token but never PIN or secret", async () => {
      await pc.copy();
      await pc.run();
      const token = door.claims()[0]?.token;
      expect(JSON.parse(readFileSync(path.join(pc.programData, 'Baton/State/state.json'), 'utf8'))).toMatchObject({
        claim: { token },
      });
      for (const key of Object.keys(pc.pc.registry)) if (key.includes('11111111')) delete pc.pc.registry[key];
      pc.pass(3600);
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.claimBodies()[1]).toMatchObject({ token });
      expectNoSecrets();
    });

    test('after un-enrolling, without a new copy: says that the package must be distributed again', async () => {
      await pc.copy();
      await pc.run();
      for (const key of Object.keys(pc.pc.registry)) if (key.includes('11111111')) delete pc.pc.registry[key];
      expect(await pc.run()).toMatchObject({ code: 20, lines: [expect.stringContaining('配り直してください')] });
      expect(await pc.run()).toMatchObject({ code: 20 });
    });

    test('CLAIM_REVOKED while waiting ends the run for good', async () => {
      await pc.copy();
      Object.assign(pc.pc, { silent: true });
      await pc.run();
      door.setClaimState(door.claims()[0]?.id ?? '', 'revoked');
      pc.pass(60);
      expect(await pc.run()).toMatchObject({ code: 20, lines: [expect.stringContaining('[CLAIM_REVOKED]')] });
      expectNoSecrets();
    });

    test('neither PIN, secret nor token is ever written to the log or sent as text', async () => {
      await pc.copy({ shared: true });
      Object.assign(pc.pc, { icd: 'fails' });
      await pc.run();
      const said = pc.log() + JSON.stringify(door.stages()) + JSON.stringify(door.reports());
      for (const claim of door.claims())
        for (const secret of [claim.secret, claim.token, door.pin]) expect(said).not.toContain(secret);
    });
  });

  describe('trying again', () => {
    test('backs off across restarts: 15 minutes, doubled, at most 6 hours; an early start waits', async () => {
      await pc.copy();
      Object.assign(pc.pc, { network: 'unreachable' });
      await pc.run();
      const waits: number[] = [];
      for (let n = 0; n < 7; n++) {
        const due = new Date((pc.pc['task'] as { at: string }).at).getTime();
        waits.push(Math.round((due - pc.now()) / 60_000));
        pc.pass(120);
        expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 10 });
        pc.pass((due - pc.now()) / 1000 + 1);
        expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 12 });
      }
      expect(waits).toEqual([15, 30, 60, 120, 240, 360, 360]);
    });

    test('a claim that ended is made anew from a fresh copy of the PIN, with the old token as proof', async () => {
      await pc.copy();
      Object.assign(pc.pc, { provisioning: 'throws' });
      expect(await pc.run()).toMatchObject({ code: 22 });
      door.setClaimState(door.claims()[0]?.id ?? '', 'expired');
      Object.assign(pc.pc, { provisioning: 'works' });
      pc.pass(3600);
      await pc.copy();
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.claimBodies()[1]).toMatchObject({ token: door.claims()[0]?.token });
      expectNoSecrets();
    });

    test('the task of a package that is gone ends itself', async () => {
      await pc.copy();
      Object.assign(pc.pc, { network: 'unreachable' });
      await pc.run();
      rmSync(path.dirname(pc.packageFile('x')), { recursive: true });
      pc.pass(86_400);
      expect(await pc.run({ action: 'Retry' })).toMatchObject({ code: 0 });
      expect(pc.pc['task']).toBeNull();
    });
  });
});
