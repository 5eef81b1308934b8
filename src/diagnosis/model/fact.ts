/** Where a fact was read. */
export interface Where {
  /** Name as the caller gave it; a part of a larger file is `bundle.zip/CCM/Logs/x.log` or `evidence.json#dsregUser`. */
  readonly file: string;
  /** Line of the file, from 1; null where lines mean nothing (JSON, registry by WMI). */
  readonly line: number | null;
  /** ISO 8601 in UTC; null when the source gives no time, or a time without a zone that can be trusted. */
  readonly time: string | null;
  /** The clock's reading as written (`2023-05-09T15:30:15.759`), when it has no zone: orders lines of one file, no more. */
  readonly local?: string;
  /** The line or value as read, at most {@link EVIDENCE_TEXT} characters. */
  readonly text: string;
}

/** Longest text of one piece of evidence, in characters. */
export const EVIDENCE_TEXT = 500;

/**
 * How much a kind of source may decide: registry, WMI and command output are `state`, log lines and events are `log`, lists
 * and what a person or a PC's record says are `said`. State beats log; within one rank the newest wins.
 */
export type Rank = 'state' | 'log' | 'said';

/** What a fact can say. null = the source was asked and the answer is unknown (an error, a placeholder): never "no". */
export type FactValue = string | number | boolean | null;

/** One thing that one source said; the names are listed in `names.ts`. No fact of a name = not seen = unknown. */
export interface Fact {
  readonly name: string;
  readonly value: FactValue;
  readonly rank: Rank;
  readonly where: Where;
  /** What of several the fact is about: enrolment id, "Work Account" number, workload, URL; absent where there is only one. */
  readonly scope?: string;
}
