import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidv7 } from './ids.ts';

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('RFC 9562 5.7: version 7 and variant 10, the milliseconds in front', () => {
  const time = Date.UTC(2100, 0, 1);
  const id = uuidv7(time);
  expect(id).toMatch(UUID_7);
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(time);
});

test('ids are in the order in which they were made, also within a millisecond and when the clock goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }), (times) => {
      const ids = times.flatMap((time) => Array.from({ length: 200 }, () => uuidv7(time)));
      for (const id of ids) expect(id).toMatch(UUID_7);
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 50 },
  );
});
