import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageShape } from './message-shape.ts';

/** A search result entry `cn: a, b` with id 2, and a search result with the paging control. */
const ENTRY = Buffer.from('301a0201026415040178' + '3010300e0402636e3108040161040162040163', 'hex');
const DONE = Buffer.from('300c02010265070a010004000400', 'hex');

test('a message is known by its id, and its elements are counted', () => {
  expect(messageShape(DONE)).toEqual({ id: 2, elements: 5 });
});

test('no message is taken that ends before or after its own length', () => {
  expect(messageShape(DONE.subarray(0, -1))).toBeNull();
  expect(messageShape(Buffer.concat([DONE, Buffer.from([0])]))).toBeNull();
});

test('whatever the bytes, the look ends, and never counts more elements than half of them', () => {
  const mutated = fc
    .tuple(fc.constantFrom(ENTRY, DONE), fc.array(fc.tuple(fc.nat(30), fc.nat(255)), { maxLength: 4 }))
    .map(([message, changes]) => {
      const bytes = Buffer.from(message);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes;
    });
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
      ),
      (bytes) => {
        const shape = messageShape(bytes);
        if (shape !== null) expect(shape.elements).toBeLessThanOrEqual(bytes.length / 2);
      },
    ),
    { numRuns: 2_000 },
  );
});
