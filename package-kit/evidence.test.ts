import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc, type RunOptions } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

/** One start of collect.ps1 by setup.ps1. */
interface Collected {
  readonly path: string;
  readonly language: string;
  readonly handed: string;
}

describe.skipIf(!pwsh)('collect.ps1 in the hands of setup.ps1', () => {
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

  const folder = () => path.join(pc.programData, 'Baton/Collect');
  const file = () => path.join(folder(), 'collect.ps1');
  const collected = () => pc.pc['collected'] as Collected[];
  const set = (name: string, value: unknown) => {
    pc.pc[name] = value;
  };
  const AUTO_ENROLL = 'SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\MDM';
  const setPolicy = (isThere: boolean) => {
    if (isThere) pc.pc.registry[AUTO_ENROLL] = { AutoEnrollMDM: 1 };
    else delete pc.pc.registry[AUTO_ENROLL];
  };
  const otherMdm = () => {
    const id = 'AAAAAAAA-0000-4000-8000-000000000001';
    pc.pc.registry[`SOFTWARE\\Microsoft\\Enrollments\\${id}`] = {
      ProviderID: 'MS DM Server',
      UPN: 'a@corp.example.test',
    };
    pc.pc.registry[`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${id}`] = {};
  };

  describe('it lies at one fixed path', () => {
    test.each<[string, (from: string) => RunOptions]>([
      ['setup.ps1 -Action Copy', (from) => ({ action: 'Copy', from })],
      ['the domain: start-up script', (from) => ({ action: 'Startup', from })],
      ['setup.ps1 in a carrier folder', (from) => ({ here: from })],
      ['by hand', (from) => ({ action: 'Enroll', from, onePc: true })],
      ['EPM, LocalSystem', (from) => ({ carrier: 'epm-system', here: from })],
      ['EPM, step 2', (from) => ({ carrier: 'epm-step2-system', here: from })],
    ])('%s brings it there, byte for byte, into a folder of SYSTEM and Administrators alone', async (_name, runOf) => {
      const run = await pc.run(runOf(pc.deliver()));
      expect(readFileSync(file()).equals(readFileSync(path.join(kitFolder, 'collect.ps1')))).toBe(true);
      const before = run.calls.slice(0, run.calls.indexOf('Copy-WholeFile'));
      const closed = before.filter((call) => call === 'Protect-Folder').length;
      expect((pc.pc['protected'] as string[]).slice(0, closed)).toContain(folder());
    });

    test('a folder that a user made there goes first, with what lies in it', async () => {
      mkdirSync(folder(), { recursive: true });
      writeFileSync(path.join(folder(), 'profile.ps1'), 'evil');
      pc.pc['security'] = { [folder()]: { reparse: false, owner: 'S-1-5-21-1-2-3-1104', writers: [], open: true } };
      await pc.copy();
      expect([existsSync(path.join(folder(), 'profile.ps1')), existsSync(file())]).toEqual([false, true]);
    });

    test('SYSTEM takes none from a source that others could have written', async () => {
      const from = pc.deliver();
      pc.pc['security'] = {
        [path.join(from, 'collect.ps1')]: { reparse: false, owner: 'S-1-5-18', writers: ['S-1-5-32-545'] },
      };
      expect(await pc.run({ action: 'Copy', from })).toMatchObject({ code: 32 });
      expect(existsSync(file())).toBe(false);
    });

    test('a package without it, or a place that cannot be written, stops nothing', async () => {
      const from = pc.deliver();
      rmSync(path.join(from, 'collect.ps1'));
      expect(await pc.run({ action: 'Copy', from })).toMatchObject({ code: 0 });
      mkdirSync(`${file()}.new`, { recursive: true });
      expect(await pc.run({ here: pc.deliver() })).toMatchObject({ code: 0 });
      expect(pc.log()).toContain('collect.ps1 could not be copied');
    });
  });

  describe('it is started when a PC was stopped', () => {
    test.each<[string, number, () => void]>([
      ['AUTOENROLL_SET', 21, () => setPolicy(true)],
      ['PLATFORM_MISMATCH', 21, () => set('services', ['CBA8', 'dmwappushservice'])],
      ['OTHER_MDM', 21, otherMdm],
      ['SIGNED_SCRIPTS_ONLY', 21, () => set('policies', ['AllSigned', 'Undefined'])],
      ['NoWay', 23, () => set('icd', 'absent')],
      ['TLS_UNTRUSTED', 12, () => set('discovery', -2145910766)],
      ['UNREACHABLE', 12, () => set('network', 'unreachable')],
      ['WaysFailed', 22, () => set('provisioning', 'throws')],
      ['Waiting', 10, () => set('silent', true)],
    ])('%s: with the exit code as ever', async (reason, code, arrange) => {
      await pc.copy();
      arrange();
      expect(await pc.run()).toMatchObject({ code });
      const isClaimed = door.claims().length > 0;
      expect(collected()).toEqual([
        { path: file(), language: 'ja', handed: isClaimed ? '' : `${door.packageId}:${door.pin}` },
      ]);
      expect(pc.log()).toContain(`evidence is collected (${reason})`);
    });

    test('once a day for each reason', async () => {
      await pc.copy({ package: { expiresAt: new Date(Date.now() + 9 * 86_400_000).toISOString() } });
      pc.pc.clock = String(BigInt(pc.pc.clock) - (BigInt(pc.pc.clock) % 864_000_000_000n));
      setPolicy(true);
      await pc.run();
      await pc.run();
      expect(collected()).toHaveLength(1);
      setPolicy(false);
      pc.pc['icd'] = 'absent';
      await pc.run();
      setPolicy(true);
      await pc.run();
      expect(collected()).toHaveLength(2);
      pc.pass(86_400);
      await pc.run();
      await pc.run();
      expect(collected()).toHaveLength(3);
    });

    test('after which no copy of the PIN may stay it has the PIN in memory alone, and the copies are gone at once', async () => {
      await pc.copy();
      otherMdm();
      const run = await pc.run();
      expect(collected()).toMatchObject([{ handed: `${door.packageId}:${door.pin}` }]);
      expect(pc.filesWith(door.pin)).toEqual([]);
      expect(run.lines.join()).not.toContain(door.pin);
    });

    test('killed as it starts, the next run does not start it again that day', async () => {
      await pc.copy();
      otherMdm();
      const probe = await pc.run({ simulate: true });
      expect(probe.calls).not.toContain('Start-Collector');
      const at = (await countUntil('Start-Collector')) + 1;
      await pc.run({ kill: at, when: 'before' });
      expect(await pc.run()).toMatchObject({ code: 21 });
      expect(collected()).toEqual([]);
      expect(pc.filesWith(door.pin)).toEqual([]);
    });

    /** How many adapter calls a run on a like PC makes before this one. */
    const countUntil = async (call: string): Promise<number> => {
      const like = await DoubledPc.start(host, door);
      try {
        await like.copy();
        Object.assign(like.pc.registry, JSON.parse(JSON.stringify(pc.pc.registry)));
        return (await like.run()).calls.indexOf(call);
      } finally {
        like.stop();
      }
    };

    test.each<[string, () => Promise<void>]>([
      [
        'waiting for somebody to sign in',
        async () => {
          (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = '';
          await pc.copy({ package: { identity: { withoutUser: 'wait' } } });
        },
      ],
      [
        'what Baton itself refused, and so knows',
        async () => {
          await pc.copy();
          door.answerClaims({ decision: 'refused', reason: 'NOT_ON_ROSTER', message: { ja: '', en: '' } });
        },
      ],
      [
        'where package.json has "evidence": false',
        async () => {
          await pc.copy({ package: { evidence: false } });
          otherMdm();
        },
      ],
      [
        'where others could have written the script',
        async () => {
          await pc.copy();
          pc.pc['security'] = {
            [file()]: { reparse: false, owner: 'S-1-5-18', writers: ['S-1-5-32-545'], open: true },
          };
          otherMdm();
        },
      ],
      ['an enrolled PC', () => pc.copy().then(() => undefined)],
    ])('not: %s', async (_name, arrange) => {
      await arrange();
      await pc.run();
      expect(collected()).toEqual([]);
    });

    test('a start that fails changes nothing', async () => {
      await pc.copy();
      otherMdm();
      pc.pc['collector'] = 'locked';
      expect(await pc.run()).toMatchObject({ code: 21, lines: [expect.stringContaining('[OTHER_MDM]')] });
      expect(pc.log()).toContain('collect.ps1 could not be started');
    });

    test.each(['yes', 1, {}])('"evidence": %j cannot be read', async (evidence) => {
      expect(await pc.copy({ package: { evidence } })).toMatchObject({ code: 30 });
    });

    test('how it is started: hidden, no secret among its arguments, and none of this script’s own input and output held open', async () => {
      const text = readFileSync(path.join(kitFolder, 'setup.ps1'), 'utf8');
      const start = text.slice(text.indexOf('function Start-Collector'), text.indexOf('# -- the scheduled task'));
      expect(start).toMatch(
        /KeepHandles\(\)[\s\S]*CreateNoWindow = \$true[\s\S]*EnvironmentVariables\['BATON_PIN'\] = \$Handed/,
      );
      expect(start).not.toMatch(/Arguments.*Handed|WaitForExit/);
      const { output, error } = await host.run(
        `. '${path.join(kitFolder, 'setup.ps1')}' -Action None; Add-BesideType; [Baton.Beside].GetMethod('KeepHandles').Name`,
      );
      expect([error, output]).toEqual(['', ['KeepHandles']]);
      const taken = await host.run(
        `$env:BATON_PIN = 'x:y'; . '${path.join(kitFolder, 'collect.ps1')}' -Action None; Get-HandedPin; "[$env:BATON_PIN]"`,
      );
      expect(taken.output).toEqual(['x:y', '[]']);
    });
  });
});
