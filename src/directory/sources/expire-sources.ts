import type { Database } from '../../storage/database.ts';

const STAGE_LIFE = '24 hours';
const RUNS_LIFE = '90 days';
const ROWS_AT_ONCE = 5_000;

/**
 * Deletes who has been gone from every source for as long as the source keeps them, and old runs. Somebody whose name
 * stands on a PC is kept, disabled; so is whoever an operator or a CSV added first.
 * @returns how many rows went
 */
export async function expireSources(database: Database, now: Date): Promise<number> {
  let gone = 0;
  const people = await database.query(
    `with due as (
       select k.source_id, k.external_id, k.user_id from source_users k join sources s on s.id = k.source_id
       where k.missing_since < $1::timestamptz - make_interval(days => (s.config->>'keepDays')::int) limit ${ROWS_AT_ONCE}),
     links as (delete from source_users k using due where k.source_id = due.source_id and k.external_id = due.external_id)
     delete from users u using due where u.id = due.user_id and u.source = due.source_id::text
       and not exists (select 1 from source_users o where o.user_id = u.id and o.source_id <> due.source_id)
       and not exists (select 1 from devices d where d.user_id = u.id)`,
    [now],
  );
  gone += people.rowCount ?? 0;
  const groups = await database.query(
    `with due as (
       delete from source_groups k using sources s where s.id = k.source_id
         and k.missing_since < $1::timestamptz - make_interval(days => (s.config->>'keepDays')::int) returning k.group_id, k.source_id)
     delete from groups g using due where g.id = due.group_id and g.source = due.source_id::text`,
    [now],
  );
  gone += groups.rowCount ?? 0;
  for (const table of ['staged_users', 'staged_groups', 'staged_members']) {
    await database.query(
      `delete from ${table} t where not exists (select 1 from source_runs r where r.id = t.run_id
         and (r.finished_at is null or r.finished_at > $1::timestamptz - interval '${STAGE_LIFE}'))`,
      [now],
    );
  }
  const runs = await database.query(
    `delete from source_runs where finished_at < $1::timestamptz - interval '${RUNS_LIFE}'`,
    [now],
  );
  return gone + (runs.rowCount ?? 0);
}
