import type { Fact, FactValue } from '../model/fact.ts';
import { ANY_SCOPE, type Facts } from '../model/facts.ts';

/**
 * Is one fact newer than another? By UTC time where both have one, in one file by line; null where no order can be told
 * (undated text of different files).
 */
export function isNewer(fact: Fact, other: Fact): boolean | null {
  const a = fact.where;
  const b = other.where;
  if (a.time !== null && b.time !== null && a.time !== b.time) return a.time > b.time;
  if (a.file === b.file && a.line !== null && b.line !== null) return a.line > b.line;
  return null;
}

/** The fact of a name that decides, whatever its scope; undefined where none was seen. */
export function newestOf(facts: Facts, name: string): Fact | undefined {
  return facts.newest(name, ANY_SCOPE);
}

/** The newest of facts with different names, each of which says something else about one question: state beats log. */
export function newestAmong<Meaning extends FactValue>(
  candidates: readonly { readonly fact: Fact | undefined; readonly means: Meaning }[],
): { readonly fact: Fact; readonly means: Meaning } | undefined {
  const rank = { state: 2, log: 1, said: 0 } as const;
  let best: { readonly fact: Fact; readonly means: Meaning } | undefined;
  for (const { fact, means } of candidates) {
    if (fact === undefined) continue;
    if (best === undefined) best = { fact, means };
    else {
      const better = rank[fact.rank] - rank[best.fact.rank];
      if (better > 0 || (better === 0 && isNewer(fact, best.fact) !== false)) best = { fact, means };
    }
  }
  return best;
}
