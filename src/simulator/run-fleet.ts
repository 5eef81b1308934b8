import { generateKeyPairSync } from 'node:crypto';
import { jumpingClock } from './clock.ts';
import type { WireOptions } from './http.ts';
import type { PackageFiles } from './kit.ts';
import { type MishapRates, makeMishaps } from './mishaps.ts';
import type { Pc } from './pc.ts';
import { Random } from './random.ts';
import { type PcResult, runPc, STAGES } from './run-pc.ts';

/** How many PCs run, and how badly it goes. */
export interface FleetOptions {
  readonly wire: WireOptions;
  readonly seed: number;
  readonly atOnce: number;
  readonly tries: number;
  readonly sessions: number;
  readonly way: 'secret' | 'shared';
  readonly rates: MishapRates & {
    /** PCs that hold a PIN of another package. */
    readonly wrongPins: number;
    /** PCs that restart before their next try. */
    readonly restarts: number;
  };
  /** Every PC's clock is off by up to so many minutes, before or behind. */
  readonly skewMinutes: number;
}

const KEY_PAIRS = 8;
const MINUTE_MS = 60_000;
/** What follows the seed of one PC, so that its neighbour's mishaps are others. */
const SEED_STEP = 7919;

/** Runs a package on many PCs, a few at once. What goes wrong on a PC depends on the seed alone, not on the others. */
export async function runFleet(
  pcs: readonly Pc[],
  files: PackageFiles,
  options: FleetOptions,
  onDone: (result: PcResult) => void = () => undefined,
): Promise<PcResult[]> {
  // a few key pairs serve all: the server never compares keys, and making one takes as long as an enrollment
  const keys = Array.from({ length: Math.min(KEY_PAIRS, pcs.length) }, () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  );
  const results: PcResult[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < pcs.length; index = next++) {
      const pc = pcs[index];
      if (pc === undefined) continue;
      pc.keys = keys[index % keys.length] ?? null;
      const result = await runOne(pc, files, options, new Random(options.seed + SEED_STEP * (index + 1)));
      results[index] = result;
      onDone(result);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  return results;
}

function runOne(pc: Pc, files: PackageFiles, options: FleetOptions, random: Random): Promise<PcResult> {
  const { rates, skewMinutes } = options;
  const clock = jumpingClock(random.integer(-skewMinutes, skewMinutes) * MINUTE_MS);
  const pin = random.chance(rates.wrongPins) ? otherPin(files.pin) : files.pin;
  return runPc(
    pc,
    { ...files, pin },
    {
      ...options.wire,
      clock,
      now: clock.now,
      way: options.way,
      tries: options.tries,
      sessions: options.sessions,
      mishaps: makeMishaps(rates, random),
      restarts: () => random.chance(rates.restarts),
    },
  );
}

/** A PIN that is well formed and not this one. */
export function otherPin(pin: string): string {
  return `${pin.startsWith('2') ? '3' : '2'}${pin.slice(1)}`;
}

/** PCs per stage, each counted at the furthest it reached; `none` are PCs that the server never heard of. */
export function countStages(results: readonly PcResult[]): Record<string, number> {
  const count = (stage: string | null) => results.filter((result) => result.stage === stage).length;
  return { none: count(null), ...Object.fromEntries(STAGES.map((stage) => [stage, count(stage)])) };
}

/** PCs that are not done, by how they ended and why. */
export function countReasons(results: readonly PcResult[]): { end: string; reason: string; pcs: number }[] {
  const counts = new Map<string, { end: string; reason: string; pcs: number }>();
  for (const { end, reason } of results) {
    if (end === 'done') continue;
    const key = `${end} ${reason}`;
    const entry = counts.get(key) ?? { end, reason, pcs: 0 };
    entry.pcs += 1;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => b.pcs - a.pcs);
}
