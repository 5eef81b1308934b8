import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvError } from './csv-reader.ts';
import { createJsonReader, createObjectReader, headsOfObjects, type JsonRow } from './json-reader.ts';

function read(...pieces: string[]): JsonRow[] {
  const reader = createObjectReader();
  const rows = pieces.flatMap((piece) => reader.push(piece));
  reader.end();
  return rows;
}
const problemOf = (text: string) => {
  try {
    read(text);
    return null;
  } catch (error) {
    if (error instanceof CsvError) return [error.problem, error.line];
    throw error;
  }
};

test('OData: the array in "value" is the list, whatever stands beside it; what a server adds for itself is no field', () => {
  const rows = read(
    '{"@odata.context":"https://x/$metadata#value","meta":{"value":[1]},"value":[\n{"@odata.etag":null,"__LAZYPROPERTIES":[],"Name":"A","Client":1,"Ids":["b"],"None":null},\n{"Name":"B","Client":true}],"@odata.nextLink":"y"}',
  );
  expect(rows.map(({ line, values }) => [line, Object.fromEntries(values)])).toEqual([
    [2, { Name: 'A', Client: '1', Ids: '', None: '' }],
    [3, { Name: 'B', Client: 'true' }],
  ]);
  expect(headsOfObjects(rows)).toEqual(['Name', 'Client', 'Ids', 'None']);
});

test('rows are numbered from 2 as in a CSV; a value that a later object adds has no column', () => {
  const reader = createJsonReader(['a', 'b']);
  expect([...reader.push('[{"a":1},{"b":2,"c":3}]'), ...reader.end()]).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', ''] },
    { line: 3, cells: ['', '2'] },
  ]);
});

test.each([
  ['', ['JSON_BROKEN', 1]],
  ['[', ['JSON_BROKEN', 1]],
  ['{}', ['JSON_BROKEN', 1]],
  ['{"a":[{"b":1}]}', ['JSON_BROKEN', 1]],
  ['[\n{"a":1},\n{"a":}]', ['JSON_BROKEN', 3]],
  ['["a"]', ['JSON_BROKEN', 1]],
  ['[[{"a":1}]]', ['JSON_BROKEN', 1]],
  ['null', ['JSON_BROKEN', 1]],
  [`[{"a":"${'x'.repeat(4_097)}"}]`, ['CELL_TOO_LONG', 1]],
])('RFC 8259: %s is refused with its line', (text, problem) => {
  expect(problemOf(text)).toEqual(problem);
});

test('property: objects come out as JSON.parse gives them, in whatever pieces they come', () => {
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.integer(), fc.boolean(), fc.constant(null));
  const objects = fc.array(fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 5 }), { maxLength: 6 });
  fc.assert(
    fc.property(objects, fc.boolean(), fc.nat(200), fc.boolean(), (list, isAnswer, cut, isPretty) => {
      const text = JSON.stringify(
        isAnswer ? { '@odata.context': '"value":[', value: list } : list,
        null,
        isPretty ? 2 : 0,
      );
      const rows = read(text.slice(0, cut), text.slice(cut));
      const expected = list.map((object) =>
        Object.entries(JSON.parse(JSON.stringify(object)) as Record<string, unknown>)
          .filter(([key]) => !/^(?:@|__)|@odata\./.test(key))
          .map(([key, each]) => [key, each === null ? '' : String(each)]),
      );
      expect(rows.map(({ values }) => [...values])).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('fuzz: any text is read or refused with a problem of the list', () => {
  const piece = fc.oneof(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '"value"', '\n', '1'), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      problemOf(pieces.join(''));
    }),
    { numRuns: 3_000 },
  );
});
