import type { Sink } from '../model/reader.ts';
import type { Problem, ProblemId, SeenKind } from '../model/seen.ts';

/** Most problems listed of one file; more of the same tell nothing new. */
const PROBLEM_LIMIT = 50;
/** Most sources named of one file. */
const SOURCE_LIMIT = 200;

/** What a parser tells about its file while it reads. */
export interface Report {
  readonly file: string;
  /** Bytes and lines are counted by whoever splits them. */
  bytes: number;
  lines: number;
  problem(id: ProblemId, line: number | null, detail: string): void;
  source(name: string): void;
  time(iso: string | null): void;
  /** What one line was; counts only where the whole file has no encoding of its own. */
  encoding(encoding: string): void;
  /** The whole file is in one encoding (UTF-16). */
  fileEncoding(encoding: string): void;
  /** Hands the report to the sink, once, with a fact for each kind of problem. */
  finish(kind: SeenKind): void;
}

/** The report of one file, which ends in `seen` and the facts `input.`. */
export function createReport(file: string, sink: Sink): Report {
  const problems: Problem[] = [];
  const sources = new Set<string>();
  const encodings = new Map<string, number>();
  let whole: string | null = null;
  let first: string | null = null;
  let last: string | null = null;

  return {
    file,
    bytes: 0,
    lines: 0,
    problem(id, line, detail) {
      // one of each kind is always listed, however many others came before
      if (problems.length >= PROBLEM_LIMIT && problems.some((problem) => problem.id === id)) return;
      if (problems.some((problem) => problem.id === id && (line === null || problem.line === line))) return;
      problems.push({ id, line, detail: detail.slice(0, 200) });
    },
    source(name) {
      if (name !== '' && sources.size < SOURCE_LIMIT) sources.add(name.slice(0, 100));
    },
    time(iso) {
      if (iso === null) return;
      if (first === null || iso < first) first = iso;
      if (last === null || iso > last) last = iso;
    },
    encoding(encoding) {
      encodings.set(encoding, (encodings.get(encoding) ?? 0) + 1);
    },
    fileEncoding(encoding) {
      whole = encoding;
    },
    finish(kind) {
      const text = [...encodings].filter(([name]) => name !== 'ascii').sort((a, b) => b[1] - a[1]);
      if (whole === null && text.length > 1) {
        this.problem('mixed-encoding', null, text.map(([name]) => name).join(', '));
      }
      for (const id of new Set(problems.map((problem) => problem.id))) {
        const { line = null, detail = '' } = problems.find((problem) => problem.id === id) ?? {};
        const where = { file, line, time: null, text: detail };
        sink.fact({ name: `input.${id}`, value: true, rank: 'said', where, scope: file });
      }
      sink.seen({
        file,
        kind,
        sources: [...sources],
        bytes: this.bytes,
        lines: this.lines,
        firstTime: first,
        lastTime: last,
        encoding: whole ?? text[0]?.[0] ?? 'ascii',
        problems,
      });
    },
  };
}
