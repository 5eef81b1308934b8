import type { Fact, Where } from '../model/fact.ts';
import { findCodes } from './find-codes.ts';
import { evidenceOf, type TextMatcher } from './match-text.ts';
import type { RecordTime } from './record-time.ts';
import type { Report } from './report.ts';

/** One event of Windows, from any source. */
export interface WindowsEvent {
  /** null where the copy does not say it. */
  readonly id: number | null;
  /** {@link channelOf}; '' where the copy does not say it. */
  readonly channel: string;
  readonly time: RecordTime;
  readonly text: string;
  readonly line: number | null;
}

/** Facts of one event: `evt.<id>`, what the patterns find in its text, and its codes. */
export function emitEvent(event: WindowsEvent, matcher: TextMatcher, report: Report, emit: (fact: Fact) => void): void {
  const { id, channel, text, line } = event;
  const { time, local, clock } = event.time;
  report.time(time);
  if (clock) report.problem('clock', line, 'a time before 2009 or after 2100');
  if (channel !== '') report.source(channel);
  const where: Where = {
    file: report.file,
    line,
    time,
    ...(local === undefined ? {} : { local }),
    text: evidenceOf(`${id === null ? '' : `${id}: `}${text}`),
  };
  if (id !== null) {
    const value = findCodes(text)[0] ?? true;
    emit({ name: `evt.${id}`, value, rank: 'log', where, ...(channel === '' ? {} : { scope: channel }) });
  }
  matcher.matchAt(text, where);
  matcher.codes(text, where, id === null ? undefined : `evt.${id}`);
}
