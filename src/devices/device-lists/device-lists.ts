import type { Queryable } from '../../storage/database.ts';
import type { ListSource } from './model/entry.ts';

/** A list that was taken over. */
export interface DeviceList {
  readonly id: string;
  readonly source: ListSource;
  readonly fileName: string;
  readonly exportedAt: Date;
  readonly usedAt: Date;
  readonly usedBy: string;
  readonly rows: number;
  readonly pcs: number;
  /** PCs of which this list is the one in force. */
  readonly inForce: number;
  readonly undoneAt: Date | null;
  readonly undoneBy: string | null;
}

const COLUMNS = `l.id, l.source, l.file_name as "fileName", l.exported_at as "exportedAt", l.used_at as "usedAt", l.used_by as "usedBy", l.rows, l.pcs,
  l.undone_at as "undoneAt", l.undone_by as "undoneBy", (select count(*)::int from device_list_entries e where e.list_id = l.id and e.in_force) as "inForce"`;

/** Lists that were taken over, newest first. */
export async function findDeviceLists(
  q: Queryable,
  query: { readonly source?: ListSource | undefined },
  page: { readonly limit: number; readonly offset: number },
): Promise<DeviceList[]> {
  const { rows } = await q.query<DeviceList & Record<string, unknown>>(
    `select ${COLUMNS} from device_lists l where $1::text is null or l.source = $1 order by l.used_at desc, l.id desc limit $2 offset $3`,
    [query.source ?? null, page.limit, page.offset],
  );
  return rows;
}

/** One list that was taken over, or null. */
export async function findDeviceList(q: Queryable, id: string): Promise<DeviceList | null> {
  const { rows } = await q.query<DeviceList & Record<string, unknown>>(
    `select ${COLUMNS} from device_lists l where l.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}
