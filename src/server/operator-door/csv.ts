import { Readable } from 'node:stream';
import iconv from 'iconv-lite';

/** Encodings in which Excel opens a CSV: UTF-8 with its mark, and Shift_JIS as Windows writes it (CP932). */
export type CsvEncoding = 'utf-8' | 'shift_jis';

/** Stands for a character that Shift_JIS lacks, as Japanese print does. */
const GETA = '〓';
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One cell by RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe in front, so that a name from
 * a PC can never run on an administrator's machine.
 */
function renderCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV with its line end. */
export function renderCsvLine(cells: readonly string[]): string {
  return `${cells.map(renderCell).join(',')}\r\n`;
}

const lacking = new Map<string, boolean>();

/** Whether Shift_JIS (CP932 with its vendor characters, such as 髙 and ①) lacks a character. */
function isLacking(character: string): boolean {
  const known = lacking.get(character);
  if (known !== undefined) return known;
  const lacks = iconv.decode(iconv.encode(character, 'cp932'), 'cp932') !== character;
  // bounded: Unicode has more characters than any list of names
  if (lacking.size < 100_000) lacking.set(character, lacks);
  return lacks;
}

/** How many characters of a text Shift_JIS lacks. */
export function countLacking(text: string): number {
  let count = 0;
  for (const character of text) if (character > '\u007f' && isLacking(character)) count += 1;
  return count;
}

/** Text as bytes of a CSV. */
export function encodeCsv(text: string, encoding: CsvEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const known = Array.from(text, (character) => (character > '\u007f' && isLacking(character) ? GETA : character)).join(
    '',
  );
  return iconv.encode(known, 'cp932');
}

/** A CSV, streamed: the mark of UTF-8, the heads, then the rows as they come. */
export function csvStream(
  heads: readonly string[],
  pages: AsyncIterable<readonly (readonly string[])[]>,
  encoding: CsvEncoding,
): Readable {
  async function* chunks() {
    yield encodeCsv((encoding === 'utf-8' ? '\ufeff' : '') + renderCsvLine(heads), encoding);
    for await (const page of pages) yield encodeCsv(page.map(renderCsvLine).join(''), encoding);
  }
  return Readable.from(chunks(), { objectMode: false });
}

/** A moment in a CSV: ISO 8601 in Japan's zone, whole seconds; '' for none. */
export function csvMoment(moment: Date | null): string {
  if (moment === null) return '';
  const japan = new Date(moment.getTime() + 9 * 3_600_000);
  return `${japan.toISOString().slice(0, 19)}+09:00`;
}

/** Headers of a CSV download; the name carries the moment in Japan's zone: デバイス_20261125-1218.csv. */
export function csvHeaders(name: string, encoding: CsvEncoding, now: Date): Record<string, string> {
  const stamp = csvMoment(now).replace(/[-:]/g, '').slice(0, 13).replace('T', '-');
  return {
    'content-type': `text/csv; charset=${encoding === 'utf-8' ? 'utf-8' : 'Shift_JIS'}; header=present`,
    'cache-control': 'no-store',
    'content-disposition': `attachment; filename="export_${stamp}.csv"; filename*=UTF-8''${encodeURIComponent(`${name}_${stamp}.csv`)}`,
  };
}
