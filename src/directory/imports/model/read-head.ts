import { type CsvReader, type CsvRow, createCsvReader, type Delimiter, TITLE_LINES } from './csv-reader.ts';
import { guessFields, type ImportKind, isDeviceList } from './fields.ts';
import { beginsAsJson, createJsonReader, createObjectReader, headsOfObjects } from './json-reader.ts';
import { createTextDecoder, type TextEncoding } from './text-scan.ts';

/** How the rows of a file are written. */
export type ListFormat = 'csv' | 'json';

/** The beginning of a file: its heading and the first rows below. */
export interface FileHead {
  readonly format: ListFormat;
  readonly delimiter: Delimiter;
  readonly heads: readonly string[];
  /** Rows above the heading: the title of a report. */
  readonly titleRows: number;
  readonly rows: readonly CsvRow[];
}

/** What is needed of a file to read its rows. */
export interface FileForm {
  readonly kind: ImportKind;
  readonly format: ListFormat;
  readonly heads: readonly string[];
}

/** Reads the rows of a file, its titles and heading among them. */
export function createListReader({ kind, format, heads }: FileForm): CsvReader {
  return format === 'json' ? createJsonReader(heads) : createCsvReader(isDeviceList(kind));
}

/** Reads the beginning of a file in an encoding. @throws CsvError where it is broken there; null = no heading in it */
export function readFileHead(
  bytes: Buffer,
  encoding: TextEncoding,
  isWhole: boolean,
  kind: ImportKind,
  rows: number,
): FileHead | null {
  const decoder = createTextDecoder(encoding);
  const text = decoder.write(bytes) + (isWhole ? decoder.end() : '');
  if (isDeviceList(kind) && beginsAsJson(text)) return readJsonHead(text, isWhole, rows);
  const reader = createCsvReader(isDeviceList(kind));
  const read = reader.push(text);
  if (isWhole) read.push(...reader.end());
  const titleRows = isDeviceList(kind) ? countTitles(kind, read) : 0;
  const heading = read[titleRows];
  if (heading === undefined) return null;
  return {
    format: 'csv',
    delimiter: reader.delimiter() ?? ',',
    heads: headsOf(heading),
    titleRows,
    rows: read.slice(titleRows + 1, titleRows + rows + 1),
  };
}

function readJsonHead(text: string, isWhole: boolean, rows: number): FileHead | null {
  const objects = createObjectReader();
  const found = objects.push(text);
  if (isWhole) objects.end();
  const heads = headsOfObjects(found);
  if (heads.length === 0) return null;
  const read = found.slice(0, rows).map(({ values }, at) => ({
    line: at + 2,
    cells: heads.map((head) => values.get(head) ?? ''),
  }));
  return { format: 'json', delimiter: ',', heads, titleRows: 0, rows: read };
}

function headsOf(row: CsvRow): string[] {
  return row.cells.map((cell) => cell.trim());
}

/** The heading of a report is the first row in which two columns are known; where none is, the first row. */
function countTitles(kind: ImportKind, rows: readonly CsvRow[]): number {
  const at = rows
    .slice(0, TITLE_LINES)
    .findIndex((row) => guessFields(kind, headsOf(row)).filter((field) => field !== null).length >= 2);
  return Math.max(0, at);
}
