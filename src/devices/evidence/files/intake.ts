import type { FileFacts } from '../../../diagnosis/group-by-pc.ts';
import { createFacts } from '../../../diagnosis/model/facts.ts';
import type { Problem, ProblemId, Seen } from '../../../diagnosis/model/seen.ts';
import { createReader } from '../../../diagnosis/parsers/create-reader.ts';
import { compareRollovers } from '../../../diagnosis/patterns/sources.ts';

/** Collects what is read from files, one index of facts for each, so that the files of two PCs are not mixed. */
export interface Intake {
  /** Reads one file or archive member to its end; an error while reading is said, not thrown. */
  read(file: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** Says why something was not read. */
  refuse(file: string, bytes: number, id: ProblemId, detail: string): void;
  /** Everything read so far, of one log the older file first. */
  files(): readonly FileFacts[];
}

/** Called with the bytes of a file as they are read, for a progress bar. */
export type OnBytes = (bytes: number) => void;

export function createIntake(onBytes: OnBytes): Intake {
  const files: FileFacts[] = [];
  const refuse = (file: string, bytes: number, id: ProblemId, detail: string): void => {
    const { sink, facts } = createFacts();
    const problem: Problem = { id, line: null, detail: detail.slice(0, 200) };
    sink.seen(notRead(file, bytes, problem));
    files.push({ file, facts });
  };
  return {
    async read(file, chunks) {
      const { sink, facts } = createFacts();
      const reader = createReader(file, sink);
      let failure: string | null = null;
      let bytes = 0;
      try {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          reader.write(chunk);
          onBytes(chunk.length);
        }
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      reader.end();
      files.push({ file, facts });
      if (failure !== null) refuse(file, bytes, 'not-read', failure);
    },
    refuse,
    files: () => files.toSorted((a, b) => compareRollovers(a.file, b.file)),
  };
}

function notRead(file: string, bytes: number, problem: Problem): Seen {
  return {
    file,
    kind: 'binary',
    sources: [],
    bytes,
    lines: 0,
    firstTime: null,
    lastTime: null,
    encoding: '',
    problems: [problem],
  };
}
