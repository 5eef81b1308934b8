/** The time as one PC sees it. Waiting is the caller's: a test's clock passes hours in no time. */
export interface Clock {
  now(): Date;
  wait(milliseconds: number): Promise<void>;
}

/**
 * A clock that jumps: a wait is over at once and moves this PC's time forward.
 * @param skewMs by how much this PC's clock is ahead (negative: behind)
 */
export function jumpingClock(skewMs = 0): Clock {
  let passed = 0;
  return {
    now: () => new Date(Date.now() + skewMs + passed),
    wait: async (milliseconds) => {
      passed += milliseconds;
    },
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After a failed enrollment the provisioning engine tries again: three times at once, then later, then at each start. */
export const ENROLLMENT_RETRIES: readonly number[] = [0, 0, 0, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];

/** Waits before a message of a session is sent again: doubled from the first up to the longest (MS-MDE2 2.2.9.1). */
export function backoffs(connection: {
  readonly retries: number;
  readonly firstMs: number;
  readonly longestMs: number;
}): number[] {
  return Array.from({ length: connection.retries }, (_, index) =>
    Math.min(connection.longestMs, connection.firstMs * 2 ** index),
  );
}

/** One stage of the poll schedule: so many sessions, so many minutes apart; 0 sessions with an interval is without end. */
export interface PollStage {
  readonly sessions: number;
  readonly minutes: number;
}

/** Waits before the first `count` sessions of a poll schedule, in milliseconds (MS-MDE2 2.2.9.3). */
export function pollWaits(stages: readonly PollStage[], count: number): number[] {
  const waits: number[] = [];
  for (const { sessions, minutes } of stages) {
    if (minutes === 0) continue;
    const wanted = sessions === 0 ? count : sessions;
    for (let index = 0; index < wanted && waits.length < count; index++) waits.push(minutes * MINUTE_MS);
  }
  return waits;
}
