import { LOG_SOURCES } from '../patterns/sources.ts';
import { NO_TIME, parseIsoTime, type RecordTime, timeOf } from './record-time.ts';

/** Start mark of a CMTrace record. */
export const RECORD_START = '<![LOG[';
/** End mark of its message: the attributes follow. */
export const RECORD_END = ']LOG]!><time="';
/** Longest attribute part that is read, in bytes. */
export const TAIL_LIMIT = 1_000;

/** What stands beside a message. */
export interface RecordFrame extends RecordTime {
  readonly component: string;
  readonly thread: string;
}

/** The frame of a line that has none. */
export const NO_FRAME: RecordFrame = { ...NO_TIME, component: '', thread: '' };

/** A record's attributes, and how many characters of the tail they took. */
export interface RecordTail {
  readonly frame: RecordFrame;
  readonly length: number;
}

/** The attributes as Microsoft's client writes them. */
const USUAL_TAIL =
  /\]LOG\]!><time="([^"\r\n]{1,40})" date="([^"\r\n]{1,20})" component="([^"\r\n]{0,200})" context="[^"\r\n]{0,200}" type="[^"\r\n]{0,4}" thread="([^"\r\n]{0,20})" file="([^"\r\n]{0,300})">/y;
const ATTRIBUTE = /\s{0,5}([a-z]{1,20})="([^"\r\n]{0,300})"/iy;
const END_OF_TAIL = /\s{0,5}>/y;

/**
 * Reads the attributes from the `]LOG]!><time="` on, in any order, absent ones left empty; null where they are no attributes: the
 * record then ends with its line and has no time. UTC = local + bias, in minutes, and only where Microsoft's client or this
 * product's kit wrote it: scripts write the opposite sign, or +000 always. Without a sign there is no bias.
 */
export function parseRecordTail(tail: string): RecordTail | null {
  USUAL_TAIL.lastIndex = 0;
  const usual = USUAL_TAIL.exec(tail);
  if (usual !== null) {
    const [, time = '', date = '', component = '', thread = '', file = ''] = usual;
    return { frame: frameOf(time, date, component, thread, file), length: USUAL_TAIL.lastIndex };
  }
  const attributes = new Map<string, string>();
  let at = RECORD_END.indexOf('<') + 1;
  for (let count = 0; count < 12; count += 1) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(tail);
    if (match === null) break;
    attributes.set(match[1]?.toLowerCase() ?? '', match[2] ?? '');
    at = ATTRIBUTE.lastIndex;
  }
  END_OF_TAIL.lastIndex = at;
  if (attributes.size === 0 || END_OF_TAIL.exec(tail) === null) return null;
  const text = (name: string) => attributes.get(name) ?? '';
  const frame = frameOf(text('time'), text('date'), text('component'), text('thread'), text('file'));
  return { frame, length: END_OF_TAIL.lastIndex };
}

function frameOf(time: string, date: string, component: string, thread: string, file: string): RecordFrame {
  const { time: iso, local, clock } = recordTime(time, date, writesTrueBias(component, file));
  return {
    time: iso,
    component,
    thread,
    ...(local === undefined ? {} : { local }),
    ...(clock === undefined ? {} : { clock }),
  };
}

const OWN_COMPONENTS: ReadonlySet<string> = new Set(LOG_SOURCES.flatMap(({ components }) => components));

function writesTrueBias(component: string, file: string): boolean {
  return /\.(?:c|cc|cpp|cxx|h|hpp|inl)(?::\d{1,9})?$/i.test(file) || OWN_COMPONENTS.has(component.toLowerCase());
}

/** Neighbouring records share date, minute and bias, and a bias moves no second. */
let lastMinute = { key: '', time: NO_TIME };

function recordTime(time: string, date: string, biasIsTrue: boolean): RecordTime {
  const usual = biasIsTrue && time.length > 12 && time.charCodeAt(2) === 0x3a && time.charCodeAt(8) === 0x2e;
  const key = usual ? `${date} ${time.slice(0, 5)} ${time.slice(12)}` : '';
  if (usual && key === lastMinute.key && lastMinute.time.time !== null && /^[0-5]\d\.\d{3}$/.test(time.slice(6, 12))) {
    return { time: `${lastMinute.time.time.slice(0, 17)}${time.slice(6, 12)}Z` };
  }
  const clock = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?([+-]\d{1,5})?$/.exec(time);
  const calendar = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(date);
  if (clock === null || calendar === null) return NO_TIME;
  const read = timeOf(
    {
      year: Number(calendar[3]),
      month: Number(calendar[1]),
      day: Number(calendar[2]),
      hour: Number(clock[1]),
      minute: Number(clock[2]),
      second: Number(clock[3]),
      ...(clock[4] === undefined ? {} : { fraction: clock[4] }),
    },
    clock[5] !== undefined && biasIsTrue ? Number(clock[5]) : null,
  );
  if (usual && clock[4]?.length === 3) lastMinute = { key, time: read };
  return read;
}

/** A line outside of CMTrace records: its message and what its own form tells. */
export interface PlainLine {
  readonly message: string;
  readonly frame: RecordFrame;
}

const LEGACY =
  /^<([^<>]{0,200})><(\d{1,2})-(\d{1,2})-(\d{4}) (\d{1,2}):(\d{1,2}):(\d{1,2})\.(\d{1,9})([+-]\d{1,5})?>(?:<thread=(\d{1,10}))?/;
const SCREEN =
  /(?:\t|\s{2,100})(\S{1,80})\s{1,100}(\d{1,4})([./-])(\d{1,2})[./-](\d{1,4})\s{1,5}(\d{1,2}):(\d{2}):(\d{2})(?:\s?([AP])M)?\s{1,100}(\d{1,10}) \(0x[0-9a-f]{1,8}\)\s{0,20}$/i;

/** Longest end of a line in which the columns of a screen copy are looked for. */
const SCREEN_TAIL = 400;

/**
 * Reads a line without frame: the simple format of servers (`message  $$<component><date time+bias><thread=…>`, ~ for line ends),
 * a copy of CMTrace's screen (columns), a line that begins with an ISO time, or nothing but a message.
 */
export function parsePlainLine(line: string): PlainLine {
  const mark = line.lastIndexOf('$$<');
  if (mark >= 0) {
    const legacy = LEGACY.exec(line.slice(mark + 2, mark + 402));
    if (legacy !== null) return legacyLine(line.slice(0, mark), legacy);
  }
  if (line.endsWith(')') || line.endsWith(' ')) {
    const from = Math.max(0, line.length - SCREEN_TAIL);
    const screen = SCREEN.exec(line.slice(from));
    if (screen !== null) return screenLine(line.slice(0, from + screen.index), screen);
  }
  const time = /^\s{0,10}\d{4}-\d\d-\d\d[T ]/.test(line) ? parseIsoTime(line) : NO_TIME;
  return { message: line, frame: { ...time, component: '', thread: '' } };
}

function legacyLine(message: string, legacy: RegExpExecArray): PlainLine {
  const [, component = '', month, day, year, hour, minute, second, fraction = '', bias, thread = ''] = legacy;
  const parts = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction,
  };
  const time = timeOf(parts, bias === undefined ? null : Number(bias));
  return { message: message.replace(/~{1,2}\s{0,10}$/, ''), frame: { ...time, component, thread } };
}

/** The viewer's language decides the order of day and month: only what cannot be read in two ways is read. No zone. */
function screenLine(message: string, screen: RegExpExecArray): PlainLine {
  const [, component = '', first, separator, second, third, hour, minute, seconds, half, thread = ''] = screen;
  const [a, b, c] = [Number(first), Number(second), Number(third)];
  let order: readonly [year: number, month: number, day: number] | null = null;
  if ((first ?? '').length === 4) order = [a, b, c];
  else if ((third ?? '').length === 4) {
    if (separator === '.' || a > 12) order = [c, b, a];
    else if (half !== undefined || b > 12) order = [c, a, b];
  }
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const time =
    order === null
      ? NO_TIME
      : timeOf(
          {
            year: order[0],
            month: order[1],
            day: order[2],
            hour: hours,
            minute: Number(minute),
            second: Number(seconds),
          },
          null,
        );
  return { message, frame: { ...time, component, thread } };
}
