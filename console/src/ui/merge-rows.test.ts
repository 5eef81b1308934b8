import { expect, test } from 'vitest';
import { compareRows, mergeInPlace } from './merge-rows.ts';

interface Row {
  readonly id: string;
  readonly state: string;
}
const keyOf = (row: Row) => row.id;
const row = (id: string, state = 'failed'): Row => ({ id, state });
const list = (...items: Row[]) => ({ asOf: '2026-11-25T03:00:00Z', query: {}, items });

test('a row keeps its place and takes its new values; a new one waits', () => {
  const merged = mergeInPlace(list(row('a'), row('b')), list(row('c'), row('b', 'waiting'), row('a')), keyOf);
  expect(merged.items).toEqual([row('a'), row('b', 'waiting')]);
});

test('a row that left the filter is known as gone, also when another arrived and the count is the same', () => {
  const { gone, arrived, isWhole } = compareRows([[row('a'), row('b')]], [[row('c'), row('b')]], keyOf, 200);
  expect([[...gone], arrived, isWhole]).toEqual([['a'], 1, true]);
  expect(compareRows([[row('a')]], [[]], keyOf, 200)).toEqual({ gone: new Set(['a']), arrived: 0, isWhole: true });
});

test('in a list that goes on a missing row may have moved: nothing is said of the whole list', () => {
  expect(compareRows([[row('a'), row('b')]], [[row('c'), row('a')]], keyOf, 2)).toMatchObject({
    gone: new Set(['b']),
    isWhole: false,
  });
  const both = compareRows([[row('a'), row('b')], [row('c')]], [[row('b'), row('a')], [row('c')]], keyOf, 2);
  expect(both).toEqual({ gone: new Set(), arrived: 0, isWhole: true });
});
