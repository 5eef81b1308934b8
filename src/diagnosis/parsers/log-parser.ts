import type { Fact } from '../model/fact.ts';
import { sourceOfComponent, sourceOfFileName } from '../patterns/sources.ts';
import { createBlockCollector } from './block-collector.ts';
import type { ByteParser } from './byte-parser.ts';
import { NO_FRAME, parsePlainLine, type RecordFrame, TAIL_LIMIT } from './cmtrace-record.ts';
import { nextCode } from './code-scan.ts';
import { createNewlineCount } from './count-newlines.ts';
import { decodeLine } from './decode.ts';
import { createFraming, END, type Framing, findCut, nextFrom, START, type Unit } from './framing.ts';
import { createTextMatcher } from './match-text.ts';
import { scanForPatterns } from './pattern-scan.ts';
import type { Report } from './report.ts';

/** Blocks whose every record is asked for its component, so that "this log was not seen" is true for files of usual size. */
const BLOCKS_OF_COMPONENTS = 4;

const AADSTS = Buffer.from('AADSTS');
const SIMPLE_MARK = Buffer.from('$$<');
const COMPONENT = Buffer.from('component="');

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
  const scan = scanForPatterns();
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
    const candidates = scan.candidates(bytes, unit);
    const hasCodes = hasAadsts || nextCode(bytes, messageStart, messageEnd) >= 0;
    if (!hasCodes && candidates.length === 0) return;
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
      if (quote < 0 || quote - name >= 100) continue;
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

function nearest(a: number, b: number): number {
  return a < 0 || (b >= 0 && b < a) ? b : a;
}
