import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCell, isRounded } from './check-cell.ts';
import { FIELDS, type ImportField, type ImportKind } from './fields.ts';
import { createRowReader, pcFromCells, pcToCells, userFromCells, userToCells } from './read-row.ts';
import { readUserRow } from './read-user-row.ts';
import { rowReasonText } from './row-reasons.ts';

const reasonOf = (cells: Parameters<typeof readUserRow>[0]) => {
  const read = readUserRow(cells);
  return 'id' in read ? read.id : null;
};

test('numbers that a spreadsheet rounded are known by their form; serial numbers that look alike are not', () => {
  for (const value of ['1.23457E+15', '1.23E+05', '1E+15', '1,23457E+15', '5021.0', '5021.00', '12345678901234500000'])
    expect([value, isRounded(value)]).toEqual([value, true]);
  for (const value of ['2E45678', '123E456', '5CG1234567', '1234567890123450', '00012', '7.1', '12345678901234567890'])
    expect([value, isRounded(value)]).toEqual([value, false]);
});

test('formulas are refused in every field; a lone dash in a department is a dash', () => {
  for (const value of ['=1+1', '+1@x.test', '-a@x.test', '@SUM(A1)', '\ta@x.test'])
    expect([value, reasonOf({ upn: value })]).toEqual([value, 'FORMULA']);
  for (const value of ['=1+1', '+81 3', '@x', '\t=1'])
    expect([value, reasonOf({ upn: 'a@b.test', department: value })]).toEqual([value, 'FORMULA']);
  expect(reasonOf({ upn: 'a@b.test', department: '-', displayName: '田中 - 太郎' })).toBeNull();
});

test('UPNs: one @ with something on both sides, no blanks, no full-width letters, no hidden characters', () => {
  for (const upn of ['a', 'a@', '@b', 'a b@c', 'a@b@c', 'ａ@b.test', 'a@ｂ.test', '"a@b'])
    expect([upn, reasonOf({ upn })]).not.toEqual([upn, null]);
  expect(reasonOf({ upn: 'a\u202e@b.test' })).toBe('CONTROL_CHARACTER');
  expect(reasonOf({ upn: 'a\ufffd@b.test' })).toBe('BROKEN_CHARACTER');
  expect(reasonOf({ upn: ' 鈴木@例.test ' })).toBeNull();
});

test('enabled and disabled are read in both languages, and mean the opposite of each other', () => {
  const disabled = (cells: Parameters<typeof readUserRow>[0]) => {
    const read = readUserRow({ upn: 'a@b.test', ...cells });
    return 'id' in read ? read.id : read.disabled;
  };
  expect([disabled({ enabled: 'FALSE' }), disabled({ enabled: '有効' }), disabled({ enabled: '' })]).toEqual([
    true,
    false,
    null,
  ]);
  expect([disabled({ disabled: 'はい' }), disabled({ disabled: '無効' }), disabled({ disabled: '有効' })]).toEqual([
    true,
    true,
    false,
  ]);
  expect(disabled({ enabled: 'maybe' })).toBe('FLAG_NOT_VALID');
});

test('fuzz: any cells give a row or a reason with its sentence in both languages, and a good row survives storage', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('a@b.test', 'PC-01', '=1', '1.0', '', 'TRUE', '\t', 'GUID:0F2A4C6E-1111-2222-3333-444455556666'),
  );
  for (const kind of ['users', 'pcs'] satisfies ImportKind[]) {
    const fields: readonly ImportField[] = FIELDS[kind].filter((field) => field !== 'enabled');
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: fields.length + 1 }), { maxLength: 6 }), (rows) => {
        const reader = createRowReader(kind, fields);
        rows.forEach((cells, at) => {
          const read = reader({ line: at + 2, cells });
          if (read.kind === 'bad') {
            const { ja, en } = rowReasonText(read.reason);
            expect(ja.length * en.length).toBeGreaterThan(0);
            expect(ja.length).toBeLessThan(300);
          } else if (read.kind === 'user') expect(userFromCells(userToCells(read.user))).toEqual(read.user);
          else if (read.kind === 'pc') expect(pcFromCells(pcToCells(read.pc))).toEqual(read.pc);
        });
      }),
      { numRuns: 500 },
    );
  }
});

test('property: a value that passes would not be changed by an export of it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (value) => {
      if (checkCell('serial', value, 128) === null) expect(/^[=+\-@\t\r]/.test(value.trim())).toBe(false);
    }),
  );
});
