import type { Queryable } from '../../../storage/database.ts';
import { Refusal } from '../../../storage/refusal.ts';
import { momentText } from '../../model/time-text.ts';

/** A merge in force. */
export interface Merge {
  readonly id: string;
  readonly keptId: string;
  readonly goneId: string;
  readonly goneName: string;
  readonly at: Date;
  readonly by: string;
  readonly why: string;
}

/** The merges of a group that are in force, the newest first: they are undone in that order. */
export async function listGroupMerges(q: Queryable, groupId: string): Promise<Merge[]> {
  const { rows } = await q.query<Merge & Record<string, unknown>>(
    `select id, kept_id as "keptId", gone_id as "goneId", gone_name as "goneName", at, by, why from device_merges
     where group_id = $1 and undone_at is null order by at desc, id desc`,
    [groupId],
  );
  return rows;
}

/**
 * Why a merge cannot be taken back, or null: a claim on the record that stayed may come from either PC, and a later merge
 * of that record must be undone first.
 */
export async function refuseUndo(q: Queryable, merge: Merge): Promise<Refusal | null> {
  const { rows } = await q.query<{ claimed: Date | null; later: string | null }>(
    `select (select max(created_at) from claims where device_id = $1 and created_at > $3) as claimed,
       (select gone_name from device_merges where undone_at is null and id <> $2 and (gone_id = $1 or (kept_id = $1 and (at, id) > ($3, $2)
          and group_id <> (select group_id from device_merges where id = $2))) limit 1) as later`,
    [merge.keptId, merge.id, merge.at],
  );
  const row = rows[0];
  if (row?.later != null)
    return new Refusal('conflict', 'MERGED_AGAIN', {
      ja: `その後、この記録は「${row.later}」の統合にも使われました。先に後の統合を元に戻してください。`,
      en: `This record took part in a later merge ("${row.later}"). Undo that one first.`,
    });
  if (row?.claimed != null)
    return new Refusal('conflict', 'CLAIMED_SINCE', {
      ja: `統合後の ${momentText(row.claimed, 'ja')} に、この記録で新しい申請がありました。どちらの PC のものか判別できないため、元に戻せません。`,
      en: `A claim was made on this record after the merge (${momentText(row.claimed, 'en')}). Which of the two it belongs to cannot be told, so the merge cannot be undone.`,
    });
  return null;
}

/** The record that one which was merged away leads to, over any number of merges; null where it was not merged. */
export async function findKept(q: Queryable, goneId: string): Promise<string | null> {
  const { rows } = await q.query<{ id: string }>(
    `with recursive trail as (
       select kept_id as id, 1 as step from device_merges where gone_id = $1 and undone_at is null
       union all select m.kept_id, t.step + 1 from trail t join device_merges m on m.gone_id = t.id and m.undone_at is null where t.step < 100)
     select id from trail order by step desc limit 1`,
    [goneId],
  );
  return rows[0]?.id ?? null;
}
