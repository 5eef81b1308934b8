import type { Fact } from '../model/fact.ts';
import type { Judge } from './judgement.ts';

/**
 * Days between the evidence of a PC and the newest list that a console exported. A list from after the evidence may know of a change that
 * the evidence does not: what they disagree on is then no more than a hint.
 */
export const judgeEvidenceBehindList: Judge<number> = ({ facts, receivedAt }) => {
  const lists = facts.names('srv.').flatMap((name) => facts.all(name));
  const newest = lists.reduce<Fact | undefined>(
    (best, fact) => ((fact.where.time ?? '') > (best?.where.time ?? '') ? fact : best),
    undefined,
  );
  const at = facts.value('collected') ?? receivedAt;
  if (newest?.where.time == null || typeof at !== 'string') return undefined;
  const days = (Date.parse(newest.where.time) - Date.parse(at)) / 86_400_000;
  return Number.isFinite(days) ? { value: days, facts: [newest] } : undefined;
};
