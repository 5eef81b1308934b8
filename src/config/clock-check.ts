import { StartupError } from './startup-error.ts';

/** Release of Node 24.0.0: no right clock of a machine that runs it says less. */
const EARLIEST = new Date('2025-05-06T00:00:00Z');
/** A clock that was set back revives expired PINs; daylight saving and hand-set clocks stay below this. */
const MAX_BACKWARD_MS = 24 * 3_600_000;

/** What the database and the certificates say about time. */
export interface ClockEvidence {
  /** Newest entry that Baton wrote; null before there is one. */
  readonly newestEntry: Date | null;
  /** End of the issuing CA; null before there is one. */
  readonly issuingEnd: Date | null;
}

/**
 * Refuses a clock that cannot be right: before Node 24 was released, more than a day behind the newest entry that Baton
 * wrote (unless the administrator accepts that), or past the end of the issuing CA.
 * @throws StartupError `clock-absurd`
 */
export function checkClock(now: Date, evidence: ClockEvidence, acceptsClock: boolean): void {
  const { newestEntry, issuingEnd } = evidence;
  if (now < EARLIEST) {
    throw absurd(
      now,
      `it cannot be before ${EARLIEST.toISOString()}`,
      `${EARLIEST.toISOString()} より前の時刻はあり得ません`,
    );
  }
  if (newestEntry !== null && newestEntry.getTime() - now.getTime() > MAX_BACKWARD_MS && !acceptsClock) {
    const time = newestEntry.toISOString();
    throw absurd(
      now,
      `the newest entry is of ${time}; if the clock is right now, start once with BATON_ACCEPT_CLOCK=yes`,
      `最新の記録は ${time} です。現在の時刻が正しい場合は、BATON_ACCEPT_CLOCK=yes を指定して一度起動してください`,
    );
  }
  if (issuingEnd !== null && now > issuingEnd) {
    const time = issuingEnd.toISOString();
    throw absurd(now, `the issuing CA ended at ${time}`, `デバイス証明書を発行する CA は ${time} に期限が切れています`);
  }
}

function absurd(now: Date, en: string, ja: string): StartupError {
  const time = now.toISOString();
  return new StartupError('clock-absurd', {
    en: `The clock of this machine says ${time}: ${en}. Set it right.`,
    ja: `このコンピューターの時計は ${time} を示しています。${ja}。時計を合わせてください。`,
  });
}
