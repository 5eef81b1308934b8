const HOUR_MS = 3_600_000;
export const IDLE_MS = 12 * HOUR_MS;
export const ABSOLUTE_MS = 7 * 24 * HOUR_MS;

/** A session's life as the table keeps it. */
export interface SessionLife {
  readonly lastUsedAt: Date;
  /** Seven days after the sign-in, whatever happens in between. */
  readonly expiresAt: Date;
}

/** Whether a session still counts: used within 12 hours, and signed in within 7 days. */
export function isAlive(session: SessionLife, now: Date): boolean {
  return now < session.expiresAt && now.getTime() - session.lastUsedAt.getTime() < IDLE_MS;
}
