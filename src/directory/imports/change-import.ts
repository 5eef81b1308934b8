import { recordAudit } from '../../operators/audit.ts';
import type { Actor } from '../../operators/model/actor.ts';
import { notifyLive } from '../../storage/live.ts';
import { Refusal } from '../../storage/refusal.ts';
import type { ImportsRoom } from './imports-room.ts';
import { CsvError } from './model/csv-reader.ts';
import { FIELDS, guessFields, type ImportField, type ImportKind, isDeviceList, isMapped } from './model/fields.ts';
import { fileProblemText } from './model/file-problems.ts';
import { type FileHead, readFileHead } from './model/read-head.ts';
import type { TextEncoding } from './model/text-scan.ts';
import { getImport, readHead, type StoredImport } from './store/import-store.ts';
import { findMapping, rememberMapping } from './store/mapping-store.ts';
import { takeList } from './take-list.ts';

/** What an operator corrects; each check begins anew with it. */
export interface ImportChange {
  readonly encoding?: TextEncoding | undefined;
  /** One for each column: the field it holds, or null. */
  readonly fields?: readonly (ImportField | null)[] | undefined;
  readonly makeGroups?: boolean | undefined;
  /** Of a device list: when the console wrote it. */
  readonly exportedAt?: Date | undefined;
}

const HEAD_BYTES = 512 * 1024;

/** Corrects encoding, columns or what to do with unknown groups, and orders a new check. @throws Refusal */
export async function changeImport(
  room: ImportsRoom,
  id: string,
  change: ImportChange,
  actor: Actor,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const item = await getImport(tx, id, true);
    if (!['uploaded', 'checking', 'checked', 'failed'].includes(item.state) || item.startedAt !== null)
      throw wrongState();
    const encoding = change.encoding ?? item.encoding;
    checkEncoding(item, encoding);
    let { heads, fields, delimiter, titleRows } = item;
    if (encoding !== item.encoding) {
      const read = readAgain(await readHead(tx, id, HEAD_BYTES), item, encoding);
      ({ heads, delimiter, titleRows } = read);
      fields = (await findMapping(tx, item.kind, heads)) ?? guessFields(item.kind, heads);
    }
    if (change.fields !== undefined) {
      fields = checkFields(item.kind, heads, change.fields);
      await rememberMapping(tx, item.kind, heads, fields);
    }
    const isReady = isMapped(item.kind, fields);
    const exportedAt = isDeviceList(item.kind) ? (change.exportedAt ?? item.exportedAt) : null;
    const after = {
      encoding,
      fields,
      makeGroups: change.makeGroups ?? item.makeGroups,
      ...(exportedAt === null ? {} : { exportedAt: notInTheFuture(exportedAt, room.clock()) }),
    };
    await tx.query(
      `update imports set encoding = $2, heads = $3, fields = $4, delimiter = $5, make_groups = $6, state = $7, problem = $8, done_rows = 0,
         total_rows = greatest(lines - 1, 0), generation = generation + 1, updated_at = $9, title_rows = $10, exported_at = $11 where id = $1`,
      [
        id,
        encoding,
        heads,
        fields,
        delimiter,
        after.makeGroups,
        isReady ? 'checking' : 'uploaded',
        isReady ? null : JSON.stringify({ id: 'COLUMN_NEEDED' }),
        room.clock(),
        titleRows,
        exportedAt,
      ],
    );
    await recordAudit(tx, {
      actor,
      action: 'import.change',
      target: { kind: 'import', id, name: item.fileName },
      before: { encoding: item.encoding, fields: item.fields, makeGroups: item.makeGroups },
      after,
      requestId,
    });
    await notifyLive(tx, 'imports', id);
  });
  await room.wake();
}

/** A list of tomorrow would be in force over every later one. @throws Refusal */
export function notInTheFuture(exportedAt: Date, now: Date): Date {
  if (exportedAt.getTime() <= now.getTime() + CLOCKS_DIFFER_MS) return exportedAt;
  throw new Refusal(
    'invalid',
    'EXPORTED_LATER',
    { ja: '書き出した日時に未来の日時は指定できません。', en: 'The time of the export lies in the future.' },
    { field: 'exportedAt' },
  );
}

const CLOCKS_DIFFER_MS = 5 * 60_000;

/**
 * Carries a checked list out: of users by the job, of a console's devices at once.
 * @param typedCount how many people it disables, as an operator typed it
 * @throws Refusal when it is not checked, is a list of PCs, does nothing, or the number of people dropped was not typed
 */
export async function runImport(
  room: ImportsRoom,
  id: string,
  typedCount: number | undefined,
  actor: Actor,
  requestId: string,
): Promise<void> {
  await room.database.transaction(async (tx) => {
    const item = await getImport(tx, id, true);
    if (item.kind === 'pcs') {
      throw new Refusal('conflict', 'IMPORT_IS_LIST', {
        ja: 'PC の一覧は取り込まずに、配布パッケージの対象として使用します。',
        en: 'A list of PCs is not imported; use it as the target of a package.',
      });
    }
    if (item.state !== 'checked') throw wrongState();
    if (isDeviceList(item.kind)) {
      await takeList(tx, item, actor, room.clock(), requestId);
      return;
    }
    if (item.dropped > 0 && typedCount !== item.dropped) throw dropCountNeeded(item.dropped);
    await tx.query(
      `update imports set state = 'importing', generation = generation + 1, cursor_line = 0, done_rows = 0, added = 0, changed = 0, unchanged = 0,
         run_by = $2, run_request = $3, started_at = $4, updated_at = $4 where id = $1`,
      [id, actor.name, requestId, room.clock()],
    );
    const { added, changed, unchanged, dropped, failed } = item;
    await recordAudit(tx, {
      actor,
      action: 'import.run',
      target: { kind: 'import', id, name: item.fileName },
      after: { added, changed, unchanged, dropped, failed },
      requestId,
    });
    await notifyLive(tx, 'imports', id);
  });
  await room.wake();
}

/** Stops an import; what was carried out before stays. @throws Refusal when nothing is left to stop */
export async function stopImport(room: ImportsRoom, id: string, actor: Actor, requestId: string): Promise<void> {
  await room.database.transaction(async (tx) => {
    const item = await getImport(tx, id, true);
    if (!['uploaded', 'checking', 'checked', 'importing'].includes(item.state)) throw wrongState();
    await tx.query(
      "update imports set state = 'stopped', generation = generation + 1, finished_at = $2, updated_at = $2 where id = $1",
      [id, room.clock()],
    );
    const { doneRows, added, changed } = item;
    await recordAudit(tx, {
      actor,
      action: 'import.stop',
      target: { kind: 'import', id, name: item.fileName },
      before: { state: item.state },
      after: item.state === 'importing' ? { doneRows, added, changed } : undefined,
      requestId,
    });
    await notifyLive(tx, 'imports', id);
  });
}

function wrongState(): Refusal {
  return new Refusal('conflict', 'IMPORT_STATE', {
    ja: 'この取り込みの現在の状態では実行できません。ページを再読み込みしてください。',
    en: 'The import is not in a state for this. Reload the page.',
  });
}

function dropCountNeeded(dropped: number): Refusal {
  return new Refusal(
    'conflict',
    'DROP_COUNT_NEEDED',
    {
      ja: `この取り込みで ${dropped} 人が対象外になります。続ける場合は人数を入力してください。`,
      en: `This import would drop ${dropped} people. Type the number to continue.`,
    },
    { field: 'typedCount' },
  );
}

function checkEncoding(item: StoredImport, encoding: TextEncoding): void {
  const line = item.badLine[encoding];
  if (line === null) return;
  const name = { 'utf-8': 'UTF-8', shift_jis: 'Shift_JIS', 'utf-16le': 'UTF-16', 'utf-16be': 'UTF-16' }[encoding];
  throw new Refusal(
    'invalid',
    'ENCODING_WRONG',
    {
      ja: `ファイルは ${name} ではありません。行 ${line} に読み取れない文字があります。`,
      en: `The file is not ${name}: line ${line} cannot be read.`,
    },
    { field: 'encoding' },
  );
}

function readAgain(bytes: Buffer, item: StoredImport, encoding: TextEncoding): FileHead {
  try {
    const read = readFileHead(bytes, encoding, item.size <= bytes.length, item.kind, 0);
    if (read !== null) return read;
    throw new CsvError('ROW_TOO_LONG', 1);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const text = fileProblemText({ id: error.problem, line: error.line }, item.kind);
    throw new Refusal('invalid', error.problem, text, { field: 'encoding' });
  }
}

function checkFields(
  kind: ImportKind,
  heads: readonly string[],
  fields: readonly (ImportField | null)[],
): readonly (ImportField | null)[] {
  const used = fields.filter((field) => field !== null);
  const isSound =
    fields.length === heads.length &&
    used.every((field) => FIELDS[kind].includes(field)) &&
    new Set(used).size === used.length &&
    !(used.includes('enabled') && used.includes('disabled'));
  if (isSound) return fields;
  throw new Refusal(
    'invalid',
    'MAPPING_NOT_VALID',
    {
      ja: '列の対応が正しくありません。列ごとに 1 つ、それぞれ 1 回だけ選択してください ([有効] と [無効] はどちらか一方)。',
      en: 'The mapping is not valid: one field for each column, each field once, [Enabled] or [Disabled] but not both.',
    },
    { field: 'fields' },
  );
}
