import { expect, test } from 'vitest';
import { checkClock } from './clock-check.ts';

const NOW = new Date('2026-11-25T05:00:00Z');
const NOTHING = { newestEntry: null, issuingEnd: null };
const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

test('a clock at the epoch, or before Node 24 was released, is absurd', () => {
  expect(() => checkClock(new Date(0), NOTHING, true)).toThrow(/1970/);
  expect(() => checkClock(new Date('2025-05-05T23:59:59Z'), NOTHING, false)).toThrow();
  expect(() => checkClock(NOW, NOTHING, false)).not.toThrow();
});

test('a clock more than a day behind the newest entry would revive expired PINs: absurd, unless accepted', () => {
  expect(() => checkClock(NOW, { ...NOTHING, newestEntry: hours(24) }, false)).not.toThrow();
  expect(() => checkClock(NOW, { ...NOTHING, newestEntry: hours(24.1) }, false)).toThrow(/BATON_ACCEPT_CLOCK/);
  expect(() => checkClock(NOW, { ...NOTHING, newestEntry: hours(24.1) }, true)).not.toThrow();
});

test('a clock past the end of the issuing CA is absurd', () => {
  expect(() => checkClock(NOW, { ...NOTHING, issuingEnd: hours(-1) }, true)).toThrow(/issuing CA/);
  expect(() => checkClock(NOW, { ...NOTHING, issuingEnd: hours(1) }, false)).not.toThrow();
});
