import type { Queryable } from '../storage/database.ts';
import { notFound } from '../storage/refusal.ts';

/** Lets a question about a package through when there is that package. @throws Refusal `not-found` */
export async function requirePackage(q: Queryable, packageId: string): Promise<void> {
  const { rowCount } = await q.query('select 1 from packages where id = $1', [packageId]);
  if (rowCount === 0) throw notFound();
}
