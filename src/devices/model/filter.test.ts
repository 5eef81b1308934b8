import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFilter, readSpan } from './filter.ts';

const now = new Date('2026-11-25T03:00:00Z');

test('key=a&key=b is either, key=!a is not', () => {
  expect(readFilter(['failed', 'silent', '!left'])).toEqual({ is: ['failed', 'silent'], not: ['left'] });
  expect(readFilter(undefined)).toEqual({ is: [], not: [] });
});

test('last=<1h is within the last hour, last=>7d more than seven days ago', () => {
  expect(readSpan('<1h', now)).toEqual({ side: 'after', time: new Date('2026-11-25T02:00:00Z') });
  expect(readSpan('>7d', now)).toEqual({ side: 'before', time: new Date('2026-11-18T03:00:00Z') });
});

test('anything else is no span', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      if (!/^[<>]\d{1,4}[hd]$/.test(text)) expect(readSpan(text, now)).toBeNull();
    }),
  );
});
