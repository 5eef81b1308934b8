import type { Queryable } from './database.ts';

/**
 * When this database was last written to by a Baton, as far as certificates, audit and attempts say; null for a new one.
 * Each part is one step into an index.
 */
export async function findNewestEntry(q: Queryable): Promise<Date | null> {
  const { rows } = await q.query<{ newest: Date | null }>(
    `select greatest((select max(created_at) from authorities), (select max(at) from audit_entries),
       (select max(last_at) from attempts)) newest`,
  );
  return rows[0]?.newest ?? null;
}
