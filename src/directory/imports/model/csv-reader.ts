/** A row of a CSV and the line of the file on which it begins (the first is 1). */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Why a file cannot be read as a list at all; `JSON_BROKEN`: see json-reader.ts. */
export type CsvProblem =
  | 'JSON_BROKEN'
  | 'QUOTE_STRAY'
  | 'QUOTE_OPEN'
  | 'CELL_TOO_LONG'
  | 'ROW_TOO_LONG'
  | 'TOO_MANY_COLUMNS';

/** A file that breaks RFC 4180, RFC 8259 or a bound; a broken file is not read in part, since its rows may have shifted. */
export class CsvError extends Error {
  override readonly name = 'CsvError';
  readonly problem: CsvProblem;
  readonly line: number;

  constructor(problem: CsvProblem, line: number) {
    super(`${problem} at line ${line}`);
    this.problem = problem;
    this.line = line;
  }
}

/** Bounds in characters and cells. */
export const CSV_LIMITS = { cell: 4_096, row: 65_536, columns: 200 } as const;

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Reads a CSV piece by piece. */
export interface CsvReader {
  /** Rows that this piece of text completes. @throws CsvError */
  push(text: string): CsvRow[];
  /** The rows that the end of the file completes. @throws CsvError */
  end(): CsvRow[];
  /** What stands between cells; null before the heading was seen. */
  delimiter(): Delimiter | null;
}

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

/** Notes that stand above the heading: Export-Csv of Windows PowerShell writes `#TYPE …`, Excel reads `sep=;`. */
const NOTE = /^(?:#TYPE [^\r\n]*|"?sep=([,;\t])"?)(?:\r\n|\r|\n)/i;

/**
 * Reads RFC 4180: cells in quotes hold delimiters, line ends and doubled quotes; lines end with CRLF, LF or CR. The
 * delimiter is the one of comma, semicolon and tab that the heading has most of. Blank lines are skipped. Time is linear
 * in the file, memory bounded by `CSV_LIMITS` and the piece pushed.
 * @param hasTitles a report's title may stand above the heading: the delimiter is that of the first line with one
 */
export function createCsvReader(hasTitles = false): CsvReader {
  let delimiter: Delimiter | null = null;
  let separator = 0;
  let waiting = '';
  let isNoteFree = false;

  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let line = 1;
  let rowLine = 1;
  let quoteLine = 1;
  let isAfterCr = false;
  let cell = '';
  let cells: string[] = [];
  let rowLength = 0;

  const add = (text: string) => {
    cell += text;
    rowLength += text.length;
    if (cell.length > CSV_LIMITS.cell) throw new CsvError('CELL_TOO_LONG', rowLine);
    if (rowLength > CSV_LIMITS.row) throw new CsvError('ROW_TOO_LONG', rowLine);
  };
  const endCell = () => {
    cells.push(cell);
    cell = '';
    state = 'start';
    if (cells.length > CSV_LIMITS.columns) throw new CsvError('TOO_MANY_COLUMNS', rowLine);
  };
  const endRow = (rows: CsvRow[]) => {
    endCell();
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: rowLine, cells });
    cells = [];
    rowLength = 0;
  };

  const read = (text: string, rows: CsvRow[]) => {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      const isLineEnd = code === LF || code === CR;
      if (code === LF && isAfterCr) {
        isAfterCr = false;
        // the second half of a CRLF belongs to the cell in quotes, and to nothing elsewhere
        if (state !== 'quoted') {
          from = at + 1;
          rowLine = line;
        }
        continue;
      }
      isAfterCr = code === CR;
      if (isLineEnd) line += 1;
      if (state === 'start') {
        from = at;
        if (code === QUOTE) {
          state = 'quoted';
          quoteLine = line;
          from = at + 1;
          continue;
        }
        state = 'plain';
      }
      if (state === 'quoted') {
        if (code !== QUOTE) continue;
        add(text.slice(from, at));
        state = 'closed';
      } else if (code === separator || isLineEnd) {
        if (state === 'plain') add(text.slice(from, at));
        if (isLineEnd) {
          endRow(rows);
          rowLine = line;
        } else endCell();
      } else if (state === 'closed') {
        if (code !== QUOTE) throw new CsvError('QUOTE_STRAY', line);
        add('"');
        state = 'quoted';
        from = at + 1;
      }
    }
    if (state === 'plain' || state === 'quoted') add(text.slice(from));
  };

  const begin = (isEnd: boolean, rows: CsvRow[]) => {
    while (!isNoteFree) {
      const note = NOTE.exec(waiting);
      if (note === null) {
        // a note may still be on its way
        if (!isEnd && waiting.length < CSV_LIMITS.cell && !/[\r\n]./s.test(waiting)) return;
        isNoteFree = true;
        break;
      }
      delimiter = (note[1] as Delimiter | undefined) ?? delimiter;
      waiting = waiting.slice(note[0].length);
      line += 1;
      rowLine = line;
    }
    const found = delimiter ?? findDelimiter(waiting, isEnd || waiting.length > CSV_LIMITS.row, hasTitles);
    if (found === null) return;
    delimiter = found;
    separator = found.charCodeAt(0);
    const text = waiting;
    waiting = '';
    read(text, rows);
  };

  return {
    push: (text) => {
      const rows: CsvRow[] = [];
      if (separator !== 0) read(text, rows);
      else {
        waiting += text;
        begin(false, rows);
      }
      return rows;
    },
    end: () => {
      const rows: CsvRow[] = [];
      if (separator === 0) begin(true, rows);
      if (state === 'quoted') throw new CsvError('QUOTE_OPEN', quoteLine);
      if (state !== 'start' || cells.length > 0) endRow(rows);
      return rows;
    },
    delimiter: () => delimiter,
  };
}

/** Lines in which the heading of a report stands. */
export const TITLE_LINES = 30;

/** The delimiter of a heading, or null while the heading is not whole. */
function findDelimiter(text: string, isEnd: boolean, hasTitles: boolean): Delimiter | null {
  const counts: Record<Delimiter, number> = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  let isWhole = false;
  let isBlank = true;
  let titles = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && (sign === '\n' || sign === '\r')) {
      if (isBlank) continue;
      titles += 1;
      const isTitle = hasTitles && DELIMITERS.every((each) => counts[each] === 0) && titles < TITLE_LINES;
      if (isTitle) continue;
      isWhole = true;
      break;
    }
    isBlank = false;
    if (!isQuoted && sign in counts) counts[sign as Delimiter] += 1;
  }
  if (!isWhole && !isEnd) return null;
  return DELIMITERS.reduce((best, sign) => (counts[sign] > counts[best] ? sign : best));
}
