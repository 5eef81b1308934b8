import type { Transaction } from '../../../storage/database.ts';
import { uuidv7 } from '../../../storage/ids.ts';
import { lower } from '../../../storage/lower.ts';
import type { SourceUser } from '../model/entries.ts';
import type { JoinRule } from '../model/source-config.ts';

/** SQL of each rule: users by a fact; one that two users share finds nobody. */
const FOUND: Readonly<Record<JoinRule, string>> = {
  upn: 'select lower(u.upn) as key, u.id from users u where lower(u.upn) = any($1)',
  email: `select lower(u.email) as key, (array_agg(u.id))[1] as id from users u where u.email <> '' and lower(u.email) = any($1)
    group by 1 having count(*) = 1`,
  accountName: `select lower(u.account_name) as key, (array_agg(u.id))[1] as id from users u where u.account_name <> '' and lower(u.account_name) = any($1)
    group by 1 having count(*) = 1`,
};

/** Who people of a source are. */
export interface Joined {
  /** Ids of users by ids of the source. */
  readonly users: ReadonlyMap<string, string>;
  /** Those of them who are nobody yet, and become users with these ids. */
  readonly fresh: ReadonlySet<string>;
  /** UPNs that somebody else of this source has, whose second owner stays out. */
  readonly twice: readonly string[];
}

/**
 * Finds who people of a source are, by the source's rules in their order. Two people of one source are never one user,
 * unless the former of them is gone from it: an account that was made anew.
 */
export async function joinUsers(
  tx: Transaction,
  sourceId: string,
  people: readonly SourceUser[],
  rules: readonly JoinRule[],
): Promise<Joined> {
  const users = new Map<string, string>();
  const taken = new Set<string>();
  for (const rule of rules) {
    const byKey = firstByKey(
      people.filter((person) => !users.has(person.externalId)),
      rule,
    );
    if (byKey.size === 0) continue;
    const found = await tx.query<{ key: string; id: string }>(FOUND[rule], [[...byKey.keys()]]);
    const free = await withoutOthers(
      tx,
      sourceId,
      found.rows.map((row) => row.id),
    );
    for (const row of found.rows) {
      const person = byKey.get(row.key);
      if (person === undefined || taken.has(row.id) || !free.has(row.id)) continue;
      users.set(person.externalId, row.id);
      taken.add(row.id);
    }
  }
  const left = people.filter((person) => !users.has(person.externalId));
  const clashes = await tx.query<{ key: string }>(
    'select lower(u.upn) as key from users u where lower(u.upn) = any($1)',
    [left.map((person) => lower(person.upn))],
  );
  const upns = new Set(clashes.rows.map((row) => row.key));
  const fresh = new Set<string>();
  const twice: string[] = [];
  for (const person of left) {
    const key = lower(person.upn);
    if (upns.has(key)) {
      twice.push(person.upn);
      continue;
    }
    upns.add(key);
    fresh.add(person.externalId);
    users.set(person.externalId, uuidv7());
  }
  return { users, fresh, twice };
}

/** People by the fact of a rule; a fact that two of them share joins nobody by it, but a UPN, which the first one has. */
function firstByKey(people: readonly SourceUser[], rule: JoinRule): Map<string, SourceUser> {
  const found = new Map<string, SourceUser>();
  const shared = new Set<string>();
  for (const person of people) {
    const key = lower(person[rule]);
    if (key === '') continue;
    if (!found.has(key)) found.set(key, person);
    else if (rule !== 'upn') shared.add(key);
  }
  for (const key of shared) found.delete(key);
  return found;
}

/** Users whom no other person of this source stands for; the link of one who is gone is let go. */
async function withoutOthers(tx: Transaction, sourceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const held = await tx.query<{ user_id: string; is_missing: boolean }>(
    `select user_id, missing_since is not null as is_missing from source_users where source_id = $1 and user_id = any($2::uuid[])`,
    [sourceId, ids],
  );
  const present = new Set(held.rows.filter((row) => !row.is_missing).map((row) => row.user_id));
  const gone = held.rows.filter((row) => row.is_missing && !present.has(row.user_id)).map((row) => row.user_id);
  if (gone.length > 0) {
    await tx.query(
      'update source_users set user_id = null where source_id = $1 and user_id = any($2::uuid[]) and missing_since is not null',
      [sourceId, gone],
    );
  }
  return new Set(ids.filter((id) => !present.has(id)));
}
