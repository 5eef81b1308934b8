/** Of the last 50 PCs with a living PIN, more than one in ten failed. */
const FAILURE_WINDOW = 50;
const FAILURES_THAT_PAUSE = 5;

export interface PauseFacts {
  /** PCs whose claim is accepted at first before an operator looks; 0 = never. */
  readonly stopAfter: number;
  /** When an operator looked and continued; from then on the first rule is done with. */
  readonly continuedAt: Date | null;
  /** PCs of the package whose claims were accepted. */
  readonly accepted: number;
  /** Failures by last outcome among the last 50 PCs since an operator continued. */
  readonly failedOfLast: number;
}

/**
 * Whether a package takes no new claims until an operator has looked at its PCs and continues: after the first so many
 * PCs, or when more than 10 % of the last 50 failed.
 */
export function pauseDue(facts: PauseFacts): 'first-pcs' | 'failures' | null {
  if (facts.stopAfter > 0 && facts.continuedAt === null && facts.accepted >= facts.stopAfter) return 'first-pcs';
  return facts.failedOfLast > FAILURES_THAT_PAUSE ? 'failures' : null;
}

export { FAILURE_WINDOW };
