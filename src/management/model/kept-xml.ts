/** Longest XML kept of one message, in characters; a session of Windows has some kilobytes. */
export const KEPT_XML = 262_144;

/**
 * A redacted message as it is kept for the page of a PC. Of a longer one (lists of applications, or a PC that wants to fill
 * the disk) the beginning is kept, and a comment says how much was left out.
 */
export function keptXml(redacted: string): string {
  if (redacted.length <= KEPT_XML) return redacted;
  return `${redacted.slice(0, KEPT_XML).toWellFormed()}\n<!-- ${redacted.length - KEPT_XML} characters left out -->`;
}
