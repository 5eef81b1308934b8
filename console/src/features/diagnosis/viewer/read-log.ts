import { type LineSeverity, plainLine, type ViewerLine } from './viewer-file.ts';

const START = '<![LOG[';
const END = ']LOG]!>';
/** Lines that one record may have; a start without an end is a plain line. */
const RECORD_LINES = 500;
const TIME = /time="(\d{1,2}:\d{2}:\d{2}(?:\.\d{1,7})?)([+-]\d{1,4})?"/;
const DATE = /date="(\d{1,2})-(\d{1,2})-(\d{4})"/;
const COMPONENT = /component="([^"]{0,200})"/;
const TYPE = /type="(\d)"/;
const FORMER = /\$\$<([^<>]{0,200})><(\d{1,2})-(\d{1,2})-(\d{4}) (\d{1,2}:\d{2}:\d{2}(?:\.\d{1,7})?)([+-]\d{1,4})?></;
const ISO_START = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))\s/;
const SEVERITIES: Readonly<Record<string, LineSeverity>> = { 1: 'info', 2: 'warning', 3: 'error' };

type Meta = Pick<ViewerLine, 'severity' | 'time' | 'local' | 'component'>;

/**
 * Reads a log by lines: both formats of CMTrace, and plain text. A record over several lines gives its time and severity to
 * each of them. One pass over the text.
 */
export function readLog(text: string): ViewerLine[] {
  const raws = text.split(/\r\n|\n|\r/);
  if (raws.at(-1) === '') raws.pop();
  const lines = raws.map((raw, index) => former(index + 1, raw) ?? plain(index + 1, raw));
  let start = -1;
  for (let index = 0; index < raws.length; index++) {
    const raw = raws[index] ?? '';
    if (raw.startsWith(START)) start = index;
    if (start === -1) continue;
    const end = raw.indexOf(END);
    if (end === -1) {
      if (index - start >= RECORD_LINES) start = -1;
      continue;
    }
    const meta = metaOf(raw.slice(end + END.length));
    for (let at = start; at <= index; at++) {
      const own = raws[at] ?? '';
      const text_ = own.slice(at === start ? START.length : 0, at === index ? end : undefined);
      lines[at] = { number: at + 1, text: text_, raw: own, ...meta };
    }
    start = -1;
  }
  return lines;
}

function metaOf(trailer: string): Meta {
  const [, clock, bias] = TIME.exec(trailer) ?? [];
  const [, month, day, year] = DATE.exec(trailer) ?? [];
  const severity = SEVERITIES[TYPE.exec(trailer)?.[1] ?? ''] ?? null;
  return { severity, component: COMPONENT.exec(trailer)?.[1] ?? '', ...moment(clock, bias, month, day, year) };
}

/** A line of a plain log: its time where it begins with one that names its zone. */
function plain(number: number, raw: string): ViewerLine {
  const written = ISO_START.exec(raw)?.[1];
  const at = written === undefined ? Number.NaN : Date.parse(written.replace(' ', 'T'));
  return { ...plainLine(number, raw), time: Number.isNaN(at) ? null : at };
}

function former(number: number, raw: string): ViewerLine | null {
  const found = raw.includes('$$<') ? FORMER.exec(raw) : null;
  if (found === null) return null;
  const [, component = '', month, day, year, clock, bias] = found;
  const text = raw.slice(0, found.index).trimEnd();
  return { number, text, raw, severity: null, component, ...moment(clock, bias, month, day, year) };
}

/** The client writes UTC minus local time in minutes behind its clock: Japan is -540. */
function moment(
  clock?: string,
  bias?: string,
  month?: string,
  day?: string,
  year?: string,
): Pick<ViewerLine, 'time' | 'local'> {
  if (clock === undefined || month === undefined || day === undefined || year === undefined)
    return { time: null, local: null };
  const [whole = '', fraction = '0'] = clock.padStart(8, '0').split('.');
  const local = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  const at = Date.parse(`${local}Z`);
  if (bias === undefined || Number.isNaN(at)) return { time: null, local };
  return { time: at + Number(bias) * 60_000, local };
}
