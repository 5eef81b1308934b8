import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startKitDoor } from './testing/kit-door.ts';
import { DoubledPc } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const setup = path.join(kitFolder, 'setup.ps1');

describe.skipIf(!pwsh)('setup.ps1 as a process', () => {
  let host: PowerShellHost;
  let folder: string;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'baton-process-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('ends with one short line and a documented exit code even where nothing it needs is there', () => {
    const run = spawnSync(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-File', setup], {
      encoding: 'utf8',
      cwd: folder,
    });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^Baton: .{10,120}$/)]);
    expect(run.status).toBe(40);
  });

  test.each([
    ['copy-package.cmd', '-Action Copy'],
    ['startup-script.cmd', '-Action Startup'],
    ['enroll-this-pc.cmd', '-Action Enroll -OnePc Yes'],
  ])('is whole in its text alone: run as %s runs it, exit code included', (file, action) => {
    const command = readFileSync(path.join(kitFolder, file), 'utf8').match(/-Command "(.*)"/)?.[1];
    expect(command).toContain(action);
    const env = { ...process.env, BATON_FROM: `${kitFolder}${path.sep}` };
    const run = spawnSync(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-Command', command ?? ''], {
      encoding: 'utf8',
      cwd: folder,
      env,
    });
    expect(run.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^Baton: /)]);
    expect(run.status).toBe(40);
  });

  test.each(['epm-system.ps1', 'epm-step2-system.ps1'])(
    '%s ends with one line and its exit code: 30 without a package, 32 where it cannot see who may write',
    (file) => {
      const run = () =>
        spawnSync(pwsh ?? '', ['-NoProfile', '-NonInteractive', '-File', path.join(folder, file)], {
          encoding: 'utf8',
          env: { ...process.env, ProgramData: folder },
        });
      writeFileSync(path.join(folder, file), readFileSync(path.join(kitFolder, file)));
      const none = run();
      expect([none.stderr, none.stdout.trim().split('\n').length, none.status]).toEqual(['', 1, 30]);
      // this setup.ps1 would say so if it ran
      writeFileSync(path.join(folder, 'setup.ps1'), "'it ran'; exit 0");
      writeFileSync(path.join(folder, 'package.json'), '{}');
      const untrusted = run();
      expect([untrusted.stderr, untrusted.status]).toEqual(['', 32]);
      expect(untrusted.stdout).not.toContain('it ran');
    },
  );

  describe('CONSTRAINED_LANGUAGE, in a session that PowerShell itself constrains', () => {
    const packageId = '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11';

    /** Runs a script's text as it is; only Windows' environment variables are set, and `exit` is looked at instead of obeyed. */
    const constrained = async (file: string, place: string, call: string) => {
      const bodies: string[] = [];
      const server = createServer((request, response) => {
        let text = '';
        request.on('data', (part: Buffer) => {
          text += part.toString('utf8');
        });
        request.on('end', () => {
          bodies.push(`${request.method} ${request.url} ${text}`);
          response.writeHead(204).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      mkdirSync(path.join(folder, place), { recursive: true });
      const enrollment = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      writeFileSync(path.join(folder, place, 'package.json'), JSON.stringify({ packageId, enrollment, kit: '1.0.0' }));
      // this setup.ps1 would say so if it ran
      writeFileSync(path.join(folder, place, 'setup.ps1'), "'it ran'");
      const text = readFileSync(path.join(kitFolder, file), 'utf8')
        .replace(/^\uFEFF/, '')
        .replace('exit $end.code', '"code $($end.code)"')
        .replaceAll('$PSScriptRoot', `'${path.join(folder, place)}'`);
      const script = `$request = ConvertFrom-Json $InputJson\n$env:ProgramData = $request.folder\n$env:COMPUTERNAME = 'TKY-PC-0412'\nInvoke-Expression ('& {' + $request.text + '}${call}')`;
      const { output, error } = await host.run(script, { folder, text }, 'ConstrainedLanguage');
      server.close();
      return { output, error, bodies };
    };

    test.each([
      ['setup.ps1', 'Baton/Package/x', ''],
      ['setup.ps1', 'carrier', " -Action Copy -From ' + $request.folder + '/carrier"],
      ['epm-system.ps1', 'carrier', ''],
      ['epm-step2-system.ps1', 'carrier', ''],
    ])('%s with its package in %s says so with cmdlets alone, and runs nothing', async (file, place, call) => {
      const { output, error, bodies } = await constrained(file, place, call);
      expect(error).toBe('');
      expect(output).toEqual([expect.stringContaining('[CONSTRAINED_LANGUAGE]'), 'code 21']);
      expect(bodies).toHaveLength(1);
      expect(bodies[0]).toMatch(/^POST \/kit\/v1\/stages /);
      expect(JSON.parse(bodies[0]?.split(' ').slice(2).join(' ') ?? '')).toEqual({
        packageId,
        name: 'TKY-PC-0412',
        stage: 'script-ran',
        kit: '1.0.0',
        reason: 'CONSTRAINED_LANGUAGE',
      });
    });
  });

  test('SIGKILL between the accepted claim and the enrollment: the next process ends right, secrets gone, one use', async () => {
    const door = await startKitDoor();
    const pc = await DoubledPc.start(host, door);
    try {
      await pc.copy();
      const victim = new PowerShellHost(pwsh ?? '');
      const pid = await victim.pid();
      await pc.runUntil(victim, 'Invoke-Icd');
      expect(pc.filesWith(door.claims()[0]?.secret ?? '?')).not.toEqual([]);
      process.kill(pid, 'SIGKILL');
      expect(await pc.run()).toMatchObject({ code: 0 });
      expect(door.claims()).toMatchObject([{ state: 'used' }]);
      for (const secret of [door.pin, door.claims()[0]?.secret ?? '?']) expect(pc.filesWith(secret)).toEqual([]);
    } finally {
      pc.stop();
      await door.stop();
    }
  });

  test('another process that holds the lock is left alone', async () => {
    const door = await startKitDoor();
    const pc = await DoubledPc.start(host, door);
    try {
      await pc.copy();
      const lock = path.join(pc.programData, 'Baton/State/setup.lock');
      const holder = spawn(pwsh ?? '', [
        '-NoProfile',
        '-Command',
        `$f = [IO.FileStream]::new('${lock}', 'OpenOrCreate', 'ReadWrite', 'None'); 'held'; [Console]::In.ReadLine()`,
      ]);
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      expect(await pc.run()).toMatchObject({ code: 13 });
      holder.stdin.end('\n');
      await new Promise((resolve) => holder.once('exit', resolve));
      expect(await pc.run()).toMatchObject({ code: 0 });
    } finally {
      pc.stop();
      await door.stop();
    }
  });
});
