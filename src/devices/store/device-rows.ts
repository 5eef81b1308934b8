import type { Queryable } from '../../storage/database.ts';
import type { DeviceState } from '../registry.ts';
import { type Conditions, type DeviceClock, type DeviceQuery, deviceConditions } from './device-conditions.ts';

/** A PC as its row in the database, with the name of its package. */
export interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly state: DeviceState;
  readonly state_since: Date;
  readonly stage: string | null;
  readonly known: 'stated' | 'listed' | 'weak' | 'unbound' | null;
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly user_upn: string | null;
  readonly platform: 'configmgr' | 'epm' | 'none' | null;
  readonly package_id: string | null;
  readonly package_name: string | null;
  readonly reason_id: string | null;
  readonly reason_params: Readonly<Record<string, string>> | null;
  readonly serial: string | null;
  readonly uuid: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly configmgr_id: string | null;
  readonly epm_id: string | null;
  readonly hwdevid: string | null;
  readonly os_version: string | null;
  readonly accepted_why: string | null;
  readonly enrolled_at: Date | null;
  readonly last_contact_at: Date | null;
  readonly next_contact_at: Date | null;
  readonly certificate_expires_at: Date | null;
}

export const DEVICE_SORT_KEYS = [
  'name',
  'last',
  'state',
  'stage',
  'user',
  'platform',
  'os',
  'enrolled',
  'certificate',
  'serial',
] as const;
export type DeviceSortKey = (typeof DEVICE_SORT_KEYS)[number];
export type DeviceSort = DeviceSortKey | `-${DeviceSortKey}`;

/**
 * What a list is sorted by; the id follows as tie-break. The other direction is the exact reverse, so that where there is an
 * index (name, last, user) it serves both. `last` is stored newest first.
 */
const SORTS: Readonly<Record<DeviceSortKey, { readonly column: string; readonly newestFirst?: true }>> = {
  name: { column: 'name_order' },
  last: { column: 'last_contact_at', newestFirst: true },
  state: { column: 'state' },
  stage: { column: 'stage_rank(stage)' },
  user: { column: 'user_name collate ja_natural' },
  platform: { column: 'platform' },
  os: { column: 'os_version' },
  enrolled: { column: 'enrolled_at' },
  certificate: { column: 'certificate_expires_at' },
  serial: { column: 'serial' },
};

/** ORDER BY of a sort, over columns of alias `d`. */
function orderBy(sort: DeviceSort): string {
  const down = sort.startsWith('-');
  const key = (down ? sort.slice(1) : sort) as DeviceSortKey;
  const { column, newestFirst } = SORTS[key];
  const prefixed = column.replace(/^(\w+)(\(?)(\w*)/, (_, name: string, open: string, inner: string) =>
    open === '' ? `d.${name}` : `${name}(d.${inner}`,
  );
  if (newestFirst === true)
    return down ? `${prefixed} desc nulls last, d.id` : `${prefixed} asc nulls first, d.id desc`;
  return down ? `${prefixed} desc, d.id desc` : `${prefixed}, d.id`;
}

const COLUMNS = `d.id, d.name, d.domain, d.state, d.state_since, d.stage, d.known, d.user_id, d.user_name, d.user_upn, d.platform, d.package_id,
  p.name as package_name, d.reason_id, d.reason_params, d.serial, d.uuid, d.maker, d.model, d.configmgr_id, d.epm_id, d.hwdevid, d.os_version,
  d.accepted_why, d.enrolled_at, d.last_contact_at, d.next_contact_at, d.certificate_expires_at`;

/** Where a page of a list begins, and how long it is. */
export interface Page {
  readonly sort: DeviceSort;
  readonly limit: number;
  readonly offset: number;
}

/** The statement of a page: first its ids, from an index where one serves, then their rows. */
export function pageStatement(conditions: Conditions, page: Page): { text: string; values: unknown[] } {
  const order = orderBy(page.sort);
  const at = conditions.values.length;
  // "offset 0" keeps the planner from moving the order inside: what fits is found first, and sorted then
  const source = `devices d where ${conditions.where}`;
  const fitting = conditions.isNarrow ? `(select d.* from ${source} offset 0) d` : source;
  return {
    text: `with page as (select d.id from ${fitting} order by ${order} limit $${at + 1} offset $${at + 2})
      select ${COLUMNS} from devices d left join packages p on p.id = d.package_id where d.id in (select id from page) order by ${order}`,
    values: [...conditions.values, page.limit, page.offset],
  };
}

/** A page of PCs. */
export async function listDeviceRows(
  q: Queryable,
  query: DeviceQuery,
  page: Page,
  clock: DeviceClock,
): Promise<DeviceRow[]> {
  const { text, values } = pageStatement(deviceConditions(query, clock), page);
  const { rows } = await q.query<DeviceRow & Record<string, unknown>>(text, values);
  return rows;
}

/** How many PCs a query has. */
export async function countDeviceRows(q: Queryable, query: DeviceQuery, clock: DeviceClock): Promise<number> {
  const { where, values } = deviceConditions(query, clock);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n from devices d where ${where}`, [...values]);
  return rows[0]?.n ?? 0;
}

/** One PC, or null. */
export async function findDeviceRow(q: Queryable, id: string): Promise<DeviceRow | null> {
  const { rows } = await q.query<DeviceRow & Record<string, unknown>>(
    `select ${COLUMNS} from devices d left join packages p on p.id = d.package_id where d.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}
