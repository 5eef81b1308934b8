/** Why bytes are not the strict DER (X.690) that this room reads. */
export type DerErrorCode = 'truncated' | 'length' | 'tag' | 'trailing' | 'too-many';

/** The only error of the DER reader; its message holds no bytes of the input. */
export class DerError extends Error {
  readonly code: DerErrorCode;

  constructor(code: DerErrorCode) {
    super(`not DER: ${code}`);
    this.name = 'DerError';
    this.code = code;
  }
}

/** Tags of X.690 that PKCS#10 (RFC 2986) and X.509 (RFC 5280) use here. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One tag-length-value: views into the input, never copies and never decoded further than asked. */
export interface DerElement {
  readonly tag: number;
  /** Header and content as received: what signatures are computed over. */
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** A sequence of ours has fewer members than this; a hostile one must not cost memory. */
const MAX_CHILDREN = 64;

function readElementAt(bytes: Buffer, offset: number): DerElement {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw new DerError('truncated');
  // multi-byte tags appear in none of our structures; 0 is BER's end-of-contents
  if ((tag & 0x1f) === 0x1f || tag === 0) throw new DerError('tag');
  let length = first;
  let start = offset + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    // 0x80 is BER's indefinite length; four bytes already pass every limit of ours
    if (size === 0 || size > 4) throw new DerError('length');
    if (start + size > bytes.length) throw new DerError('truncated');
    length = bytes.readUIntBE(start, size);
    start += size;
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) throw new DerError('length');
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('truncated');
  return { tag, bytes: bytes.subarray(offset, end), content: bytes.subarray(start, end) };
}

/**
 * Reads exactly one element: definite and shortest lengths only, nothing after it. It does not look inside, so depth
 * costs nothing.
 * @throws DerError
 */
export function parseDer(bytes: Buffer): DerElement {
  const element = readElementAt(bytes, 0);
  if (element.bytes.length !== bytes.length) throw new DerError('trailing');
  return element;
}

/**
 * The members of a constructed element, at most 64.
 * @throws DerError also where the element is primitive (`tag`)
 */
export function derChildren(parent: DerElement): DerElement[] {
  if ((parent.tag & 0x20) === 0) throw new DerError('tag');
  const children: DerElement[] = [];
  for (let offset = 0; offset < parent.content.length; ) {
    if (children.length === MAX_CHILDREN) throw new DerError('too-many');
    const child = readElementAt(parent.content, offset);
    children.push(child);
    offset += child.bytes.length;
  }
  return children;
}

/** The element itself, when it is there and has the tag. @throws DerError (`tag`) */
export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag !== tag) throw new DerError('tag');
  return element;
}

/** Content of a BIT STRING of whole bytes (X.690 8.6). @throws DerError */
export function readBitString(element: DerElement | undefined): Buffer {
  const { content } = expectTag(element, TAG.bitString);
  if (content[0] !== 0) throw new DerError('length');
  return content.subarray(1);
}

/** Writes one element around already written content. */
export function renderDer(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([renderHeader(tag, length), ...content]);
}

function renderHeader(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  const size = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
  const header = Buffer.alloc(2 + size);
  header[0] = tag;
  header[1] = 0x80 | size;
  header.writeUIntBE(length, 2, size);
  return header;
}

/** SEQUENCE of the members. */
export function renderSequence(...members: readonly Buffer[]): Buffer {
  return renderDer(TAG.sequence, ...members);
}

/** BIT STRING of whole bytes. */
export function renderBitString(bits: Buffer): Buffer {
  return renderDer(TAG.bitString, Buffer.from([0]), bits);
}

/** A non-negative INTEGER from big-endian bytes: shortest form, a zero byte before a leading one bit (X.690 8.3). */
export function renderInteger(magnitude: Buffer): Buffer {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const shortest = magnitude.subarray(start);
  const isNegative = ((shortest[0] ?? 0) & 0x80) !== 0;
  return renderDer(TAG.integer, Buffer.from(isNegative || shortest.length === 0 ? [0] : []), shortest);
}

/** OBJECT IDENTIFIER from its dotted form, for constants of ours (X.690 8.19). */
export function renderOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128))
      groups.unshift((high & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return renderDer(TAG.oid, Buffer.from(bytes));
}

/** Time of a certificate: UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5); seconds are cut off. */
export function renderTime(time: Date): Buffer {
  const digits = time.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  return time.getUTCFullYear() < 2050
    ? renderDer(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : renderDer(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

/**
 * Reads what renderTime writes, which is all that RFC 5280 allows in a certificate.
 * @throws DerError
 */
export function readTime(element: DerElement | undefined): Date {
  const text = element?.content.toString('latin1') ?? '';
  let digits: string;
  if (element?.tag === TAG.utcTime && /^\d{12}Z$/.test(text))
    digits = (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text;
  else if (element?.tag === TAG.generalizedTime && /^\d{14}Z$/.test(text)) digits = text;
  else throw new DerError('tag');
  const iso = digits.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  // Date reads 31 February as 3 March
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new DerError('length');
  return time;
}
