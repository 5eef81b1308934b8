import type { Transaction } from '../../../storage/database.ts';
import { lower } from '../../../storage/lower.ts';
import { renameUsers, type WrittenUser, writeUsers } from '../../store/write-users.ts';
import { isSameUser, type LinkedFields, mergeUser } from '../model/merge-user.ts';

interface Row extends WrittenUser {
  readonly links: readonly LinkedFields[];
}

/**
 * Makes users what their sources say now: see `mergeUser`. They are locked for that, in the order of their ids.
 * @returns the UPNs that somebody else has, whose owner keeps the former one
 */
export async function mergeUsers(
  tx: Transaction,
  userIds: readonly string[],
  now: Date,
): Promise<readonly { readonly upn: string; readonly kept: string }[]> {
  if (userIds.length === 0) return [];
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `with locked as (select * from users where id = any($1::uuid[]) order by id for update)
     select u.id, u.upn, u.display_name as "displayName", u.reading, u.department, u.email, u.account_name as "accountName", u.disabled,
       u.operator_disabled as "operatorDisabled", u.source, l.links
     from locked u cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('sourceId', s.id, 'owns', s.owns, 'isMissing', k.missing_since is not null, 'upn', k.upn,
           'displayName', k.display_name, 'reading', k.reading, 'department', k.department, 'email', k.email, 'accountName', k.account_name,
           'disabled', k.disabled or coalesce(k.expires_at <= $2, false)) order by s.rank, s.created_at, s.id), '[]') as links
       from source_users k join sources s on s.id = k.source_id where k.user_id = u.id) l`,
    [userIds, now],
  );
  const changed: WrittenUser[] = [];
  const renames: { id: string; upn: string; before: string }[] = [];
  for (const { links, ...user } of rows) {
    const merged = mergeUser(user, links);
    if (merged.upn !== user.upn) renames.push({ id: user.id, upn: merged.upn, before: user.upn });
    if (!isSameUser(user, merged)) changed.push({ id: user.id, ...merged });
  }
  const kept = await rename(tx, renames);
  const former = new Map(kept.map((rename) => [rename.id, rename.before]));
  await writeUsers(
    tx,
    changed.map((user) => ({ ...user, upn: former.get(user.id) ?? user.upn })),
  );
  return kept.map((rename) => ({ upn: rename.upn, kept: rename.before }));
}

interface Rename {
  readonly id: string;
  readonly upn: string;
  readonly before: string;
}

/** Who waits for a UPN that somebody waits to give up, and so on: further than this is no rename. */
const CHAIN = 20;

/** @returns those that are not possible: somebody who keeps their UPN has it */
async function rename(tx: Transaction, renames: readonly Rename[]): Promise<readonly Rename[]> {
  if (renames.length === 0) return [];
  let wanted = renames;
  const refused: Rename[] = [];
  for (let turn = 0; ; turn += 1) {
    if (turn === CHAIN) return [...refused, ...wanted];
    // who cannot get a new UPN keeps the old one, which may be what another one waits for
    const { rows } = await tx.query<{ key: string }>(
      `select lower(u.upn) as key from users u where lower(u.upn) in (select lower(n) from unnest($1::text[]) as n) and not u.id = any($2::uuid[])`,
      [wanted.map((one) => one.upn), wanted.map((one) => one.id)],
    );
    const taken = new Set(rows.map((row) => row.key));
    const possible: Rename[] = [];
    for (const one of wanted) {
      const key = lower(one.upn);
      if (taken.has(key)) refused.push(one);
      else possible.push(one);
      taken.add(key);
    }
    if (possible.length === wanted.length) break;
    wanted = possible;
  }
  await renameUsers(tx, wanted);
  return refused;
}
