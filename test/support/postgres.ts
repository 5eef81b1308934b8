import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { startEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { migrate } from '../../src/storage/migrate.ts';

const TEMPLATE = 'baton_template';

/** Starts the run's PostgreSQL (no fsync: nothing here outlives the run) and migrates the template database. */
export async function startTestPostgres(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-test-'));
  fs.chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({
    data: path.join(folder, 'pg'),
    binaries: path.join(os.tmpdir(), 'baton-test-binaries'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  await administer(server.url('postgres'), `create database ${TEMPLATE}`);
  await migrate(server.url(TEMPLATE));
  await runMigrations({ connectionString: server.url(TEMPLATE) });
  return {
    url: server.url('postgres'),
    stop: async () => {
      await server.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A database of one test file, copied from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  drop(): Promise<void>;
}

/** Copies the template (25 ms); call `drop` in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = inject('postgres');
  const name = `t_${randomBytes(6).toString('hex')}`;
  // copying needs the template without sessions; two files may copy at once, so try again
  for (let attempt = 0; ; attempt++) {
    try {
      await administer(admin, `create database ${name} template ${TEMPLATE}`);
      break;
    } catch (error) {
      if (attempt > 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const url = admin.replace('/postgres?', `/${name}?`);
  const database = openDatabase(url);
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await administer(admin, `drop database ${name} with (force)`);
    },
  };
}
