import fs from 'node:fs';
import path from 'node:path';

/** Files without which PostgreSQL does not know a folder for its own. */
const NEEDED = ['PG_VERSION', path.join('global', 'pg_control')];

/** Where our own PostgreSQL keeps its data below Baton's data folder. */
export function ownDatabaseFolder(dataFolder: string): string {
  return path.join(dataFolder, 'postgresql');
}

/**
 * The file that a folder of PostgreSQL lacks, where it is damaged. Null: it is whole as far as that shows, there is none
 * yet, or it cannot be looked into.
 */
export function findMissingFile(folder: string): string | null {
  try {
    if (fs.readdirSync(folder).length === 0) return null;
  } catch {
    return null;
  }
  return NEEDED.find((name) => !fs.existsSync(path.join(folder, name))) ?? null;
}

/** Address of a PostgreSQL that Baton started and that runs: its postmaster.pid says in line 5 where its socket is. */
export function findOwnServer(dataFolder: string): string | null {
  try {
    const lines = fs.readFileSync(path.join(ownDatabaseFolder(dataFolder), 'postmaster.pid'), 'utf8').split('\n');
    const folder = lines[4]?.trim();
    return folder ? `postgres://baton@/postgres?host=${encodeURIComponent(folder)}` : null;
  } catch {
    return null;
  }
}
