import type { Queryable } from '../storage/database.ts';
import { isReasonId, type ReasonId, type ReasonParams } from './model/reasons.ts';
import { STAGES, type Stage } from './model/stages.ts';
import type { DeviceState } from './registry.ts';
import type { DeviceClock, DeviceQuery } from './store/device-conditions.ts';
import { countDeviceRows, type DeviceRow, listDeviceRows, type Page } from './store/device-rows.ts';

export type { DeviceClock, DeviceQuery } from './store/device-conditions.ts';
export type { DeviceSort, Page } from './store/device-rows.ts';

/** A PC as lists show it. */
export interface DeviceItem {
  readonly id: string;
  readonly name: string;
  readonly state: DeviceState | 'silent';
  readonly stage: Stage | null;
  readonly known: 'stated' | 'listed' | 'weak' | 'unbound' | null;
  readonly user: { readonly id: string | null; readonly name: string; readonly upn: string } | null;
  readonly platform: 'configmgr' | 'epm' | 'none' | null;
  readonly package: { readonly id: string; readonly name: string } | null;
  readonly reason: { readonly id: ReasonId; readonly params: ReasonParams } | null;
  readonly serial: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly domain: string;
  readonly osVersion: string | null;
  readonly stateSince: Date;
  readonly enrolledAt: Date | null;
  readonly lastContactAt: Date | null;
  /** The order that waits reaches the PC by then at the latest. */
  readonly nextContactBy: Date | null;
  readonly certificateExpiresAt: Date | null;
}

/** A page of PCs. */
export async function listDevices(
  q: Queryable,
  query: DeviceQuery,
  page: Page,
  clock: DeviceClock,
): Promise<DeviceItem[]> {
  const rows = await listDeviceRows(q, query, page, clock);
  return rows.map((row) => deviceItem(row, clock));
}

/** How many PCs a query has. */
export async function countDevices(q: Queryable, query: DeviceQuery, clock: DeviceClock): Promise<number> {
  return countDeviceRows(q, query, clock);
}

/** A PC's row as it is shown. */
export function deviceItem(row: DeviceRow, clock: DeviceClock): DeviceItem {
  const upn = row.user_upn ?? '';
  return {
    id: row.id,
    name: row.name,
    state: shownState(row, clock),
    stage: STAGES.find((stage) => stage === row.stage) ?? null,
    known: row.known,
    user: upn === '' && row.user_name === null ? null : { id: row.user_id, name: row.user_name ?? upn, upn },
    platform: row.platform,
    package: row.package_id === null ? null : { id: row.package_id, name: row.package_name ?? '' },
    reason:
      row.reason_id !== null && isReasonId(row.reason_id)
        ? { id: row.reason_id, params: row.reason_params ?? {} }
        : null,
    serial: row.serial,
    maker: row.maker,
    model: row.model,
    domain: row.domain,
    osVersion: row.os_version,
    stateSince: row.state_since,
    enrolledAt: row.enrolled_at,
    lastContactAt: row.last_contact_at,
    nextContactBy: row.next_contact_at,
    certificateExpiresAt: row.certificate_expires_at,
  };
}

function shownState(row: DeviceRow, clock: DeviceClock): DeviceState | 'silent' {
  const isSilent = row.state === 'enrolled' && row.last_contact_at !== null && row.last_contact_at < clock.silentBefore;
  return isSilent ? 'silent' : row.state;
}
