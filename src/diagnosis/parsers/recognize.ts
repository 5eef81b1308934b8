import { decodeLine, type FileEncoding, sniffEncoding } from './decode.ts';
import { findField } from './dsregcmd-fields.ts';
import { isEventLabel } from './event-labels.ts';
import { SNIFF_LIMIT } from './limits.ts';

/** Which reader a file needs. */
export type FileForm = 'empty' | 'binary' | 'json' | 'registry' | 'event-xml' | 'text' | 'log';

export interface Recognized {
  readonly form: FileForm;
  readonly encoding: FileEncoding;
  /** What a binary file is, in one word ("zip", "evtx"), where its first bytes say so. */
  readonly signature?: string;
}

const SIGNATURES: readonly (readonly [string, string])[] = [
  ['zip', 'PK\u0003\u0004'],
  ['zip', 'PK\u0005\u0006'],
  ['evtx', 'ElfFile\u0000'],
  ['cab', 'MSCF'],
  ['gzip', '\u001f\u008b'],
  ['7z', '7z\u00bc\u00af'],
  ['rar', 'Rar!\u001a'],
  ['exe', 'MZ\u0090\u0000'],
  ['png', '\u0089PNG'],
  ['jpeg', '\u00ff\u00d8\u00ff'],
  ['gif', 'GIF8'],
  ['pdf', '%PDF-'],
  ['office', '\u00d0\u00cf\u0011\u00e0'],
  ['sqlite', 'SQLite format 3\u0000'],
];

/**
 * What a file is, by its first bytes (64 KiB are enough; fewer only where the file is shorter) and never by its name. A zip is
 * `binary` with the signature "zip": whoever reads files opens it and comes back with its members.
 */
export function recognize(head: Uint8Array): Recognized {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_LIMIT));
  if (bytes.length === 0) return { form: 'empty', encoding: 'bytes' };
  const start = bytes.toString('latin1', 0, 20);
  const signature = SIGNATURES.find(([, mark]) => start.startsWith(mark))?.[0];
  if (signature !== undefined) return { form: 'binary', encoding: 'bytes', signature };
  const encoding = sniffEncoding(bytes);
  const text = decodeHead(bytes, encoding);
  if (isBinary(bytes, encoding, text)) return { form: 'binary', encoding };
  if (text.trim() === '') return { form: 'empty', encoding };
  return { form: formOfText(text), encoding };
}

function formOfText(text: string): FileForm {
  if (/^\s{0,200}(?:\{\s{0,200}["}]|\[\s{0,200}\{)/.test(text)) return 'json';
  if (
    /^\s{0,200}(?:Windows Registry Editor Version|REGEDIT4)/.test(text) ||
    /^(?:\[-?)?HKEY_[A-Z_]{5,30}\\/m.test(text)
  ) {
    return 'registry';
  }
  if (text.includes('<![LOG[') || text.includes(']LOG]!><time=')) return 'log';
  if (/<Event[\s>]/.test(text) && /<System[\s>]|<RenderingInfo|\/win\/2004\/08\/events/.test(text)) return 'event-xml';
  return hasLabels(text) ? 'text' : 'log';
}

/** Text of the first bytes, up to the last whole line where there is one. */
function decodeHead(bytes: Buffer, encoding: FileEncoding): string {
  if (encoding !== 'bytes') return new TextDecoder(encoding).decode(bytes);
  const plain = bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
  const end = plain.lastIndexOf(0x0a) + 1;
  return decodeLine(plain, 0, end === 0 ? plain.length : end).text.replace(/^\ufeff/, '');
}

/** Is there a line that dsregcmd or an event viewer writes? */
function hasLabels(text: string): boolean {
  for (const line of text.split('\n')) {
    const colon = line.slice(0, 80).search(/[:：]/);
    if (colon < 3) continue;
    const label = line.slice(0, colon);
    if (findField(label, false) !== undefined || isEventLabel(label)) return true;
  }
  return false;
}

/** More control characters than text has, or NULs that are not UTF-16's. */
function isBinary(bytes: Buffer, encoding: FileEncoding, text: string): boolean {
  if (encoding === 'bytes' && bytes.includes(0)) {
    let nuls = 0;
    for (const byte of bytes) if (byte === 0) nuls += 1;
    if (nuls > bytes.length * 0.6) return true;
  }
  const controls = text.match(CONTROLS)?.length ?? 0;
  return controls > Math.max(2, text.length * 0.05);
}

/** Control characters that text does not have: all but tab, line ends, form feed and escape. */
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/g;
