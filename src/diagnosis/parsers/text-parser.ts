import type { Fact } from '../model/fact.ts';
import type { SeenKind } from '../model/seen.ts';
import type { ByteParser } from './byte-parser.ts';
import { parsePlainLine } from './cmtrace-record.ts';
import { createDsregcmdParser, isDsregcmdLine } from './dsregcmd.ts';
import { createEventTextParser } from './events-text.ts';
import { createLineSplitter } from './lines.ts';
import { createTextMatcher } from './match-text.ts';
import { scanForPatterns } from './pattern-scan.ts';
import { createRegExportParser } from './reg-export.ts';
import { createRegistryFacts } from './registry-facts.ts';
import type { Report } from './report.ts';

/**
 * Reads text as people paste it: outputs of dsregcmd, copied events and lines of logs in any mixture. Each line goes to the first
 * reader that knows it.
 */
export function createTextParser(report: Report, emit: (fact: Fact) => void): ByteParser {
  const matcher = createTextMatcher(report.file, emit, (source) => report.source(source));
  const dsregcmd = createDsregcmdParser(report, emit);
  const events = createEventTextParser(report, matcher, emit);
  const scan = scanForPatterns();
  let others = 0;
  let inEvent = false;

  const lines = createLineSplitter(report, (text, line) => {
    // an open event takes every line up to its end, but for those that only dsregcmd writes
    if (inEvent && !isDsregcmdLine(text)) {
      inEvent = events.line(text, line);
      if (inEvent) return;
    }
    if (dsregcmd.line(text, line)) return;
    inEvent = events.line(text, line);
    if (inEvent || text.trim() === '') return;
    others += 1;
    const { message, frame } = parsePlainLine(text);
    const { component, thread, time, local } = frame;
    report.time(time);
    // letters that are none of Latin-1 become others; literals are ASCII and stay
    const bytes = Buffer.from(message, 'latin1');
    const unit = { start: 0, messageStart: 0, messageEnd: bytes.length, end: bytes.length };
    matcher.match(
      { text: message, component, thread, line, time, ...(local === undefined ? {} : { local }) },
      scan.candidates(bytes, unit),
    );
  });
  return {
    write: (bytes) => lines.write(bytes),
    end(): SeenKind {
      lines.end();
      const hasEvents = events.end();
      const hasFields = dsregcmd.end();
      if (hasFields) return 'dsregcmd';
      if (hasEvents) return 'events';
      return others > 0 ? 'log' : 'text';
    },
  };
}

/** Reads a registry export. */
export function createRegistryParser(report: Report, emit: (fact: Fact) => void): ByteParser {
  const registry = createRegExportParser(report, createRegistryFacts(report, null), emit);
  const lines = createLineSplitter(report, (text, line) => registry.line(text, line));
  return {
    write: (bytes) => lines.write(bytes),
    end(): SeenKind {
      lines.end();
      return registry.end() ? 'registry' : 'text';
    },
  };
}
