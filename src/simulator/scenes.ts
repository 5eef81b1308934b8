import { enroll } from './enroll.ts';
import type { WireOptions } from './http.ts';
import { claimAndKeep, type KitOutcome, type PackageFiles, runKit } from './kit.ts';
import { type Hardware, makePc, Pc } from './pc.ts';
import type { Random } from './random.ts';
import { runSession } from './session.ts';

/** What may go wrong between PCs, each told by the PCs that play it. */
export const SCENES = ['clone', 'stray-copies', 'one-name', 'spoofer'] as const;
export type Scene = (typeof SCENES)[number];

/** A PC that the package is meant for, the package, and the line to the server. */
export interface SceneGround {
  readonly pc: Pc;
  readonly files: PackageFiles;
  readonly wire: WireOptions;
  readonly random: Random;
}

/** What one PC did in a scene, and what it was told. */
export interface SceneStep {
  readonly who: string;
  readonly what: string;
  /** `enrolled`, `done`, a reason, or an HRESULT. */
  readonly told: string;
}

const STRAYS = 3;

/** Plays a scene. The rightful PC is part of each: it must come through whatever the others do. */
export function playScene(scene: Scene, ground: SceneGround): Promise<SceneStep[]> {
  switch (scene) {
    case 'clone':
      return playClone(ground);
    case 'stray-copies':
      return playStrayCopies(ground);
    case 'one-name':
      return playOneName(ground);
    case 'spoofer':
      return playSpoofer(ground);
  }
}

/** A PC made from another's disk: same computer name and HWDevID, but its own board, serial number and network cards. */
export function cloneOf(pc: Pc, random: Random): Pc {
  const { serial, uuid, macs } = makePc(random, { name: pc.hardware.name }).hardware;
  const clone = copyOf(pc, { serial, uuid, macs });
  Object.assign(clone.kit, pc.kit);
  return clone;
}

/** Another PC that is named like this one: nothing else is shared. */
export function namesakeOf(pc: Pc, random: Random): Pc {
  const other = makePc(random, { name: pc.hardware.name, platform: pc.oldPlatforms[0] ?? 'none' });
  other.keys = pc.keys;
  return other;
}

/** A PC of the same make in every fact but these. */
export function copyOf(pc: Pc, change: Partial<Hardware>): Pc {
  const copy = new Pc({ ...pc.hardware, ...change }, pc.user, [...pc.oldPlatforms]);
  copy.keys = pc.keys;
  return copy;
}

/** The disk of an enrolling PC was copied: the copy holds its secret, and then runs the package under its own board. */
async function playClone({ pc, files, wire, random }: SceneGround): Promise<SceneStep[]> {
  const steps = [step('rightful PC', 'enrolls', await runKit(pc, files, wire))];
  const clone = cloneOf(pc, random);
  steps.push(step('clone', 'enrolls with the secret on its disk', await enrollByKeptSecret(clone, files, wire)));
  steps.push(step('clone', 'runs the package', await runKit(clone, files, wire)));
  steps.push(await talk(pc, wire));
  clone.off();
  return steps;
}

/** Copies of the package lie on PCs that it was not made for. */
async function playStrayCopies({ pc, files, wire, random }: SceneGround): Promise<SceneStep[]> {
  const steps: SceneStep[] = [];
  for (let index = 1; index <= STRAYS; index++) {
    const stray = makePc(random, {
      name: `STRAY-PC-${index}`,
      user: 'visitor@example.test',
      platform: pc.oldPlatforms[0] ?? 'none',
    });
    steps.push(step(`stray PC ${index}`, 'runs the package', await runKit(stray, files, wire)));
    stray.off();
  }
  steps.push(step('rightful PC', 'enrolls', await runKit(pc, files, wire)), await talk(pc, wire));
  return steps;
}

/** Two PCs say that they are the same one. */
async function playOneName({ pc, files, wire, random }: SceneGround): Promise<SceneStep[]> {
  const namesake = namesakeOf(pc, random);
  namesake.user = pc.user;
  const steps = [
    step('rightful PC', 'enrolls', await runKit(pc, files, wire)),
    step('namesake', 'runs the package', await runKit(namesake, files, wire)),
    await talk(pc, wire),
  ];
  namesake.off();
  return steps;
}

/** Somebody has the shared provisioning package, and nothing else; then also the name of a PC that is about to enroll. */
async function playSpoofer({ pc, files, wire, random }: SceneGround): Promise<SceneStep[]> {
  const { shared } = files;
  if (shared === null) throw new Error('this package has no shared provisioning package that can be read here');
  const spoofer = makePc(random, { name: 'SPOOFER-PC-1', platform: pc.oldPlatforms[0] ?? 'none' });
  spoofer.keys = pc.keys;
  const namesake = namesakeOf(pc, random);
  const nameless = copyOf(namesake, { macs: [] });
  const steps = [step('spoofer', 'enrolls with the leaked file', await enrollBy(spoofer, files, wire, shared))];
  const claim = await claimAndKeep(pc, files, wire);
  steps.push({ who: 'rightful PC', what: 'claims', told: claim.decision ?? '' });
  steps.push(step('spoofer', "enrolls under the rightful PC's name", await enrollBy(namesake, files, wire, shared)));
  steps.push(step('spoofer', 'hides its network cards', await enrollBy(nameless, files, wire, shared)));
  steps.push(step('rightful PC', 'enrolls', await enrollBy(pc, files, wire, shared)), await talk(pc, wire));
  for (const other of [spoofer, namesake, nameless]) other.off();
  return steps;
}

function enrollByKeptSecret(pc: Pc, files: PackageFiles, wire: WireOptions): Promise<KitOutcome> {
  return enrollBy(pc, files, wire, { upn: pc.kit.upn ?? '', secret: pc.kit.secret ?? '' });
}

async function enrollBy(
  pc: Pc,
  files: PackageFiles,
  wire: WireOptions,
  credential: { readonly upn: string; readonly secret: string },
): Promise<KitOutcome> {
  const { discoveryUrl } = files;
  const outcome = await enroll(pc, { ...wire, discoveryUrl, credential: { kind: 'username', ...credential } });
  return outcome.result === 'enrolled' ? outcome : { result: 'failed', outcome };
}

async function talk(pc: Pc, wire: WireOptions): Promise<SceneStep> {
  const told = pc.account === null ? 'not enrolled' : (await runSession(pc, wire)).result;
  return { who: 'rightful PC', what: 'runs its first session', told };
}

function step(who: string, what: string, outcome: KitOutcome): SceneStep {
  return { who, what, told: toldBy(outcome) };
}

function toldBy(outcome: KitOutcome): string {
  switch (outcome.result) {
    case 'enrolled':
      return 'enrolled';
    case 'later':
    case 'refused':
      return outcome.reason;
    case 'unreachable':
      return outcome.hresult;
    case 'failed':
      return outcome.outcome.result === 'failed' ? outcome.outcome.hresult : '';
  }
}
