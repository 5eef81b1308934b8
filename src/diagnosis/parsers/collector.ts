import type { Fact, Where } from '../model/fact.ts';
import type { CreateReader, Sink } from '../model/reader.ts';
import type { SeenKind } from '../model/seen.ts';
import { readConfigMgr, readServices } from './collector-clients.ts';
import type { Evidence } from './collector-evidence.ts';
import { readEnrollments, readNetwork, readPc, readRegistry, readState } from './collector-parts.ts';
import { createDsregcmdParser, type DsregcmdAccount } from './dsregcmd.ts';
import { emitEvent } from './event.ts';
import { channelOf } from './event-labels.ts';
import { asNumber, asObject, asObjects, asText } from './json-value.ts';
import { createLineSplitter } from './lines.ts';
import { createLogParser } from './log-parser.ts';
import { createTextMatcher } from './match-text.ts';
import { parseIsoTime } from './record-time.ts';
import { createReport, type Report } from './report.ts';

/** Parts of the evidence file, version 1. */
const PARTS = [
  'context',
  'pc',
  'os',
  'clock',
  'joinState',
  'enrollments',
  'registry',
  'groupPolicy',
  'services',
  'tasks',
  'configmgr',
  'epm',
  'proxies',
  'reachability',
  'logs',
  'events',
  'bitlocker',
  'baton',
] as const;

/**
 * Reads the evidence file of collect.ps1 (package-kit/evidence.md, version 1). Answers null where the JSON is something else. A part
 * that says it was not read gives `collected.<part>` false and no other fact; members and items likewise. Unknown names are ignored,
 * every list and text is bounded, and the logs, events and outputs inside are read as files of their own. Files that an operator handed in
 * (`handedIn`) stand among the logs, and are recognised by content.
 */
export function readEvidence(json: unknown, report: Report, sink: Sink, createReader: CreateReader): SeenKind | null {
  const root = asObject(json);
  if (root === null || root['schema'] !== 'baton-evidence') return null;
  const emit = (fact: Fact) => sink.fact(fact);
  const { time, clock } = parseIsoTime(asText(root['collectedAt']) ?? '');
  if (clock) report.problem('clock', null, `collectedAt ${asText(root['collectedAt'])}`);
  if (root['version'] !== 1)
    report.problem('malformed', null, `version ${JSON.stringify(root['version'])?.slice(0, 40)}`);
  report.time(time);

  const add: Evidence['add'] = (name, value, text, scope, rank = 'state') => {
    const where: Where = { file: report.file, line: null, time, text: text.slice(0, 500) };
    emit({ name, value, rank, where, ...(scope === undefined ? {} : { scope }) });
  };
  const part: Evidence['part'] = (value, name) => {
    const object = asObject(value);
    if (object === null || object['read'] !== false) return object;
    report.problem('not-read', null, `${name}: ${asText(object['reason'], 40)} ${asText(object['detail'], 100) ?? ''}`);
    return null;
  };
  const evidence: Evidence = { root, report, time, add, part, emit };

  if (time !== null) add('collected', time, `collectedAt: ${time}`);
  add('collected.redacted', root['redacted'] === true, `redacted: ${root['redacted'] === true}`);
  for (const name of PARTS) {
    const object = asObject(root[name]);
    if (object === null) continue;
    const wasRead = object['read'] !== false;
    add(`collected.${name}`, wasRead, `${name}: ${wasRead ? 'read' : `not read, ${asText(object['reason'], 40)}`}`);
    if (wasRead) report.source(name);
  }

  readPc(evidence);
  readEnrollments(evidence);
  readRegistry(evidence);
  readServices(evidence);
  readConfigMgr(evidence);
  readNetwork(evidence);
  readState(evidence);
  readJoinState(evidence, sink);
  if (root['handedIn'] === true) readHanded(evidence, sink, createReader);
  else readLogs(evidence, sink);
  readEvents(evidence);
  return 'collector';
}

function readJoinState({ root, report, part }: Evidence, sink: Sink): void {
  const joinState = asObject(root['joinState']);
  for (const account of ['system', 'user'] as const) {
    const member = part(joinState?.[account], `joinState.${account}`);
    const text = asText(member?.['text'], 65_536);
    if (member === null || text === null) continue;
    const inner = createReport(`${report.file}#joinState.${account}`, sink);
    // the collector knows whose session it was; "local" is for the output itself to say
    const known: DsregcmdAccount | null = account === 'system' ? 'system' : null;
    const parser = createDsregcmdParser(inner, (fact) => sink.fact(fact), known);
    const lines = createLineSplitter(inner, (line, number) => {
      parser.line(line, number);
    });
    const bytes = Buffer.from(text, 'utf8');
    inner.bytes = bytes.length;
    lines.write(bytes);
    lines.end();
    inner.finish(parser.end() ? 'dsregcmd' : 'text');
  }
}

function readLogs({ root, report, part }: Evidence, sink: Sink): void {
  const logs = part(root['logs'], 'logs');
  if ((asNumber(logs?.['more']) ?? 0) > 0) report.problem('too-large', null, 'logs were left out');
  for (const each of asObjects(logs?.['files'], 80)) {
    const path = asText(each['path'], 260) ?? '';
    const file = part(each, path);
    const text = asText(file?.['text'], 2_000_000);
    if (file === null || file['exists'] === false || text === null || text === '') continue;
    const inner = createReport(`${report.file}#${path.replaceAll('\\', '/')}`, sink);
    const parser = createLogParser(inner, (fact) => sink.fact(fact));
    const bytes = Buffer.from(text, 'utf8');
    inner.bytes = bytes.length;
    parser.write(bytes);
    inner.finish(parser.end());
  }
}

function readHanded({ root, report, part }: Evidence, sink: Sink, createReader: CreateReader): void {
  for (const each of asObjects(part(root['logs'], 'logs')?.['files'], 500)) {
    const path = asText(each['path'], 260) ?? '';
    const text = asText(part(each, path)?.['text'], 2_000_000);
    // an evidence file inside of one is a text among others: nothing is nested
    if (text === null || text === '' || /^\s*\{/.test(text)) continue;
    const reader = createReader(`${report.file}#${path.replaceAll('\\', '/')}`, sink);
    reader.write(Buffer.from(text, 'utf8'));
    reader.end();
  }
}

function readEvents(evidence: Evidence): void {
  const { root, report, part, emit } = evidence;
  const events = part(root['events'], 'events');
  const matcher = createTextMatcher(report.file, emit, (source) => report.source(source));
  for (const each of asObjects(events?.['channels'], 20)) {
    const name = asText(each['channel']) ?? '';
    const channel = part(each, name);
    if (channel === null || channel['exists'] === false) continue;
    report.source(channelOf(name));
    for (const record of asObjects(channel['records'], 100)) {
      emitEvent(
        {
          id: asNumber(record['id']),
          channel: channelOf(name),
          time: parseIsoTime(asText(record['time']) ?? ''),
          text: asText(record['text'], 2_000) ?? '',
          line: null,
        },
        matcher,
        report,
        emit,
      );
    }
  }
}
