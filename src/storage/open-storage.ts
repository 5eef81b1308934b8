import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Database, openDatabase } from './database.ts';
import { findMissingFile, ownDatabaseFolder } from './database-folder.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';

const OLDEST_POSTGRES = 15;
const CLOSE_MS = 5_000;

/** What is wrong with a database: the one that was named, or (`damaged`) our own, which lacks the file in the message. */
export type StorageProblem = 'unreachable' | 'too-old' | 'damaged';

/** Why a database cannot be used. */
export class StorageError extends Error {
  readonly code: StorageProblem;

  constructor(code: StorageProblem, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StorageError';
    this.code = code;
  }
}

/** A migrated database, and how to let go of it. */
export interface Storage {
  readonly database: Database;
  /** Connection string, for jobs and tools beside the pool. */
  readonly url: string;
  /** Folder of our own server's socket; null with DATABASE_URL. */
  readonly socket: string | null;
  close(): Promise<void>;
}

/**
 * DATABASE_URL where it is given, else our own PostgreSQL below the data folder; migrated either way.
 * @throws StorageError when the database that was named cannot be used, or our own is damaged
 */
export async function openStorage(options: {
  readonly url: string | null;
  readonly dataFolder: string;
  readonly settings?: Record<string, string>;
  /** Is told when our own server ended and is started again. */
  readonly tell?: (text: string) => void;
}): Promise<Storage> {
  if (options.url !== null) {
    await checkServer(options.url);
    await migrate(options.url);
    const database = openDatabase(options.url);
    return { database, url: options.url, socket: null, close: () => database.close() };
  }
  const data = ownDatabaseFolder(options.dataFolder);
  const missing = findMissingFile(data);
  if (missing !== null) throw new StorageError('damaged', path.join(data, missing));
  const server = await startEmbeddedPostgres({
    data,
    binaries: path.join(options.dataFolder, 'bin'),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.tell === undefined ? {} : { tell: options.tell }),
  });
  try {
    const url = server.url('postgres');
    await migrate(url);
    const database = openDatabase(url);
    return {
      database,
      url,
      socket: server.socket,
      close: async () => {
        // a statement that hangs must not keep the server from being stopped in order
        await Promise.race([database.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // a connection that breaks fails the query under way; nobody else is to hear of it
  try {
    await client.connect();
  } catch (error) {
    throw new StorageError('unreachable', 'DATABASE_URL cannot be reached', error);
  }
  try {
    const { rows } = await client.query<{ v: number }>("select current_setting('server_version_num')::int as v");
    const major = Math.floor((rows[0]?.v ?? 0) / 10_000);
    if (major < OLDEST_POSTGRES) throw new StorageError('too-old', `PostgreSQL ${major} is too old`);
  } finally {
    await client.end();
  }
}
