import type { Database } from '../../storage/database.ts';
import { Refusal } from '../../storage/refusal.ts';
import type { PcRow } from './model/read-pc-row.ts';
import { pcFromCells } from './model/read-row.ts';
import { getImport } from './store/import-store.ts';
import { listRows } from './store/row-store.ts';

const ROWS_AT_ONCE = 5_000;

/** The good rows of a checked list of PCs, in the file's order. @throws Refusal when it is no checked list of PCs */
export async function* readPcList(database: Database, id: string): AsyncIterable<PcRow> {
  const item = await getImport(database, id);
  if (item.kind !== 'pcs' || item.state !== 'checked') {
    throw new Refusal(
      'conflict',
      'LIST_NOT_READY',
      {
        ja: 'PC の一覧の確認が終わっていません。',
        en: 'The list of PCs has not been checked.',
      },
      { field: 'target' },
    );
  }
  let line = 0;
  for (;;) {
    const rows = await listRows(database, id, 'good', line, ROWS_AT_ONCE);
    for (const row of rows) yield pcFromCells(row.cells);
    const last = rows.at(-1);
    if (last === undefined) return;
    line = last.line;
  }
}
