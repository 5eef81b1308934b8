import iconv from 'iconv-lite';

/**
 * Encodings in which a list may come. Shift_JIS is the one that Windows writes (CP932, with 髙 and ①); UTF-16, as consoles and
 * spreadsheets export it, is told by its byte order mark.
 */
export const TEXT_ENCODINGS = ['utf-8', 'shift_jis', 'utf-16le', 'utf-16be'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** What a file is, as far as its bytes tell. */
export interface TextFacts {
  readonly lines: number;
  /** The first line that is no text in this encoding; null = the whole file is. */
  readonly badLine: Readonly<Record<TextEncoding, number | null>>;
  /** Something that is no list at all. */
  readonly not: 'empty' | 'binary' | 'workbook' | null;
}

/** Looks at a file piece by piece, in linear time, keeping nothing of it. */
export interface TextScan {
  push(bytes: Uint8Array): void;
  end(): TextFacts;
}

/** Zip and OLE containers: what Excel writes when it does not write a CSV. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];
const UTF8_MARK = [0xef, 0xbb, 0xbf];
const UTF16_MARKS: Readonly<Record<'utf-16le' | 'utf-16be', readonly number[]>> = {
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};

/** A scan of a file whose first bytes are known. */
interface KnownScan {
  push(bytes: Uint8Array): void;
  end(): Omit<TextFacts, 'not'> & { readonly hasNul: boolean };
}

/** Finds out whether a file is text, in which encodings, and on which line it is not. */
export function createTextScan(): TextScan {
  let head = Buffer.alloc(0);
  let scan: KnownScan | null = null;
  const begins = (mark: readonly number[]) => mark.every((byte, at) => head[at] === byte);
  const choose = (): KnownScan => {
    for (const encoding of ['utf-16le', 'utf-16be'] as const)
      if (begins(UTF16_MARKS[encoding])) return scanUtf16(encoding);
    return scanBytes(begins(UTF8_MARK));
  };
  return {
    push: (bytes) => {
      if (scan !== null) {
        scan.push(bytes);
        return;
      }
      head = Buffer.concat([head, bytes]);
      if (head.length < 4) return;
      scan = choose();
      scan.push(head);
    },
    end: () => {
      if (scan === null) {
        scan = choose();
        scan.push(head);
      }
      const { hasNul, ...facts } = scan.end();
      const not = head.length === 0 ? 'empty' : WORKBOOKS.some(begins) ? 'workbook' : hasNul ? 'binary' : null;
      return { ...facts, not };
    },
  };
}

/** Bytes that may be UTF-8 or Shift_JIS; a byte order mark says that they are UTF-8 and nothing else. */
function scanBytes(isMarked: boolean): KnownScan {
  let lines = 0;
  let isAfterCr = false;
  let isAfterEnd = true;
  let hasNul = false;
  const utf8 = createUtf8Check();
  const sjis = createSjisCheck();
  const badLine: Record<TextEncoding, number | null> = {
    'utf-8': null,
    shift_jis: null,
    'utf-16le': 1,
    'utf-16be': 1,
  };
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        if (byte === 0) hasNul = true;
        if (badLine['utf-8'] === null && !utf8(byte)) badLine['utf-8'] = lines + 1;
        if (badLine.shift_jis === null && !sjis(byte)) badLine.shift_jis = lines + 1;
        if (byte === 0x0d || (byte === 0x0a && !isAfterCr)) lines += 1;
        isAfterCr = byte === 0x0d;
        isAfterEnd = byte === 0x0d || byte === 0x0a;
      }
    },
    end: () => {
      if (isMarked) badLine.shift_jis = 1;
      // a character that the end of the file cuts in two
      if (badLine['utf-8'] === null && !utf8(null)) badLine['utf-8'] = lines + 1;
      if (badLine.shift_jis === null && !sjis(null)) badLine.shift_jis = lines + 1;
      return { lines: isAfterEnd ? lines : lines + 1, badLine, hasNul };
    },
  };
}

/** Units of two bytes, as the byte order mark says: surrogates stand in pairs (Unicode 3.9 D91), none is cut in two. */
function scanUtf16(encoding: 'utf-16le' | 'utf-16be'): KnownScan {
  let lines = 0;
  let isAfterCr = false;
  let isAfterEnd = true;
  let hasNul = false;
  let first: number | null = null;
  let isAfterHigh = false;
  let bad: number | null = null;
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        if (first === null) {
          first = byte;
          continue;
        }
        const unit: number = encoding === 'utf-16le' ? first | (byte << 8) : (first << 8) | byte;
        first = null;
        if (unit === 0) hasNul = true;
        const isLow = unit >= 0xdc00 && unit < 0xe000;
        if (isLow !== isAfterHigh) bad ??= lines + 1;
        isAfterHigh = unit >= 0xd800 && unit < 0xdc00;
        if (unit === 0x0d || (unit === 0x0a && !isAfterCr)) lines += 1;
        isAfterCr = unit === 0x0d;
        isAfterEnd = unit === 0x0d || unit === 0x0a;
      }
    },
    end: () => {
      if (first !== null || isAfterHigh) bad ??= lines + 1;
      const badLine = { 'utf-8': 1, shift_jis: 1, 'utf-16le': 1, 'utf-16be': 1, [encoding]: bad };
      return { lines: isAfterEnd ? lines : lines + 1, badLine, hasNul };
    },
  };
}

/** The encoding of a file: UTF-8 where it is that, since next to no Shift_JIS text is; null = none. */
export function chooseEncoding(facts: TextFacts): TextEncoding | null {
  return TEXT_ENCODINGS.find((encoding) => facts.badLine[encoding] === null) ?? null;
}

/** Takes bytes, then null for the end; false at the first that UTF-8 does not allow (RFC 3629: no surrogates, no overlong forms). */
function createUtf8Check(): (byte: number | null) => boolean {
  let left = 0;
  let low = 0x80;
  let high = 0xbf;
  return (byte) => {
    if (byte === null) return left === 0;
    if (left > 0) {
      if (byte < low || byte > high) return false;
      low = 0x80;
      high = 0xbf;
      left -= 1;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte === 0xe0) low = 0xa0;
    else if (byte === 0xed) high = 0x9f;
    else if (byte === 0xf0) low = 0x90;
    else if (byte === 0xf4) high = 0x8f;
    return true;
  };
}

let pairs: Uint8Array | undefined;

/** Which two bytes are one character of CP932. */
function knownPairs(): Uint8Array {
  if (pairs !== undefined) return pairs;
  pairs = new Uint8Array(0x10000);
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if (lead >= 0xa0 && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      const text = iconv.decode(Buffer.from([lead, trail]), 'cp932');
      if (text.length === 1 && text !== '\ufffd') pairs[lead * 256 + trail] = 1;
    }
  }
  return pairs;
}

/** Takes bytes, then null for the end; false at the first that CP932 does not allow. */
function createSjisCheck(): (byte: number | null) => boolean {
  const known = knownPairs();
  let lead = 0;
  return (byte) => {
    if (byte === null) return lead === 0;
    if (lead > 0) {
      const isKnown = known[lead * 256 + byte] === 1;
      lead = 0;
      return isKnown;
    }
    if (byte < 0x80 || (byte >= 0xa1 && byte <= 0xdf)) return true;
    if (byte === 0x80 || byte === 0xa0 || byte > 0xfc) return false;
    lead = byte;
    return true;
  };
}

/** Turns bytes into text piece by piece. The file was scanned before: it is text in this encoding. */
export function createTextDecoder(encoding: TextEncoding): { write(bytes: Buffer): string; end(): string } {
  if (encoding !== 'shift_jis') {
    const decoder = new TextDecoder(encoding);
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder('cp932');
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' };
}
