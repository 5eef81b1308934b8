import type { Queryable } from '../storage/database.ts';

/**
 * Marks reservations whose life is over as expired. Their rows were free since that moment, and a renewal still revives
 * them; this keeps the indexes of living claims small.
 * @returns how many expired
 */
export async function expireClaims(q: Queryable, now: Date): Promise<number> {
  const { rowCount } = await q.query(
    "update claims set state = 'expired', ended_at = expires_at where ended_at is null and state = 'reserved' and expires_at <= $1",
    [now],
  );
  return rowCount ?? 0;
}
