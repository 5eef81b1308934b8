import { expect, test } from 'vitest';
import { createUploadTurns } from './upload-turns.ts';

test('each person has one turn at a time, all together have so many, and a turn given back is free once', () => {
  const turns = createUploadTurns(2);
  const back = turns.take('a');
  expect(turns.take('a')).toBe('person');
  expect(turns.take('b')).toBeTypeOf('function');
  expect(turns.take('c')).toBe('all');
  expect(turns.take('a')).toBe('person');
  if (typeof back === 'function') back();
  expect(turns.take('a')).toBeTypeOf('function');
  if (typeof back === 'function') back();
  expect(turns.take('a')).toBe('person');
});
