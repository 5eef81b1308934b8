import type { Queryable } from '../storage/database.ts';
import { notifyLive } from '../storage/live.ts';

/** Stops a package from taking new claims until an operator continues; a package that is paused stays as it is. */
export async function pausePackage(
  q: Queryable,
  packageId: string,
  why: 'first-pcs' | 'failures',
  detail: { readonly accepted: number; readonly failed: number },
  now: Date,
): Promise<void> {
  await q.query(
    'update packages set paused_at = $2, paused_why = $3, paused_detail = $4 where id = $1 and paused_at is null',
    [packageId, now, why, JSON.stringify(detail)],
  );
  await notifyLive(q, 'packages', packageId);
}
