/**
 * Error codes of a text as unsigned 32-bit numbers, each once, in order: hexadecimal with 0x (8 digits, or 16 with a sign that was
 * extended), decimal signed or unsigned. Only what can be a failure: HRESULTs (0x8…), NTSTATUS (0xC…, 0xD… as HRESULT); decimals
 * only of the families that are known to be printed so, since other long numbers are everywhere.
 */
export function findCodes(text: string): number[] {
  const codes: number[] = [];
  for (const match of text.matchAll(CODE)) {
    const code = match[1] === undefined ? codeOfDecimal(match[2] ?? '') : codeOfHex(match[1]);
    if (code !== null && !codes.includes(code)) codes.push(code);
    if (codes.length >= 32) break;
  }
  return codes;
}

const CODE = /(?<![0-9a-z])0x([0-9a-f]{8,17})(?![0-9a-z])|(?<![\w.:/-])(-?\d{9,10})(?![\w:/-]|\.\d)/gi;

/** Sees whether hexadecimal digits (without 0x) are an error code: 8 digits, a sign-extended 16, or the misprint of 9. */
function codeOfHex(digits: string): number | null {
  let hex = digits.toLowerCase();
  if (hex.length === 16 && hex.startsWith('ffffffff')) hex = hex.slice(8);
  // Microsoft's own pages print 0x80180002b for 0x8018002b
  if (hex.length === 9 && hex.startsWith('80180')) hex = `8018${hex.slice(5)}`;
  if (hex.length !== 8 || !'8cd'.includes(hex.charAt(0))) return null;
  return Number.parseInt(hex, 16);
}

function codeOfDecimal(digits: string): number | null {
  const number = Number(digits);
  if (number < -0x8000_0000 || number > 0xffff_ffff || (number >= 0 && number < 0x8000_0000)) return null;
  const code = number >>> 0;
  return DECIMAL_FAMILIES.has(code >>> 16) || code >>> 20 === 0xcaa ? code : null;
}

/** Upper halves of codes that consoles and logs print in decimal: Windows, HTTP, MDM, join, TPM, updates, ConfigMgr, NTSTATUS. */
const DECIMAL_FAMILIES: ReadonlySet<number> = new Set([
  0x8000, 0x8004, 0x8007, 0x8009, 0x8018, 0x8019, 0x801c, 0x8024, 0x8028, 0x8029, 0x802a, 0x82aa, 0x87d0, 0x87d1,
  0x87d3, 0xc000, 0xc004, 0xc00c, 0xc103,
]);

/** Reads one code on its own: "0x8018002b", "0x54b", "2149056555", "-2145910741"; null for anything else. */
export function parseCode(text: string): number | null {
  const match = /^(?:0x([0-9a-f]{1,9})|(-?\d{1,10}))$/i.exec(text.trim());
  if (match === null) return null;
  if (match[1] !== undefined) return match[1].length === 9 ? codeOfHex(match[1]) : Number.parseInt(match[1], 16);
  const number = Number(match[2]);
  return number >= -0x8000_0000 && number <= 0xffff_ffff ? number >>> 0 : null;
}

/** Numbers of AADSTS messages in a text, each once. */
export function findAadsts(text: string): number[] {
  const found = new Set<number>();
  for (const match of text.matchAll(/AADSTS(\d{4,8})(?!\d)/g)) found.add(Number(match[1]));
  return [...found].slice(0, 32);
}
