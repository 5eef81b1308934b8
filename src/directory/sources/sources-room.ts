import type { Database } from '../../storage/database.ts';

/** What sources are given: everything that reaches outside the room. */
export interface SourcesRoom {
  readonly database: Database;
  /** The same database, for the thread that a run has to itself. */
  readonly databaseUrl: string;
  readonly seal: (plain: Buffer, context: string) => Buffer;
  readonly unseal: (sealed: Buffer, context: string) => Buffer;
  /** Lets the job take up what waits; called again and again it changes nothing. */
  readonly wake: () => Promise<void>;
  /** Once aborted, a run ends after the piece under way; the next start goes on with it. */
  readonly stopping: AbortSignal;
  readonly log: { error(fields: object, text: string): void };
  readonly clock: () => Date;
  /** Where Microsoft's clouds are reached, in tests a double on this machine; absent = as Microsoft documents them. */
  readonly graph?: { readonly login: string; readonly graph: string };
}

/** What a source's secret is sealed as: a box moved to another source does not open. */
export function secretContext(sourceId: string): string {
  return `source/${sourceId}`;
}
