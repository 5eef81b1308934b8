import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from './database.ts';

const LOCK_TRIES = 20;
const LOCK_PAUSE_MS = 250;

/**
 * Does work that one node at a time may do. The lock is one of the database's session: it ends with the node, so that
 * the next one goes on at once after a kill. Who does not get it leaves the work to its holder.
 */
export async function withSessionLock(
  database: Database,
  kind: string,
  id: string,
  work: () => Promise<void>,
): Promise<void> {
  const client = await database.pool.connect();
  let isHealthy = false;
  try {
    let got = false;
    // the session of a node that was killed lives on until its last statement ends
    for (let turn = 0; turn < LOCK_TRIES && !got; turn += 1) {
      if (turn > 0) await sleep(LOCK_PAUSE_MS);
      const { rows } = await client.query<{ got: boolean }>(
        'select pg_try_advisory_lock(hashtext($1), hashtext($2)) as got',
        [kind, id],
      );
      got = rows[0]?.got === true;
    }
    if (got) {
      await work();
      await client.query('select pg_advisory_unlock(hashtext($1), hashtext($2))', [kind, id]);
    }
    isHealthy = true;
  } finally {
    // otherwise the connection may still hold the lock, which ends with it
    client.release(!isHealthy);
  }
}
