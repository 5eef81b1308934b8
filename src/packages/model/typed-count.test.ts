import { expect, test } from 'vitest';
import { checkTypedCount } from './typed-count.ts';

test('for ConfigMgr the number of PCs must be typed', () => {
  expect(checkTypedCount({ platform: 'configmgr', target: 'groups', most: 1000, typed: undefined })).toMatchObject({
    code: 'COUNT_MISSING',
  });
});

test('for a list of PCs the number must be equal', () => {
  const list = { platform: 'configmgr', target: 'pcs', most: 1000 } as const;
  expect(checkTypedCount({ ...list, typed: 1000 })).toEqual({ planned: 1000 });
  expect(checkTypedCount({ ...list, typed: 999 })).toMatchObject({
    code: 'COUNT_DIFFERS',
    text: { en: 'The number typed (999) does not match the target (1,000).' },
  });
});

test('for users or groups any number up to people × PCs per person is right', () => {
  const group = { platform: 'configmgr', target: 'groups', most: 2000 } as const;
  expect(checkTypedCount({ ...group, typed: 1 })).toEqual({ planned: 1 });
  expect(checkTypedCount({ ...group, typed: 2000 })).toEqual({ planned: 2000 });
  expect(checkTypedCount({ ...group, typed: 2001 })).toMatchObject({ code: 'COUNT_DIFFERS' });
});

test('where nothing is typed, a list plans its PCs and people plan no number', () => {
  expect(checkTypedCount({ platform: 'epm', target: 'pcs', most: 200, typed: undefined })).toEqual({ planned: 200 });
  expect(checkTypedCount({ platform: 'none', target: 'users', most: 5, typed: undefined })).toEqual({ planned: null });
});
