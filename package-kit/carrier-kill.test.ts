import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KitDoor, startKitDoor } from './testing/kit-door.ts';
import { DoubledPc, leavesTraces, type RunOptions } from './testing/pc.ts';
import { kitFolder, PowerShellHost, pwsh } from './testing/pwsh.ts';

const SATO = 'S-1-5-21-1-2-3-1207';
type Platform = 'configmgr' | 'epm' | 'none';

/** How a carrier brings the package to a PC: its runs in turn, and what on the PC it may have left a secret in. */
interface Carrier {
  readonly runs: (pc: DoubledPc, place: string) => readonly RunOptions[];
  /** Where it delivers to, below the folder of the case. */
  readonly place: string;
  /** A source for many PCs: its PIN is never ours to delete. */
  readonly isMaster?: boolean;
}

const carriers: Record<string, Carrier> = {
  'ConfigMgr: copy program, then Run Script': {
    place: 'cache/ccmcache/1a',
    runs: (_pc, place) => [{ action: 'Copy', from: place }, { action: 'Enroll' }],
  },
  'EPM, LocalSystem': { place: 'cache/sdmcache/core', runs: (_pc, place) => [{ carrier: 'epm-system', here: place }] },
  'EPM, current user': {
    place: 'cache/sdmcache/core',
    runs: (pc, place) => {
      Object.assign(pc.pc, { elevated: true, callerSid: SATO, userSid: SATO });
      return [{ carrier: 'epm-user', here: place }];
    },
  },
  'EPM, two steps': {
    place: 'cache/sdmcache/core',
    runs: (pc, place) => {
      Object.assign(pc.pc, { userSid: SATO });
      return [
        { carrier: 'epm-step1-user', here: place },
        { carrier: 'epm-step2-system', here: place },
      ];
    },
  },
  'the domain: start-up script': {
    place: 'share',
    isMaster: true,
    runs: (_pc, place) => [{ action: 'Startup', from: place }, { action: 'Retry' }],
  },
  'by hand': { place: 'unzipped', runs: (_pc, place) => [{ action: 'Enroll', from: place, onePc: true }] },
};

/** What the PC is, what the package was made for, and what Baton answers. */
interface Situation {
  readonly platform: Platform;
  readonly services: readonly string[];
  readonly consoleUser: string;
  readonly withoutUser: 'wait' | 'enroll';
  readonly answer: 'accepted' | 'refused' | 'later' | 'unreachable';
}

const situations: readonly Situation[] = [
  {
    platform: 'configmgr',
    services: ['CcmExec'],
    consoleUser: 'CORP\\suzuki',
    withoutUser: 'wait',
    answer: 'accepted',
  },
  { platform: 'epm', services: ['CBA8'], consoleUser: '', withoutUser: 'enroll', answer: 'refused' },
  { platform: 'none', services: [], consoleUser: 'CORP\\suzuki', withoutUser: 'enroll', answer: 'later' },
  {
    platform: 'epm',
    services: ['LANDesk Targeted Multicast'],
    consoleUser: '',
    withoutUser: 'enroll',
    answer: 'accepted',
  },
  { platform: 'configmgr', services: ['CBA8'], consoleUser: 'CORP\\suzuki', withoutUser: 'wait', answer: 'accepted' },
  { platform: 'none', services: [], consoleUser: 'CORP\\suzuki', withoutUser: 'wait', answer: 'unreachable' },
];

/** The rule for secrets, told anew: a claim accepted or refused for good, or another platform, ends them; else they stay. */
function areSecretsGone({ platform, services, answer }: Situation): boolean {
  const found = services.includes('CcmExec') ? 'configmgr' : services.length > 0 ? 'epm' : 'none';
  return platform !== found || answer === 'accepted' || answer === 'refused';
}

const collectBytes = readFileSync(path.join(kitFolder, 'collect.ps1'));
const message = { ja: '', en: '' };

describe.skipIf(!pwsh)('carriers × identities × platforms × answers, killed at every step', () => {
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

  const arrange = (pc: DoubledPc, door: KitDoor, carrier: Carrier, situation: Situation): readonly RunOptions[] => {
    const { platform, withoutUser, answer } = situation;
    const expiresAt = new Date(pc.now() + 86_400_000).toISOString();
    const place = pc.deliver({
      shared: true,
      to: carrier.place,
      package: { platform, identity: { withoutUser }, expiresAt },
    });
    pc.pc['services'] = [...situation.services, 'dmwappushservice'];
    pc.pc['caches'] = [path.join(pc.folder, 'cache')];
    (pc.pc['computer'] as Record<string, unknown>)['consoleUser'] = situation.consoleUser;
    if (answer === 'refused') door.answerClaims({ decision: 'refused', reason: 'NOT_ON_ROSTER', message });
    if (answer === 'later')
      door.answerClaims({ decision: 'later', reason: 'PACKAGE_PAUSED', retryAfterSeconds: 60, message });
    if (answer === 'unreachable') pc.pc['network'] = 'unreachable';
    return carrier.runs(pc, place);
  };

  /** The carrier's runs in turn, three minutes apart. */
  const inTurn = (runs: readonly RunOptions[]) => runs.map((run) => ({ ...run, after: 180 }));

  /** Kills run r at its call n, lets the carrier bring it again as after a failure, and the task go on; then looks. */
  const killAt = (carrier: Carrier, situation: Situation, r: number, n: number) =>
    onPc(async (pc, door) => {
      const label = `run ${r}, call ${n}, ${JSON.stringify(situation)}`;
      const runs = arrange(pc, door, carrier, situation);
      const byTask: RunOptions = { action: 'Retry', after: 3600, ifTask: true };
      await pc.runAll([
        ...inTurn(runs.slice(0, r + 1)).map((run, index) => (index === r ? { ...run, kill: n } : run)),
        ...inTurn(runs),
        byTask,
        byTask,
        byTask,
      ]);
      const collector = path.join(pc.programData, 'Baton/Collect/collect.ps1');
      expect([label, readFileSync(collector).equals(collectBytes)]).toEqual([label, true]);
      const places = (secret: string) =>
        pc.filesWith(secret, pc.folder).filter((name) => !carrier.isMaster || !name.startsWith(carrier.place));
      const isGone = areSecretsGone(situation);
      const secrets = [door.shared.secret, ...door.claims().map((claim) => claim.secret)];
      expect([label, places(door.pin).length > 0]).toEqual([label, !isGone]);
      expect([label, secrets.flatMap(places).length > 0]).toEqual([label, !isGone]);
      expect([label, door.claims().filter((claim) => claim.state === 'used').length]).toEqual([
        label,
        isGone && situation.answer === 'accepted' && door.claimBodies().length > 0 ? 1 : 0,
      ]);
      // what Baton could not hear it hears as soon as it is there again
      pc.pc['network'] = 'up';
      if (situation.answer === 'unreachable') {
        door.answerClaims({ decision: 'later', reason: 'PACKAGE_PAUSED', retryAfterSeconds: 60, message });
        await pc.run({ action: 'Retry', after: 86_400 });
      }
      expect([label, door.stages().some((stage) => stage['stage'] === 'files-copied')]).toEqual([label, true]);
      // where no task is left nothing runs any more, and what stays stays
      await pc.runAll([{ action: 'Retry', after: 9 * 86_400, ifTask: true }]);
      expect([label, [door.pin, ...secrets].flatMap(places)]).toEqual([label, []]);
    });

  test.each(Object.entries(carriers))(
    '%s: secrets are kept or gone by the rule, "files copied" is said, no use is held twice',
    async (_name, carrier) => {
      // every step is killed once; the situations take turns, so that each meets steps of every part of a run
      for (const [turn, situation] of situations.entries()) {
        let calls: (readonly string[])[] = [];
        await onPc(async (pc, door) => {
          calls = (await pc.runAll(inTurn(arrange(pc, door, carrier, situation)))).map((run) => run.calls);
        });
        const steps = calls.flatMap((names, r) =>
          names.flatMap((name, i) => (leavesTraces(name) ? [[r, i + 1] as const] : [])),
        );
        for (const [r, n] of steps.filter((_step, index) => index % situations.length === turn))
          await killAt(carrier, situation, r, n);
      }
    },
    900_000,
  );
});
