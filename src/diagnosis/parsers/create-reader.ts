import type { Fact } from '../model/fact.ts';
import type { CreateReader, Sink } from '../model/reader.ts';
import type { SeenKind } from '../model/seen.ts';
import type { ByteParser } from './byte-parser.ts';
import { readEvidence } from './collector.ts';
import { createTranscoder, type Transcoder } from './decode.ts';
import { createEventXmlParser } from './events-xml.ts';
import { JSON_DEPTH, JSON_LIMIT, SNIFF_LIMIT } from './limits.ts';
import { createLogParser } from './log-parser.ts';
import { createTextMatcher } from './match-text.ts';
import { type FileForm, recognize } from './recognize.ts';
import { createReport, type Report } from './report.ts';
import { createRegistryParser, createTextParser } from './text-parser.ts';

/**
 * Reads one file of any kind: the first 64 KiB (or the end of the file) say what it is, then the right parser takes all of it. An
 * archive is not opened here: it is `binary`, and whoever reads files hands in its members one by one.
 */
export const createReader: CreateReader = (file, sink) => {
  const report = createReport(file, sink);
  let head: Uint8Array[] = [];
  let headLength = 0;
  let parser: ByteParser | null = null;
  let transcoder: Transcoder | null = null;
  let form: FileForm | null = null;

  const start = (bytes: Uint8Array): void => {
    head = [];
    const recognized = recognize(bytes);
    form = recognized.form;
    if (form === 'binary') report.problem('not-text', null, recognized.signature ?? 'binary');
    if (recognized.encoding !== 'bytes') report.fileEncoding(recognized.encoding);
    const created = createParser(form, report, sink);
    if (created === null) return;
    parser = created;
    transcoder = createTranscoder(recognized.encoding, (part) => created.write(part));
    transcoder.write(bytes);
  };

  return {
    write(chunk) {
      report.bytes += chunk.length;
      if (form !== null) {
        transcoder?.write(chunk);
        return;
      }
      headLength += chunk.length;
      if (headLength >= SNIFF_LIMIT) {
        start(head.length === 0 ? chunk : Buffer.concat([...head, chunk]));
        return;
      }
      // copied: the chunk's memory is the caller's
      head.push(Uint8Array.from(chunk));
    },
    end() {
      if (form === null) start(Buffer.concat(head));
      transcoder?.end();
      const kind: SeenKind = parser?.end() ?? (form === 'binary' ? 'binary' : 'empty');
      if (transcoder?.mixed) report.problem('mixed-encoding', null, 'NUL bytes between the letters');
      report.finish(kind);
    },
  };
};

function createParser(form: FileForm, report: Report, sink: Sink): ByteParser | null {
  const emit = (fact: Fact): void => sink.fact(fact);
  switch (form) {
    case 'empty':
    case 'binary':
      return null;
    case 'json':
      return createJsonParser(report, sink);
    case 'registry':
      return createRegistryParser(report, emit);
    case 'event-xml':
      return createEventXmlParser(
        report,
        createTextMatcher(report.file, emit, (source) => report.source(source)),
        emit,
      );
    case 'text':
      return createTextParser(report, emit);
    case 'log':
      return createLogParser(report, emit);
  }
}

/** The evidence file, held whole up to its bound; any other JSON is read as the lines of a log. */
function createJsonParser(report: Report, sink: Sink): ByteParser {
  let held: Buffer[] = [];
  let length = 0;
  let log: ByteParser | null = null;

  const readAsLog = (): ByteParser => {
    const parser = createLogParser(report, (fact) => sink.fact(fact));
    for (const part of held) parser.write(part);
    held = [];
    log = parser;
    return parser;
  };

  return {
    write(bytes) {
      if (log !== null) {
        log.write(bytes);
        return;
      }
      held.push(Buffer.from(bytes));
      length += bytes.length;
      if (length > JSON_LIMIT) {
        report.problem('too-large', null, `JSON of more than ${JSON_LIMIT} bytes`);
        readAsLog();
      }
    },
    end() {
      if (log !== null) return log.end();
      const [only] = held;
      const bytes = only !== undefined && held.length === 1 ? only : Buffer.concat(held);
      let json: unknown;
      try {
        if (isDeep(bytes)) throw new RangeError(`nested deeper than ${JSON_DEPTH}`);
        json = JSON.parse(bytes.toString('utf8'));
      } catch (error) {
        report.problem('malformed', null, error instanceof Error ? error.message : 'no JSON');
        return readAsLog().end();
      }
      const kind = readEvidence(json, report, sink, createReader);
      if (kind === null) return readAsLog().end();
      held = [];
      return kind;
    },
  };
}

/** Are brackets outside of texts nested deeper than {@link JSON_DEPTH}? */
function isDeep(bytes: Uint8Array): boolean {
  const { length } = bytes;
  let depth = 0;
  for (let i = 0; i < length; i += 1) {
    const byte = bytes[i];
    if (byte === 0x22) {
      // nearly all bytes are of texts: the way through them is as short as it can be
      for (i += 1; i < length && bytes[i] !== 0x22; i += 1) if (bytes[i] === 0x5c) i += 1;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > JSON_DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}
