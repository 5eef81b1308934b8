import { isEvidenceFile, readEvidenceFile } from './read-evidence-file.ts';
import { readLog } from './read-log.ts';
import type { ViewerFile } from './viewer-file.ts';

/** Bytes of a dropped file up to which it is shown. */
export const SHOWN_MOST = 16 * 1024 ** 2;

/** A file of this computer as the viewer shows it: an evidence file by its parts, anything else as a log. Names are as findings use them. */
export function readLocalFile(name: string, bytes: ArrayBuffer): ViewerFile[] {
  const text = decodeText(new Uint8Array(bytes));
  if (text.startsWith('{')) {
    try {
      const json: unknown = JSON.parse(text);
      if (isEvidenceFile(json)) return readEvidenceFile(json);
    } catch {
      // cut or no JSON: shown as it stands
    }
  }
  return [{ id: name, group: 'logs', lines: readLog(text), notRead: null, offset: 0 }];
}

/** UTF-16 by its mark, UTF-8 where every byte fits, else Shift_JIS: what Japanese Windows writes. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
