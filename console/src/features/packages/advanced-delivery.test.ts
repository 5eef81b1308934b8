import { expect, it } from 'vitest';
import { AUTOMATIC, advancedOf, deliveryOf, problemOf } from './advanced-delivery.ts';

it('a package’s choices come out of the form as they went in', () => {
  for (const pkg of [
    { ways: null, carrierCaches: null },
    { ways: ['icd' as const], carrierCaches: [] },
    { ways: ['shared-ppkg' as const, 'baton-ppkg' as const], carrierCaches: ['D:\\EPM\\sdmcache', 'C:\\x'] },
  ]) {
    expect(problemOf(advancedOf(pkg))).toBeNull();
    expect(deliveryOf(advancedOf(pkg))).toEqual(pkg);
  }
});

it('what is ticked or typed counts only where it is chosen', () => {
  expect(deliveryOf({ ...AUTOMATIC, ways: [], folders: 'nonsense' })).toEqual({ ways: null, carrierCaches: null });
  expect(problemOf({ ...AUTOMATIC, ways: [], folders: 'nonsense' })).toBeNull();
});

it('says what is wrong before it is sent: no way, no folder, a line that is none', () => {
  expect(problemOf({ ...AUTOMATIC, isAutomatic: false, ways: [] })).toMatchObject({ wrong: 'ways' });
  expect(problemOf({ ...AUTOMATIC, caches: 'these', folders: ' \n ' })).toMatchObject({ wrong: 'folders' });
  expect(problemOf({ ...AUTOMATIC, caches: 'these', folders: 'C:\\ok\n\\\\server\\x' })).toEqual({
    wrong: 'folder',
    value: '\\\\server\\x',
  });
  const many = Array.from({ length: 17 }, (_, index) => `C:\\cache-${index}`).join('\n');
  expect(problemOf({ ...AUTOMATIC, caches: 'these', folders: many })).toMatchObject({ wrong: 'folders' });
});
