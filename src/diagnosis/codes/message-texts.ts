/**
 * Windows' own words for codes that events give in words only (English; the words of other languages are not known to us).
 * Compared without letter case, as the beginning of the text.
 */
const MESSAGES: readonly { readonly begins: string; readonly code: number }[] = [
  { begins: 'mobile device management (mdm) is not configured', code: 0x8018002b },
  { begins: 'mobile device management (mdm) was blocked', code: 0x80180026 },
  { begins: 'the device is already enrolled', code: 0x8018000a },
];

/** The code that an event's words stand for: one of the above, or an HTTP status such as `Bad request (400).`; null where none. */
export function codeOfMessage(text: string): number | null {
  const words = text.trim().toLowerCase();
  const known = MESSAGES.find(({ begins }) => words.startsWith(begins));
  if (known) return known.code;
  const status = /^[a-z' -]{3,60} \(([45]\d\d)\)\.?\)?$/.exec(words)?.[1];
  return status === undefined ? null : (0x80190000 | Number(status)) >>> 0;
}
