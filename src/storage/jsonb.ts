/**
 * A value as JSON that PostgreSQL's jsonb takes whatever a PC put into its texts: NUL characters and lone surrogates, which
 * jsonb refuses, become U+FFFD.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? member.toWellFormed().replaceAll('\0', '\ufffd') : member,
  );
}
