import type { Queryable } from '../../../storage/database.ts';
import { notFound } from '../../../storage/refusal.ts';
import type { Delimiter } from '../model/csv-reader.ts';
import type { ImportField, ImportKind } from '../model/fields.ts';
import type { FileProblem } from '../model/file-problems.ts';
import type { ListFormat } from '../model/read-head.ts';
import type { TextEncoding } from '../model/text-scan.ts';

/**
 * Where an import is. `uploaded`: waits for an operator to say which column holds the UPN or name; `checked`: nothing is
 * changed yet; `failed`: the file cannot be read, or no longer.
 */
export type ImportState =
  | 'uploading'
  | 'uploaded'
  | 'checking'
  | 'checked'
  | 'importing'
  | 'done'
  | 'failed'
  | 'stopped';

/** An import as it stands in the database. */
export interface StoredImport {
  readonly id: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly size: number;
  readonly encoding: TextEncoding;
  readonly badLine: Readonly<Record<TextEncoding, number | null>>;
  readonly format: ListFormat;
  readonly delimiter: Delimiter;
  /** Rows above the heading. */
  readonly titleRows: number;
  readonly state: ImportState;
  readonly heads: readonly string[];
  readonly fields: readonly (ImportField | null)[];
  readonly makeGroups: boolean;
  readonly totalRows: number;
  readonly doneRows: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly dropped: number;
  readonly failed: number;
  readonly cursorLine: number;
  readonly generation: number;
  readonly problem: FileProblem | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly runBy: string | null;
  readonly runRequest: string | null;
  /** Of a device list: when the console wrote it. */
  readonly exportedAt: Date | null;
}

// UTF-16 is told by its mark, so that no other file is
const BAD_LINE = `jsonb_build_object('utf-8', utf8_bad_line, 'shift_jis', sjis_bad_line, 'utf-16le', case when encoding = 'utf-16le' then null else 1 end,
  'utf-16be', case when encoding = 'utf-16be' then null else 1 end) as "badLine"`;

const COLUMNS = `id, kind, file_name as "fileName", size, encoding, ${BAD_LINE}, format, title_rows as "titleRows", exported_at as "exportedAt",
  delimiter, state, heads, fields, make_groups as "makeGroups", total_rows as "totalRows", done_rows as "doneRows", added, changed, unchanged, dropped, failed,
  cursor_line as "cursorLine", generation, problem, created_by as "createdBy", created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt", run_by as "runBy", run_request as "runRequest"`;

/** One import. @throws Refusal when there is none, or its upload is not whole */
export async function getImport(q: Queryable, id: string, lock = false): Promise<StoredImport> {
  const { rows } = await q.query<StoredImport & Record<string, unknown>>(
    `select ${COLUMNS} from imports where id = $1 and state <> 'uploading'${lock ? ' for update' : ''}`,
    [id],
  );
  const found = rows[0];
  if (found === undefined) throw notFound();
  return found;
}

/** Imports, newest first. */
export async function listImports(
  q: Queryable,
  query: { readonly kind?: ImportKind | undefined },
  page: { readonly limit: number; readonly offset: number },
): Promise<StoredImport[]> {
  const { rows } = await q.query<StoredImport & Record<string, unknown>>(
    `select ${COLUMNS} from imports where state <> 'uploading' and ($1::text is null or kind = $1) order by created_at desc, id desc limit $2 offset $3`,
    [query.kind ?? null, page.limit, page.offset],
  );
  return rows;
}

/** The bytes of a file in order, from its chunks. */
export async function* readChunks(q: Queryable, id: string): AsyncIterable<Buffer> {
  for (let seq = 0; ; seq += 1) {
    const { rows } = await q.query<{ content: Buffer }>(
      'select content from import_chunks where import_id = $1 and seq = $2',
      [id, seq],
    );
    const chunk = rows[0];
    if (chunk === undefined) return;
    yield chunk.content;
  }
}

/** The first bytes of a file. */
export async function readHead(q: Queryable, id: string, bytes: number): Promise<Buffer> {
  const { rows } = await q.query<{ content: Buffer }>(
    'select substring(content from 1 for $2) as content from import_chunks where import_id = $1 and seq = 0',
    [id, bytes],
  );
  return rows[0]?.content ?? Buffer.alloc(0);
}
