import { Buffer } from 'node:buffer';
import type { Fact } from '../model/fact.ts';
import type { LogPattern } from '../patterns/pattern.ts';
import { PATTERNS } from '../patterns/patterns.ts';
import { sourceOfComponent, sourceOfFileName } from '../patterns/sources.ts';
import { createBlockCollector } from './block-collector.ts';
import type { ByteParser } from './byte-parser.ts';
import {
  NO_FRAME,
  parsePlainLine,
  parseRecordTail,
  RECORD_END,
  RECORD_START,
  type RecordFrame,
  TAIL_LIMIT,
} from './cmtrace-record.ts';
import { nextCode } from './code-scan.ts';
import { createNewlineCount } from './count-newlines.ts';
import { decodeLine } from './decode.ts';
import { RECORD_LIMIT } from './limits.ts';
import { createTextMatcher } from './match-text.ts';
import type { Report } from './report.ts';
import { createWordScan, WINDOW, type WordScan, wordOf } from './word-scan.ts';

const START = Buffer.from(RECORD_START);
const END = Buffer.from(RECORD_END);
const LINE_AND_START = Buffer.from(`\n${RECORD_START}`);

/** Blocks whose every record is asked for its component, so that "this log was not seen" is true for files of usual size. */
const BLOCKS_OF_COMPONENTS = 4;

/** A pattern without literal is found by its components' attribute. */
function literalsOf(pattern: LogPattern): readonly string[] {
  if (pattern.literal !== null) return [pattern.literal];
  return (pattern.components ?? []).map((component) => `component="${component}"`);
}

const SEARCHED = PATTERNS.flatMap((pattern, index) =>
  literalsOf(pattern).map((text) => ({ index, text, anywhere: pattern.literal === null })),
);
let made: WordScan | null = null;

/** Made at the first log: its tables take longer than reading a small file of another kind. */
function scanForWords(): WordScan {
  made ??= createWordScan(SEARCHED.map(({ text }) => wordOf(text)));
  return made;
}

const AADSTS = Buffer.from('AADSTS');
const SIMPLE_MARK = Buffer.from('$$<');
const COMPONENT = Buffer.from('component="');

/** A record or a line of a block; everything a fact is made of. */
interface Unit {
  readonly start: number;
  /** The message lies in [messageStart, messageEnd). */
  readonly messageStart: number;
  readonly messageEnd: number;
  /** null = a line without frame. */
  readonly frame: RecordFrame | null;
  readonly end: number;
}

/**
 * Reads logs of any size: CMTrace records (also of several lines, cut, or several on a line), the simple format of servers, screen
 * copies and plain lines, mixed as they come. The scan moves over the bytes for the literals of patterns and for codes, and only where
 * one is found is the record around it framed, decoded and matched.
 *
 * A record is a line that begins with `<![LOG[` up to the first `]LOG]!><time="` within 64 KiB and before the next line that begins
 * so; without that end its lines are plain ones. After a record's attributes the rest of the line is looked at by itself: a record
 * that begins there must end on the line. An end mark without start is a record whose start was cut.
 */
export function createLogParser(report: Report, emit: (fact: Fact) => void): ByteParser {
  const matcher = createTextMatcher(report.file, emit, (source) => report.source(source));
  const scan = scanForWords();
  let blocks = 0;
  let records = 0;
  let plainLines = 0;
  let lastComponent = '';

  const look = (bytes: Buffer, firstLine: number): number => {
    const countNewlines = createNewlineCount(bytes);
    const frames = createFraming(bytes);
    let counted = 0;
    let line = firstLine;
    /** End of what was framed: a place where a unit begins. */
    let floor = 0;
    const places = scan.places(bytes);
    let reached = 0;
    const nextPattern = (from: number): number => {
      while (reached < places.length && (places[reached] ?? 0) < from) reached += 1;
      return places[reached] ?? -1;
    };
    const nextNumber = nextFrom((from) => nextCode(bytes, from, bytes.length));
    const nextAadsts = nextFrom((from) => bytes.indexOf(AADSTS, from));
    for (;;) {
      const hit = nearest(nearest(nextPattern(floor), nextNumber(floor)), nextAadsts(floor));
      if (hit < 0) break;
      let unit = frames.unitAt(frames.startFor(hit, floor));
      while (unit.end <= hit) unit = frames.unitAt(unit.end);
      line += countNewlines(counted, unit.start);
      counted = unit.start;
      const aadsts = nextAadsts(unit.start);
      readUnit(bytes, unit, line, aadsts >= unit.messageStart && aadsts < unit.messageEnd);
      floor = unit.end;
    }
    reportFrames(bytes, frames);
    blocks += 1;
    return line - firstLine + countNewlines(counted, bytes.length);
  };

  const readUnit = (bytes: Buffer, unit: Unit, line: number, hasAadsts: boolean): void => {
    const { messageStart, messageEnd } = unit;
    const candidates: number[] = [];
    for (let at = scan.next(bytes, unit.start, unit.end); at >= 0; at = scan.next(bytes, at + 1, unit.end)) {
      const inMessage = at >= messageStart && at + WINDOW <= messageEnd;
      for (const found of scan.at(bytes, at)) {
        const searched = SEARCHED[found];
        if (searched !== undefined && (inMessage || searched.anywhere) && !candidates.includes(searched.index)) {
          candidates.push(searched.index);
        }
      }
    }
    const hasCodes = hasAadsts || nextCode(bytes, messageStart, messageEnd) >= 0;
    if (!hasCodes && candidates.length === 0) return;
    if (candidates.length > 1) candidates.sort((a, b) => a - b);
    const { text, encoding } = decodeLine(bytes, unit.messageStart, unit.messageEnd);
    report.encoding(encoding);
    const plain = unit.frame === null ? parsePlainLine(text) : { message: text, frame: unit.frame };
    if (unit.frame === null) plainLines += 1;
    noteFrame(plain.frame, line);
    const { component, thread, time, local } = plain.frame;
    matcher.match(
      { text: plain.message, component, thread, line, time, ...(local === undefined ? {} : { local }) },
      candidates,
      hasCodes,
    );
  };

  const noteFrame = (frame: RecordFrame, line: number | null): void => {
    report.time(frame.time);
    if (frame.clock) report.problem('clock', line, 'a time before 2009 or after 2100');
    if (frame.component === lastComponent) return;
    lastComponent = frame.component;
    if (frame.component !== '') report.source(sourceOfComponent(frame.component));
  };

  /** First and last time of each block, and which components wrote it, whether or not their lines mean anything. */
  const reportFrames = (bytes: Buffer, frames: Framing): void => {
    reportSimpleFrames(bytes);
    let end = bytes.indexOf(END);
    const last = bytes.lastIndexOf(END);
    if (end < 0) return;
    records += 1;
    if (blocks === 0 && bytes.subarray(0, START.length).compare(START) !== 0 && !frames.beginsBefore(end)) {
      report.problem('cut-start', 1, 'the first record has no start');
    }
    noteFrame(frames.tailAt(end)?.frame ?? NO_FRAME, null);
    noteFrame(frames.tailAt(last)?.frame ?? NO_FRAME, null);
    for (; blocks < BLOCKS_OF_COMPONENTS && end >= 0; end = bytes.indexOf(END, end + END.length)) {
      const name = bytes.indexOf(COMPONENT, end);
      if (name < 0 || name - end > TAIL_LIMIT) continue;
      const quote = bytes.indexOf(0x22, name + COMPONENT.length);
      if (quote >= 0 && quote - name < 100)
        report.source(sourceOfComponent(bytes.toString('latin1', name + COMPONENT.length, quote)));
    }
  };

  /** The same for the simple format of servers. */
  const reportSimpleFrames = (bytes: Buffer): void => {
    for (const mark of [bytes.indexOf(SIMPLE_MARK), bytes.lastIndexOf(SIMPLE_MARK)]) {
      if (mark < 0) return;
      const { frame } = parsePlainLine(bytes.toString('latin1', mark, mark + 400).split(/[\r\n]/, 1)[0] ?? '');
      if (frame.time === null && frame.local === undefined) continue;
      records += 1;
      noteFrame(frame, null);
    }
  };

  const collector = createBlockCollector(report, findCut, look);
  return {
    write: (bytes) => collector.write(bytes),
    end() {
      collector.end();
      const named = sourceOfFileName(report.file);
      if (records === 0 && named !== null) report.source(named);
      return records > 0 || named !== null || plainLines > 0 ? 'log' : 'text';
    },
  };
}

/** A block ends before its last line, or before the record that this line may belong to. */
function findCut(block: Buffer, lastLineStart: number): number {
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

interface Framing {
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
function createFraming(bytes: Buffer): Framing {
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

function nearest(a: number, b: number): number {
  return a < 0 || (b >= 0 && b < a) ? b : a;
}

/** A search from places that only grow, which goes over each stretch once. */
function nextFrom(search: (from: number) => number): (from: number) => number {
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
