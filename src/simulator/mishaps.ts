import type { Random } from './random.ts';

/** How often something goes wrong, each from 0 (never) to 1 (always). */
export interface MishapRates {
  /** A request is sent, and its answer is lost on the way back. */
  readonly lostAnswers: number;
  /** The PC is switched off between two steps. */
  readonly kills: number;
  /** A request is sent twice. */
  readonly duplicates: number;
}

/** What goes wrong on the way, asked anew for each request. */
export interface Mishaps {
  losesAnswer(): boolean;
  isKilled(): boolean;
  sendsTwice(): boolean;
}

/** The PC was switched off: nothing after this happens, and what was not kept on its disk is gone. */
export class SwitchedOff extends Error {}

/** Mishaps of a seed at these rates. */
export function makeMishaps(rates: MishapRates, random: Random): Mishaps {
  return {
    losesAnswer: () => random.chance(rates.lostAnswers),
    isKilled: () => random.chance(rates.kills),
    sendsTwice: () => random.chance(rates.duplicates),
  };
}
