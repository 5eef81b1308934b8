import { type CsvRow, createCsvReader, type Delimiter } from './csv-reader.ts';
import { createTextDecoder, type TextEncoding } from './text-scan.ts';

/** The beginning of a file: its heading and the first rows below. */
export interface FileHead {
  readonly delimiter: Delimiter;
  readonly heads: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** Reads the beginning of a file in an encoding. @throws CsvError where it is broken there; null = no heading in it */
export function readFileHead(bytes: Buffer, encoding: TextEncoding, isWhole: boolean, rows: number): FileHead | null {
  const reader = createCsvReader();
  const decoder = createTextDecoder(encoding);
  const read = reader.push(decoder.write(bytes));
  if (isWhole) read.push(...reader.push(decoder.end()), ...reader.end());
  const heading = read[0];
  if (heading === undefined) return null;
  return {
    delimiter: reader.delimiter() ?? ',',
    heads: heading.cells.map((cell) => cell.trim()),
    rows: read.slice(1, rows + 1),
  };
}
