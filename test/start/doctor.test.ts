import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CheckResult } from '../../src/cli/doctor/check-result.ts';
import { makePlace, type Place, runBaton, snapshot } from './baton-process.ts';

const DOCTOR = path.resolve(import.meta.dirname, '../../src/cli/doctor.ts');

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => fs.rmSync(place.folder, { recursive: true, force: true }));

/** Runs the command in a process of its own, as `bin/baton` does. */
function doctor(
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; out: string }> {
  const script = `const { doctorCommand } = await import(${JSON.stringify(DOCTOR)}); await doctorCommand().parseAsync(${JSON.stringify(args)}, { from: 'user' });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: place.folder,
    env: { PATH: process.env['PATH'] ?? '', ...place.environment, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

async function checks(
  environment: Record<string, string> = {},
): Promise<{ code: number | null; of: Record<string, CheckResult> }> {
  const { code, out } = await doctor(['--json'], environment);
  const { checks: lines } = JSON.parse(out) as { checks: CheckResult[] };
  return { code, of: Object.fromEntries(lines.map((line) => [line.check, line])) };
}

test('before the first start: nothing is wrong and nothing is made', async () => {
  const { code, of } = await checks();
  expect(code).toBe(0);
  expect(of['port enrollment']).toMatchObject({ status: 'ok' });
  expect(of['folder']?.en).toContain('absent');
  expect(fs.readdirSync(place.folder)).toEqual([]);
});

test('a running server: lock, database, migrations, certificates and doors are looked at, and left alone', async () => {
  const baton = runBaton(place);
  await baton.listening;
  try {
    const before = snapshot(place.data);
    const { of } = await checks();
    expect(of['running']?.en).toContain(String(baton.child.pid));
    for (const name of [
      'folder',
      'key',
      'database',
      'migrations',
      'certificate device-root',
      'certificate device-issuing',
      'certificate tls-root',
      'certificate tls-server',
      'door enrollment',
      'door management',
      'door operator',
    ]) {
      expect([name, of[name]?.status]).toEqual([name, 'ok']);
    }
    expect(snapshot(place.data)).toEqual(before);
    const foreign = await checks({ BATON_MASTER_KEY: Buffer.alloc(32, 1).toString('hex') });
    expect(foreign.code).toBe(1);
    expect(foreign.of['certificate device-issuing']?.status).toBe('fail');
    const renamed = await checks({ BATON_HOST: 'other.example.test' });
    expect(renamed.of['certificate tls-root']?.status).toBe('warn');
    expect(renamed.of['door enrollment']?.status).toBe('fail');
  } finally {
    baton.child.kill('SIGTERM');
    await baton.ended;
  }
  const stopped = await checks();
  expect(stopped.code).toBe(0);
  expect(stopped.of['running']?.en).toContain('not running');
  fs.chmodSync(path.join(place.keys, 'master.key'), 0o644);
  expect((await checks()).of['key']?.status).toBe('fail');
  fs.rmSync(path.join(place.keys, 'master.key'));
  expect((await checks()).of['key']?.status).toBe('fail');
});

test('a taken port, a foreign folder and an unreachable database fail, each with its sentence', async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(place.ports.enrollment, '127.0.0.1', resolve));
  fs.mkdirSync(place.data);
  fs.writeFileSync(path.join(place.data, 'thesis.docx'), '');
  const url = `postgres://u:hunter2@127.0.0.1:${place.ports.operator}/baton`;
  const { code, of } = await checks({ DATABASE_URL: url });
  taken.close();
  expect(code).toBe(1);
  expect(of['port enrollment']).toMatchObject({ status: 'fail', en: expect.stringContaining('EADDRINUSE') });
  expect(of['folder']?.status).toBe('fail');
  expect(of['database']).toMatchObject({ status: 'fail', en: expect.stringContaining('ECONNREFUSED') });
  expect(JSON.stringify(of)).not.toContain('hunter2');
});

test('a bad variable is the only line', async () => {
  const { code, of } = await checks({ BATON_HOST: 'not a host' });
  expect([code, Object.keys(of)]).toEqual([1, ['configuration']]);
});

test('the lines are in the language of --language, else of LANG', async () => {
  expect((await doctor([], { LANG: 'ja_JP.UTF-8' })).out).toMatch(/最初の起動時に作成されます[\s\S]*異常 0 件/);
  expect((await doctor(['--language', 'en'], { LANG: 'ja_JP.UTF-8' })).out).toMatch(
    /the first start makes it[\s\S]*0 failures/,
  );
});
