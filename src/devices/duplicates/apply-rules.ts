import type { Database, Queryable } from '../../storage/database.ts';
import { Refusal } from '../../storage/refusal.ts';
import { keepApart, mergeGroup } from './decide-duplicates.ts';
import type { Key } from './model/compare-records.ts';
import { compareRecords, SEED_KEYS } from './model/compare-records.ts';
import { suggestKept } from './model/decide-merge.ts';
import { type Rule, type RuleAction, ruleFits } from './model/rule.ts';
import { GROUP_COLUMNS, type StoredGroup } from './store/groups.ts';
import { type DuplicateRecord, listRecords } from './store/records.ts';
import { listStoredRules, type StoredRule } from './store/rules.ts';

/** An open group of two records. */
export interface OpenPair {
  readonly group: StoredGroup;
  readonly records: readonly DuplicateRecord[];
}

/** Open groups of two, which rules may decide. */
export async function listOpenPairs(q: Queryable, now: Date): Promise<OpenPair[]> {
  const { rows } = await q.query<StoredGroup & Record<string, unknown>>(
    `select ${GROUP_COLUMNS} from duplicate_groups g where g.state = 'open' and cardinality(g.members) = 2 and not g.asks order by g.id`,
  );
  const records = await listRecords(
    q,
    rows.flatMap(({ members }) => members),
    now,
  );
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.map((group) => ({ group, records: group.members.flatMap((id) => byId.get(id) ?? []) }));
}

/** Whether a rule decides a pair: it fits, and where it merges, the records may be merged. */
export function decidesPair(rule: Rule, { group, records }: OpenPair): boolean {
  const bearers: Partial<Record<Key, number>> = {};
  // a key of the group is borne by its records alone; others that they share are borne by more
  for (const key of SEED_KEYS) if (group.keys.some((shared) => shared.startsWith(`${key}:`))) bearers[key] = 2;
  if (!ruleFits(rule, compareRecords(records), bearers)) return false;
  return rule.action === 'apart' || suggestKept(records) !== null;
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
  for (const pair of await listOpenPairs(database, now)) {
    const rule = ruleFor(rules, pair);
    if (rule !== null && (await applyRule(database, rule, pair, now))) decided += 1;
  }
  return decided;
}

function ruleFor(rules: readonly StoredRule[], pair: OpenPair): StoredRule | null {
  const fitting = rules.filter((rule) => decidesPair(rule, pair));
  const actions = new Set<RuleAction>(fitting.map(({ action }) => action));
  return actions.size === 1 ? (fitting[0] ?? null) : null;
}

async function applyRule(database: Database, rule: StoredRule, pair: OpenPair, now: Date): Promise<boolean> {
  const order = {
    groupId: pair.group.id,
    actor: { name: 'Baton' },
    why: `${rule.action}: ${rule.keys.join(' + ')}`,
    requestId: `rule-${rule.id}`,
    now,
    ruleId: rule.id,
  };
  const keep = suggestKept(pair.records);
  try {
    if (rule.action === 'apart') await keepApart(database, order);
    else if (keep === null) return false;
    else await mergeGroup(database, order, { keep, go: pair.group.members.filter((id) => id !== keep) });
    return true;
  } catch (error) {
    // decided or changed meanwhile: the next search sees it as it is then
    if (error instanceof Refusal) return false;
    throw error;
  }
}
