import type { Database } from '../../storage/database.ts';

/** What imports are given: everything that reaches outside the room. */
export interface ImportsRoom {
  readonly database: Database;
  /** Lets a job take up what waits; called again and again it changes nothing. */
  readonly wake: () => Promise<void>;
  /** Once aborted, jobs end after the batch under way; the next start goes on there. */
  readonly stopping: AbortSignal;
  readonly log: { error(fields: object, text: string): void };
  readonly clock: () => Date;
}
