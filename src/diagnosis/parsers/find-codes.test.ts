import { expect, test } from 'vitest';
import { parseCode } from './find-codes.ts';

test('hexadecimal, decimal as consoles show it and negative as scripts show it are one number', () => {
  for (const text of ['0x8018002a', '0X8018002A', '2149056554', '-2145910742', ' 0x8018002a '])
    expect(parseCode(text)).toBe(0x8018002a);
});

test('the misprint 0x80180002b of nine digits is 0x8018002b', () => {
  expect(parseCode('0x80180002b')).toBe(0x8018002b);
});

test('what is no number of 32 bits is no code', () => {
  for (const text of ['', '0x', 'hello', '4294967296', '-2147483649', '1e9', '0x1.5'])
    expect(parseCode(text)).toBeNull();
});
