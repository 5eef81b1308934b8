import iconv from 'iconv-lite';

/** Encodings in which a CSV may come. Shift_JIS is the one that Windows writes (CP932, with 髙 and ①). */
export type TextEncoding = 'utf-8' | 'shift_jis';

/** What a file is, as far as its bytes tell. */
export interface TextFacts {
  readonly lines: number;
  /** The first line that is no text in this encoding; null = the whole file is. */
  readonly badLine: Readonly<Record<TextEncoding, number | null>>;
  /** Something that is no list at all. */
  readonly not: 'empty' | 'binary' | 'workbook' | 'utf-16' | null;
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
const UTF16_MARKS = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/** Finds out whether a file is text, in which of the two encodings, and on which line it is not. */
export function createTextScan(): TextScan {
  const head: number[] = [];
  let lines = 0;
  let isAfterCr = false;
  let isAfterEnd = true;
  let hasNul = false;
  const utf8 = createUtf8Check();
  const sjis = createSjisCheck();
  const badLine: Record<TextEncoding, number | null> = { 'utf-8': null, shift_jis: null };
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        if (head.length < 4) head.push(byte);
        if (byte === 0) hasNul = true;
        if (badLine['utf-8'] === null && !utf8(byte)) badLine['utf-8'] = lines + 1;
        if (badLine.shift_jis === null && !sjis(byte)) badLine.shift_jis = lines + 1;
        if (byte === 0x0d || (byte === 0x0a && !isAfterCr)) lines += 1;
        isAfterCr = byte === 0x0d;
        isAfterEnd = byte === 0x0d || byte === 0x0a;
      }
    },
    end: () => {
      const begins = (mark: readonly number[]) => mark.every((byte, at) => head[at] === byte);
      // its byte order mark says that a file is UTF-8 and nothing else
      if (begins(UTF8_MARK)) badLine.shift_jis = 1;
      // a character that the end of the file cuts in two
      if (badLine['utf-8'] === null && !utf8(null)) badLine['utf-8'] = lines + 1;
      if (badLine.shift_jis === null && !sjis(null)) badLine.shift_jis = lines + 1;
      return {
        lines: isAfterEnd ? lines : lines + 1,
        badLine,
        not:
          head.length === 0
            ? 'empty'
            : WORKBOOKS.some(begins)
              ? 'workbook'
              : UTF16_MARKS.some(begins)
                ? 'utf-16'
                : hasNul
                  ? 'binary'
                  : null,
      };
    },
  };
}

/** The encoding of a file: UTF-8 where it is that, since next to no Shift_JIS text is; null = neither. */
export function chooseEncoding(facts: TextFacts): TextEncoding | null {
  if (facts.badLine['utf-8'] === null) return 'utf-8';
  return facts.badLine.shift_jis === null ? 'shift_jis' : null;
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
  if (encoding === 'utf-8') {
    const decoder = new TextDecoder('utf-8');
    return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder('cp932');
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' };
}
