import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHresult } from './hresult.ts';

test.each(['0x80180003', '0X80180003', '80180003', '2149056515', '-2145910781', '−2145910781'])(
  '%s is 0x80180003',
  (typed) => {
    expect(parseHresult(typed)).toBe('0x80180003');
  },
);

test.each(['', 'TKY-PC-0412', '0x8018000', '99999999999', '-9999999999', '10.20.0.1'])('%j is no HRESULT', (typed) => {
  expect(parseHresult(typed)).toBeNull();
});

test('hex, unsigned and signed decimal of one value are the same HRESULT', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0x80000000, max: 0xffffffff }), (value) => {
      const hex = `0x${value.toString(16).toUpperCase()}`;
      expect(parseHresult(hex)).toBe(hex);
      expect(parseHresult(String(value))).toBe(hex);
      expect(parseHresult(String(value - 2 ** 32))).toBe(hex);
    }),
  );
});
