import type { Queryable } from '../../../storage/database.ts';
import type { Rule } from '../model/rule.ts';

/** A rule of an administrator. */
export interface StoredRule extends Rule {
  readonly id: string;
  readonly madeAt: Date;
  readonly madeBy: string;
}

/** All rules, the oldest first. */
export async function listStoredRules(q: Queryable): Promise<StoredRule[]> {
  const { rows } = await q.query<StoredRule & Record<string, unknown>>(
    'select id, action, keys, made_at as "madeAt", made_by as "madeBy" from duplicate_rules order by made_at, id',
  );
  return rows;
}

/** Adds a rule; false where the same is there already. */
export async function insertRule(q: Queryable, rule: StoredRule): Promise<boolean> {
  const { rowCount } = await q.query(
    'insert into duplicate_rules (id, action, keys, made_at, made_by) values ($1, $2, $3, $4, $5) on conflict (action, keys) do nothing',
    [rule.id, rule.action, rule.keys, rule.madeAt, rule.madeBy],
  );
  return rowCount === 1;
}

/** Takes a rule away; null where there is none. */
export async function deleteRule(q: Queryable, id: string): Promise<Rule | null> {
  const { rows } = await q.query<Rule & Record<string, unknown>>(
    'delete from duplicate_rules where id = $1 returning action, keys',
    [id],
  );
  return rows[0] ?? null;
}
