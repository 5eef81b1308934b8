import { LINE_LIMIT } from './limits.ts';
import type { Report } from './report.ts';

/** Bytes that are looked at in one go. Places of blocks do not depend on the size of the chunks that come in. */
const BLOCK = 1 << 20;
/** Room for what a block leaves to the next one: a record and a line at their longest. */
const KEPT = 4 * LINE_LIMIT;

/**
 * Looks at a block of whole lines (but for the last line of the file); `line` is the number of its first line. Answers how many
 * line ends it holds.
 */
export type LookAtBlock = (block: Buffer, line: number) => number;

/** Where a block may be cut: at a line start, such that nothing before it goes on behind it. */
export type FindCut = (block: Buffer, lastLineStart: number) => number;

/** Collects chunks into blocks of whole lines, without what lines have beyond {@link LINE_LIMIT}. */
export interface BlockCollector {
  write(bytes: Buffer): void;
  end(): void;
}

/** Makes the collector of one file, whose lines it counts. */
export function createBlockCollector(report: Report, findCut: FindCut, look: LookAtBlock): BlockCollector {
  // grows to its full size only for files that need it
  let block = Buffer.allocUnsafe(KEPT);
  let used = 0;
  /** Lines before this place are known to be short enough. */
  let checked = 0;
  let line = 1;
  /** Inside of a line that is longer than the limit: bytes up to its end are dropped. */
  let dropping = false;

  /** Takes the rest of over-long lines out of the block. */
  const cutLongLines = (): void => {
    let start = checked;
    let kept = checked;
    while (used - start > LINE_LIMIT) {
      const newline = block.lastIndexOf(0x0a, start + LINE_LIMIT);
      if (newline >= start) {
        if (kept !== start) block.copyWithin(kept, start, newline + 1);
        kept += newline + 1 - start;
        start = newline + 1;
        continue;
      }
      const end = block.subarray(0, used).indexOf(0x0a, start + LINE_LIMIT);
      report.problem('long-line', null, `longer than ${LINE_LIMIT} bytes`);
      if (kept !== start) block.copyWithin(kept, start, start + LINE_LIMIT);
      kept += LINE_LIMIT;
      if (end < 0) {
        dropping = true;
        start = used;
      } else {
        block[kept] = 0x0a;
        kept += 1;
        start = end + 1;
      }
    }
    if (kept !== start) block.copyWithin(kept, start, used);
    used = kept + (used - start);
    checked = dropping ? used : kept;
  };

  const process = (last: boolean): void => {
    cutLongLines();
    const filled = block.subarray(0, used);
    const cut = last ? used : findCut(filled, filled.lastIndexOf(0x0a) + 1);
    if (cut > 0) line += look(filled.subarray(0, cut), line);
    if (last && used > 0 && filled[used - 1] !== 0x0a) line += 1;
    block.copyWithin(0, cut, used);
    used -= cut;
    checked = dropping ? used : Math.max(0, checked - cut);
  };

  return {
    write(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (dropping) {
          const end = bytes.indexOf(0x0a, at);
          if (end < 0) return;
          dropping = false;
          at = end;
        }
        if (used === block.length) {
          if (block.length < BLOCK + KEPT) {
            const larger = Buffer.allocUnsafe(BLOCK + KEPT);
            block.copy(larger, 0, 0, used);
            block = larger;
          } else process(false);
          continue;
        }
        const length = Math.min(bytes.length - at, block.length - used);
        block.set(bytes.subarray(at, at + length), used);
        used += length;
        at += length;
      }
    },
    end() {
      process(true);
      report.lines = line - 1;
    },
  };
}
