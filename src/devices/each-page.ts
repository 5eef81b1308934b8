import type { Database, Queryable } from '../storage/database.ts';

const ROWS_AT_ONCE = 5_000;

/**
 * Reads a whole list page by page as it was at one moment (one snapshot), for exports: memory stays that of one page.
 * @param read a page from `offset` on
 */
export async function* eachPage<Row>(
  database: Database,
  read: (q: Queryable, page: { readonly limit: number; readonly offset: number }) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  const client = await database.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const q: Queryable = { query: client.query.bind(client) as Queryable['query'] };
    for (let offset = 0; ; offset += ROWS_AT_ONCE) {
      const rows = await read(q, { limit: ROWS_AT_ONCE, offset });
      if (rows.length > 0) yield rows;
      if (rows.length < ROWS_AT_ONCE) return;
    }
  } finally {
    // nothing was written; a connection that cannot even roll back is not used again
    const lost = await client.query('rollback').then(
      () => undefined,
      (error: Error) => error,
    );
    client.release(lost);
  }
}
