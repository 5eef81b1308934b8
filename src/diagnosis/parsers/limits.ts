/** Longest line that is read, in bytes; what follows on the same line is dropped, and said. */
export const LINE_LIMIT = 65_536;

/** Longest log record over several lines, in bytes from its start mark to its end mark; longer ones are read as plain lines. */
export const RECORD_LIMIT = 65_536;

/** Bytes that {@link recognize} looks at. */
export const SNIFF_LIMIT = 65_536;

/** Largest JSON of the collector that is parsed, in bytes; collect.ps1 writes at most 2,000,000. */
export const JSON_LIMIT = 4 * 1024 * 1024;

/** How deep the brackets of a JSON may be: deeper ones cost a parser more memory than they have bytes. */
export const JSON_DEPTH = 64;
