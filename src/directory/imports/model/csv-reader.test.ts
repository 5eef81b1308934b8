import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CSV_LIMITS, CsvError, type CsvRow, createCsvReader } from './csv-reader.ts';

const read = (...pieces: string[]): CsvRow[] => {
  const reader = createCsvReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
};
const cellsOf = (text: string) => read(text).map((row) => row.cells);
const problemOf = (text: string) => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof CsvError) return [error.problem, error.line];
    throw error;
  }
  return null;
};

test('RFC 4180: cells in quotes hold delimiters, line ends and doubled quotes; the line is where a row begins', () => {
  expect(read('a,b\r\n"1,5","x ""y"" z"\r\n"two\r\nlines",\n\nlast,row')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1,5', 'x "y" z'] },
    { line: 3, cells: ['two\r\nlines', ''] },
    { line: 6, cells: ['last', 'row'] },
  ]);
});

test('lines end with CRLF, LF or CR alone; the last one may lack its end', () => {
  for (const end of ['\r\n', '\n', '\r'])
    expect(cellsOf(`a,b${end}1,2${end}3,4`)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
});

test('the delimiter is the one of comma, semicolon and tab that the heading has most of, outside of quotes', () => {
  expect(cellsOf('a;b;"c,d,e,f"\n1;2;3')).toEqual([
    ['a', 'b', 'c,d,e,f'],
    ['1', '2', '3'],
  ]);
  expect(cellsOf('a\tb\n1,1\t2')[1]).toEqual(['1,1', '2']);
  expect(cellsOf('only\nx;y')).toEqual([['only'], ['x;y']]);
});

test('notes above the heading are no rows: #TYPE of Export-Csv, sep= of Excel', () => {
  expect(read('#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n"UPN","Name"\r\n"a","b"')).toEqual([
    { line: 2, cells: ['UPN', 'Name'] },
    { line: 3, cells: ['a', 'b'] },
  ]);
  expect(read('sep=;\na;b,c,d\n')).toEqual([{ line: 2, cells: ['a', 'b,c,d'] }]);
  // a column may be called like that
  expect(cellsOf('separator,b')).toEqual([['separator', 'b']]);
});

test('a broken file is refused with its line: text after a quote, a quote never closed', () => {
  expect(problemOf('a,b\n"x"y,1\n')).toEqual(['QUOTE_STRAY', 2]);
  expect(problemOf('a,b\n1,2\n"x,1\n3,4\n')).toEqual(['QUOTE_OPEN', 3]);
  // a quotation mark inside of a plain cell is text: 24" monitor
  expect(cellsOf('a\n24" x')[1]).toEqual(['24" x']);
});

test('length of a cell, length of a row and number of columns are bounded', () => {
  expect(problemOf(`a\n${'x'.repeat(CSV_LIMITS.cell)}\n`)).toBeNull();
  expect(problemOf(`a\n${'x'.repeat(CSV_LIMITS.cell + 1)}\n`)).toEqual(['CELL_TOO_LONG', 2]);
  expect(problemOf(`a\n${`${'x'.repeat(4000)},`.repeat(17)}\n`)).toEqual(['ROW_TOO_LONG', 2]);
  expect(problemOf(`a\n${','.repeat(CSV_LIMITS.columns)}\n`)).toEqual(['TOO_MANY_COLUMNS', 2]);
});

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cell = fc.string({ unit: fc.constantFrom('a', '漢', '"', ',', ';', '\t', '\n', '\r', ' ', "'"), maxLength: 8 });
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
  );

test('property: what is written with quotes is read again, however the file is cut into pieces', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('\r\n', '\n', '\r'), fc.array(fc.nat(60)), (rows, end, cuts) => {
      const heading = rows[0]?.map((_, at) => `h${at}`) ?? [];
      const text = [heading, ...rows].map((row) => row.map(quote).join(',')).join(end);
      const pieces: string[] = [];
      let from = 0;
      for (const cut of cuts) {
        pieces.push(text.slice(from, from + cut));
        from += cut;
      }
      pieces.push(text.slice(from));
      const wanted = [heading, ...rows].filter((row) => row.length > 1 || row[0] !== '');
      expect(read(...pieces).map((row) => row.cells)).toEqual(wanted);
      const lines = read(text).map((row) => row.line);
      expect(lines).toEqual([...lines].sort((a, b) => a - b));
    }),
  );
});

test('fuzz: any text is read or refused with a CsvError, and a line in the file is named', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', '=', '#', '\0', '\ud800', '漢'),
        maxLength: 200,
      }),
      (text) => {
        const problem = problemOf(text);
        if (problem !== null) expect(problem[1]).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a report has titles above its heading: the delimiter is that of the first line with one', () => {
  const reader = createCsvReader(true);
  const rows = [
    ...reader.push('Devices\r\nAll systems\r\n\r\nName\tCli'),
    ...reader.push('ent\r\nPC-1\t1,5\r\n'),
    ...reader.end(),
  ];
  expect([reader.delimiter(), rows.map((row) => row.cells)]).toEqual([
    '\t',
    [['Devices'], ['All systems'], ['Name', 'Client'], ['PC-1', '1,5']],
  ]);
  // without titles the first line decides, also where it has one column
  expect(cellsOf('UPN\na;b\n')).toEqual([['UPN'], ['a;b']]);
});
