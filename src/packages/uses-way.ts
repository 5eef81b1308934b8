import type { Queryable } from '../storage/database.ts';
import type { Way } from './model/ways.ts';

/** Whether the package names this way to enroll; what setup.ps1 does by itself is not named. */
export async function usesWay(q: Queryable, packageId: string, way: Way): Promise<boolean> {
  const { rows } = await q.query<{ named: boolean }>(
    'select coalesce($2 = any(ways), false) as named from packages where id = $1',
    [packageId, way],
  );
  return rows[0]?.named ?? false;
}
