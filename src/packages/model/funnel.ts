import { STAGES, type Stage } from '../../devices/model/stages.ts';

/** The last outcome of a PC in a package. */
export type Outcome = 'not-seen' | 'in-progress' | 'waiting' | 'failed' | 'done';

/** How many PCs of a package stand at one stage (null: none reached) with one outcome. */
export interface StageCount {
  readonly stage: Stage | null;
  readonly outcome: Outcome;
  readonly pcs: number;
}

/** One column of the hand-over drawing: PCs that reached the stage, and those that stand right before it, by kind. */
export interface FunnelStage {
  readonly stage: Stage;
  readonly reached: number;
  readonly notSeen: number;
  /** Of those not seen, PCs that are only planned: no list has a row for them. */
  readonly unlisted: number;
  readonly waiting: number;
  readonly failed: number;
  readonly inProgress: number;
}

/**
 * The hand-over of a package, or of several together: a PC that reached a stage reached those before it, also where the
 * carrier did not report them. PCs that are planned and of which nothing was heard count as not seen before the first stage.
 * @param planned PCs typed or listed when the packages were made; null where nobody knows
 */
export function funnelOf(counts: readonly StageCount[], planned: number | null): FunnelStage[] {
  const rank = (stage: Stage | null) => (stage === null ? -1 : STAGES.indexOf(stage));
  const heard = counts.reduce((sum, count) => sum + count.pcs, 0);
  return STAGES.map((stage, index) => {
    const before = counts.filter((count) => rank(count.stage) === index - 1);
    const stuck = (outcome: Outcome) =>
      before.filter((count) => count.outcome === outcome).reduce((sum, count) => sum + count.pcs, 0);
    const unheard = index === 0 ? Math.max(0, (planned ?? 0) - heard) : 0;
    return {
      stage,
      reached: counts.filter((count) => rank(count.stage) >= index).reduce((sum, count) => sum + count.pcs, 0),
      notSeen: stuck('not-seen') + unheard,
      unlisted: unheard,
      waiting: stuck('waiting'),
      failed: stuck('failed'),
      inProgress: stuck('in-progress') + stuck('done'),
    };
  });
}

/** PCs whose last outcome is a failure, whatever stage they stand at. */
export function failedOf(counts: readonly StageCount[]): number {
  return counts.filter((count) => count.outcome === 'failed').reduce((sum, count) => sum + count.pcs, 0);
}
