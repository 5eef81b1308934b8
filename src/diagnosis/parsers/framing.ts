import { NO_FRAME, parseRecordTail, RECORD_END, RECORD_START, type RecordFrame, TAIL_LIMIT } from './cmtrace-record.ts';
import { RECORD_LIMIT } from './limits.ts';

/** Start mark of a record, as bytes. */
export const START = Buffer.from(RECORD_START);
/** End mark of a record's message, as bytes. */
export const END = Buffer.from(RECORD_END);
const LINE_AND_START = Buffer.from(`\n${RECORD_START}`);

/** A record or a line of a block; everything a fact is made of. */
export interface Unit {
  readonly start: number;
  /** The message lies in [messageStart, messageEnd). */
  readonly messageStart: number;
  readonly messageEnd: number;
  /** null = a line without frame. */
  readonly frame: RecordFrame | null;
  readonly end: number;
}

/** A block ends before its last line, or before the record that this line may belong to. */
export function findCut(block: Buffer, lastLineStart: number): number {
  if (block.subarray(lastLineStart, lastLineStart + START.length).equals(START)) return lastLineStart;
  const from = Math.max(0, lastLineStart - RECORD_LIMIT);
  const open = lastStart(block, from, lastLineStart);
  if (open < 0) return lastLineStart;
  return block.subarray(open, lastLineStart).indexOf(END) < 0 ? open : lastLineStart;
}

/** The last line start with a start mark in [from, to); -1 = none. `from` counts only where it is a line start. */
function lastStart(bytes: Buffer, from: number, to: number): number {
  const part = bytes.subarray(from, to);
  const found = part.lastIndexOf(LINE_AND_START);
  if (found >= 0) return from + found + 1;
  const isLineStart = from === 0 || bytes[from - 1] === 0x0a;
  return isLineStart && part.subarray(0, START.length).equals(START) ? from : -1;
}

export interface Framing {
  /** Where to begin framing for a hit: a place at which a unit begins, not before `floor`. */
  startFor(hit: number, floor: number): number;
  /** The unit that begins at a place. */
  unitAt(start: number): Unit;
  /** The attributes behind the end mark at a place; null where they are none. */
  tailAt(end: number): { readonly frame: RecordFrame; readonly end: number } | null;
  /** Is there a start mark before a place? */
  beginsBefore(place: number): boolean;
}

/** Frames units of one block. Looking ahead is remembered, so that no byte is looked at twice for it. */
export function createFraming(bytes: Buffer): Framing {
  const nextEnd = nextFrom((from) => bytes.indexOf(END, from));
  const nextStart = nextFrom((from) => bytes.indexOf(LINE_AND_START, from));
  const nextLine = nextFrom((from) => bytes.indexOf(0x0a, from));

  const lineEnd = (start: number): number => {
    const newline = nextLine(start);
    return newline < 0 ? bytes.length : newline;
  };
  const isStart = (place: number): boolean => {
    for (let i = 0; i < START.length; i += 1) if (bytes[place + i] !== START[i]) return false;
    return true;
  };
  const tailAt = (end: number): { frame: RecordFrame; end: number } | null => {
    const tail = parseRecordTail(bytes.toString('latin1', end, Math.min(lineEnd(end), end + TAIL_LIMIT)));
    return tail === null ? null : { frame: tail.frame, end: end + tail.length };
  };
  const record = (start: number, messageStart: number, messageEnd: number): Unit => {
    const tail = tailAt(messageEnd);
    let end = tail?.end ?? lineEnd(messageEnd + END.length);
    // line ends and blanks behind the attributes belong to no other unit
    while (end < bytes.length && isBlank(bytes[end])) {
      end += 1;
      if (bytes[end - 1] === 0x0a) break;
    }
    return { start, messageStart, messageEnd, frame: tail?.frame ?? NO_FRAME, end };
  };

  return {
    startFor(hit, floor) {
      const lineStart = hit === 0 ? 0 : bytes.lastIndexOf(0x0a, hit - 1) + 1;
      if (lineStart <= floor) return floor;
      if (isStart(lineStart)) return lineStart;
      const from = Math.max(floor, hit - RECORD_LIMIT - TAIL_LIMIT);
      const open = lastStart(bytes, from, lineStart);
      return open >= 0 && bytes.subarray(open, lineStart).indexOf(END) < 0 ? open : lineStart;
    },
    unitAt(start) {
      const newline = lineEnd(start);
      const end = nextEnd(start);
      if (isStart(start)) {
        const isLineStart = start === 0 || bytes[start - 1] === 0x0a;
        const next = nextStart(start);
        const reach = isLineStart ? (next < 0 ? bytes.length : next) : newline;
        if (end >= 0 && end < reach && end - start <= RECORD_LIMIT) return record(start, start + START.length, end);
      } else if (end >= 0 && end < newline) return record(start, start, end);
      let messageEnd = newline;
      while (messageEnd > start && bytes[messageEnd - 1] === 0x0d) messageEnd -= 1;
      return { start, messageStart: start, messageEnd, frame: null, end: Math.min(bytes.length, newline + 1) };
    },
    tailAt,
    beginsBefore: (place) => bytes.subarray(0, place).includes(START),
  };
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

/** A search from places that only grow, which goes over each stretch once. */
export function nextFrom(search: (from: number) => number): (from: number) => number {
  let searched = 0;
  let found = -2;
  return (from) => {
    if (found === -2 || from < searched || (found !== -1 && from > found)) {
      searched = from;
      found = search(from);
    }
    return found;
  };
}
