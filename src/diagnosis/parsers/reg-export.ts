import type { Fact } from '../model/fact.ts';
import type { RegistryData, RegistryFacts } from './registry-facts.ts';
import type { Report } from './report.ts';

/** Takes the lines of a registry export. */
export interface RegExportParser {
  line(text: string, line: number): void;
  /** Was any key found? */
  end(): boolean;
}

/** Longest value, in characters of the export (continued lines joined). */
const VALUE_LIMIT = 65_536;

/**
 * Reads a `.reg` file (version 5 and REGEDIT4) and the listing of `reg query /s`: keys in brackets or alone on a line, values of
 * every type. What cannot be read is reported and left out.
 */
export function createRegExportParser(
  report: Report,
  facts: RegistryFacts,
  emit: (fact: Fact) => void,
): RegExportParser {
  let key = '';
  let keys = 0;
  let held = '';
  let heldLine = 0;
  let broken = false;

  const value = (text: string, line: number): void => {
    const match = /^(?:@|"((?:[^"\\]|\\.){0,16383})")\s{0,20}=\s{0,20}/.exec(text);
    if (match === null) {
      if (!broken) report.problem('malformed', line, text);
      broken = true;
      return;
    }
    if (key === '') return;
    const name = unescapeText(match[1] ?? '');
    const data = parseData(text.slice(match[0].length));
    if (data !== undefined) facts.value(key, name, data, { line, text }, emit);
  };

  return {
    line(raw, line) {
      const text = raw.trim();
      if (held !== '') {
        held = held.length < VALUE_LIMIT ? held + text.replace(/\\$/, '') : held;
        if (!text.endsWith('\\')) {
          value(held, heldLine);
          held = '';
        }
        return;
      }
      if (text === '' || text.startsWith(';')) return;
      const path =
        /^\[(-?)(HKEY_[^\]]{1,1000}|HKLM[^\]]{0,1000})\]$/i.exec(text) ??
        /^()(HKEY_[A-Z_]{5,30}\\[^"=]{1,1000})$/.exec(text);
      if (path !== null) {
        // [-KEY] deletes: it says nothing about this PC
        key = path[1] === '-' ? '' : (path[2] ?? '');
        keys += 1;
        if (key !== '') facts.key(key, { line, text }, emit);
        return;
      }
      const listed = /^(.{1,500}?)\s{2,20}(REG_[A-Z_]{2,30})(?:\s{1,20}(.{0,16384}))?$/.exec(text);
      if (listed !== null && key !== '') {
        const data = parseListed(listed[2] ?? '', listed[3] ?? '');
        if (data !== undefined)
          facts.value(key, (listed[1] ?? '').replace(/^\(.{1,30}\)$/, ''), data, { line, text }, emit);
        return;
      }
      if (/^(?:Windows Registry Editor Version|REGEDIT4)/.test(text)) return;
      if (text.endsWith('\\') && /=\s{0,5}hex/i.test(text)) {
        held = text.slice(0, -1);
        heldLine = line;
        return;
      }
      value(text, line);
    },
    end() {
      if (held !== '') report.problem('cut-end', heldLine, held);
      return keys > 0;
    },
  };
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** The part behind the equals sign; undefined = deleted or not understood. */
function parseData(text: string): RegistryData | undefined {
  const quoted = /^"((?:[^"\\]|\\.){0,16383})"/.exec(text);
  if (quoted !== null) return unescapeText(quoted[1] ?? '');
  const dword = /^dword:([0-9a-f]{1,8})$/i.exec(text.trim());
  if (dword !== null) return Number.parseInt(dword[1] ?? '', 16);
  const hex = /^hex(?:\(([0-9a-f]{1,2})\))?:/i.exec(text);
  if (hex === null) return undefined;
  const bytes = Buffer.from(text.slice(hex[0].length).replace(/[^0-9a-f]/gi, ''), 'hex');
  switch (hex[1]?.toLowerCase()) {
    case '4':
      return bytes.length >= 4 ? bytes.readUInt32LE(0) : undefined;
    case 'b':
      return bytes.length >= 8 ? quadWord(bytes.readBigUInt64LE(0)) : undefined;
    case '1':
    case '2':
      return bytes.toString('utf16le').replaceAll('\u0000', '');
    case '7':
      return bytes
        .toString('utf16le')
        .split('\u0000')
        .filter((each) => each !== '')
        .join('\n');
    default:
      return undefined;
  }
}

function parseListed(type: string, text: string): RegistryData | undefined {
  const value = text.trim();
  if (type === 'REG_DWORD' || type === 'REG_QWORD') {
    return /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(value) ? quadWord(BigInt(value)) : undefined;
  }
  if (type === 'REG_SZ' || type === 'REG_EXPAND_SZ') return value;
  return type === 'REG_MULTI_SZ' ? value.replaceAll('\\0', '\n') : undefined;
}

function quadWord(value: bigint): RegistryData {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}
