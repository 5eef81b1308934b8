import { createHash } from 'node:crypto';
import type { Queryable } from '../../../storage/database.ts';
import type { ImportField, ImportKind } from '../model/fields.ts';

const mappingKey = (heads: readonly string[]) => createHash('sha256').update(JSON.stringify(heads)).digest();

/** How an operator mapped a file of this kind with these heads before, or null. */
export async function findMapping(
  q: Queryable,
  kind: ImportKind,
  heads: readonly string[],
): Promise<(ImportField | null)[] | null> {
  const { rows } = await q.query<{ fields: (ImportField | null)[] }>(
    'update import_mappings set used_at = now() where kind = $1 and heads_sha256 = $2 returning fields',
    [kind, mappingKey(heads)],
  );
  return rows[0]?.fields ?? null;
}

/** Keeps a mapping for the next file of this kind with these heads. */
export async function rememberMapping(
  q: Queryable,
  kind: ImportKind,
  heads: readonly string[],
  fields: readonly (ImportField | null)[],
): Promise<void> {
  await q.query(
    `insert into import_mappings (kind, heads_sha256, fields) values ($1, $2, $3)
     on conflict (kind, heads_sha256) do update set fields = excluded.fields, used_at = now()`,
    [kind, mappingKey(heads), fields],
  );
}
