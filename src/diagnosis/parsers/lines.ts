import { decodeLine } from './decode.ts';
import { LINE_LIMIT } from './limits.ts';
import type { Report } from './report.ts';

/** Takes bytes, gives lines. */
export interface LineSplitter {
  write(bytes: Buffer): void;
  end(): void;
}

/**
 * Splits bytes into decoded lines without their line ends, for the formats that are small. A line over {@link LINE_LIMIT} is cut
 * and said so. Counts lines and encodings in the report.
 */
export function createLineSplitter(report: Report, onLine: (text: string, line: number) => void): LineSplitter {
  let held: Buffer[] = [];
  let heldLength = 0;
  let cut = false;
  let pending = false;

  const hold = (bytes: Buffer): void => {
    if (bytes.length > 0) pending = true;
    const room = LINE_LIMIT - heldLength;
    if (bytes.length > room) cut = true;
    if (room <= 0) return;
    // copied: the chunk's memory is the caller's
    const part = Buffer.from(bytes.subarray(0, room));
    held.push(part);
    heldLength += part.length;
  };
  const flush = (): void => {
    report.lines += 1;
    const bytes = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0x0d) end -= 1;
    const { text, encoding } = decodeLine(bytes, 0, end);
    report.encoding(encoding);
    if (cut) report.problem('long-line', report.lines, `longer than ${LINE_LIMIT} bytes`);
    held = [];
    heldLength = 0;
    cut = false;
    pending = false;
    onLine(text, report.lines);
  };

  return {
    write(bytes) {
      let from = 0;
      for (;;) {
        const newline = bytes.indexOf(0x0a, from);
        if (newline < 0) break;
        hold(bytes.subarray(from, newline));
        flush();
        from = newline + 1;
      }
      if (from < bytes.length) hold(bytes.subarray(from));
    },
    end() {
      if (pending) flush();
    },
  };
}
