import { type Comparison, HARDWARE_KEYS, independentKeys, KEYS, type Key, SEED_KEYS } from './compare-records.ts';

/** What a rule does with a pair of records that it fits. */
export type RuleAction = 'merge' | 'apart';

/** A rule: with these keys equal two records are merged, or with these keys known and different they are kept apart. */
export interface Rule {
  readonly action: RuleAction;
  readonly keys: readonly Key[];
}

/**
 * Whether keys make a rule: at least two independent ones, of which one is of the hardware or the network, since an image
 * carries names and client ids to many PCs.
 */
export function isRule({ keys }: Rule): boolean {
  return independentKeys(keys) >= 2 && keys.some((key) => key === 'mac' || HARDWARE_KEYS.some((each) => each === key));
}

/** The keys of a rule in their one order, without repeats. */
export function canonicalKeys(keys: readonly Key[]): Key[] {
  return KEYS.filter((key) => keys.includes(key));
}

/**
 * Whether a rule decides a pair. A merge never goes against hardware that is known and differs, and counts no key that a
 * third record bears too.
 * @param bearers records that bear each shared key, where it is one of those that bring records together
 */
export function ruleFits(rule: Rule, comparison: Comparison, bearers: Partial<Record<Key, number>>): boolean {
  if (!isRule(rule)) return false;
  if (rule.action === 'apart') return rule.keys.every((key) => comparison.different.includes(key));
  if (HARDWARE_KEYS.some((key) => comparison.different.includes(key))) return false;
  return rule.keys.every(
    (key) => comparison.equal.includes(key) && (!SEED_KEYS.some((seed) => seed === key) || bearers[key] === 2),
  );
}
