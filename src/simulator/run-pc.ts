import { type Clock, pollWaits } from './clock.ts';
import { type KitOptions, type KitOutcome, type PackageFiles, readClaim, runKit } from './kit.ts';
import { SwitchedOff } from './mishaps.ts';
import type { Account, Pc } from './pc.ts';
import { runSession } from './session.ts';

/** How far a PC comes, in order. */
export const STAGES = [
  'files-copied',
  'script-ran',
  'claim-accepted',
  'certificate-issued',
  'first-session',
  'inventory-matched',
] as const;
export type Stage = (typeof STAGES)[number];

export interface RunOptions extends KitOptions {
  readonly clock: Clock;
  /** How often the carrier runs the package on this PC before it gives up. */
  readonly tries: number;
  /** Management sessions after the enrollment: the first at once, the others by the poll schedule. */
  readonly sessions: number;
  /** Whether this PC restarts before its next try. */
  readonly restarts?: () => boolean;
}

/** Where a PC is when its run ends, and why it is not further. */
export interface PcResult {
  readonly name: string;
  /** As the server says it under the claim's token; null when the server never heard of this PC. */
  readonly stage: Stage | null;
  readonly end: 'done' | 'left' | 'waiting' | 'refused' | 'failed' | 'unreachable';
  /** Reason or HRESULT; '' when all went well. */
  readonly reason: string;
  readonly tries: number;
  readonly sessions: number;
}

/** A carrier runs a package again where it did not succeed: after a quarter of an hour at first, then hourly. */
const FIRST_AGAIN_MS = 15 * 60_000;
const AGAIN_MS = 60 * 60_000;

/** Runs a package on a PC as its carrier does, until it is enrolled, refused for good, or tried often enough. */
export async function runPc(pc: Pc, files: PackageFiles, options: RunOptions): Promise<PcResult> {
  let outcome: KitOutcome = { result: 'unreachable', hresult: '' };
  let sessions = 0;
  let tries = 0;
  while (tries < options.tries) {
    tries += 1;
    try {
      if (pc.account === null) outcome = await runKit(pc, files, { ...options, saysCopied: tries === 1 });
      if (outcome.result === 'refused') break;
      for (const wait of pc.account === null ? [] : waitsOf(pc.account, sessions, options.sessions)) {
        await options.clock.wait(wait);
        if (!(await talk(pc, options))) break;
        sessions += 1;
      }
      if (sessions >= options.sessions || pc.hasLeft) break;
    } catch (error) {
      if (!(error instanceof SwitchedOff)) throw error;
      pc.off();
    }
    if (options.restarts?.()) pc.off();
    await options.clock.wait(tries === 1 ? FIRST_AGAIN_MS : AGAIN_MS);
  }
  const stage = await stageOf(pc, files, options, outcome);
  pc.off();
  return { name: pc.hardware.name, stage, ...endOf(pc, outcome, sessions >= options.sessions), tries, sessions };
}

/** Waits before the sessions that are still to come: the first follows the enrollment at once. */
function waitsOf(account: Account, done: number, wanted: number): number[] {
  return [0, ...pollWaits(account.poll, Math.max(0, wanted - 1))].slice(done, wanted);
}

/** One session, and the farewell where the server ordered this PC out. @returns whether it came through */
async function talk(pc: Pc, options: RunOptions): Promise<boolean> {
  const { result } = await runSession(pc, options);
  if (pc.account?.isLeaving) await runSession(pc, { ...options, unenroll: true });
  return result === 'done';
}

/** The stage as the server knows it, asked on a line without mishaps. */
async function stageOf(pc: Pc, files: PackageFiles, options: RunOptions, outcome: KitOutcome): Promise<Stage | null> {
  if (pc.kit.claimId === null) return outcome.result === 'unreachable' ? null : 'script-ran';
  const { mishaps: _, ...line } = options;
  try {
    const { stage } = await readClaim(pc, files, line);
    return STAGES.find((known) => known === stage) ?? 'script-ran';
  } catch {
    return null; // the line broke after all
  }
}

function endOf(pc: Pc, outcome: KitOutcome, hasTalked: boolean): Pick<PcResult, 'end' | 'reason'> {
  if (pc.hasLeft) return { end: 'left', reason: '' };
  if (pc.account !== null && hasTalked) return { end: 'done', reason: '' };
  switch (outcome.result) {
    case 'enrolled':
      return { end: 'waiting', reason: 'no session came through' };
    case 'later':
      return { end: 'waiting', reason: outcome.reason };
    case 'refused':
      return { end: 'refused', reason: outcome.reason };
    case 'unreachable':
      return { end: 'unreachable', reason: outcome.hresult };
    case 'failed':
      return { end: 'failed', reason: outcome.outcome.result === 'failed' ? outcome.outcome.hresult : '' };
  }
}
