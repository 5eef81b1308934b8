import type { Batch, SkipReason } from './model/entries.ts';
import type { ProblemId } from './model/problems.ts';
import type { StoredSource } from './store/source-store.ts';

/** Where a reader puts what it reads. Every call may end the run: an operator stopped it, or Baton stops. */
export interface Sink {
  stage(batch: Batch): Promise<void>;
  log(level: 'info' | 'warning', code: ProblemId, params?: Readonly<Record<string, string>>): Promise<void>;
  /** Somebody is left out; who was known before is gone by that. */
  skip(externalId: string, reason: SkipReason, params: Readonly<Record<string, string>>): Promise<void>;
  /** Keeps from where a reading that pauses goes on. */
  checkpoint(resume: unknown): Promise<void>;
  /** Entries that were named and whose fields nobody has read; at most `limit` of each kind. */
  unknown(limit: number): Promise<{ readonly users: readonly string[]; readonly groups: readonly string[] }>;
  /** After all entries were named: whoever was not is gone. */
  stageMissing(): Promise<void>;
  /** Whether entries came, went or were renamed, so that groups must be read again. */
  hasMoved(): Promise<boolean>;
}

/** What a reader is given. */
export interface Reading {
  readonly source: StoredSource;
  readonly secret: string;
  /** Read everything, whatever the cursor says. */
  readonly isFull: boolean;
  readonly resume: unknown;
  readonly sink: Sink;
  readonly clock: () => Date;
}

/** What a reader says at its end. */
export interface ReadEnd {
  /** Where the next reading of changes begins. */
  readonly cursor: unknown;
  /** What is not in the stage is gone. */
  readonly coversAll: boolean;
  /** A group came with all of its members, not only with those who came and went. */
  readonly groupsWhole: boolean;
  /** Everything was read anew. */
  readonly isFull: boolean;
}
