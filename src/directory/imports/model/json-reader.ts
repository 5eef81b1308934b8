import { CSV_LIMITS, CsvError, type CsvReader, type CsvRow } from './csv-reader.ts';

/** Reads the objects of a JSON piece by piece; each is one, and `line` is the line on which it begins. */
export interface ObjectReader {
  /** Objects that this piece of text completes. @throws CsvError */
  push(text: string): JsonRow[];
  /** @throws CsvError where the list is not closed, or there was none */
  end(): void;
}

/** One object of the list, its values as text; null, objects and arrays inside it are ''. */
export interface JsonRow {
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
}

/** Whether a text begins as JSON does: no CSV heading begins so. */
export function beginsAsJson(text: string): boolean {
  return /^\ufeff?\s*[[{]/.test(text.slice(0, CSV_LIMITS.cell));
}

/** What a server adds for itself to each object. */
const NOT_A_FIELD = /^(?:@|__)|@odata\./;

/**
 * Reads a list of objects as AdminService, Graph and ConvertTo-Json write it: an array, or an object whose `value` is one
 * (OData JSON 4.01, 13). Strings, brackets and depth are followed to find where each object ends, and only then is it parsed:
 * time is linear in the file, memory bounded by one object of `CSV_LIMITS.row` characters.
 */
export function createObjectReader(): ObjectReader {
  let place: 'before' | 'answer' | 'list' | 'object' | 'rest' = 'before';
  let depth = 0;
  let line = 1;
  let objectLine = 1;
  let isInString = false;
  let isEscaped = false;
  let held = '';
  /** The last string that ended in the answer, outside its list. */
  let name = '';
  let isAfterValue = false;

  const broken = () => new CsvError('JSON_BROKEN', line);

  const push = (text: string): JsonRow[] => {
    const rows: JsonRow[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text.charCodeAt(at);
      if (sign === 0x0a) line += 1;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (sign === 0x5c) isEscaped = true;
        else if (sign === 0x22) isInString = false;
        if (place === 'answer' && isInString && name.length < CSV_LIMITS.cell) name += text[at];
        continue;
      }
      if (sign === 0x22) {
        isInString = true;
        if (place === 'before' || place === 'list') throw broken();
        if (place === 'answer' && depth === 1) name = '';
        continue;
      }
      const isOpening = sign === 0x7b || sign === 0x5b;
      const isClosing = sign === 0x7d || sign === 0x5d;
      switch (place) {
        case 'before':
          if (sign === 0x5b) place = 'list';
          else if (sign === 0x7b) {
            place = 'answer';
            depth = 1;
          } else if (!isBlank(sign)) throw broken();
          break;
        case 'answer':
          if (sign === 0x3a && depth === 1) isAfterValue = name === 'value';
          else if (isOpening && depth === 1 && sign === 0x5b && isAfterValue) place = 'list';
          else if (isOpening) depth += 1;
          else if (isClosing) depth -= 1;
          if (sign === 0x2c) isAfterValue = false;
          if (depth === 0) throw broken();
          break;
        case 'list':
          if (sign === 0x7b) {
            place = 'object';
            depth = 1;
            objectLine = line;
            from = at;
            held = '';
          } else if (sign === 0x5d) place = 'rest';
          else if (sign !== 0x2c && !isBlank(sign)) throw broken();
          break;
        case 'object':
          if (isOpening) depth += 1;
          else if (isClosing) depth -= 1;
          if (depth === 0) {
            rows.push({ line: objectLine, values: valuesOf(held + text.slice(from, at + 1), objectLine) });
            held = '';
            place = 'list';
          }
          break;
        case 'rest':
          break;
      }
    }
    if (place === 'object') {
      held += text.slice(from);
      if (held.length > CSV_LIMITS.row) throw new CsvError('ROW_TOO_LONG', objectLine);
    }
    return rows;
  };

  return {
    push,
    end: () => {
      if (place !== 'rest') throw broken();
    },
  };
}

/**
 * The objects of a JSON as rows of a table: the heading, then one row for each object with a cell for each head. Rows are
 * numbered from 2 in their order, as in a CSV, since all objects may stand on one line.
 */
export function createJsonReader(heads: readonly string[]): CsvReader {
  const objects = createObjectReader();
  let row = 1;
  let isHeadGiven = false;
  const rowsOf = (found: readonly JsonRow[]): CsvRow[] => {
    const rows = found.map(({ values }): CsvRow => {
      row += 1;
      return { line: row, cells: heads.map((head) => values.get(head) ?? '') };
    });
    if (isHeadGiven) return rows;
    isHeadGiven = true;
    return [{ line: 1, cells: heads }, ...rows];
  };
  return {
    push: (text) => rowsOf(objects.push(text)),
    end: () => {
      objects.end();
      return rowsOf([]);
    },
    delimiter: () => null,
  };
}

/** The names of all values in these objects, in the order in which they come first. */
export function headsOfObjects(rows: readonly JsonRow[]): string[] {
  return [...new Set(rows.flatMap(({ values }) => [...values.keys()]))].slice(0, CSV_LIMITS.columns);
}

function isBlank(sign: number): boolean {
  return sign === 0x20 || sign === 0x09 || sign === 0x0a || sign === 0x0d || sign === 0xfeff;
}

function valuesOf(json: string, line: number): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new CsvError('JSON_BROKEN', line);
  }
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed as object)) {
    if (NOT_A_FIELD.test(key) || values.size >= CSV_LIMITS.columns) continue;
    const text = value === null || typeof value === 'object' ? '' : String(value);
    if (text.length > CSV_LIMITS.cell || key.length > CSV_LIMITS.cell) throw new CsvError('CELL_TOO_LONG', line);
    values.set(key, text);
  }
  return values;
}
