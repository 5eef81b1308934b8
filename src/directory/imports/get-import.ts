import type { Database } from '../../storage/database.ts';
import { readFileHead } from './model/read-head.ts';
import type { RowReason } from './model/row-reasons.ts';
import { getImport, readHead, type StoredImport } from './store/import-store.ts';
import { listRows } from './store/row-store.ts';

/** An import as its page shows it. */
export interface ImportDetail extends StoredImport {
  /** The first rows as text, so that a wrong encoding is seen before anything is imported. */
  readonly preview: readonly (readonly string[])[];
  /** The first bad rows. */
  readonly errors: readonly { readonly line: number; readonly reason: RowReason }[];
}

const PREVIEW_ROWS = 20;
const PREVIEW_BYTES = 64 * 1024;
const ERRORS_SHOWN = 200;

/** One import with its first rows and first bad rows. @throws Refusal when there is none */
export async function getImportDetail(database: Database, id: string): Promise<ImportDetail> {
  const item = await getImport(database, id);
  const head = await readHead(database, id, PREVIEW_BYTES);
  const bad = await listRows(database, id, 'bad', 0, ERRORS_SHOWN);
  return {
    ...item,
    preview: readPreview(head, item),
    errors: bad.flatMap(({ line, reason }) => (reason === null ? [] : [{ line, reason }])),
  };
}

function readPreview(head: Buffer, item: StoredImport): string[][] {
  try {
    const read = readFileHead(head, item.encoding, item.size <= head.length, item.kind, PREVIEW_ROWS);
    return (read?.rows ?? []).map((row) => item.heads.map((_head, at) => row.cells[at] ?? ''));
  } catch {
    // a file that is broken right at its beginning says so in its problem
    return [];
  }
}

/** The bad rows of an import, page by page: line, reason, and the cells as in the file. */
export async function* eachBadRow(
  database: Database,
  id: string,
): AsyncIterable<readonly { readonly line: number; readonly cells: readonly string[]; readonly reason: RowReason }[]> {
  let line = 0;
  for (;;) {
    const rows = await listRows(database, id, 'bad', line, 2_000);
    const last = rows.at(-1);
    if (last === undefined) return;
    line = last.line;
    yield rows.flatMap(({ line: at, cells, reason }) => (reason === null ? [] : [{ line: at, cells, reason }]));
  }
}
