import { expect, test } from 'vitest';
import { backoffs, ENROLLMENT_RETRIES, jumpingClock, pollWaits } from './clock.ts';

const MINUTE = 60_000;

test('a failed enrollment is tried 3 times at once, after 15 minutes, 1 hour and 4 hours', () => {
  expect(ENROLLMENT_RETRIES).toEqual([0, 0, 0, 15 * MINUTE, 60 * MINUTE, 240 * MINUTE]);
});

test('backoff doubles up to the longest (CONNRETRYFREQ, INITIALBACKOFFTIME, MAXBACKOFFTIME)', () => {
  expect(backoffs({ retries: 5, firstMs: 30_000, longestMs: 120_000 })).toEqual([
    30_000, 60_000, 120_000, 120_000, 120_000,
  ]);
  expect(backoffs({ retries: 0, firstMs: 1, longestMs: 1 })).toEqual([]);
});

test('polls come 5 x 3, then 8 x 15, then every 60 minutes without end; a stage of 0 minutes is off', () => {
  const stages = [
    { sessions: 5, minutes: 3 },
    { sessions: 8, minutes: 15 },
    { sessions: 0, minutes: 60 },
  ];
  expect(pollWaits(stages, 15).map((wait) => wait / MINUTE)).toEqual([
    3, 3, 3, 3, 3, 15, 15, 15, 15, 15, 15, 15, 15, 60, 60,
  ]);
  expect(pollWaits([{ sessions: 0, minutes: 0 }], 3)).toEqual([]);
});

test("a jumping clock is ahead by its PC's skew, and a wait moves it at once", async () => {
  const clock = jumpingClock(10 * MINUTE);
  const before = clock.now().getTime();
  expect(before).toBeGreaterThanOrEqual(Date.now() + 9 * MINUTE);
  await clock.wait(4 * 60 * MINUTE);
  expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(4 * 60 * MINUTE);
});
