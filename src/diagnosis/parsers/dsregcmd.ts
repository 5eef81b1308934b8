import type { Fact, FactValue, Where } from '../model/fact.ts';
import { type Field, findField, findTitle, isStartOfLabel } from './dsregcmd-fields.ts';
import { findAadsts, findCodes, parseCode } from './find-codes.ts';
import { evidenceOf } from './match-text.ts';
import { parseIsoTime } from './record-time.ts';
import type { Report } from './report.ts';

/** Takes the lines of a text one by one; those that are not dsregcmd's are given back. */
export interface DsregcmdParser {
  /** false = the line is not part of an output of dsregcmd. */
  line(text: string, line: number): boolean;
  /** Was any field found? */
  end(): boolean;
}

/** Whose session a capture is from. */
export type DsregcmdAccount = 'system' | 'local' | 'user';

interface Entry {
  readonly field: Field;
  readonly section: string;
  /** PRT named above. */
  readonly prt: string;
  readonly line: number;
  value: string;
  text: string;
  /** Width of the last line of the value. */
  width: number;
}

/** What a console begins with, in any language: "Microsoft Windows [Version 10.0.22631.4460]". */
const BANNER = /^Microsoft Windows \[[^\d\]]{0,30}(\d{1,2}\.\d\.(\d{4,6})(?:\.\d{1,6})?)\]$/;

/** One run of the command. */
interface Capture {
  readonly entries: Entry[];
  readonly sections: string[];
  section: string;
  prt: string;
  /** Fields came before the first section. */
  beganInside: boolean;
  complete: boolean;
  elided: boolean;
  lastLine: string;
}

/** Narrowest console; a shorter line was not wrapped. */
const CONSOLE_WIDTH = 78;
/** Most fields kept of one run: the program prints fewer than 150. */
const ENTRY_LIMIT = 2_000;

/**
 * Reads `dsregcmd /status` and `/debug` out of any text around it. Labels are fixed English words in every language of Windows and
 * are compared without letter case, blanks or punctuation; a value ends where a comment begins (YES and NO: first word), and goes on
 * in the next line where the console wrapped it. A second "Device State" begins a second capture. `knownAccount` is whose session
 * it was, where the caller knows and the output does not say.
 */
export function createDsregcmdParser(
  report: Report,
  emit: (fact: Fact) => void,
  knownAccount: DsregcmdAccount | null = null,
): DsregcmdParser {
  let capture = emptyCapture();
  let found = false;
  let open: Entry | null = null;

  const close = (): void => {
    if (capture.entries.length > 0) {
      found = true;
      emitCapture(capture, report, emit, knownAccount);
    }
    capture = emptyCapture();
    open = null;
  };

  const openSection = (title: string): void => {
    const isRepeated = capture.sections.some((section) => section.toLowerCase() === title.toLowerCase());
    if (title.toLowerCase() === 'device state' && capture.entries.length > 0 && (isRepeated || capture.complete))
      close();
    if (capture.sections.length === 0 && capture.entries.length > 0) capture.beganInside = true;
    if (capture.sections.length < 100) capture.sections.push(title);
    capture.section = title;
    capture.prt = '';
    open = null;
  };

  const addField = (field: Field, value: string, text: string, raw: string, line: number): void => {
    if (field.name === 'AzureAdPrt' || field.name === 'EnterprisePrt') capture.prt = field.name;
    // a field of the first section again, without boxes: another PC's or account's output
    if (field.name === 'AzureAdJoined' && capture.entries.some((entry) => entry.field.name === field.name)) close();
    open = { field, section: capture.section, prt: capture.prt, line, value, text, width: raw.length };
    if (capture.entries.length < ENTRY_LIMIT) capture.entries.push(open);
  };

  return {
    line(raw, line) {
      const text = unquote(raw);
      const trimmed = text.trim();
      if (trimmed === '') {
        open = null;
        return true;
      }
      if (/^[+|=\-\s]{5,}$/.test(trimmed)) {
        open = null;
        return true;
      }
      const banner = BANNER.exec(trimmed);
      if (banner !== null) {
        const where = { file: report.file, line, time: null, text: evidenceOf(trimmed) };
        // of the console, which may be another PC's than the one that answers: less than state
        emit({ name: 'pc.build', value: banner[1] ?? '', rank: 'log', where });
        emit({ name: 'pc.buildNumber', value: Number(banner[2]), rank: 'log', where });
        return true;
      }
      const title = findTitle(trimmed.replace(/^\|/, '').replace(/\|$/, ''));
      if (title !== null) {
        openSection(title);
        capture.lastLine = trimmed;
        return true;
      }
      const split = splitField(text);
      const field =
        split === null ? undefined : findField(split.label, capture.prt !== '' && /^sso/i.test(capture.section));
      if (split !== null && field !== undefined) {
        addField(field, split.value, trimmed, raw, line);
        capture.lastLine = trimmed;
        return true;
      }
      if (open !== null && open.width >= CONSOLE_WIDTH && open.value.length < 16_384) {
        open.value += text;
        open.text = evidenceOf(`${open.text}${text}`);
        open.width = raw.length;
        capture.lastLine = trimmed;
        return true;
      }
      if (isNoise(trimmed)) {
        if (/aadjerrors/i.test(trimmed)) capture.complete = true;
        return true;
      }
      if (/^(?:\.{3}|…)/.test(trimmed) && capture.entries.length > 0) {
        capture.elided = true;
        capture.lastLine = '...';
        open = null;
        return true;
      }
      if (/\bdsregcmd(?:\.exe)?\b[^\r\n]{0,200}[-/](?:status|debug)/i.test(trimmed)) {
        close();
        return true;
      }
      if (
        split !== null &&
        capture.section !== '' &&
        /^\s/.test(raw) &&
        /^[A-Za-z][\w ()/.-]{1,60}$/.test(split.label.trim())
      ) {
        const name = split.label.replace(/[^A-Za-z0-9]/g, '').slice(0, 60);
        addField({ name, type: 'text', group: 'device' }, split.value, trimmed, raw, line);
        capture.lastLine = trimmed;
        return true;
      }
      if (capture.entries.length > 0) capture.lastLine = trimmed;
      open = null;
      return false;
    },
    end() {
      close();
      return found;
    },
  };
}

/** Is it a section's title or a field as the program prints them? Nothing else has such a line. */
export function isDsregcmdLine(text: string): boolean {
  if (/^\s{0,10}\|.{3,90}\|\s{0,10}$/.test(text)) return findTitle(text.replaceAll('|', '')) !== null;
  const spaced = text.slice(0, 60).indexOf(' : ');
  return spaced > 3 && findField(text.slice(0, spaced), false) !== undefined;
}

function emptyCapture(): Capture {
  return {
    entries: [],
    sections: [],
    section: '',
    prt: '',
    beganInside: false,
    complete: false,
    elided: false,
    lastLine: '',
  };
}

/** Without the marks of quotations and comments, and with ordinary blanks and colons. */
function unquote(raw: string): string {
  return raw
    .replace(/[\u00a0\u3000]/g, ' ')
    .replaceAll('：', ':')
    .replace(/^(?:[>#]\s?){1,4}/, '');
}

/** Label and value at the first " : ", else at the first colon before a blank or the end; "KeySignTest: : PASSED" has two. */
function splitField(text: string): { readonly label: string; readonly value: string } | null {
  const head = text.slice(0, 120);
  const spaced = head.indexOf(' : ');
  const colon = spaced >= 0 ? spaced + 1 : head.search(/:(?=\s|$)/);
  if (colon < 0) return null;
  const label = text.slice(0, colon).replace(/:\s{0,5}$/, '');
  return { label, value: text.slice(colon + 1).replace(/^\s{0,100}:(?=\s|$)/, '') };
}

function isNoise(text: string): boolean {
  return /^Waiting for Diagnostics Task/i.test(text) || /aadjerrors/i.test(text);
}

function emitCapture(
  capture: Capture,
  report: Report,
  emit: (fact: Fact) => void,
  knownAccount: DsregcmdAccount | null,
): void {
  const textOf = (name: string) => capture.entries.find((entry) => entry.field.name === name)?.value.trim();
  const { time } = parseIsoTime(textOf('ClientTime') ?? '');
  report.time(time);
  const account = accountOf(textOf('ExecutingAccountName'), textOf('DeviceName'), textOf('DomainName')) ?? knownAccount;
  const [first] = capture.entries;
  const whereOf = (entry: Entry): Where => ({
    file: report.file,
    line: entry.line,
    time,
    text: evidenceOf(entry.text),
  });
  for (const section of new Set(capture.sections)) {
    report.source(section);
    const at = capture.entries.find((entry) => entry.section === section) ?? first;
    if (at !== undefined) emit({ name: 'ds.section', value: true, rank: 'state', where: whereOf(at), scope: section });
  }
  for (const entry of capture.entries) emitEntry(entry, account, whereOf(entry), emit);
  const named = capture.entries.find((entry) => entry.field.name === 'ExecutingAccountName');
  if (named !== undefined) emit({ name: 'ds.account', value: account, rank: 'state', where: whereOf(named) });
  reportCuts(capture, report);
}

/** A capture of the whole output begins with Device State and ends with diagnostics, the Ngc check or the line with a link. */
function reportCuts(capture: Capture, report: Report): void {
  const last = capture.entries.at(-1);
  const sections = capture.sections.map((section) => section.toLowerCase());
  const beginsAtStart = sections[0] === 'device state';
  const hasEnd =
    capture.complete || sections.includes('diagnostic data') || sections.includes('ngc prerequisite check');
  // the layout of 1607 and Server 2016 has no other section behind User State
  const endsInSections = beginsAtStart && !hasEnd;
  if (endsInSections || capture.lastLine === '...' || isStartOfLabel(capture.lastLine)) {
    report.problem('cut-end', last?.line ?? null, `the capture ends with: ${capture.lastLine}`);
  }
  if (
    capture.beganInside &&
    !/^(?:azureadjoined|enterprisejoined|domainjoined)$/i.test(capture.entries[0]?.field.name ?? '')
  ) {
    report.problem('cut-start', capture.entries[0]?.line ?? null, 'the capture begins inside a section');
  }
}

/** Whose session it was; null = nobody can say. */
function accountOf(
  executing: string | undefined,
  device: string | undefined,
  domain: string | undefined,
): DsregcmdAccount | null {
  if (executing === undefined) return null;
  const [account = '', upn = ''] = executing.split(',', 2).map((part) => part.trim());
  const [prefix = '', name = ''] = account.split('\\', 2);
  if (name.endsWith('$') || /^nt authority\\/i.test(account)) return 'system';
  if (name === '' || /^\*+$/.test(name)) return null;
  if (upn.includes('@') || /^azuread$/i.test(prefix)) return 'user';
  const host = (device ?? '').split('.', 1)[0] ?? '';
  if (host !== '' && prefix.toLowerCase() === host.toLowerCase()) return 'local';
  if (domain === undefined || domain === '') return null;
  return domain.toLowerCase().split('.', 1)[0] === prefix.toLowerCase() ? 'user' : null;
}

function emitEntry(entry: Entry, account: string | null, where: Where, emit: (fact: Fact) => void): void {
  const { field } = entry;
  const work = /^work account (\d{1,4})$/i.exec(entry.section)?.[1];
  const add = (suffix: string, value: FactValue, scope?: string): void =>
    emit({ name: `ds.${suffix}`, value, rank: 'state', where, ...(scope === undefined ? {} : { scope }) });
  const value = readValue(field, entry.value);
  if (work !== undefined) add(`work.${field.name}`, value, work);
  else if (field.group === 'prt') add(`prt.${field.name}`, value, prtOf(entry));
  else if (field.group === 'proxy') add(`proxy.${field.name}`, value, proxyScope(entry.section));
  else if (field.group === 'winhttp') add(`winhttp.${field.name}`, value);
  else if (field.group === 'debug') add(`debug.${field.name}`, value);
  else if (field.type === 'validity') {
    const [from = '', to = ''] = entry.value.replace(/^\s{0,20}\[/, '').split(' -- ', 2);
    add('certificateFrom', parseIsoTime(from).time);
    add('certificateTo', parseIsoTime(to).time);
  } else if (field.group === 'user' && (account === 'system' || account === 'local')) add(field.name, value, account);
  else add(field.name, value);

  if (field.type === 'test') {
    const [code, subcode] = /\[([^\]]{1,60})\]/.exec(entry.value)?.[1]?.split('/', 2).map(parseCode) ?? [];
    if (code !== undefined && code !== null) add(`${field.name}.code`, code);
    if (subcode !== undefined && subcode !== null) add(`${field.name}.subcode`, subcode);
    for (const each of [code, subcode]) {
      if (each !== undefined && each !== null)
        emit({ name: 'code', value: each, rank: 'state', where, scope: `ds.${field.name}` });
    }
    return;
  }
  if (/^(?:DisplayNameUpdated|OsVersionUpdated)$/.test(field.name) && /^managed by mdm\b/i.test(entry.value.trim())) {
    add('managedByMdm', true);
  }
  const prefix = ['prt', 'proxy', 'winhttp', 'debug'].includes(field.group) ? `ds.${field.group}` : 'ds';
  const scope = `${prefix}.${field.name}`;
  for (const code of findCodes(entry.value)) emit({ name: 'code', value: code, rank: 'state', where, scope });
  for (const number of findAadsts(entry.value)) emit({ name: 'aadsts', value: number, rank: 'state', where, scope });
}

/** Which PRT a line of its diagnostics is about: the one named above, confirmed by where the request went. */
function prtOf(entry: Entry): string {
  if (entry.prt !== '') return entry.prt;
  return entry.field.name === 'EndpointURI' && /\/adfs\/oauth2\//i.test(entry.value) ? 'EnterprisePrt' : 'AzureAdPrt';
}

function proxyScope(section: string): string | undefined {
  if (/system account/i.test(section)) return 'system';
  return /current user/i.test(section) ? 'user' : undefined;
}

function readValue({ name, type }: Field, raw: string): FactValue {
  const value = raw.trim();
  switch (type) {
    case 'flag': {
      const word = /^[A-Za-z]{1,10}/.exec(value)?.[0]?.toUpperCase();
      return word === 'YES' ? true : word === 'NO' ? false : null;
    }
    case 'time':
      return parseIsoTime(value).time;
    case 'number': {
      const digits = /^\d{1,9}(?!\d)/.exec(value)?.[0];
      return digits === undefined ? null : Number(digits);
    }
    case 'code':
      return parseCode(/^\S{1,20}/.exec(value)?.[0] ?? '');
    case 'test':
      return /^(?:PASS|FAIL|SKIPPED)/i.exec(value)?.[0]?.toUpperCase() ?? null;
    case 'validity':
      return null;
    case 'text': {
      const text = evidenceOf(withoutComment(value));
      if (isPlaceholder(text)) return null;
      return name === 'phase' ? text.toLowerCase() : text;
    }
  }
}

function withoutComment(value: string): string {
  const mark = value.search(/\s<{2,}|\s←/);
  return mark < 0 ? value : value.slice(0, mark).trimEnd();
}

/** What people and the program write instead of a value: no value is known then. "NO" as an authority just means none. */
function isPlaceholder(value: string): boolean {
  return (
    /^(?:-{1,3}|n\/a|\[redacted[^\]]{0,60}\].{0,40}|<[^>]{1,60}>|\[date\] utc)$/i.test(value) ||
    /^[x*\-.\s]{4,}$/i.test(value)
  );
}
