import type { Queryable } from '../storage/database.ts';

/** Removes console sessions that nobody can use any more. @returns how many */
export async function expireOperatorSessions(q: Queryable, now: Date): Promise<number> {
  const { rowCount } = await q.query('delete from operator_sessions where expires_at <= $1', [now]);
  return rowCount ?? 0;
}
