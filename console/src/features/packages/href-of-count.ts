import type { Counted } from '../../ui/hand-over.tsx';
import { STAGES } from '../../ui/vocabulary.ts';

const OUTCOMES = {
  notSeen: ['not-seen'],
  waiting: ['waiting'],
  failed: ['failed'],
  inProgress: ['in-progress', 'done'],
} as const;

/**
 * The list of PCs behind a number of a hand-over: those that stand at these stages with this outcome.
 * @param list the page of a package, or `/packages/pcs` for all packages together
 */
export function hrefOfCount(list: string, column: number, counted: Counted): string {
  const stages = counted === 'reached' ? STAGES.slice(column) : [STAGES[column - 1] ?? 'none'];
  const outcomes = counted === 'reached' ? [] : OUTCOMES[counted];
  const pairs = [...stages.map((stage) => `stage=${stage}`), ...outcomes.map((outcome) => `outcome=${outcome}`)];
  return `${list}?${pairs.join('&')}`;
}
