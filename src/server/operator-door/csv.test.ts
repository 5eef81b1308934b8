import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { countLacking, csvHeaders, csvMoment, encodeCsv, renderCsvLine } from './csv.ts';

/** Reads one line by RFC 4180, for the property below. */
function readLine(line: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let cell = '';
      at += 1;
      while (at < line.length) {
        if (line[at] !== '"') cell += line[at++];
        else if (line[at + 1] === '"') {
          cell += '"';
          at += 2;
        } else break;
      }
      cells.push(cell);
      at += 2;
    } else {
      const end = line.indexOf(',', at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length + 1 : end + 1;
    }
  }
  return cells;
}

test('a cell that a spreadsheet would run as a formula gets an apostrophe in front', () => {
  expect(renderCsvLine(['=1+1', '+81', '-2', '@SUM(A1)', 'a=b'])).toBe("'=1+1,'+81,'-2,'@SUM(A1),a=b\r\n");
});

test('every line reads back as what it was (RFC 4180), apart from the apostrophes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 }), (cells) => {
      const line = renderCsvLine(cells);
      const read = readLine(line.slice(0, -2));
      expect(read.map((cell, index) => (/^[=+\-@\t\r]/.test(cells[index] ?? '') ? cell.slice(1) : cell))).toEqual(
        cells,
      );
    }),
  );
});

test('Shift_JIS holds the vendor characters 髙 and ①, and says how many characters it lacks', () => {
  expect(countLacking('髙橋 ①')).toBe(0);
  expect(countLacking('𠮷野 한글')).toBe(3);
  expect(iconv.decode(encodeCsv('髙 𠮷\r\n', 'shift_jis'), 'cp932')).toBe('髙 〓\r\n');
});

test('times are ISO 8601 with +09:00; the file is named in words with the moment', () => {
  expect(csvMoment(new Date('2026-11-25T03:18:31.123Z'))).toBe('2026-11-25T12:18:31+09:00');
  expect(csvMoment(null)).toBe('');
  const headers = csvHeaders('デバイス', 'utf-8', new Date('2026-11-25T03:18:31Z'));
  expect(headers['content-disposition']).toContain(encodeURIComponent('デバイス_20261125-1218.csv'));
});
