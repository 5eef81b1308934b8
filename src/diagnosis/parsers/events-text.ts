import type { Fact } from '../model/fact.ts';
import { emitEvent } from './event.ts';
import { channelOf, parseEventField } from './event-labels.ts';
import type { TextMatcher } from './match-text.ts';
import { NO_TIME, parseIsoTime, type RecordTime } from './record-time.ts';
import type { Report } from './report.ts';

/** Takes the lines of a text one by one; those outside of events are given back. */
export interface EventTextParser {
  /** false = the line belongs to no event. */
  line(text: string, line: number): boolean;
  /** Was any event found? */
  end(): boolean;
}

/** Most lines and characters of one event's text. */
const LINE_COUNT = 200;
const TEXT_LENGTH = 16_384;

interface OpenEvent {
  id: number | null;
  log: string;
  source: string;
  time: RecordTime;
  readonly firstLine: number;
  /** null until the description begins. */
  text: string[] | null;
  length: number;
  inXml: boolean;
}

/**
 * Reads events that somebody copied as text, in any order of their fields. A new event begins with a log's name, `Event[n]:`, or an
 * id or time where there is one already. Dates are local and in the language's order, so only those in ISO form and the XML's UTC
 * are read.
 */
export function createEventTextParser(
  report: Report,
  matcher: TextMatcher,
  emit: (fact: Fact) => void,
): EventTextParser {
  let event: OpenEvent | null = null;
  let found = false;

  const close = (): void => {
    if (event !== null && (event.id !== null || event.text !== null)) {
      found = true;
      emitEvent(
        {
          id: event.id,
          channel: channelOf(event.log === '' ? event.source : event.log),
          time: event.time,
          text: (event.text ?? []).join('\n').trim(),
          line: event.firstLine,
        },
        matcher,
        report,
        emit,
      );
    }
    event = null;
  };

  const openAt = (line: number): OpenEvent => {
    close();
    const opened: OpenEvent = {
      id: null,
      log: '',
      source: '',
      time: NO_TIME,
      firstLine: line,
      text: null,
      length: 0,
      inXml: false,
    };
    event = opened;
    return opened;
  };

  const addText = (open: OpenEvent, text: string): void => {
    open.text ??= [];
    open.length += text.length;
    if (open.text.length < LINE_COUNT && open.length < TEXT_LENGTH) open.text.push(text);
  };

  return {
    line(text, line) {
      if (/^\s{0,10}Event\[\d{1,9}\]:?\s{0,10}$/.test(text)) {
        openAt(line);
        return true;
      }
      if (event !== null && (event.inXml || /^\s{0,20}<Event[\s>]/.test(text))) {
        event.inXml = !/<\/Event>/.test(text);
        const utc = /SystemTime=["']([^"']{1,40})["']/.exec(text)?.[1];
        if (utc !== undefined) event.time = parseIsoTime(/[Z+]/i.test(utc) ? utc : `${utc}Z`);
        return true;
      }
      const field = parseEventField(text);
      if (field === null) {
        if (event === null) return false;
        if (event.text !== null) {
          // PowerShell's list wraps a message under its column
          if (/^\s{12,}\S/.test(text) && event.text.length > 0) addText(event, `${event.text.pop()} ${text.trim()}`);
          else addText(event, text.trim());
        } else if (text.trim() !== '') {
          // no field and no description: the event ended before
          close();
          return false;
        }
        return true;
      }
      const begins =
        field.role === 'log' ||
        (field.role === 'id' && /^\d{1,6}$/.test(field.value)) ||
        (field.role === 'time' && /timecreated/i.test(text));
      let open = event;
      if (begins && (open === null || isRepeated(open, field.role))) open = openAt(line);
      if (open === null) {
        // "Source:" or "Date:" may stand first, or mean something else: kept only where an event follows
        if (field.role === 'source' || field.role === 'time')
          openAt(line).source = field.role === 'source' ? field.value : '';
        return event !== null;
      }
      if (open.text !== null && !begins && field.role !== 'xml') {
        addText(open, text.trim());
        return true;
      }
      switch (field.role) {
        case 'log':
          open.log = field.value;
          break;
        case 'source':
          open.source = field.value;
          break;
        case 'id':
          if (/^\d{1,6}$/.test(field.value)) open.id = Number(field.value);
          break;
        case 'time':
          open.time = parseIsoTime(field.value);
          break;
        case 'text':
          addText(open, field.value);
          break;
        default:
          break;
      }
      return true;
    },
    end() {
      close();
      return found;
    },
  };
}

function isRepeated(open: OpenEvent, role: string): boolean {
  if (open.text !== null) return true;
  if (role === 'id') return open.id !== null;
  if (role === 'log') return open.log !== '';
  return open.time !== NO_TIME && open.id !== null;
}
