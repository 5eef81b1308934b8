import type { Database } from '../storage/database.ts';
import { type LiveTopic, notifyLive } from '../storage/live.ts';

/** The lists that PCs change, by the table whose changes they show. */
const TOPICS: Readonly<Record<string, readonly LiveTopic[]>> = {
  devices: ['devices', 'overview'],
  package_pcs: ['packages', 'overview'],
  attempts: ['attempts'],
};
const INTERVAL_MS = 1_000;

/**
 * Tells open consoles once a second which lists PCs changed, by PostgreSQL's own counts of changed rows. A notification
 * in each PC's transaction would make all commits wait for one another (NOTIFY takes one lock for the whole database), and
 * no person reads faster than this.
 * @returns stops watching
 */
export function watchChanges(database: Database): () => Promise<void> {
  let former: ReadonlyMap<string, number> | null = null;
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    const changes = await readChanges(database);
    const known = former;
    former = changes;
    if (known === null) return;
    const changed = [...changes].filter(([table, count]) => (known.get(table) ?? 0) !== count);
    const topics = new Set(changed.flatMap(([table]) => TOPICS[table] ?? []));
    for (const topic of topics) await notifyLive(database, topic);
  };
  const timer = setInterval(() => {
    // one look at a time; a database that is away is looked at again a second later
    running = running.then(() => (isStopped ? undefined : look())).catch(() => undefined);
  }, INTERVAL_MS);
  timer.unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await running;
  };
}

/** Rows changed so far in each watched table, all partitions of attempts together. */
export async function readChanges(database: Database): Promise<Map<string, number>> {
  const { rows } = await database.query<{ name: string; changes: number }>({
    name: 'live-changes',
    text: `select case when relname like 'attempts%' then 'attempts' else relname end as name,
        sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint as changes
      from pg_stat_user_tables where relname in ('devices', 'package_pcs') or relname like 'attempts\\_%' group by 1`,
  });
  return new Map(rows.map((row) => [row.name, row.changes]));
}
