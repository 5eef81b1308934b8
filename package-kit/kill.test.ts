import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc, leavesTraces, type RunOptions } from './testing/pc.ts';
import { PowerShellHost, pwsh } from './testing/pwsh.ts';

/** One course of events: what is there before, which run is killed, and how the runs after it must end. */
interface Course {
  readonly arrange: (pc: DoubledPc, door: KitDoor) => Promise<RunOptions>;
  readonly code: number;
  readonly claims: number;
}

const courses: Record<string, Course> = {
  'copying the package': {
    arrange: async (pc) => ({ action: 'Copy', from: pc.deliver() }),
    code: 0,
    claims: 1,
  },
  'enrolling by ICD.exe': {
    arrange: async (pc) => {
      await pc.copy();
      return {};
    },
    code: 0,
    claims: 1,
  },
  'enrolling from a carrier folder, by the shared ppkg after ICD.exe failed': {
    arrange: async (pc) => {
      Object.assign(pc.pc, { icd: 'fails' });
      return { here: pc.deliver({ shared: true }) };
    },
    code: 0,
    claims: 1,
  },
  'enrolling by a ppkg that Baton wrote': {
    arrange: async (pc, door) => {
      Object.assign(pc.pc, { icd: 'absent' });
      door.offerPpkg('written');
      await pc.copy({ package: { ways: ['baton-ppkg'] } });
      return {};
    },
    code: 0,
    claims: 1,
  },
  'being refused for good': {
    arrange: async (pc, door) => {
      await pc.copy({ shared: true });
      door.answerClaims({
        decision: 'refused',
        reason: 'NOT_ON_ROSTER',
        message: { ja: '一覧にありません。', en: 'Not on the roster.' },
      });
      return {};
    },
    code: 20,
    claims: 0,
  },
  'finding another MDM': {
    arrange: async (pc) => {
      await pc.copy({ shared: true });
      const id = 'AAAAAAAA-0000-4000-8000-000000000001';
      pc.pc.registry[`SOFTWARE\\Microsoft\\Enrollments\\${id}`] = {
        ProviderID: 'MS DM Server',
        UPN: 'a@corp.example.test',
      };
      pc.pc.registry[`SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\${id}`] = {};
      return {};
    },
    code: 21,
    claims: 0,
  },
};

describe.skipIf(!pwsh)('setup.ps1 killed at every step', () => {
  let host: PowerShellHost;
  beforeAll(() => {
    host = new PowerShellHost(pwsh ?? '');
  });
  afterAll(() => host.stop());

  const onPc = async (work: (pc: DoubledPc, door: KitDoor) => Promise<void>) => {
    const door = await startKitDoor();
    const pc = await DoubledPc.start(host, door);
    try {
      await work(pc, door);
    } finally {
      pc.stop();
      await door.stop();
    }
  };

  /** Kills one run at its adapter call n and lets the carrier or the task run it again until it ends. */
  const killAt = (course: Course, n: number, when: 'before' | 'after') =>
    onPc(async (pc, door) => {
      const options = await course.arrange(pc, door);
      const isCopy = options.action === 'Copy';
      const again: RunOptions = options.here ? { here: options.here } : {};
      const later = { ...again, after: 3600, unlessCode: course.code };
      const runs = await pc.runAll([
        { ...options, kill: n, when },
        ...(isCopy ? [{ ...options, after: 120 }] : []),
        { ...again, after: isCopy ? 0 : 120 },
        ...[later, later, later],
      ]);
      const end = runs.at(-1);
      const label = `call ${n}, ${when}`;
      expect([label, end?.code]).toEqual([label, course.code]);
      const living = door.claims().filter((claim) => claim.state !== 'replaced');
      expect([label, living.length]).toEqual([label, course.claims]);
      for (const secret of [door.pin, door.shared.secret, ...door.claims().map((claim) => claim.secret)]) {
        expect([label, pc.filesWith(secret)]).toEqual([label, []]);
      }
      expect([label, pc.pc['task'], existsSync(path.join(pc.programData, 'Baton/Work'))]).toEqual([label, null, false]);
    });

  test.each(Object.entries(courses))(
    '%s: the next run ends right, secrets are gone, no second use is taken',
    async (_name, course) => {
      let calls: readonly string[] = [];
      await onPc(async (pc, door) => {
        calls = (await pc.run(await course.arrange(pc, door))).calls;
      });
      expect(calls.length).toBeGreaterThan(20);
      await killAt(course, 1, 'before');
      for (const [index, call] of calls.entries()) if (leavesTraces(call)) await killAt(course, index + 1, 'after');
    },
    600_000,
  );
});
