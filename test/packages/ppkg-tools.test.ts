import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { renderPpkg } from '../../src/packages/ppkg/render-ppkg.ts';
import { readPpkg } from './read-ppkg.ts';

const NOT_RUN = path.resolve(import.meta.dirname, '../../test-results/not-run.txt');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-ppkg-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const run = (tool: string, args: string[]) => {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd: folder, encoding: 'utf8', timeout: 30_000 });
  return { status, said: `${stdout}${stderr}` };
};

/** Whether both programs are there; where one is missing the suite is named at the end of the run, and CI fails. */
function hasTools(): boolean {
  if (['wimlib-imagex', '7z'].every((tool) => run(tool, ['--help']).status === 0)) return true;
  fs.mkdirSync(path.dirname(NOT_RUN), { recursive: true });
  fs.appendFileSync(
    NOT_RUN,
    'Provisioning packages: no wimlib-imagex or 7z on this machine (Debian: wimtools p7zip-full)\n',
  );
  return false;
}

const withTools = test.skipIf(!hasTools());
const long = `${'a'.repeat(36)}@${'b'.repeat(183)}`;
const packages = [
  ["a claim's", '01990c7a-6b1e-7d2f-8a40-5c0f3a6a9b11@mdm.example.test', 'Baton-01990c7a', 'K7QF2M9TX4RW'],
  ['odd names', 'a.b-c@mdm.example.test', '東京 第1陣 & <"試験">', `&<>"'\u3042${'秘'.repeat(500)}`],
  ['the longest UPN', long, 'x'.repeat(300), 'K7QF2M9TX4RW'],
] as const;

for (const [what, upn, name, secret] of packages) {
  const bytes = renderPpkg(
    {
      packageId: '5b1b0c0e-7c43-4e0b-9e4f-0a6c2e0b7a11',
      name,
      version: '1.0',
      upn,
      discoveryUrl: 'https://mdm.example.test:8443/EnrollmentServer/Discovery.svc',
      secret,
    },
    new Date('2026-03-02T09:00:00.000Z'),
  );
  const file = `${packages.findIndex((one) => one[1] === upn)}.ppkg`;
  fs.writeFileSync(path.join(folder, file), bytes);
  const expected = readPpkg(bytes).files;

  /** Every file that a program took out, by its path. */
  const takenOut = (target: string) =>
    new Map(
      fs
        .readdirSync(path.join(folder, target), { recursive: true, withFileTypes: true })
        .filter((found) => found.isFile())
        .map((found) => {
          const full = path.join(found.parentPath, found.name);
          return [path.relative(path.join(folder, target), full), fs.readFileSync(full)] as const;
        }),
    );

  withTools(`wimlib knows, verifies and unpacks ${what} package, byte for byte`, () => {
    const info = run('wimlib-imagex', ['info', file]);
    expect(info).toMatchObject({ status: 0, said: expect.stringContaining(`Name:                   ${name}`) });
    expect(info.said).toMatch(/GUID: +0x5b1b0c0e7c434e0b9e4f0a6c2e0b7a11/);
    expect(info.said).toMatch(/Directory Count: +6\nFile Count: +7\n/);
    expect(run('wimlib-imagex', ['verify', file])).toMatchObject({
      status: 0,
      said: expect.stringContaining('was successfully verified'),
    });
    expect(run('wimlib-imagex', ['extract', file, '1', `--dest-dir=wimlib-${file}`]).status).toBe(0);
    expect(takenOut(`wimlib-${file}`)).toEqual(expected);
  });

  withTools(`7-Zip knows, tests and unpacks ${what} package, byte for byte`, () => {
    expect(run('7z', ['l', '-twim', file]).said).toMatch(/7 files, 6 folders/);
    expect(run('7z', ['t', '-twim', file])).toMatchObject({
      status: 0,
      said: expect.stringContaining('Everything is Ok'),
    });
    expect(run('7z', ['x', '-twim', `-o7z-${file}`, file]).status).toBe(0);
    expect(takenOut(`7z-${file}`)).toEqual(expected);
  });
}
