import type { Database } from '../../storage/database.ts';

const KEPT_DAYS = 30;
const MAPPING_DAYS = 730;
/** An upload takes minutes; one that is older has lost its node. */
const UPLOAD_HOURS = 24;

/**
 * Ends the life of files: an import with all its rows 30 days after its last change, a mapping two years after its last
 * use, an upload that never ended after a day. What an import did stays in the directory and the audit.
 * @returns rows deleted
 */
export async function expireImports(database: Database, now: Date): Promise<number> {
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const imports = await database.query(
    `delete from imports where (updated_at < $1 and state not in ('checking', 'importing')) or (state = 'uploading' and created_at < $2)`,
    [before(KEPT_DAYS * 24), before(UPLOAD_HOURS)],
  );
  const mappings = await database.query('delete from import_mappings where used_at < $1', [before(MAPPING_DAYS * 24)]);
  return (imports.rowCount ?? 0) + (mappings.rowCount ?? 0);
}
