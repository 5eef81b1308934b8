import { expect, test } from 'vitest';
import { mapColumn } from './fields.ts';

const columns = [
  { head: 'a', field: 'upn' as const },
  { head: 'b', field: 'disabled' as const },
  { head: 'c', field: null },
];

test('a field stands once: the column that had it is not used any more', () => {
  expect(mapColumn(columns, 2, 'upn')).toEqual([null, 'disabled', 'upn']);
  expect(mapColumn(columns, 0, null)).toEqual([null, 'disabled', null]);
});

test('enabled and disabled exclude each other', () => {
  expect(mapColumn(columns, 2, 'enabled')).toEqual(['upn', null, 'enabled']);
});
