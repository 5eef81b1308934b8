import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineInstallation } from '../../src/cli/doctor.ts';
import { makePlace, type Place, refuse, runBaton } from './baton-process.ts';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => fs.rmSync(place.folder, { recursive: true, force: true }));

/** One start and its end, in order. */
async function startOnce(): Promise<string> {
  const baton = runBaton(place);
  await baton.listening;
  baton.child.kill('SIGTERM');
  expect(await baton.ended).toBe(0);
  return baton.stdout();
}

test('a first start that was cut off while the database was made is begun anew', async () => {
  const half = path.join(place.data, 'postgresql.new');
  fs.mkdirSync(half, { recursive: true });
  fs.writeFileSync(path.join(half, 'PG_VERSION'), '18\n');
  fs.writeFileSync(
    path.join(place.data, 'baton.json'),
    JSON.stringify({ kind: 'baton', version: 1, createdAt: '2026-01-01T00:00:00.000Z' }),
  );
  expect(await startOnce()).toContain('One-time password: ');
  expect(fs.existsSync(half)).toBe(false);
});

test.each(['PG_VERSION', 'global/pg_control'])(
  'a database without %s is refused with 18 in one sentence and named by doctor; put back, it starts as it was',
  async (name) => {
    await startOnce();
    const file = path.join(place.data, 'postgresql', name);
    const kept = path.join(place.folder, 'kept');
    fs.renameSync(file, kept);
    const refusal = await refuse(place);
    expect([refusal.code, refusal.en]).toEqual([
      18,
      `The database is damaged: ${file} is missing; restore the data folder from a backup.`,
    ]);
    const checks = await examineInstallation({
      environment: place.environment,
      workingFolder: place.folder,
      now: new Date(),
    });
    expect(checks.filter(({ status }) => status === 'fail').map(({ check, en }) => [check, en])).toEqual([
      ['database', refusal.en],
    ]);
    fs.renameSync(kept, file);
    expect(await startOnce()).not.toContain('password');
  },
);
