import { ProtocolError } from '../protocol-error.ts';

/** The text itself, if it has at most `limit` UTF-16 units. Throws ProtocolError `too-large` that names `what`, not the text. */
export function checkLength(text: string, limit: number, what: string): string {
  if (text.length > limit) throw new ProtocolError('too-large', `${what} is longer than ${limit} characters`);
  return text;
}
