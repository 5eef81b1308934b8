import type { Queryable } from '../../storage/database.ts';
import type { ListEntry } from './model/entry.ts';
import { decideMatch, type Hit, type Match } from './model/match.ts';

/** Most PCs that are looked at for one row: more of one key are no key. */
const HITS_MOST = 50;

/**
 * Finds the PCs that rows are about: by hardware and client id in the registry; by Entra device id as the PC itself told it, or
 * as an earlier list told it of a PC that was known by its hardware; by ConfigMgr's resource id of an earlier list; by name.
 */
export async function matchEntries(
  q: Queryable,
  entries: readonly ListEntry[],
): Promise<{ readonly entry: ListEntry; readonly match: Match }[]> {
  if (entries.length === 0) return [];
  const { rows } = await q.query<Hit & { line: number }>(
    `with l as (select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
         as l(line, serial, uuid, configmgr_id, entra_id, resource_id, name_key)),
       hits as (
         select l.line, 'serial' as way, d.id from l join devices d on d.serial = l.serial
         union all select l.line, 'uuid', d.id from l join devices d on d.uuid = l.uuid
         union all select l.line, 'configmgr', d.id from l join devices d on d.configmgr_id = l.configmgr_id
         union all select l.line, 'entra', e.device_id from l join evidence e on e.entra_id = l.entra_id where e.device_id is not null
         union all select l.line, 'entra', e.device_id from l join device_list_entries e on e.entra_id = l.entra_id and e.way in ('serial', 'uuid', 'configmgr')
         union all select l.line, 'resource', e.device_id from l join device_list_entries e on e.resource_id = l.resource_id and e.source = 'configmgr'
         union all select l.line, 'name', d.id from l join devices d on d.name_key = l.name_key)
     select distinct h.line, h.way, 'd:' || d.id as pc, d.serial, d.uuid, d.domain from hits h join devices d on d.id = h.id
     union all
     select l.line, 'name', g.pc, null, null, null from l join diagnoses g on g.device_id is null and split_part(g.pc, ':', 3) = l.name_key`,
    [
      entries.map(({ line }) => line),
      entries.map(({ keys }) => keys.serial),
      entries.map(({ keys }) => keys.uuid),
      entries.map(({ keys }) => keys.configmgrId),
      entries.map(({ keys }) => keys.entraId),
      entries.map(({ keys }) => keys.resourceId),
      entries.map(({ keys }) => keys.nameKey),
    ],
  );
  const hits = new Map<number, Hit[]>();
  for (const { line, ...hit } of rows) {
    const known = hits.get(line);
    if (known === undefined) hits.set(line, [hit]);
    else if (known.length < HITS_MOST) known.push(hit);
  }
  return entries.map((entry) => ({ entry, match: decideMatch(entry.keys, hits.get(entry.line) ?? []) }));
}
