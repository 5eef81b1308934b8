import type { Queryable, Transaction } from '../../storage/database.ts';
import { notFound } from '../../storage/refusal.ts';
import { holdDiagnoses } from '../evidence/hold-diagnoses.ts';
import type { IntentionWord } from '../model/intention.ts';

/** Who says what; null takes back what was said. */
export interface IntentionChange {
  readonly intention: IntentionWord | null;
  readonly by: string;
  readonly now: Date;
}

/** A PC or a group, with what was said of it before. */
export interface IntendedBefore {
  readonly id: string;
  readonly name: string;
  readonly before: IntentionWord | null;
}

/**
 * Says of PCs what they are meant to become. Those for which this changes something are diagnosed anew when the worker
 * comes to it.
 * @returns the PCs for which something changed
 * @throws Refusal where one of them does not exist
 */
export async function setDeviceIntentions(
  tx: Transaction,
  deviceIds: readonly string[],
  { intention, by, now }: IntentionChange,
): Promise<readonly IntendedBefore[]> {
  const ids = [...new Set(deviceIds)];
  const { rows } = await tx.query<IntendedBefore & Record<string, unknown>>(
    `select d.id, d.name, i.intention as before from devices d left join device_intentions i on i.device_id = d.id
     where d.id = any($1::uuid[]) order by d.id for update of d`,
    [ids],
  );
  if (rows.length < ids.length) throw notFound();
  const changed = rows.filter((row) => row.before !== intention);
  const changedIds = changed.map(({ id }) => id);
  if (intention === null) {
    await tx.query('delete from device_intentions where device_id = any($1::uuid[])', [changedIds]);
  } else {
    await tx.query(
      `insert into device_intentions (device_id, intention, set_by, set_at) select unnest($1::uuid[]), $2, $3, $4
       on conflict (device_id) do update set intention = excluded.intention, set_by = excluded.set_by, set_at = excluded.set_at`,
      [changedIds, intention, by, now],
    );
  }
  await holdDiagnoses(tx);
  await tx.query(`update diagnoses set rules = ${ANEW} where device_id = any($1::uuid[])`, [changedIds]);
  return changed;
}

/**
 * Says of the PCs of a group's people what they are meant to become; who comes into the group later is meant too. What was said
 * of a PC itself stays in force.
 * @throws Refusal where there is no such group
 */
export async function setGroupIntention(
  tx: Transaction,
  groupId: string,
  { intention, by, now }: IntentionChange,
): Promise<IntendedBefore> {
  const { rows } = await tx.query<IntendedBefore & Record<string, unknown>>(
    `select g.id, g.name, i.intention as before from groups g left join group_intentions i on i.group_id = g.id
     where g.id = $1 for update of g`,
    [groupId],
  );
  const group = rows[0];
  if (group === undefined) throw notFound();
  if (group.before === intention) return group;
  if (intention === null) {
    await tx.query('delete from group_intentions where group_id = $1', [groupId]);
  } else {
    await tx.query(
      `insert into group_intentions (group_id, intention, set_by, set_at) values ($1, $2, $3, $4)
       on conflict (group_id) do update set intention = excluded.intention, set_by = excluded.set_by, set_at = excluded.set_at`,
      [groupId, intention, by, now],
    );
  }
  await holdDiagnoses(tx);
  await tx.query(
    `update diagnoses set rules = ${ANEW} where device_id in
       (select d.id from devices d join memberships m on m.user_id = d.user_id where m.group_id = $1)`,
    [groupId],
  );
  return group;
}

/** A name of rules that are never in force, another one each time: a diagnosis that runs meanwhile does not count as the new one. */
const ANEW = 'gen_random_uuid()::text';

/** A group of whose people's PCs something was said. */
export interface GroupIntention {
  readonly id: string;
  readonly name: string;
  readonly intention: IntentionWord;
  readonly setBy: string;
  readonly setAt: Date;
  /** PCs of its people, also those of which something else was said. */
  readonly pcs: number;
}

/** The groups of whose people's PCs something was said. */
export async function listGroupIntentions(q: Queryable): Promise<readonly GroupIntention[]> {
  const { rows } = await q.query<GroupIntention & Record<string, unknown>>(
    `select g.id, g.name, i.intention, i.set_by as "setBy", i.set_at as "setAt",
       (select count(*)::int from devices d join memberships m on m.user_id = d.user_id where m.group_id = g.id) as pcs
     from group_intentions i join groups g on g.id = i.group_id order by g.name, g.id limit 500`,
  );
  return rows;
}
