import type { Known, Platform, Stage } from '../api/types.ts';

/** The six stages of a PC in a distribution package, in order. */
export const STAGES = [
  'files-copied',
  'script-ran',
  'claim-accepted',
  'certificate-issued',
  'first-session',
  'inventory-matched',
] as const satisfies readonly Stage[];

/** How well a PC is known. */
export const KNOWN = ['stated', 'listed', 'weak', 'unbound'] as const satisfies readonly Known[];

export const PLATFORMS = ['configmgr', 'epm', 'none'] as const satisfies readonly Platform[];
