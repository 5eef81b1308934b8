import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { diagnose } from '../../../diagnosis/diagnose.ts';
import { groupByPc } from '../../../diagnosis/group-by-pc.ts';
import { decodeLine, sniffEncoding } from '../../../diagnosis/parsers/decode.ts';
import {
  type DiagnosisContext,
  EVIDENCE_BYTES,
  type EvidenceReading,
  factsReading,
  readEvidence,
  summaryOf,
  withSaid,
} from '../read-evidence.ts';
import { type HandedFile, isArchiveFile } from './examine-files.ts';
import { createIntake, type Intake } from './intake.ts';
import { readArchive } from './read-archive.ts';

/** Evidence of one PC that an operator handed in. */
export interface HandedReading extends EvidenceReading {
  /** The last time (UTC) that anything in it names; null where nothing does. */
  readonly lastTime: string | null;
}

/** Why handed files are not evidence of one PC: nothing of them could be read, or they are of these PCs. */
export type HandedFault =
  | { readonly fault: 'nothing' }
  | { readonly fault: 'several'; readonly names: readonly string[] };

const CHUNK = 1024 ** 2;
/** What findings call the evidence file; what it holds stands behind `#`. */
const EVIDENCE_FILE = 'evidence.json';

/**
 * Reads files that an operator says were copied from one PC. An evidence file of collect.ps1 alone is what the PC would have sent;
 * anything else is read as `baton diagnose` reads it, and kept as an evidence file whose logs are those files, as far as they fit.
 */
export async function readHanded(
  files: readonly HandedFile[],
  context: DiagnosisContext,
): Promise<HandedReading | HandedFault> {
  const [only] = files;
  if (only !== undefined && files.length === 1 && (await stat(only.path)).size <= EVIDENCE_BYTES) {
    const bytes = toUtf8(await readFile(only.path));
    const reading = readEvidence(bytes, false, context);
    if (typeof reading !== 'string') return { ...reading, lastTime: reading.subject.collectedAt };
  }
  const intake = createIntake(() => undefined);
  const kept: KeptFile[] = [];
  const keeping = keepText(intake, kept);
  for (const { path, name } of files) {
    if (await isArchiveFile(path)) await readArchive(`${EVIDENCE_FILE}#${name}`, path, keeping);
    else await keeping.read(`${EVIDENCE_FILE}#${name}`, createReadStream(path, { highWaterMark: CHUNK }));
  }
  const pcs = groupByPc(intake.files());
  const named = pcs.flatMap(({ name }) => name ?? []);
  const [pc] = pcs;
  if (pc === undefined || pcs.every(({ facts }) => facts.list().every(({ rank }) => rank === 'said')))
    return { fault: 'nothing' };
  if (pcs.length > 1) return { fault: 'several', names: named };
  const json = Buffer.from(JSON.stringify(evidenceOf(kept, context.receivedAt)));
  const seen = pc.facts.seen();
  const times = seen.flatMap(({ lastTime }) => lastTime ?? []).sort();
  return {
    ...factsReading(pc.facts),
    bytes: json.length,
    packed: gzipSync(json),
    summary: summaryOf(diagnose(withSaid(pc.facts, context), context)),
    lastTime: times.at(-1) ?? null,
  };
}

interface KeptFile {
  readonly name: string;
  /** null where it did not fit, or is no text. */
  readonly text: string | null;
  readonly bytes: number;
}

/** Hands everything on, and keeps the text of what fits into one evidence file. */
function keepText(intake: Intake, kept: KeptFile[]): Intake {
  // a line of JSON is longer than its text: line ends, quotation marks and backslashes are written as two
  let left = EVIDENCE_BYTES - 10_000;
  return {
    ...intake,
    read: async (file, chunks) => {
      const parts: Uint8Array[] = [];
      let bytes = 0;
      const both = async function* () {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes <= left) parts.push(Uint8Array.from(chunk));
          else parts.length = 0;
          yield chunk;
        }
      };
      await intake.read(file, both());
      const name = file.slice(EVIDENCE_FILE.length + 1).slice(0, 260);
      const text = bytes > left ? null : textOf(Buffer.concat(parts));
      const size = text === null ? 0 : Buffer.byteLength(JSON.stringify(text));
      const fits = text !== null && size <= left;
      if (fits) left -= size;
      kept.push({ name, text: fits ? text : null, bytes });
    },
  };
}

/** The text of a file in whatever encoding; null where it is none. */
function textOf(bytes: Buffer): string | null {
  const encoding = sniffEncoding(bytes);
  if (encoding !== 'bytes') return new TextDecoder(encoding).decode(bytes);
  if (bytes.includes(0)) return null;
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return text.replace(/^\ufeff/, '');
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    lines.push(decodeLine(bytes, start, end).text);
    start = end;
  }
  return lines.join('');
}

function toUtf8(bytes: Buffer): Buffer {
  const encoding = sniffEncoding(bytes);
  return encoding === 'bytes' ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

/** An evidence file (package-kit/evidence.md) whose logs are the handed files. */
function evidenceOf(files: readonly KeptFile[], at: string) {
  return {
    schema: 'baton-evidence',
    version: 1,
    kit: '',
    collectedAt: at,
    handedIn: true,
    redacted: false,
    logs: {
      read: true,
      more: 0,
      files: files.slice(0, MOST_FILES).map(({ name, text, bytes }) =>
        text === null
          ? {
              path: name,
              exists: true,
              size: bytes,
              read: false,
              reason: 'CUT',
              detail: 'not kept: no text, or too large',
            }
          : { path: name, exists: true, size: bytes, read: true, offset: 0, text },
      ),
    },
  };
}

const MOST_FILES = 500;
