import { endEnrollment } from '../enrollment/end-enrollment.ts';
import type { Database } from '../storage/database.ts';

/** Orders whose life is over and that no PC came to fetch, or to answer, are "expired". @returns how many expired */
export async function expireCommands(database: Database, now: Date): Promise<number> {
  const { rowCount } = await database.query(
    "update commands set state = 'expired', done_at = $1 where state in ('queued', 'sent') and expires_at <= $1",
    [now],
  );
  return rowCount ?? 0;
}

/**
 * A PC whose order to leave expired is out of management all the same: its use goes back to the roster and its
 * certificate is revoked.
 * @returns how many enrollments ended
 */
export async function endOverdue(database: Database, now: Date): Promise<number> {
  const { rows } = await database.query<{ deviceId: string; enrollmentId: string; claimId: string }>(
    `select e.device_id as "deviceId", e.id as "enrollmentId", e.claim_id as "claimId" from enrollments e
     where e.state = 'leaving' and 'expired' = (select c.state from commands c where c.device_id = e.device_id
       and c.enrollment_id = e.id and c.purpose = 'unenroll' order by c.id desc limit 1)`,
  );
  for (const overdue of rows) {
    await database.transaction((tx) => endEnrollment(tx, overdue, { why: 'silence', now }));
  }
  return rows.length;
}
