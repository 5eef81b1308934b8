/** The six stages of a PC on its way into Baton, in order; the first two are only said by the PC. */
export const STAGES = [
  'files-copied',
  'script-ran',
  'claim-accepted',
  'certificate-issued',
  'first-session',
  'inventory-matched',
] as const;

export type Stage = (typeof STAGES)[number];

/** The later of two stages; a PC that had none yet takes the other. */
export function laterStage(a: Stage | null, b: Stage): Stage {
  return a !== null && STAGES.indexOf(a) > STAGES.indexOf(b) ? a : b;
}
