import type { Fact } from './fact.ts';
import type { Seen } from './seen.ts';

/** Takes what readers find. `fact` is called in the order of the file, `seen` once for each file or part, at its end. */
export interface Sink {
  fact(fact: Fact): void;
  seen(seen: Seen): void;
}

/**
 * A push reader: bytes in, facts out. Chunks may be cut anywhere and have any size (1 MiB is fast). Memory is bounded whatever
 * comes in, time is linear in it, and nothing throws for bad input: the report in `seen` says what was wrong.
 */
export interface Reader {
  write(chunk: Uint8Array): void;
  /** Must be called once; facts that need the whole file come here. */
  end(): void;
}

/** Makes a reader for one file, whose name is used in evidence only. */
export type CreateReader = (file: string, sink: Sink) => Reader;
