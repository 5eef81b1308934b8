/** Where JSON.stringify wrote a NUL or a lone surrogate, or text that looks as if it had. */
const REFUSED = /\\u(?:0000|d[89a-f])/;

/**
 * A value as JSON that PostgreSQL's jsonb takes whatever a PC put into its texts: NUL characters and lone surrogates, which
 * jsonb refuses, become U+FFFD.
 */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  if (!REFUSED.test(text)) return text;
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed().replaceAll('\0', '\ufffd') : member,
  );
}
