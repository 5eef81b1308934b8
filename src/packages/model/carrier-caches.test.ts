import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCarrierCache } from './carrier-caches.ts';

test.each([
  ['D:\\EPM\\sdmcache', 'D:\\EPM\\sdmcache'],
  [' C:\\配布 キャッシュ\\ ', 'C:\\配布 キャッシュ'],
  ['C:\\a..b\\.cache', 'C:\\a..b\\.cache'],
])('%s is a folder of a PC', (typed, folder) => {
  expect(parseCarrierCache(typed)).toBe(folder);
});

test.each([
  'C:\\',
  'C:',
  '',
  '\\\\server\\share',
  'C:\\a\\..\\..\\Windows',
  'C:\\.\\x',
  'C:/ccmcache',
  'C:\\a\\\\b',
  'C:\\a*',
  'C:\\a?',
  'C:\\a:b',
  '%windir%\\ccmcache',
  `C:\\${'x'.repeat(241)}`,
  'C:\\a\u0000b',
])('%j is none', (typed) => {
  expect(parseCarrierCache(typed)).toBeNull();
});

test('what is taken is what setup.ps1 takes, and taking it again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('C', ':', '\\', '/', '.', 'a', ' ', '*', '配'), maxLength: 12 }),
      (typed) => {
        const folder = parseCarrierCache(typed);
        if (folder === null) return;
        expect(folder).toMatch(/^[A-Za-z]:\\[^*?"<>|]{1,240}$/);
        expect(parseCarrierCache(folder)).toBe(folder);
      },
    ),
  );
});
