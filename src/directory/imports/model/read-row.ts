import type { ListEntry } from '../../../devices/device-lists/model/entry.ts';
import { lower } from '../../../storage/lower.ts';
import type { CsvRow } from './csv-reader.ts';
import { type ImportField, type ImportKind, isDeviceList, PC_FIELDS } from './fields.ts';
import { readListRow } from './read-list-row.ts';
import { type PcRow, pcKeys, readPcRow } from './read-pc-row.ts';
import { readUserRow, type UserRow } from './read-user-row.ts';
import type { RowReason } from './row-reasons.ts';

/** A row that was read: a person, a PC, what a console says of a PC, or why it is left out. */
export type ReadRow =
  | { readonly kind: 'user'; readonly user: UserRow }
  | { readonly kind: 'pc'; readonly pc: PcRow }
  | { readonly kind: 'entry'; readonly entry: ListEntry }
  | { readonly kind: 'bad'; readonly reason: RowReason };

/** Reads rows of one file in order, by its mapping; of people and PCs a row that repeats an earlier one is left out, that one stays. */
export function createRowReader(kind: ImportKind, fields: readonly (ImportField | null)[]): (row: CsvRow) => ReadRow {
  const lines = new Map<string, number>();
  const bad = (reason: RowReason): ReadRow => ({ kind: 'bad', reason });
  const findDouble = (line: number, keys: readonly (readonly [ImportField, string])[]): RowReason | null => {
    for (const [field, key] of keys) {
      const earlier = lines.get(`${field} ${key}`);
      if (earlier !== undefined) return { id: 'DOUBLED', field, value: String(earlier) };
    }
    for (const [field, key] of keys) lines.set(`${field} ${key}`, line);
    return null;
  };
  return (row) => {
    // a spreadsheet may write delimiters for empty columns at the end
    const extra = row.cells.slice(fields.length).some((cell) => cell.trim() !== '');
    if (row.cells.length < fields.length || extra)
      return bad({ id: 'COLUMN_COUNT', value: `${row.cells.length} / ${fields.length}` });
    const cells: Partial<Record<ImportField, string>> = {};
    fields.forEach((field, at) => {
      if (field !== null) cells[field] = row.cells[at] ?? '';
    });
    if (isDeviceList(kind)) {
      const entry = readListRow(row.line, cells);
      return 'id' in entry ? bad(entry) : { kind: 'entry', entry };
    }
    if (kind === 'users') {
      const user = readUserRow(cells);
      if ('id' in user) return bad(user);
      const double = findDouble(row.line, [['upn', lower(user.upn)]]);
      return double === null ? { kind: 'user', user } : bad(double);
    }
    const pc = readPcRow(cells);
    if ('id' in pc) return bad(pc);
    const double = findDouble(row.line, pcKeys(pc));
    return double === null ? { kind: 'pc', pc } : bad(double);
  };
}

/** A person as cells of `import_rows`, and back. */
export function userToCells(user: UserRow): string[] {
  const disabled = user.disabled === null ? '' : String(user.disabled);
  return [
    user.upn,
    user.displayName,
    user.reading,
    user.department,
    user.email,
    user.accountName,
    disabled,
    ...user.groups,
  ];
}

export function userFromCells(cells: readonly string[]): UserRow {
  const [
    upn = '',
    displayName = '',
    reading = '',
    department = '',
    email = '',
    accountName = '',
    disabled = '',
    ...groups
  ] = cells;
  return {
    upn,
    displayName,
    reading,
    department,
    email,
    accountName,
    groups,
    disabled: disabled === '' ? null : disabled === 'true',
  };
}

/** A PC as cells of `import_rows`, and back. */
export function pcToCells(pc: PcRow): string[] {
  return PC_FIELDS.map((field) => pc[field]);
}

export function pcFromCells(cells: readonly string[]): PcRow {
  return Object.fromEntries(PC_FIELDS.map((field, at) => [field, cells[at] ?? ''])) as unknown as PcRow;
}
