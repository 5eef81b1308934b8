import type { Queryable, Transaction } from '../../../storage/database.ts';
import type { SyncPlan } from '../model/plan.ts';
import type { StoredRun } from './run-store.ts';

/** SQL: a staged person differs from what the source said before. */
export const DIFFERS = `(k.upn, k.display_name, k.reading, k.department, k.email, k.account_name, k.disabled, k.expires_at)
  is distinct from (s.upn, s.display_name, s.reading, s.department, s.email, s.account_name, s.disabled, s.expires_at)`;

/**
 * SQL: the members of this run's groups as ids. A name that means nobody of the source (a contact, a person outside the
 * base, a foreign security principal) falls out.
 */
export const STAGED_EDGES = `select m.group_external_id, e.external_id as member_external_id, m.is_removed from staged_members m join (
    select ref, external_id from staged_users where run_id = $1 and not is_gone
    union all select ref, external_id from staged_groups where run_id = $1 and not is_gone
    union all select k.ref, k.external_id from source_users k where k.source_id = $2 and not $3 and not exists (select 1 from staged_users s where s.run_id = $1 and s.external_id = k.external_id)
    union all select k.ref, k.external_id from source_groups k where k.source_id = $2 and not $3 and not exists (select 1 from staged_groups s where s.run_id = $1 and s.external_id = k.external_id)
  ) e on e.ref = m.member_ref where m.run_id = $1`;

/** Counts what a run would do, in three statements over all that it has read. */
export async function countPlan(q: Transaction, run: StoredRun, skipped: number): Promise<SyncPlan> {
  const values = [run.id, run.sourceId, run.coversAll];
  await joinByHash(q);
  const users = await one(
    q,
    `select count(k.*) filter (where k.missing_since is null)::int as before,
       count(*) filter (where s.is_whole and (k.external_id is null or k.missing_since is not null))::int as added,
       count(*) filter (where s.is_whole and k.missing_since is null and k.external_id is not null and ${DIFFERS}
         and not (s.disabled and not k.disabled))::int as changed,
       count(*) filter (where k.missing_since is null and k.external_id is not null and (s.is_gone or (s.external_id is null and $3::boolean)))::int as missing,
       count(*) filter (where s.is_whole and k.missing_since is null and s.disabled and not k.disabled)::int as disabled
     from (select * from staged_users where run_id = $1) s
       full join (select * from source_users where source_id = $2) k on k.external_id = s.external_id`,
    values,
  );
  const groups = await one(
    q,
    `select count(k.*) filter (where k.missing_since is null)::int as before,
       count(*) filter (where s.is_whole and (k.external_id is null or k.missing_since is not null))::int as added,
       count(*) filter (where s.is_whole and k.missing_since is null and k.external_id is not null and k.name <> s.name)::int as changed,
       count(*) filter (where k.missing_since is null and k.external_id is not null and (s.is_gone or (s.external_id is null and $3::boolean)))::int as missing
     from (select * from staged_groups where run_id = $1) s
       full join (select * from source_groups where source_id = $2) k on k.external_id = s.external_id`,
    values,
  );
  const members = await countMembers(q, [...values, run.groupsWhole], groups['missing'] === 0);
  const n = (row: Record<string, number>, key: string) => row[key] ?? 0;
  return {
    before: n(users, 'before'),
    added: n(users, 'added'),
    changed: n(users, 'changed'),
    unchanged: n(users, 'before') - n(users, 'changed') - n(users, 'missing') - n(users, 'disabled'),
    missing: n(users, 'missing'),
    disabled: n(users, 'disabled'),
    skipped,
    groupsBefore: n(groups, 'before'),
    groupsAdded: n(groups, 'added'),
    groupsChanged: n(groups, 'changed'),
    groupsMissing: n(groups, 'missing'),
    membersBefore: n(members, 'before'),
    membersAdded: n(members, 'added'),
    membersRemoved: n(members, 'removed'),
  };
}

/** Memberships are only compared where a group was read anew, or is gone. */
async function countMembers(q: Transaction, values: unknown[], isWhole: boolean): Promise<Record<string, number>> {
  const touched = await one(
    q,
    `select (exists (select 1 from staged_members where run_id = $1)
       or exists (select 1 from staged_groups where run_id = $1 and (is_whole or is_gone)))::int as n`,
    [values[0]],
  );
  if (isWhole && touched['n'] === 0)
    return one(q, 'select count(*)::int as before, 0 as added, 0 as removed from source_members where source_id = $1', [
      values[1],
    ]);
  return one(
    q,
    `with staged as materialized (${STAGED_EDGES}), groups as materialized (select external_id, is_whole, is_gone from staged_groups where run_id = $1),
       known as materialized (select group_external_id, member_external_id from source_members where source_id = $2)
     select (select count(*)::int from known) as before,
       (select count(*)::int from staged s left join known k using (group_external_id, member_external_id)
         where not s.is_removed and k.group_external_id is null) as added,
       (select count(*)::int from known k left join groups g on g.external_id = k.group_external_id
           left join staged s using (group_external_id, member_external_id)
         where g.is_gone or s.is_removed or ($3 and g.external_id is null) or ($4 and g.is_whole and s.group_external_id is null)) as removed`,
    values,
  );
}

/**
 * For statements over whole tables that were filled a moment ago: before PostgreSQL has counted them it takes them for
 * small, and would walk one for each row of the other.
 */
export async function joinByHash(tx: Transaction): Promise<void> {
  await tx.query('set local enable_nestloop = off');
}

async function one(q: Queryable, text: string, values: unknown[]): Promise<Record<string, number>> {
  const { rows } = await q.query<Record<string, number>>(text, values);
  return rows[0] ?? {};
}

/** What a run would do to whom. */
export type ChangeKind = 'added' | 'changed' | 'disabled' | 'missing';

/** One person of a preview: who it is, and which fields would change. */
export interface PlannedChange {
  readonly externalId: string;
  readonly upn: string;
  readonly displayName: string;
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

const CHANGE: Readonly<Record<ChangeKind, string>> = {
  added: 's.is_whole and (k.external_id is null or k.missing_since is not null)',
  changed: `s.is_whole and k.missing_since is null and k.external_id is not null and ${DIFFERS} and not (s.disabled and not k.disabled)`,
  disabled: 's.is_whole and k.missing_since is null and s.disabled and not k.disabled',
  missing:
    'k.missing_since is null and k.external_id is not null and (s.is_gone or (s.external_id is null and $3::boolean))',
};
const PAIRS = [
  ['upn', 'upn'],
  ['displayName', 'display_name'],
  ['reading', 'reading'],
  ['department', 'department'],
  ['email', 'email'],
  ['accountName', 'account_name'],
] as const;

/** A page of what a run would do, while what it read is kept. */
export async function listPlannedChanges(
  q: Queryable,
  run: StoredRun,
  kind: ChangeKind,
  page: { readonly limit: number; readonly offset: number },
): Promise<PlannedChange[]> {
  const { rows } = await q.query<Record<string, string | null>>(
    `select coalesce(s.external_id, k.external_id) as external_id, s.upn as s_upn, k.upn as k_upn,
       ${PAIRS.map(([, column]) => `s.${column} as s_${column}, k.${column} as k_${column}`).join(', ')}
     from (select * from staged_users where run_id = $1) s
       full join (select * from source_users where source_id = $2) k on k.external_id = s.external_id
     where $3::boolean is not null and ${CHANGE[kind]} order by coalesce(nullif(s.upn, ''), k.upn), 1 limit $4 offset $5`,
    [run.id, run.sourceId, run.coversAll, page.limit, page.offset],
  );
  return rows.map((row) => ({
    externalId: row['external_id'] ?? '',
    upn: row['s_upn'] || row['k_upn'] || '',
    displayName: row['s_display_name'] || row['k_display_name'] || '',
    fields:
      kind === 'changed'
        ? PAIRS.map(([field, column]) => ({
            field,
            before: row[`k_${column}`] ?? '',
            after: row[`s_${column}`] ?? '',
          })).filter((pair) => pair.before !== pair.after)
        : [],
  }));
}
