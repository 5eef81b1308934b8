import type { Database, Queryable } from '../../storage/database.ts';
import { Refusal } from '../../storage/refusal.ts';
import { keepApart, mergeGroup } from './decide-duplicates.ts';
import { type Comparison, compareRecords, type Key, SEED_KEYS } from './model/compare-records.ts';
import { suggestKept } from './model/decide-merge.ts';
import { type Rule, type RuleAction, ruleFits } from './model/rule.ts';
import { GROUP_COLUMNS, type StoredGroup } from './store/groups.ts';
import { listRecords } from './store/records.ts';
import { listStoredRules, type StoredRule } from './store/rules.ts';

/** Open groups of two, which rules may decide; those that a person took back are left out. */
export async function listOpenPairs(q: Queryable): Promise<StoredGroup[]> {
  const { rows } = await q.query<StoredGroup & Record<string, unknown>>(
    `select ${GROUP_COLUMNS} from duplicate_groups g where g.state = 'open' and cardinality(g.members) = 2 and not g.asks order by g.id`,
  );
  return rows;
}

/** Whether a rule decides a pair as its records were at the last search: it fits, and where it merges, they may be merged. */
export function decidesPair(rule: Rule, pair: StoredGroup): boolean {
  const comparison = { equal: pair.equalKeys, different: pair.differentKeys };
  return fitsPair(rule, pair, comparison) && (rule.action === 'apart' || pair.suggestedKeep !== null);
}

function fitsPair(rule: Rule, pair: StoredGroup, comparison: Comparison): boolean {
  const bearers: Partial<Record<Key, number>> = {};
  // a key of the group is borne by its records alone; others that they share are borne by more
  for (const key of SEED_KEYS) if (pair.keys.some((shared) => shared.startsWith(`${key}:`))) bearers[key] = 2;
  return ruleFits(rule, comparison, bearers);
}

/**
 * Decides by the rules of administrators what they fit. Where one rule would merge and another keep apart, nobody decides but
 * a person; so it is after a person took a decision back.
 * @returns how many pairs were decided
 */
export async function applyRules(database: Database, now: Date): Promise<number> {
  const rules = await listStoredRules(database);
  if (rules.length === 0) return 0;
  let decided = 0;
  for (const pair of await listOpenPairs(database)) {
    const rule = ruleFor(rules, pair);
    if (rule !== null && (await applyRule(database, rule, pair, now))) decided += 1;
  }
  return decided;
}

function ruleFor(rules: readonly StoredRule[], pair: StoredGroup): StoredRule | null {
  const fitting = rules.filter((rule) => decidesPair(rule, pair));
  const actions = new Set<RuleAction>(fitting.map(({ action }) => action));
  return actions.size === 1 ? (fitting[0] ?? null) : null;
}

async function applyRule(database: Database, rule: StoredRule, pair: StoredGroup, now: Date): Promise<boolean> {
  const records = await listRecords(database, pair.members, now);
  if (!fitsPair(rule, pair, compareRecords(records))) return false;
  const order = {
    groupId: pair.id,
    actor: { name: 'Baton' },
    why: `${rule.action}: ${rule.keys.join(' + ')}`,
    requestId: `rule-${rule.id}`,
    now,
    ruleId: rule.id,
  };
  const keep = suggestKept(records);
  try {
    if (rule.action === 'apart') await keepApart(database, order);
    else if (keep === null) return false;
    else await mergeGroup(database, order, { keep, go: pair.members.filter((id) => id !== keep) });
    return true;
  } catch (error) {
    // decided or changed meanwhile: the next search sees it as it is then
    if (error instanceof Refusal) return false;
    throw error;
  }
}
