import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from './random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return [random.hex(16), random.integer(1, 1000), random.pick(['a', 'b', 'c', 'd']), random.chance(0.5)];
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('whole numbers stay within both bounds and reach them; chances 0 and 1 are never and always', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(20), (seed, low, width) => {
      const random = new Random(seed);
      const drawn = Array.from({ length: 400 }, () => random.integer(low, low + width));
      return (
        drawn.every((value) => Number.isInteger(value) && value >= low && value <= low + width) &&
        !random.chance(0) &&
        random.chance(1)
      );
    }),
  );
  const random = new Random(1);
  expect(new Set(Array.from({ length: 100 }, () => random.integer(1, 3)))).toEqual(new Set([1, 2, 3]));
});

test('hex has so many upper-case digits; nothing to pick from is an error', () => {
  const random = new Random(3);
  expect(random.hex(64)).toMatch(/^[0-9A-F]{64}$/);
  expect(() => random.pick([])).toThrow('nothing to pick from');
});
