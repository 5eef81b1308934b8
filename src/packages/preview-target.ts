import type { Text } from '../devices/model/reasons.ts';
import type { Queryable } from '../storage/database.ts';
import { EXCLUSIONS, type ExclusionId, hasHardwareFact, listSifter, rosterPc } from './model/listed-pc.ts';
import type { PackagesRoom } from './packages-room.ts';

/** Who a package is for: people, people of groups as they are now, or PCs of a checked list. */
export type PackageTarget =
  | { readonly kind: 'users'; readonly ids: readonly string[] }
  | { readonly kind: 'groups'; readonly ids: readonly string[] }
  | { readonly kind: 'pcs'; readonly importId: string };

/** What a target comes to, before anything is made. */
export interface TargetPreview {
  /** People who may use the PIN; 0 for a list of PCs. */
  readonly users: number;
  /** PCs of a list; 0 for people. */
  readonly pcs: number;
  /** The most PCs that may enroll. */
  readonly maximumPcs: number;
  /** Every row of the list has a serial number, UUID or client id. */
  readonly everyRowHasId: boolean;
  /** At most 1,000 of those that stay out. */
  readonly excluded: readonly { readonly name: string; readonly why: Text }[];
  readonly excludedCount: number;
}

const EXCLUDED_SHOWN = 1000;

/** A user name that Windows and the claim can carry: one @ with something on both sides, no blanks. */
const UPN_FORM = "'^[^@[:space:]]+@[^@[:space:]]+$'";

/** SQL: why a user of table alias `u` stays out of a roster, or null. */
export const USER_EXCLUSION = `case when u.disabled then 'disabled' when u.upn !~ ${UPN_FORM} then 'upn' end`;

/** SQL: the ids of a target's people, from the ids of users or groups in $1. */
export function targetUsers(kind: 'users' | 'groups'): string {
  return kind === 'users'
    ? 'select id from users where id = any($1::uuid[])'
    : 'select distinct user_id as id from memberships where group_id = any($1::uuid[])';
}

/** Counts a target and says who stays out of it, and why. */
export async function previewTarget(
  room: PackagesRoom,
  target: PackageTarget,
  pcsPerUser: number,
): Promise<TargetPreview> {
  return target.kind === 'pcs'
    ? previewList(room, target.importId)
    : previewPeople(room.database, target.kind, target.ids, pcsPerUser);
}

async function previewPeople(
  q: Queryable,
  kind: 'users' | 'groups',
  ids: readonly string[],
  pcsPerUser: number,
): Promise<TargetPreview> {
  const people = `with target as (${targetUsers(kind)}),
    people as (select u.display_name, u.upn, ${USER_EXCLUSION} as why from target t join users u on u.id = t.id)`;
  const { rows } = await q.query<{ fit: number; unfit: number }>(
    `${people} select count(*) filter (where why is null)::int as fit, count(*) filter (where why is not null)::int as unfit from people`,
    [ids],
  );
  const { fit, unfit } = rows[0] ?? { fit: 0, unfit: 0 };
  const excluded = await q.query<{ name: string; why: ExclusionId }>(
    `${people} select display_name || ' (' || upn || ')' as name, why from people where why is not null order by upn limit ${EXCLUDED_SHOWN}`,
    [ids],
  );
  return {
    users: fit,
    pcs: 0,
    maximumPcs: fit * pcsPerUser,
    everyRowHasId: false,
    excluded: excluded.rows.map((row) => ({ name: row.name, why: EXCLUSIONS[row.why] })),
    excludedCount: unfit,
  };
}

async function previewList(room: PackagesRoom, importId: string): Promise<TargetPreview> {
  const sift = listSifter();
  const excluded: { name: string; why: Text }[] = [];
  let pcs = 0;
  let excludedCount = 0;
  let everyRowHasId = true;
  for await (const listed of room.readPcList(importId)) {
    const pc = rosterPc(listed);
    const why = sift(pc);
    if (why === null) {
      pcs += 1;
      everyRowHasId &&= hasHardwareFact(pc);
    } else {
      excludedCount += 1;
      if (excluded.length < EXCLUDED_SHOWN) excluded.push({ name: pc.name, why: EXCLUSIONS[why] });
    }
  }
  return { users: 0, pcs, maximumPcs: pcs, everyRowHasId: pcs > 0 && everyRowHasId, excluded, excludedCount };
}
