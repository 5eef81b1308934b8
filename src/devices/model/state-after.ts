import { REASONS, type ReasonId } from './reasons.ts';

/** Reasons that pass without anybody doing anything: the PC tries again by itself. */
const PASSING: ReadonlySet<ReasonId> = new Set([
  'WAIT_SIGN_IN',
  'SERVER_ERROR',
  'MAINTENANCE',
  'PACKAGE_PAUSED',
  'CLAIM_EXPIRED',
]);

/** Whether a reason needs a person: it was refused for good, or it stays until somebody changes something. */
export function needsPerson(reason: ReasonId): boolean {
  return REASONS[reason].answer === 'refused' || !PASSING.has(reason);
}

/**
 * The state in the registry of a PC that is not enrolled, after an outcome. "Waiting" is the word for one thing only,
 * nobody is signed in; null leaves the state as it is.
 */
export function stateAfter(
  outcome: 'in-progress' | 'waiting' | 'failed' | 'done',
  reason: ReasonId | undefined,
): 'failed' | 'waiting' | null {
  if (outcome === 'failed') return 'failed';
  if (outcome !== 'waiting' || reason === undefined) return null;
  if (reason === 'WAIT_SIGN_IN') return 'waiting';
  return needsPerson(reason) ? 'failed' : null;
}
