import type { Transaction } from '../../../storage/database.ts';
import { uuidv7 } from '../../../storage/ids.ts';
import { foldSearchText } from '../../../storage/search-text.ts';
import { cleanField } from '../model/entries.ts';
import { joinByHash, STAGED_EDGES } from '../store/plan-store.ts';
import type { StoredRun } from '../store/run-store.ts';
import type { StoredSource } from '../store/source-store.ts';

/** Writes the groups of a run and who stands in them as the source says it; one transaction. */
export async function applyGroups(tx: Transaction, source: StoredSource, run: StoredRun, now: Date): Promise<void> {
  const values = [run.id, source.id, run.coversAll];
  await joinByHash(tx);
  await tx.query(
    `update source_groups k set ref = s.ref, missing_since = null from staged_groups s
     where s.run_id = $1 and k.source_id = $2 and k.external_id = s.external_id and not s.is_gone and not s.is_whole
       and (k.ref <> s.ref or k.missing_since is not null)`,
    [run.id, source.id],
  );
  await tx.query(
    `insert into source_groups (source_id, external_id, ref, name, created_at, updated_at)
     select $2, external_id, ref, name, $3, $3 from staged_groups where run_id = $1 and is_whole
     on conflict (source_id, external_id) do update set ref = excluded.ref, name = excluded.name, missing_since = null, updated_at = excluded.updated_at`,
    [run.id, source.id, now],
  );
  await tx.query(
    `update source_groups k set missing_since = $4 where k.source_id = $2 and k.missing_since is null and (
       exists (select 1 from staged_groups s where s.run_id = $1 and s.external_id = k.external_id and s.is_gone)
       or ($3 and not exists (select 1 from staged_groups s where s.run_id = $1 and s.external_id = k.external_id)))`,
    [...values, now],
  );
  await nameGroups(tx, source);
  await tx.query(
    `delete from source_members m using source_groups g where m.source_id = $1 and g.source_id = $1
       and g.external_id = m.group_external_id and g.missing_since is not null`,
    [source.id],
  );
  await tx.query(
    `with staged as materialized (${STAGED_EDGES}),
     left_out as (
       select k.group_external_id, k.member_external_id from source_members k
         left join (select external_id, is_whole from staged_groups where run_id = $1) g on g.external_id = k.group_external_id
         left join staged s on s.group_external_id = k.group_external_id and s.member_external_id = k.member_external_id
       where k.source_id = $2 and (s.is_removed or ($4 and g.is_whole and s.group_external_id is null))),
     gone as (
       delete from source_members m using left_out l where m.source_id = $2 and m.group_external_id = l.group_external_id
         and m.member_external_id = l.member_external_id)
     insert into source_members (source_id, group_external_id, member_external_id)
     select $2, group_external_id, member_external_id from staged where not is_removed on conflict do nothing`,
    [...values, run.groupsWhole],
  );
}

/**
 * Gives every group of a source its group of the directory. A name that another group has (of an operator, a CSV or
 * another source) is told apart by the source's name: groups are never joined, since who is in one opens packages.
 */
export async function nameGroups(tx: Transaction, source: StoredSource, only: string | null = null): Promise<void> {
  const { rows } = await tx.query<{
    external_id: string;
    name: string;
    group_id: string | null;
    called: string | null;
  }>(
    `select k.external_id, k.name, g.id as group_id, g.name as called from source_groups k left join groups g on g.id = k.group_id
     where k.source_id = $1 and k.missing_since is null and ($2::text is null or k.external_id = $2) order by k.external_id`,
    [source.id, only],
  );
  const forms = [
    (row: (typeof rows)[number]) => row.name,
    (row: (typeof rows)[number]) => cleanField(`${row.name.slice(0, 150)} (${source.name.slice(0, 90)})`),
    (row: (typeof rows)[number]) => cleanField(`${row.name.slice(0, 150)} (${row.external_id.slice(0, 90)})`),
  ];
  let left = rows.filter((row) => row.called === null || !forms.some((form) => form(row) === row.called));
  if (left.length === 0) return;
  for (const form of forms) {
    const fresh = left.filter((row) => row.group_id === null);
    const renamed = left.filter((row) => row.group_id !== null);
    const done = new Set<string>();
    if (fresh.length > 0) {
      const ids = fresh.map(() => uuidv7());
      const made = await tx.query<{ id: string }>(
        `insert into groups (id, name, source, search) select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as g
         on conflict (lower(name)) do nothing returning id`,
        [ids, fresh.map(form), fresh.map(() => source.id), fresh.map((row) => foldSearchText(form(row)))],
      );
      const got = new Set(made.rows.map((row) => row.id));
      const links = fresh.flatMap((row, at) => {
        const id = ids[at];
        return id !== undefined && got.has(id) ? [{ externalId: row.external_id, id }] : [];
      });
      for (const link of links) done.add(link.externalId);
      await tx.query(
        `update source_groups k set group_id = g.id from unnest($2::text[], $3::uuid[]) as g(external_id, id)
         where k.source_id = $1 and k.external_id = g.external_id`,
        [source.id, links.map((link) => link.externalId), links.map((link) => link.id)],
      );
    }
    for (const row of renamed) {
      const name = form(row);
      const moved = await tx.query(
        `update groups set name = $2, search = $3, updated_at = now() where id = $1
           and not exists (select 1 from groups o where lower(o.name) = lower($2) and o.id <> $1)`,
        [row.group_id, name, foldSearchText(name)],
      );
      if ((moved.rowCount ?? 0) > 0) done.add(row.external_id);
    }
    left = left.filter((row) => !done.has(row.external_id));
    if (left.length === 0) return;
  }
}

/**
 * Makes the memberships of a source's groups what its members say, nested groups resolved: a person in a group that
 * stands in another one is in both. Groups that hold each other end, since a pair is walked once.
 */
export async function resolveMemberships(
  tx: Transaction,
  sourceId: string,
): Promise<{ added: number; removed: number }> {
  await joinByHash(tx);
  const { rows } = await tx.query<{ added: number; removed: number }>(
    `with recursive nested as (
       select m.group_external_id as parent, m.member_external_id as child from source_members m
       join source_groups g on g.source_id = $1 and g.external_id = m.member_external_id where m.source_id = $1),
     reach(parent, child) as (
       select external_id, external_id from source_groups where source_id = $1 and missing_since is null
       union
       select r.parent, n.child from reach r join nested n on n.parent = r.child),
     wanted as materialized (
       select distinct g.group_id, u.user_id from reach r
       join source_members m on m.source_id = $1 and m.group_external_id = r.child
       join source_users u on u.source_id = $1 and u.external_id = m.member_external_id and u.user_id is not null
       join source_groups g on g.source_id = $1 and g.external_id = r.parent and g.group_id is not null),
     gone as (
       delete from memberships k using (
         select m.group_id, m.user_id from memberships m join source_groups g on g.source_id = $1 and g.group_id = m.group_id
           left join wanted w on w.group_id = m.group_id and w.user_id = m.user_id where w.group_id is null) o
       where k.group_id = o.group_id and k.user_id = o.user_id returning 1),
     come as (
       insert into memberships (group_id, user_id) select group_id, user_id from wanted on conflict do nothing returning 1)
     select (select count(*)::int from come) as added, (select count(*)::int from gone) as removed`,
    [sourceId],
  );
  return rows[0] ?? { added: 0, removed: 0 };
}

const MEMBERS_AT_ONCE = 5_000;

/**
 * The same for those memberships that hang on some members alone: of people, all groups that they are in; of groups,
 * those of everybody in them. Very many are resolved with all others.
 */
export async function resolveMembersOf(tx: Transaction, sourceId: string, members: readonly string[]): Promise<void> {
  const people = await tx.query<{ id: string }>(
    `with recursive down(id) as (
       select unnest($2::text[]) union select m.member_external_id from down d join source_members m on m.source_id = $1 and m.group_external_id = d.id)
     select u.external_id as id from down d join source_users u on u.source_id = $1 and u.external_id = d.id limit ${MEMBERS_AT_ONCE + 1}`,
    [sourceId, members],
  );
  if (people.rows.length > MEMBERS_AT_ONCE) {
    await resolveMemberships(tx, sourceId);
    return;
  }
  await tx.query(
    `with recursive up(person, grp) as (
       select m.member_external_id, m.group_external_id from source_members m where m.source_id = $1 and m.member_external_id = any($2)
       union
       select u.person, m.group_external_id from up u join source_members m on m.source_id = $1 and m.member_external_id = u.grp),
     persons as (select user_id, external_id from source_users where source_id = $1 and external_id = any($2) and user_id is not null),
     wanted as materialized (
       select distinct g.group_id, p.user_id from up u join persons p on p.external_id = u.person
       join source_groups g on g.source_id = $1 and g.external_id = u.grp and g.group_id is not null and g.missing_since is null),
     gone as (
       delete from memberships k using persons p, source_groups g where k.user_id = p.user_id and g.source_id = $1 and g.group_id = k.group_id
         and not exists (select 1 from wanted w where w.group_id = k.group_id and w.user_id = k.user_id))
     insert into memberships (group_id, user_id) select group_id, user_id from wanted on conflict do nothing`,
    [sourceId, people.rows.map((row) => row.id)],
  );
}
