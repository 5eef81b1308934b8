import type { Queryable } from '../../../storage/database.ts';
import type { RowReason } from '../model/row-reasons.ts';

/** A row of a checked file: its fields in the order of its kind, or its cells as in the file and why it is left out. */
export interface StoredRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly reason: RowReason | null;
}

/** Writes rows of a check. */
export async function insertRows(q: Queryable, importId: string, rows: readonly StoredRow[]): Promise<void> {
  // arrays of unequal length make no array of arrays in SQL, so each row's cells travel as the text of one
  await q.query(
    `insert into import_rows (import_id, line, cells, reason, params)
     select $1, line, cells::text[], reason, params
     from unnest($2::int[], $3::text[], $4::text[], $5::jsonb[]) as r(line, cells, reason, params)`,
    [
      importId,
      rows.map((row) => row.line),
      rows.map((row) => arrayText(row.cells)),
      rows.map((row) => row.reason?.id ?? null),
      rows.map((row) => (row.reason === null ? null : JSON.stringify(row.reason))),
    ],
  );
}

/** An array as PostgreSQL reads one from text. */
function arrayText(cells: readonly string[]): string {
  return `{${cells.map((cell) => `"${cell.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

/** Rows behind a line, in order: all of them, the good or the bad ones. */
export async function listRows(
  q: Queryable,
  importId: string,
  which: 'all' | 'good' | 'bad',
  afterLine: number,
  limit: number,
): Promise<StoredRow[]> {
  const where = which === 'all' ? '' : which === 'good' ? 'and reason is null' : 'and reason is not null';
  const { rows } = await q.query<StoredRow & Record<string, unknown>>(
    `select line, cells, params as reason from import_rows where import_id = $1 and line > $2 ${where} order by line limit $3`,
    [importId, afterLine, limit],
  );
  return rows;
}

/** Leaves a row out that turned out bad after its check. */
export async function refuseRow(q: Queryable, importId: string, line: number, reason: RowReason): Promise<void> {
  await q.query('update import_rows set reason = $3, params = $4 where import_id = $1 and line = $2', [
    importId,
    line,
    reason.id,
    JSON.stringify(reason),
  ]);
}
