import type { Language, Sentence } from './language.ts';

/** What a row says in each of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Prints rows as a table with columns as wide as their content, or as one line of JSON. */
export function printRows(rows: readonly Row[], columns: readonly string[], asJson: boolean): void {
  if (asJson) {
    printJson(rows);
    return;
  }
  const cells = [columns, ...rows.map((row) => columns.map((column) => cellOf(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  for (const line of cells) {
    const padded = line.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)));
    process.stdout.write(`${padded.join('  ').trimEnd()}\n`);
  }
}

/** Prints one thing: a line for each of its fields, or JSON. */
export function printFields(thing: Row, asJson: boolean): void {
  if (asJson) {
    printJson(thing);
    return;
  }
  const names = Object.keys(thing);
  const widest = Math.max(...names.map(width));
  for (const name of names)
    process.stdout.write(`${name}${' '.repeat(widest - width(name))}  ${cellOf(thing[name])}`.trimEnd().concat('\n'));
}

/** Prints one line of JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints a word about what is going on, where it does not mix with the output. */
export function note(text: Sentence, language: Language): void {
  process.stderr.write(`${text[language]}\n`);
}

/** A value as a cell holds it: one line, nothing that moves the cursor. */
function cellOf(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : Array.isArray(value)
        ? value.map(cellOf).join(', ')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** Letters that take two columns of a terminal (Unicode East Asian Width W and F), and signs that take none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns of a terminal that a text takes. */
export function width(text: string): number {
  let sum = 0;
  for (const letter of text) sum += NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return sum;
}
