import type { Queryable } from '../../../storage/database.ts';
import { notFound } from '../../../storage/refusal.ts';
import type { SourceConfig, SourceField, SourceKind } from '../model/source-config.ts';

/** A source as it stands in the database; its secret stays sealed. */
export interface StoredSource {
  readonly id: string;
  readonly kind: SourceKind;
  readonly name: string;
  readonly rank: number;
  readonly config: SourceConfig;
  readonly sealedSecret: Buffer | null;
  readonly owns: readonly SourceField[];
  readonly enabled: boolean;
  readonly cursor: unknown;
  readonly fullAt: Date | null;
  readonly syncedAt: Date | null;
  readonly nextRunAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const COLUMNS = `id, kind, name, rank, config, sealed_secret as "sealedSecret", owns, enabled, cursor, full_at as "fullAt",
  synced_at as "syncedAt", next_run_at as "nextRunAt", created_by as "createdBy", created_at as "createdAt"`;

/** One source. @throws Refusal when there is none */
export async function getSource(q: Queryable, id: string, lock = false): Promise<StoredSource> {
  const { rows } = await q.query<StoredSource & Record<string, unknown>>(
    `select ${COLUMNS} from sources where id = $1${lock ? ' for update' : ''}`,
    [id],
  );
  const found = rows[0];
  if (found === undefined) throw notFound();
  return found;
}

/** All sources in the order of their rank. */
export async function listStoredSources(q: Queryable): Promise<StoredSource[]> {
  const { rows } = await q.query<StoredSource & Record<string, unknown>>(
    `select ${COLUMNS} from sources order by rank, created_at, id`,
  );
  return rows;
}
