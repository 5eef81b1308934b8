const IS_HEX = new Uint8Array(256);
for (const each of '0123456789abcdefABCDEF') IS_HEX[each.charCodeAt(0)] = 1;

/** Fewest hexadecimal digits side by side in any code. */
const RUN = 8;
/**
 * A place in [from, to) where an error code of {@link findCodes} may stand; -1 = there is none. Every code holds eight hexadecimal
 * digits side by side, so one byte in eight is looked at, and only the runs found so are measured. Linear.
 */
export function nextCode(bytes: Uint8Array, from: number, to: number): number {
  let at = from + RUN - 1;
  while (at < to) {
    if (IS_HEX[bytes[at] ?? 0] === 0) {
      at += RUN;
      continue;
    }
    let start = at;
    while (start > from && IS_HEX[bytes[start - 1] ?? 0] === 1) start -= 1;
    let end = at + 1;
    while (end < to && IS_HEX[bytes[end] ?? 0] === 1) end += 1;
    if (end - start >= RUN && mayBeCode(bytes, start, end, from)) return start;
    at = end + RUN;
  }
  return -1;
}

function mayBeCode(bytes: Uint8Array, start: number, end: number, from: number): boolean {
  const first = (bytes[start] ?? 0) | 0x20;
  if (start - 2 >= from && ((bytes[start - 1] ?? 0) | 0x20) === 0x78 && bytes[start - 2] === 0x30) {
    // 8, c, d, or the f of a sign that was extended; the bit that makes letters small makes nothing of digits
    return end - start <= 17 && (bytes[start] === 0x38 || first === 0x63 || first === 0x64 || first === 0x66);
  }
  let digits = end;
  while (digits > start && end - digits <= 10 && isDigit(bytes[digits - 1] ?? 0)) digits -= 1;
  const length = end - digits;
  const isSigned = digits > from && bytes[digits - 1] === 0x2d;
  if (length !== 10 && (length !== 9 || !isSigned)) return false;
  if (!isSigned && ((bytes[digits] ?? 0) < 0x32 || (bytes[digits] ?? 0) > 0x34)) return false;
  const before = isSigned ? digits - 2 : digits - 1;
  return !JOINS[bytes[end] ?? 0] && (before < from || !JOINS[bytes[before] ?? 0] || (bytes[before - 1] ?? 0) >= 0x80);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Bytes that a decimal code does not stand next to: it would be part of an id, a time, a path. */
const JOINS = new Uint8Array(256);
for (const each of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:/-') JOINS[each.charCodeAt(0)] = 1;
