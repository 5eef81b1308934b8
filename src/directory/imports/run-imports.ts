import type { Task } from '../../jobs/worker.ts';
import { isDatabaseAway } from '../../storage/database-away.ts';
import { notifyLive } from '../../storage/live.ts';
import { withSessionLock } from '../../storage/session-lock.ts';
import { applyUsers } from './apply-users.ts';
import { checkImport } from './check-import.ts';
import type { ImportsRoom } from './imports-room.ts';
import { getImport } from './store/import-store.ts';

/** Name of the job that takes up imports. */
export const IMPORTS_TASK = 'imports';

/** The job: runs when an import was ordered, and every minute for what a killed node left. */
export function importsTask(room: ImportsRoom): Task {
  return { name: IMPORTS_TASK, cron: '* * * * *', run: () => runImports(room) };
}

/**
 * Takes up every import that waits for a check or is under way, the oldest first. A lock of the database's session makes
 * each of them one node's: it ends with the node, so that the next one goes on at once after a kill.
 */
export async function runImports(room: ImportsRoom): Promise<void> {
  const seen: string[] = [];
  while (!room.stopping.aborted) {
    const { rows } = await room.database.query<{ id: string; generation: number }>(
      `select id, generation from imports where state in ('checking', 'importing') and not (id::text || ' ' || generation) = any($1::text[]) order by created_at limit 1`,
      [seen],
    );
    const next = rows[0];
    if (next === undefined) return;
    seen.push(`${next.id} ${next.generation}`);
    await withSessionLock(room.database, 'import', next.id, () => runImport(room, next.id));
  }
}

async function runImport(room: ImportsRoom, id: string): Promise<void> {
  try {
    const item = await getImport(room.database, id);
    if (item.state === 'checking') await checkImport(room, item);
    else if (item.state === 'importing') await applyUsers(room, item);
  } catch (error) {
    // the next turn of the job tries these again
    if (isDatabaseAway(error) || isRetryable(error)) throw error;
    room.log.error({ importId: id, err: error }, 'import failed');
    await room.database.query(
      "update imports set state = 'failed', problem = $2, updated_at = $3 where id = $1 and state in ('checking', 'importing')",
      [id, JSON.stringify({ id: 'INTERNAL' }), room.clock()],
    );
    await notifyLive(room.database, 'imports', id);
  }
}

/** Serialization failure or deadlock (SQLSTATE class 40): PostgreSQL asks to try again. */
function isRetryable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^40/.test(String(error.code));
}
