import pg from 'pg';

// bigint counts stay below 2^53 here; timestamptz stays a Date; date stays text
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1082, (text) => text);

/** A query runner: the pool, or the connection of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    config: pg.QueryConfig | string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** The database as rooms see it: SQL through `query`; a step that must be whole runs in `transaction`. */
export interface Database extends Queryable {
  readonly pool: pg.Pool;
  /** One transaction; what `work` throws rolls it back and is thrown on. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The connection of one transaction. */
export type Transaction = Queryable;

/**
 * Opens a pool. `statement_timeout` bounds every statement (ms; 0 = none), so that a lost lock never holds a PC.
 */
export function openDatabase(url: string, options: { max?: number; statementTimeout?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 16,
    application_name: 'baton',
    options: `-c TimeZone=UTC -c statement_timeout=${options.statementTimeout ?? 60_000}`,
    keepAlive: true,
  });
  // an idle connection that the server closes must not end the process; the next query opens another one
  pool.on('error', () => undefined);
  // nor one that breaks in somebody's hands between two statements: the next statement on it fails, and says so
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    pool,
    query: ((config: pg.QueryConfig, values?: unknown[]) => pool.query(config, values)) as Queryable['query'],
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work({ query: client.query.bind(client) as Queryable['query'] });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((lost: Error) => {
          broken = lost;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: async () => {
      await pool.end();
    },
  };
}
