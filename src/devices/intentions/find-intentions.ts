import type { Queryable } from '../../storage/database.ts';
import type { IntentionWay, IntentionWord } from '../model/intention.ts';

/** What a PC is meant to become, and who said so. */
export interface DeviceIntention {
  readonly intention: IntentionWord;
  readonly way: IntentionWay;
  /** The group by whose people it is known. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** null for a package: nobody said it of the PC. */
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

/** What PCs of the registry are meant to become; nothing where nobody said. */
export async function findIntentions(
  q: Queryable,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, DeviceIntention>> {
  const { rows } = await q.query<{
    id: string;
    package_id: string | null;
    own: IntentionWord | null;
    own_by: string | null;
    own_at: Date | null;
    group_intention: IntentionWord | null;
    group_id: string | null;
    group_name: string | null;
    group_by: string | null;
    group_at: Date | null;
  }>({
    name: 'device-intentions',
    text: `select d.id, d.package_id, i.intention as own, i.set_by as own_by, i.set_at as own_at, u.intention as group_intention,
        u.group_id, g.name as group_name, u.set_by as group_by, u.set_at as group_at
      from devices d left join device_intentions i on i.device_id = d.id
      left join lateral (select * from user_intentions where user_id = d.user_id) u on true
      left join groups g on g.id = u.group_id where d.id = any($1::uuid[])`,
    values: [deviceIds],
  });
  return new Map(
    rows.flatMap((row): [string, DeviceIntention][] => {
      if (row.own !== null)
        return [[row.id, { intention: row.own, way: 'pc', group: null, setBy: row.own_by, setAt: row.own_at }]];
      if (row.group_intention !== null && row.group_id !== null) {
        const group = { id: row.group_id, name: row.group_name ?? '' };
        return [
          [row.id, { intention: row.group_intention, way: 'group', group, setBy: row.group_by, setAt: row.group_at }],
        ];
      }
      if (row.package_id === null) return [];
      return [[row.id, { intention: 'baton', way: 'package', group: null, setBy: null, setAt: null }]];
    }),
  );
}

/**
 * A condition over alias `d`: what the PC is meant to become is one of these (`none` = nobody said).
 * @param values the place of a text[] in the statement, such as $1::text[]
 */
export function isIntended(values: string): string {
  return `(case when d.id in (select device_id from device_intentions)
      then d.id in (select device_id from device_intentions where intention = any(${values}))
    when coalesce(d.user_id in (select user_id from user_intentions), false)
      then d.user_id in (select user_id from user_intentions where intention = any(${values}))
    when d.package_id is not null then 'baton' = any(${values}) else 'none' = any(${values}) end)`;
}
