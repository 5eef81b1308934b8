import type { Intention } from '../rules/rule.ts';

/** A capture with what diagnosis must and must not say about it. One file ending in `.sample`; docs/diagnosis.md has the format. */
export interface Sample {
  readonly name: string;
  readonly title: string;
  /** Where the capture comes from, in words. */
  readonly source: string;
  readonly intention: Intention;
  /** Findings that must appear, with a severity where that matters. */
  readonly expected: readonly ExpectedFinding[];
  /** Findings that must not appear; a name that ends in `*` stands for all that begin so. */
  readonly never: readonly string[];
  /** The state that must come out; null where the sample does not say. */
  readonly state: string | null;
  /** The id of the verdict; null where the sample does not say. */
  readonly verdict: string | null;
  readonly files: readonly SampleFile[];
}

export interface ExpectedFinding {
  readonly id: string;
  readonly severity: string | null;
}

export interface SampleFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A sample file does not follow the format; the message says where. */
export class SampleError extends Error {
  override readonly name = 'SampleError';
}

const FILE_LINE = '--- file: ';
const HEADERS = new Set(['title', 'source', 'target', 'pilot', 'expect', 'never', 'state', 'verdict']);

/**
 * Reads a sample. Head: `name: value` lines, `#` begins a remark. Body: `--- file: NAME` begins a captured file, which goes on to the next
 * such line or the end, byte for byte; `--- file: NAME utf-16le` (or `shift_jis`) writes it in that encoding.
 */
export function parseSample(
  name: string,
  text: string,
  encode: (text: string, encoding: string) => Uint8Array,
): Sample {
  const start = text.startsWith(FILE_LINE) ? 0 : text.indexOf(`\n${FILE_LINE}`) + 1;
  if (start === 0 && !text.startsWith(FILE_LINE)) throw new SampleError(`${name}: no line "${FILE_LINE}NAME"`);
  const head = parseHead(name, text.slice(0, start));
  const files = text
    .slice(start)
    .split(/^--- file: /m)
    .slice(1)
    .map((part) => parseFile(name, part, encode));
  const one = (key: string): string | null => head.get(key)?.[0] ?? null;
  const target = one('target');
  if (target !== null && target !== 'intune' && target !== 'baton')
    throw new SampleError(`${name}: target is intune or baton`);
  return {
    name,
    title: one('title') ?? name,
    source: one('source') ?? '',
    intention: { ...(target === null ? {} : { target }), ...(one('pilot') === 'yes' ? { pilot: true } : {}) },
    expected: (head.get('expect') ?? []).flatMap(words).map((word) => {
      const [id = '', severity = null] = word.split('=');
      return { id, severity };
    }),
    never: (head.get('never') ?? []).flatMap(words),
    state: one('state'),
    verdict: one('verdict'),
    files,
  };
}

function parseHead(name: string, head: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [index, line] of head.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).trim();
    if (!HEADERS.has(key)) throw new SampleError(`${name}, line ${index + 1}: "${key}" is no header of a sample`);
    found.set(key, [...(found.get(key) ?? []), line.slice(colon + 1).trim()]);
  }
  return found;
}

function words(line: string): string[] {
  return line.split(/[\s,]+/).filter((word) => word !== '');
}

function parseFile(name: string, part: string, encode: (text: string, encoding: string) => Uint8Array): SampleFile {
  const end = part.indexOf('\n');
  const [file, encoding = 'utf-8'] = words(end < 0 ? part : part.slice(0, end));
  if (file === undefined) throw new SampleError(`${name}: a file without a name`);
  return { file, bytes: encode(end < 0 ? '' : part.slice(end + 1), encoding) };
}
