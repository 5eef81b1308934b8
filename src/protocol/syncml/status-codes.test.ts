import { expect, test } from 'vitest';
import { STATUS_CODES, statusClass } from './status-codes.ts';

test.each([
  [200, 'done'],
  [202, 'accepted'],
  [212, 'authenticated'],
  [213, 'buffered'],
  [215, 'not-run'],
  [216, 'rolled-back'],
  [404, 'failed'],
  [407, 'challenged'],
  [418, 'failed'],
  [500, 'failed'],
  [507, 'failed'],
  [516, 'unknown'],
  [299, 'done'],
  [599, 'failed'],
  [0, 'failed'],
])('#44 status %i is %s', (code, expected) => expect(statusClass(code)).toBe(expected));

test('every row says what it means', () => {
  expect(STATUS_CODES.size).toBe(27);
  for (const { meaning } of STATUS_CODES.values()) expect(meaning).not.toBe('');
});
