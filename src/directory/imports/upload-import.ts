import path from 'node:path';
import type { Readable } from 'node:stream';
import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import { uuidv7 } from '../../storage/ids.ts';
import { notifyLive } from '../../storage/live.ts';
import { Refusal } from '../../storage/refusal.ts';
import { notInTheFuture } from './change-import.ts';
import type { ImportsRoom } from './imports-room.ts';
import { CsvError } from './model/csv-reader.ts';
import { guessFields, type ImportKind, isDeviceList, isMapped } from './model/fields.ts';
import { fileProblemText } from './model/file-problems.ts';
import { type FileHead, readFileHead } from './model/read-head.ts';
import { chooseEncoding, createTextScan, type TextEncoding, type TextFacts } from './model/text-scan.ts';
import { findMapping } from './store/mapping-store.ts';
import { unpackUpload } from './unpack-upload.ts';

/** Bytes of one file. */
export const FILE_LIMIT = 50 * 1024 * 1024;
const CHUNK = 512 * 1024;

/** The one refusal of a file that is too large, also before any of it was read. */
export function fileTooLarge(): Refusal {
  return new Refusal(
    'too-large',
    'FILE_TOO_LARGE',
    {
      ja: `ファイルが大きすぎます (上限 ${FILE_LIMIT / 2 ** 20} MB)。ファイルを分けてください。`,
      en: `The file is too large (limit ${FILE_LIMIT / 2 ** 20} MB). Split the file.`,
    },
    { field: 'file' },
  );
}

/** What comes with a file. */
export interface UploadForm {
  readonly kind: ImportKind;
  readonly fileName: string;
  /** Of a device list: when the console wrote it; the time of the upload where nobody says. */
  readonly exportedAt?: Date | null;
}

/** A file on its way in: its bytes are kept in chunks as they come; nobody sees it before `finish`. */
export interface Upload {
  /** Keeps all bytes of a stream. @throws Refusal above the limit */
  take(stream: Readable): Promise<void>;
  /**
   * Ends the upload and lets the check begin.
   * @returns the id of the import
   * @throws Refusal where the file is no list in an encoding that is read; nothing is kept then
   */
  finish(form: UploadForm): Promise<string>;
  /** Gives up, leaving nothing behind. */
  discard(): Promise<void>;
}

/** Begins an upload. What a killed node leaves of one is swept by the hourly upkeep. */
export async function beginUpload(room: ImportsRoom, actor: Actor, requestId: string): Promise<Upload> {
  const { database } = room;
  const id = uuidv7(room.clock().getTime());
  await database.query(
    `insert into imports (id, kind, file_name, encoding, state, created_by, created_at, updated_at)
     values ($1, 'users', '', 'utf-8', 'uploading', $2, $3, $3)`,
    [id, actor.name, room.clock()],
  );
  const scan = createTextScan();
  let size = 0;
  let seq = 0;
  let head: Buffer = Buffer.alloc(0);
  const keep = async (chunk: Buffer) => {
    if (seq === 0) head = chunk;
    scan.push(chunk);
    await database.query('insert into import_chunks (import_id, seq, content) values ($1, $2, $3)', [id, seq, chunk]);
    seq += 1;
  };
  return {
    take: async (stream) => {
      let pieces: Buffer[] = [];
      let held = 0;
      for await (const piece of unpackUpload(stream, fileTooLarge)) {
        size += piece.length;
        if (size > FILE_LIMIT) throw fileTooLarge();
        pieces.push(piece);
        held += piece.length;
        if (held < CHUNK) continue;
        await keep(Buffer.concat(pieces));
        pieces = [];
        held = 0;
      }
      if (held > 0) await keep(Buffer.concat(pieces));
    },
    finish: async ({ kind, fileName, exportedAt }) => {
      const asOf = isDeviceList(kind) ? notInTheFuture(exportedAt ?? room.clock(), room.clock()) : null;
      const facts = scan.end();
      const encoding = checkFacts(facts);
      const read = checkHead(head, encoding, seq <= 1, kind);
      const remembered = await findMapping(database, kind, read.heads);
      const fields = remembered ?? guessFields(kind, read.heads);
      const isReady = isMapped(kind, fields);
      const name = cleanFileName(fileName);
      await database.transaction(async (tx) => {
        await tx.query(
          `update imports set kind = $2, file_name = $3, size = $4, encoding = $5, delimiter = $6, lines = $7, utf8_bad_line = $8, sjis_bad_line = $9,
             heads = $10, fields = $11, total_rows = $12, state = $13, problem = $14, generation = 1, updated_at = $15, format = $16, title_rows = $17,
             exported_at = $18 where id = $1`,
          [
            id,
            kind,
            name,
            size,
            encoding,
            read.delimiter,
            facts.lines,
            facts.badLine['utf-8'],
            facts.badLine.shift_jis,
            read.heads,
            fields,
            Math.max(0, facts.lines - 1),
            isReady ? 'checking' : 'uploaded',
            isReady ? null : JSON.stringify({ id: 'COLUMN_NEEDED' }),
            room.clock(),
            read.format,
            read.titleRows,
            asOf,
          ],
        );
        await recordAudit(tx, {
          actor,
          action: 'import.upload',
          target: { kind: 'import', id, name },
          after: { kind, bytes: size, encoding },
          requestId,
        });
        await notifyLive(tx, 'imports', id);
      });
      await room.wake();
      return id;
    },
    discard: async () => {
      await database.query("delete from imports where id = $1 and state = 'uploading'", [id]);
    },
  };
}

/** The encoding of a file that is one. */
function checkFacts(facts: TextFacts): TextEncoding {
  const refuse = (code: string, ja: string, en: string) => new Refusal('invalid', code, { ja, en }, { field: 'file' });
  switch (facts.not) {
    case 'empty':
      throw refuse('FILE_EMPTY', 'ファイルが空です。', 'The file is empty.');
    case 'workbook':
      throw refuse(
        'FILE_IS_WORKBOOK',
        'CSV ではなく Excel ブックです。[CSV UTF-8 (コンマ区切り)] で保存し直してください。',
        'This is an Excel workbook, not a CSV. Save it as [CSV UTF-8 (Comma delimited)].',
      );
    case 'binary':
      throw refuse(
        'FILE_IS_BINARY',
        'CSV ではありません (NUL 文字があります)。',
        'This is not a CSV (it holds NUL characters).',
      );
    case null: {
      const encoding = chooseEncoding(facts);
      if (encoding !== null) return encoding;
      const { 'utf-8': utf8, shift_jis: sjis } = facts.badLine;
      // only a file with the mark of UTF-16 is read as that beyond its first line
      const utf16 = Math.max(facts.badLine['utf-16le'] ?? 0, facts.badLine['utf-16be'] ?? 0);
      if (utf16 > 1)
        throw refuse(
          'ENCODING_UNKNOWN',
          `UTF-16 のファイルですが、行 ${utf16} に読み取れない文字があります。`,
          `This is UTF-16, but line ${utf16} cannot be read.`,
        );
      throw refuse(
        'ENCODING_UNKNOWN',
        `文字コードを判別できません。UTF-8 としては行 ${utf8}、Shift_JIS としては行 ${sjis} に読み取れない文字があります。`,
        `The encoding could not be detected. Line ${utf8} is not UTF-8, and line ${sjis} is not Shift_JIS.`,
      );
    }
  }
}

function checkHead(bytes: Buffer, encoding: TextEncoding, isWhole: boolean, kind: ImportKind): FileHead {
  try {
    const read = readFileHead(bytes, encoding, isWhole, kind, 0);
    if (read !== null) return read;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal('invalid', error.problem, fileProblemText({ id: error.problem, line: error.line }, kind), {
      field: 'file',
    });
  }
  throw new Refusal(
    'invalid',
    'NO_HEADING',
    { ja: '1 行目に列の見出しがありません。', en: 'The first line has no column headings.' },
    { field: 'file' },
  );
}

/** A name without folders and signs that no list should show. */
function cleanFileName(name: string): string {
  const base = path.win32.basename(path.posix.basename(name)).replace(/\p{Cc}|\p{Cf}/gu, '');
  return base.slice(0, 200) || 'list.csv';
}
