import { EVIDENCE_TEXT, type Fact, type FactValue, type Where } from '../model/fact.ts';
import type { CaptureType, LogPattern } from '../patterns/pattern.ts';
import { PATTERNS } from '../patterns/patterns.ts';
import { sourceOfComponent } from '../patterns/sources.ts';
import { findAadsts, findCodes } from './find-codes.ts';

/** One message: a line of plain text, the message of a record, the text of an event. */
export interface Message {
  readonly text: string;
  /** Component that wrote it; '' where nothing says. */
  readonly component: string;
  readonly thread: string;
  readonly line: number;
  readonly time: string | null;
  readonly local?: string;
}

/** Turns messages of one file into facts, in their order. */
export interface TextMatcher {
  /**
   * `candidates` are the indexes of the patterns whose literal the text may hold, ascending; without them all are tried. `hasCodes`
   * false = the text holds no code and no AADSTS number for sure.
   */
  match(message: Message, candidates?: readonly number[], hasCodes?: boolean): void;
  /** Patterns only, all of them, for a text whose place is known; `where.text` may hold more than the text. */
  matchAt(text: string, where: Where): void;
  /** Codes and AADSTS numbers only, with a scope of the caller's choice. */
  codes(text: string, where: Where, scope: string | undefined): void;
}

interface Prepared {
  readonly pattern: LogPattern;
  readonly literal: RegExp | null;
  readonly components: ReadonlySet<string> | null;
  /** Log or channel that the pattern alone tells of. */
  readonly source: string | undefined;
  /** Groups of the pattern besides value and scope. */
  readonly others: readonly string[];
  readonly isFollowed: boolean;
}

/** Characters before and after a literal that its pattern sees. */
const BEFORE = 200;
const AFTER = 1_500;

const FOLLOWED = new Set(PATTERNS.flatMap((pattern) => (pattern.follows === undefined ? [] : [pattern.follows.id])));

/** The patterns, made ready once for all files. */
const PREPARED: readonly Prepared[] = PATTERNS.map((pattern) => ({
  pattern,
  literal: pattern.literal === null ? null : new RegExp(literalSource(pattern.literal), 'i'),
  components: pattern.components === null ? null : new Set(pattern.components.map((each) => each.toLowerCase())),
  source:
    pattern.source ?? (pattern.components?.length === 1 ? sourceOfComponent(pattern.components[0] ?? '') : undefined),
  others: [...pattern.pattern.source.matchAll(/\(\?<([a-z]+)>/g)].flatMap(([, name = '']) =>
    name === 'value' || name === 'scope' ? [] : [name],
  ),
  isFollowed: FOLLOWED.has(pattern.id),
}));
const EVERY_PATTERN: readonly number[] = PREPARED.map((_, index) => index);

/**
 * A matcher of the patterns for one file: it remembers which line a later one follows. `onSource` hears which log or channel a line
 * without component must have come from.
 */
export function createTextMatcher(
  file: string,
  emit: (fact: Fact) => void,
  onSource: (source: string) => void,
): TextMatcher {
  const lastOf = new Map<string, { scope: string | undefined; line: number; thread: string }>();

  const codes = (text: string, where: Where, scope: string | undefined): void => {
    const scoped = scope === undefined || scope === '' ? {} : { scope };
    for (const value of findCodes(text)) emit({ name: 'code', value, rank: 'log', where, ...scoped });
    for (const value of findAadsts(text)) emit({ name: 'aadsts', value, rank: 'log', where, ...scoped });
  };

  const apply = (
    { pattern, literal, components, source, others, isFollowed }: Prepared,
    message: Message,
    where: Where,
  ): void => {
    if (components !== null && message.component !== '' && !components.has(lowerCase(message.component))) return;
    let window = message.text;
    if (literal === null) {
      if (message.component === '') return;
      if (message.text.length > AFTER) window = detach(message.text.slice(0, AFTER));
    } else {
      const at = message.text.search(literal);
      if (at < 0) return;
      if (message.text.length > AFTER) window = detach(message.text.slice(Math.max(0, at - BEFORE), at + AFTER));
    }
    const match = pattern.pattern.exec(window);
    if (match === null) return;
    if (message.component === '' && source !== undefined) onSource(source);
    const groups = match.groups ?? NO_GROUPS;
    const scope = groups['scope']?.slice(0, EVIDENCE_TEXT) ?? scopeFollowed(pattern, message);
    if (isFollowed) lastOf.set(pattern.id, { scope, line: message.line, thread: message.thread });
    const name = pattern.fact ?? `log.${pattern.id}`;
    const scoped = scope === undefined ? {} : { scope };
    const value = groups['value'] === undefined ? true : readCapture(groups['value'], pattern.types?.['value']);
    emit({ name, value, rank: 'log', where, ...scoped });
    for (const group of others) {
      const text = groups[group];
      if (text === undefined) continue;
      const read = readCapture(text, pattern.types?.[group]);
      emit({ name: `${name}.${group}`, value: read, rank: 'log', where, ...scoped });
    }
  };

  const scopeFollowed = ({ follows }: LogPattern, message: Message): string | undefined => {
    if (follows === undefined) return undefined;
    const last = lastOf.get(follows.id);
    if (last === undefined || message.line - last.line > follows.lines) return undefined;
    return last.thread === message.thread ? last.scope : undefined;
  };

  return {
    match(message, candidates = EVERY_PATTERN, hasCodes = true) {
      const where: Where = {
        file,
        line: message.line,
        time: message.time,
        ...(message.local === undefined ? {} : { local: message.local }),
        text: evidenceOf(message.text),
      };
      for (const index of candidates) {
        const each = PREPARED[index];
        if (each !== undefined) apply(each, message, where);
      }
      if (hasCodes) codes(message.text, where, message.component === '' ? undefined : message.component);
    },
    matchAt(text, where) {
      const message = { text, component: '', thread: '', line: where.line ?? 0, time: where.time };
      for (const each of PREPARED) apply(each, message, where);
    },
    codes,
  };
}

const NO_GROUPS: Readonly<Record<string, string | undefined>> = {};

/** Lower case of a component; the same few come again and again. */
function lowerCase(component: string): string {
  let lower = LOWER.get(component);
  if (lower === undefined) {
    lower = component.toLowerCase();
    if (LOWER.size < 1_000) LOWER.set(component, lower);
  }
  return lower;
}

const LOWER = new Map<string, string>();

/** The first characters of a text as evidence, without holding the rest of it in memory. */
export function evidenceOf(text: string): string {
  return text.length <= EVIDENCE_TEXT ? text : detach(text.slice(0, EVIDENCE_TEXT));
}

/** A copy: a part of a string otherwise keeps the whole of it, here up to 64 KiB for a few words. */
function detach(part: string): string {
  return part.length < 200 ? part : Buffer.from(part, 'utf16le').toString('utf16le');
}

function readCapture(text: string, type: CaptureType = 'text'): FactValue {
  const value = text.trim();
  switch (type) {
    case 'flag': {
      const word = value.toLowerCase();
      return word === 'true' || word === 'on' ? true : word === 'false' || word === 'off' ? false : null;
    }
    case 'number':
      return Number.isSafeInteger(Number(value)) ? Number(value) : null;
    case 'unsigned':
      return lowWord(value);
    case 'text':
      return value.slice(0, EVIDENCE_TEXT);
  }
}

/** The low 32 bits, unsigned, of a decimal or hexadecimal number of up to 64 bits with or without sign; null = none. */
export function lowWord(text: string): number | null {
  if (!/^(?:-?\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return null;
  return Number(BigInt.asUintN(32, text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)));
}

function literalSource(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replaceAll('#', '[0-9a-f]');
}
