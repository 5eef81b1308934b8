import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const FOLDER = path.join(import.meta.dirname, 'migrations');
/** Any constant does; all nodes of one Baton must agree on it. */
const ADVISORY_LOCK = 0x6261746f;

/** One step forward: `0003-packages.sql` → version 3. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** The migrations of this release, in order. */
export function listMigrations(): Migration[] {
  return fs
    .readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      sql: fs.readFileSync(path.join(FOLDER, file), 'utf8'),
    }));
}

/**
 * Brings a database to this release: forward only, each step in a transaction of its own, under an advisory lock so
 * that several nodes may start at once. A database that is newer than this release is left alone: migrations work with
 * the code before and after.
 * @returns the versions that were applied now.
 */
export async function migrate(url: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(`create table if not exists migrations (
      version int primary key, name text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ version: number }>('select version from migrations');
    const done = new Set(rows.map((row) => row.version));
    const applied: number[] = [];
    for (const step of listMigrations()) {
      if (done.has(step.version)) continue;
      await client.query('begin');
      try {
        await client.query(step.sql);
        await client.query('insert into migrations (version, name) values ($1, $2)', [step.version, step.name]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migration ${step.version} (${step.name}) failed`, { cause: error });
      }
      applied.push(step.version);
    }
    return applied;
  } finally {
    await client.end(); // ends the session and with it the lock
  }
}
