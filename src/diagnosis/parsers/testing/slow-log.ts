import type { Fact } from '../../model/fact.ts';
import { NO_FRAME, parsePlainLine, parseRecordTail, RECORD_END, RECORD_START } from '../cmtrace-record.ts';
import { decodeLine } from '../decode.ts';
import { LINE_LIMIT, RECORD_LIMIT } from '../limits.ts';
import { createTextMatcher } from '../match-text.ts';

/**
 * The plain way to read a log, for comparison: all of it in memory, framed from the first byte to the last, every record decoded
 * and held against every pattern. The fast parser must give the same facts.
 */
export function readLogSlowly(file: string, bytes: Buffer): Fact[] {
  const facts: Fact[] = [];
  const matcher = createTextMatcher(
    file,
    (fact) => facts.push(fact),
    () => undefined,
  );
  const text = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => line.slice(0, LINE_LIMIT))
    .join('\n');
  const all = Buffer.from(text, 'latin1');
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const unit = unitAt(text, at);
    const { text: decoded } = decodeLine(all, unit.messageStart, unit.messageEnd);
    const { message, frame } = unit.frame === null ? parsePlainLine(decoded) : { message: decoded, frame: unit.frame };
    const { component, thread, time, local } = frame;
    matcher.match({ text: message, component, thread, line, time, ...(local === undefined ? {} : { local }) });
    line += text.slice(at, unit.end).split('\n').length - 1;
    at = unit.end;
  }
  return facts;
}

function unitAt(text: string, start: number) {
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const mark = text.indexOf(RECORD_END, start);
  const begins = text.startsWith(RECORD_START, start);
  const isLineStart = start === 0 || text[start - 1] === '\n';
  const next = text.indexOf(`\n${RECORD_START}`, start);
  const reach = !begins || !isLineStart ? lineEnd : next < 0 ? text.length : next;
  if (mark >= 0 && mark < reach && (!begins || mark - start <= RECORD_LIMIT)) {
    const endOfMark = text.indexOf('\n', mark);
    const tail = parseRecordTail(text.slice(mark, Math.min(endOfMark < 0 ? text.length : endOfMark, mark + 1_000)));
    const after = tail === null ? (endOfMark < 0 ? text.length : endOfMark) : mark + tail.length;
    const blanks = /^[ \t\r]*\n?/.exec(text.slice(after, after + 70_000))?.[0].length ?? 0;
    const messageStart = begins ? start + RECORD_START.length : start;
    return { messageStart, messageEnd: mark, frame: tail?.frame ?? NO_FRAME, end: after + blanks };
  }
  let messageEnd = lineEnd;
  while (messageEnd > start && text[messageEnd - 1] === '\r') messageEnd -= 1;
  return { messageStart: start, messageEnd, frame: null, end: Math.min(text.length, lineEnd + 1) };
}
