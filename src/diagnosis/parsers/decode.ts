/** Encodings that one line may have; `ascii` fits all of them. */
export type LineEncoding = 'ascii' | 'utf-8' | 'shift_jis' | 'gb18030' | 'windows-1252';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });
const SHIFT_JIS = new TextDecoder('shift_jis', { fatal: true });
const GB18030 = new TextDecoder('gb18030', { fatal: true });
const ENCODER = new TextEncoder();
const WINDOWS_1252 = new TextDecoder('windows-1252');

/** Text of one line and what it was taken for. */
export interface DecodedLine {
  readonly text: string;
  readonly encoding: LineEncoding;
}

/**
 * Decodes one line (or record) of bytes, each by itself, since files mix encodings: ASCII, else UTF-8 where it is valid, else the
 * code page it looks like: a console's redirect has the OEM page (932 in Japan), ANSI logs that of the language. Never throws.
 */
export function decodeLine(bytes: Buffer, start: number, end: number): DecodedLine {
  let high = start;
  while (high < end && (bytes[high] ?? 0) < 0x80) high += 1;
  if (high === end) return { text: bytes.toString('latin1', start, end), encoding: 'ascii' };
  const line = bytes.subarray(start, end);
  const utf8 = tryDecode(UTF_8, line.subarray(0, wholeUtf8Length(line)));
  if (utf8 !== null) return { text: utf8, encoding: 'utf-8' };
  for (const encoding of likelyCodePages(line)) {
    const text = tryDecode(encoding === 'shift_jis' ? SHIFT_JIS : GB18030, line);
    if (text !== null) return { text, encoding };
  }
  return { text: WINDOWS_1252.decode(line), encoding: 'windows-1252' };
}

function tryDecode(decoder: TextDecoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** Length without a UTF-8 sequence that a cut left unfinished at the end. */
function wholeUtf8Length(line: Uint8Array): number {
  for (let back = 1; back <= 3 && back < line.length; back += 1) {
    const byte = line[line.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return wanted > back ? line.length - back : line.length;
  }
  return line.length;
}

/**
 * Which double-byte pages fit the shape of the bytes, the likelier first; none = a Western page. Accented letters stand alone
 * between ASCII ones; Japanese has lead bytes below 0xA0; Chinese (GB 2312) has pairs of bytes above 0xA0 only.
 */
function likelyCodePages(line: Uint8Array): readonly ('shift_jis' | 'gb18030')[] {
  let alone = true;
  let low = false;
  let evenRuns = true;
  let kanaOnly = true;
  let run = 0;
  for (const byte of line) {
    if (byte < 0x80) {
      if (run % 2 === 1) evenRuns = false;
      run = 0;
      continue;
    }
    run += 1;
    if (run > 1) alone = false;
    if (byte < 0xa1) low = true;
    if (byte < 0xa1 || byte > 0xdf) kanaOnly = false;
  }
  if (run % 2 === 1) evenRuns = false;
  if (alone) return [];
  return !low && evenRuns && !kanaOnly ? ['gb18030', 'shift_jis'] : ['shift_jis', 'gb18030'];
}

/** How the bytes of a whole file are to be read. */
export type FileEncoding = 'bytes' | 'utf-16le' | 'utf-16be';

/**
 * UTF-16 by its mark, or by every second byte being NUL; anything else is read as bytes that ASCII marks are found in, and its
 * lines are decoded one by one.
 */
export function sniffEncoding(head: Uint8Array): FileEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // the beginning as well as the whole: `>>` may have added UTF-16 to an ANSI file
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    if (looksUtf16(head, 16, encoding) && looksUtf16(head, 512, encoding)) return encoding;
  }
  return 'bytes';
}

function looksUtf16(head: Uint8Array, length: number, encoding: 'utf-16le' | 'utf-16be'): boolean {
  const pairs = Math.min(head.length >> 1, length);
  if (pairs < 4) return false;
  const upper = encoding === 'utf-16le' ? 1 : 0;
  let nuls = 0;
  let wrong = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[2 * i + upper] === 0) nuls += 1;
    if (head[2 * i + 1 - upper] === 0) wrong += 1;
  }
  return nuls > pairs * 0.4 && wrong < pairs * 0.1;
}

/** Most bytes turned from UTF-16 at a time; as UTF-8 they are at most half as long again. */
const SLICE = 1 << 16;

/** Turns a file's bytes into bytes whose ASCII is plain ASCII. */
export interface Transcoder {
  write(chunk: Uint8Array): void;
  end(): void;
  /** NUL bytes were dropped: a part of the file is UTF-16, the rest is not. */
  readonly mixed: boolean;
}

/**
 * UTF-16 becomes UTF-8; other bytes pass without their UTF-8 mark and without NULs. Dropping the NULs makes the ASCII of a UTF-16
 * part readable again that `>>` of Windows PowerShell wrote into an ANSI file; its other letters are lost, which is reported.
 */
export function createTranscoder(encoding: FileEncoding, out: (bytes: Buffer) => void): Transcoder {
  const decoder = encoding === 'bytes' ? null : new TextDecoder(encoding);
  let mixed = false;
  let atStart = true;
  let held = Buffer.alloc(0);

  const passBytes = (chunk: Uint8Array): void => {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (atStart) {
      bytes = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      if (bytes.length < 3 && bytes.length > 0 && bytes[0] === 0xef) {
        held = Buffer.from(bytes);
        return;
      }
      held = Buffer.alloc(0);
      if (bytes.length === 0) return;
      atStart = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    if (bytes.indexOf(0) < 0) {
      out(bytes);
      return;
    }
    mixed = true;
    const kept = Buffer.alloc(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (byte === 0) continue;
      kept[length] = byte;
      length += 1;
    }
    out(kept.subarray(0, length));
  };

  // one piece of memory for all slices: whoever gets the bytes copies what is kept
  const utf8 = decoder === null ? Buffer.alloc(0) : Buffer.allocUnsafe(SLICE * 2);
  const passText = (text: string): void => {
    // a NUL character is no letter of any log, and splits nothing
    const { written } = ENCODER.encodeInto(text.includes('\u0000') ? text.replaceAll('\u0000', '') : text, utf8);
    if (written > 0) out(utf8.subarray(0, written));
  };

  return {
    write(chunk) {
      if (decoder === null) {
        passBytes(chunk);
        return;
      }
      for (let at = 0; at < chunk.length; at += SLICE)
        passText(decoder.decode(chunk.subarray(at, at + SLICE), { stream: true }));
    },
    end() {
      if (decoder !== null) passText(decoder.decode());
      else if (held.length > 0) out(held);
    },
    get mixed() {
      return mixed;
    },
  };
}
