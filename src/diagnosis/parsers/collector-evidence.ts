import type { Fact, FactValue, Rank } from '../model/fact.ts';
import type { JsonObject } from './json-value.ts';
import type { Report } from './report.ts';

/** What readers of parts get: a way to add facts of the moment at which the evidence was collected. */
export interface Evidence {
  readonly root: JsonObject;
  readonly report: Report;
  /** When it was collected, null where the file does not say. */
  readonly time: string | null;
  add(name: string, value: FactValue, text: string, scope?: string, rank?: Rank): void;
  /** The object, where it was read; null (and reported) where it says that it was not. */
  part(value: unknown, name: string): JsonObject | null;
  readonly emit: (fact: Fact) => void;
}
