import type { Transaction } from '../../../storage/database.ts';
import { uuidv7 } from '../../../storage/ids.ts';
import type { JoinRule } from '../model/source-config.ts';

/** SQL of each rule: the one user that a person of a source is; a fact that two share finds nobody. */
const FOUND: Readonly<Record<JoinRule, string>> = {
  upn: 'select u.id from users u where lower(u.upn) = lower(k.upn)',
  email:
    "select (array_agg(u.id))[1] as id from users u where k.email <> '' and u.email <> '' and lower(u.email) = lower(k.email) having count(*) = 1",
  accountName:
    "select (array_agg(u.id))[1] as id from users u where k.account_name <> '' and u.account_name <> '' and lower(u.account_name) = lower(k.account_name) having count(*) = 1",
};

/**
 * Finds for people of a source (by their ids there) the users they are, by the source's rules in their order; who is
 * nobody yet becomes a user with an id of its own, to be written next. Two people of one source are never one user,
 * unless the former of them is gone from it: an account that was made anew.
 * @returns people whose UPN is another person's of this source
 */
export async function joinUsers(
  tx: Transaction,
  sourceId: string,
  externalIds: readonly string[],
  rules: readonly JoinRule[],
): Promise<readonly { readonly externalId: string; readonly upn: string }[]> {
  const unlinked = () =>
    tx.query<{ external_id: string; upn: string }>(
      'select external_id, upn from source_users where source_id = $1 and external_id = any($2) and user_id is null',
      [sourceId, externalIds],
    );
  if ((await unlinked()).rows.length === 0) return [];
  for (const rule of rules) {
    await tx.query(
      `with found as (
         select k.external_id, (${FOUND[rule]}) as user_id from source_users k
         where k.source_id = $1 and k.external_id = any($2) and k.user_id is null and k.missing_since is null),
       free as (
         select distinct on (f.user_id) f.external_id, f.user_id from found f where f.user_id is not null
           and not exists (select 1 from source_users o where o.source_id = $1 and o.user_id = f.user_id and o.missing_since is null)
         order by f.user_id, f.external_id),
       left_behind as (
         update source_users o set user_id = null from free f where o.source_id = $1 and o.user_id = f.user_id and o.missing_since is not null)
       update source_users k set user_id = f.user_id from free f where k.source_id = $1 and k.external_id = f.external_id`,
      [sourceId, externalIds],
    );
  }
  const { rows } = await unlinked();
  // whose UPN somebody has already cannot become a user of their own
  const clashes = await tx.query<{ external_id: string; upn: string }>(
    `select k.external_id, k.upn from source_users k where k.source_id = $1 and k.external_id = any($2) and k.user_id is null
       and exists (select 1 from users u where lower(u.upn) = lower(k.upn))`,
    [sourceId, externalIds],
  );
  const taken = new Map(clashes.rows.map((row) => [row.external_id, row.upn]));
  const seen = new Set<string>();
  const fresh: { external_id: string; upn: string }[] = [];
  for (const row of rows) {
    const key = row.upn.toLowerCase();
    if (taken.has(row.external_id)) continue;
    if (seen.has(key)) taken.set(row.external_id, row.upn);
    else fresh.push(row);
    seen.add(key);
  }
  if (fresh.length > 0) {
    await tx.query(
      `with made as (
         insert into users (id, upn, display_name, source, search)
         select g.id, g.upn, g.upn, $4, '' from unnest($2::text[], $3::uuid[], $5::text[]) as g(external_id, id, upn)
         on conflict (lower(upn)) do nothing returning id)
       update source_users k set user_id = g.id from unnest($2::text[], $3::uuid[]) as g(external_id, id)
       where k.source_id = $1 and k.external_id = g.external_id and g.id in (select id from made)`,
      [sourceId, fresh.map((row) => row.external_id), fresh.map(() => uuidv7()), sourceId, fresh.map((row) => row.upn)],
    );
  }
  return [...taken].map(([externalId, upn]) => ({ externalId, upn }));
}
