import type { Task } from '../../jobs/worker.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { withSessionLock } from '../../storage/session-lock.ts';
import { runInThread } from './run-in-thread.ts';
import type { SourcesRoom } from './sources-room.ts';

/** Name of the job that reads sources. */
export const SOURCES_TASK = 'sources';

/** The job: runs when a run was ordered or confirmed, and every minute for what is due or was cut off. */
export function sourcesTask(room: SourcesRoom): Task {
  return { name: SOURCES_TASK, cron: '* * * * *', run: () => runSources(room) };
}

/**
 * Orders what is due, then takes up every run that waits or was cut off, the oldest first and one after another: so much
 * memory as one takes is all that syncs take.
 */
export async function runSources(room: SourcesRoom): Promise<void> {
  await orderDue(room);
  const seen: string[] = [];
  while (!room.stopping.aborted) {
    const { rows } = await room.database.query<{ id: string; source_id: string }>(
      `select id, source_id from source_runs where state in ('waiting', 'reading', 'applying') and (not_before is null or not_before <= $2)
         and not id = any($1::uuid[]) order by created_at limit 1`,
      [seen, room.clock()],
    );
    const next = rows[0];
    if (next === undefined) return;
    seen.push(next.id);
    await withSessionLock(room.database, 'source', next.source_id, () => runInThread(room, next.source_id, next.id));
  }
}

/** A source that has a run under way gets no second one. */
async function orderDue(room: SourcesRoom): Promise<void> {
  const now = room.clock();
  const { rows } = await room.database.query<{ id: string; full_every: number; full_at: Date | null }>(
    `select s.id, (s.config->>'fullEveryDays')::int as full_every, s.full_at from sources s where s.enabled and s.kind <> 'scim' and s.next_run_at <= $1
       and not exists (select 1 from source_runs r where r.source_id = s.id and r.state in ('waiting', 'reading', 'asking', 'applying'))`,
    [now],
  );
  for (const row of rows) {
    const isFull = row.full_at === null || now.getTime() - row.full_at.getTime() > row.full_every * 86_400_000;
    await room.database.query(
      `insert into source_runs (id, source_id, mode, is_full, state, ordered_by, created_at, updated_at)
       values ($1, $2, 'sync', $3, 'waiting', '', $4, $4)`,
      [uuidv7(now.getTime()), row.id, isFull, now],
    );
  }
}
