import type { Fact } from '../model/fact.ts';
import type { ByteParser } from './byte-parser.ts';
import { decodeLine } from './decode.ts';
import { emitEvent } from './event.ts';
import { channelOf } from './event-labels.ts';
import type { TextMatcher } from './match-text.ts';
import { NO_TIME, parseIsoTime } from './record-time.ts';
import type { Report } from './report.ts';

/** Largest event, in bytes; Windows' own bound is 64 KiB of UTF-16. */
const EVENT_LIMIT = 262_144;
const OPEN = Buffer.from('<Event');
const CLOSE = Buffer.from('</Event>');

/**
 * Reads events as XML: an export of Event Viewer (`<Events>`), the rootless list of `wevtutil`, one event or a file that is cut.
 * Events are found by their marks and each is read by itself, so a broken one spoils no other; entities are Unicode and the five of
 * XML only, nothing is fetched or expanded.
 */
export function createEventXmlParser(report: Report, matcher: TextMatcher, emit: (fact: Fact) => void): ByteParser {
  const held = Buffer.allocUnsafe(EVENT_LIMIT * 2);
  let used = 0;
  let line = 1;
  let events = 0;

  /** Counts lines up to a place of the buffer; places only grow. */
  let counted = 0;
  const countTo = (place: number): void => {
    for (; counted < place; counted += 1) if (held[counted] === 0x0a) line += 1;
  };
  const drop = (length: number): void => {
    countTo(length);
    counted -= length;
    held.copyWithin(0, length, used);
    used -= length;
  };

  const readEvents = (): void => {
    const bytes = held.subarray(0, used);
    let done = 0;
    for (let end = bytes.indexOf(CLOSE); end >= 0; end = bytes.indexOf(CLOSE, done)) {
      // the last start before an end: one without end before it spoils nothing
      const start = lastOpen(bytes, done, end);
      if (start >= 0) {
        countTo(start);
        readEvent(decodeLine(bytes, start, end).text, line);
      }
      done = end + CLOSE.length;
    }
    const kept = Math.max(done, used - EVENT_LIMIT);
    if (kept > done && lastOpen(bytes, done, kept) >= 0) {
      report.problem('too-large', null, `an event longer than ${EVENT_LIMIT} bytes`);
    }
    drop(kept);
  };

  const readEvent = (xml: string, at: number): void => {
    events += 1;
    const system = xml.slice(0, 16_384);
    const id = /<EventID[^>]{0,200}>\s{0,20}(\d{1,6})/.exec(system)?.[1];
    const channel =
      /<Channel>([^<]{1,200})/.exec(system)?.[1] ?? /<Provider[^>]{0,200}?\sName=["']([^"']{1,200})/.exec(system)?.[1];
    const utc = /SystemTime=["']([^"']{1,40})["']/.exec(system)?.[1];
    emitEvent(
      {
        id: id === undefined ? null : Number(id),
        channel: channelOf(decodeEntities(channel ?? '')),
        time: utc === undefined ? NO_TIME : parseIsoTime(/[Z+]/i.test(utc) ? utc : `${utc}Z`),
        text: textOf(xml),
        line: at,
      },
      matcher,
      report,
      emit,
    );
  };

  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const length = Math.min(bytes.length - at, held.length - used);
        held.set(bytes.subarray(at, at + length), used);
        used += length;
        at += length;
        if (used === held.length) readEvents();
      }
    },
    end() {
      readEvents();
      if (lastOpen(held, 0, used) >= 0) report.problem('cut-end', line, 'the last event has no end');
      drop(used);
      report.lines = line;
      if (events === 0) report.problem('malformed', null, 'no whole event');
      return 'events';
    },
  };
}

/** The last start of an `<Event>` in [from, to), not of `<Events>` or `<EventID>`; -1 = none. */
function lastOpen(bytes: Buffer, from: number, to: number): number {
  const part = bytes.subarray(from, to);
  for (let at = part.lastIndexOf(OPEN); at >= 0; at = at === 0 ? -1 : part.lastIndexOf(OPEN, at - 1)) {
    const next = part[at + OPEN.length];
    if (next === undefined || next === 0x20 || next === 0x3e || next === 0x0a || next === 0x0d || next === 0x09)
      return from + at;
  }
  return -1;
}

/** The rendered message, else what the event's data hold, a value a line. */
function textOf(xml: string): string {
  const open = xml.indexOf('<Message>');
  const close = open < 0 ? -1 : xml.indexOf('</Message>', open);
  if (close >= 0) return decodeEntities(xml.slice(open + '<Message>'.length, close)).trim();
  const values: string[] = [];
  for (const match of xml.matchAll(/<Data(?:\s{1,5}Name=["']([^"']{0,100})["'])?>([^<]{0,8000})/g)) {
    if (values.length >= 100) break;
    const value = decodeEntities(match[2] ?? '').trim();
    values.push(match[1] === undefined ? value : `${match[1]}: ${value}`);
  }
  return values.join('\n').slice(0, 16_384);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });
}
