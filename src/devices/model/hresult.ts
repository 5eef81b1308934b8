/**
 * Reads an HRESULT in any form that people copy: 8 hex digits with or without 0x, unsigned decimal, signed decimal.
 * @returns `0x` and 8 hex digits in upper case, or null when the text is none
 */
export function parseHresult(text: string): string | null {
  const trimmed = text.trim().replace(/^\u2212/, '-');
  const hex = /^(?:0x)?([0-9a-f]{8})$/i.exec(trimmed)?.[1];
  if (hex !== undefined) return `0x${hex.toUpperCase()}`;
  if (!/^-?\d{1,10}$/.test(trimmed)) return null;
  const number = Number(trimmed);
  if (number < -(2 ** 31) || number >= 2 ** 32) return null;
  return `0x${(number < 0 ? number + 2 ** 32 : number).toString(16).toUpperCase().padStart(8, '0')}`;
}
