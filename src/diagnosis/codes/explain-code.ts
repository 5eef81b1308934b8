import type { Text } from '../text.ts';
import { BATON_FINDINGS } from './baton.ts';
import { CLIENT_CODES } from './client.ts';
import type { CodeContext, ErrorCode } from './error-code.ts';
import { JOIN_CODES } from './join.ts';
import { MDM_CODES } from './mdm.ts';
import { NETWORK_CODES } from './network.ts';
import { PRT_CODES } from './prt.ts';

/** Every number that this room can explain. */
export const ERROR_CODES: readonly ErrorCode[] = [
  ...JOIN_CODES,
  ...PRT_CODES,
  ...MDM_CODES,
  ...NETWORK_CODES,
  ...CLIENT_CODES,
];

const BY_NUMBER = new Map(ERROR_CODES.map((entry) => [entry.code, entry]));

/** A number as people meet it, with what it means; `isKnown` false says honestly that nobody told us. */
export interface CodeExplanation {
  /** Unsigned 32-bit. */
  readonly code: number;
  /** `0x` and eight digits in lower case; plain decimal for numbers below 65536. */
  readonly hex: string;
  /** As consoles show it. */
  readonly decimal: string;
  /** As scripts show it. */
  readonly signed: string;
  readonly name: string;
  readonly isKnown: boolean;
  readonly meaning: Text;
}

/** A code as hexadecimal of eight digits, or as a plain number where Windows writes it so (WinHTTP's 12002 and the like). */
export function codeText(code: number): string {
  return code < 0x10000 ? String(code) : `0x${code.toString(16).padStart(8, '0')}`;
}

/** What a code means. An unknown one says so, and says at most what its form alone proves. */
export function explainCode(code: number): CodeExplanation {
  const unsigned = code >>> 0;
  const entry = BY_NUMBER.get(unsigned);
  return {
    code: unsigned,
    hex: codeText(unsigned),
    decimal: String(unsigned),
    signed: String(unsigned | 0),
    name: entry?.name ?? '',
    isKnown: entry !== undefined,
    meaning: entry?.meaning ?? formOf(unsigned),
  };
}

/** The finding that a code points at where it was met, if any. HTTP statuses as HRESULT (0x80190xxx) are server faults. */
export function findingOfCode(code: number, context: CodeContext): string | null {
  if (context === 'baton') return BATON_FINDINGS.get(code >>> 0) ?? null;
  const entry = BY_NUMBER.get(code >>> 0);
  if (entry) return entry.findings[context] ?? null;
  const status = httpStatusOf(code);
  return context === 'mdm' && status !== null && status >= 400 ? 'MDM_SERVER_ERROR' : null;
}

function httpStatusOf(code: number): number | null {
  const low = code & 0xffff;
  return (code >>> 0) >>> 16 === 0x8019 && low >= 100 && low < 600 ? low : null;
}

/** What is said of a code that nobody explained to us. */
export const UNKNOWN_CODE: Text = { ja: 'Baton の一覧にないコードです。', en: "Not in Baton's list of codes." };

/** HRESULTs carry a facility: what it proves may be said, no more. */
function formOf(code: number): Text {
  const status = httpStatusOf(code);
  if (status !== null) {
    return { ja: `HTTP の状態コード ${status} です。`, en: `HTTP status ${status}.` };
  }
  if (code >>> 16 === 0x8007) {
    const number = code & 0xffff;
    return {
      ja: `Baton の一覧にないコードです。形式から Windows のエラー ${number} と分かります。`,
      en: `Not in Baton's list of codes. Its form says: Windows error ${number}.`,
    };
  }
  return UNKNOWN_CODE;
}
