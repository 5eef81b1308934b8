import type { Queryable } from '../../../storage/database.ts';
import { realSerial, realUuid } from '../../model/hardware.ts';
import type { MergeRecord } from '../model/decide-merge.ts';

/** A record as it is compared and shown: its keys, its life, and where it came from. */
export interface DuplicateRecord extends MergeRecord {
  readonly maker: string | null;
  readonly model: string | null;
  readonly state: string;
  readonly stage: string | null;
  readonly platform: string | null;
  readonly userName: string | null;
  readonly packageName: string | null;
  readonly enrolledAt: Date | null;
  readonly certificateUntil: Date | null;
}

/** A MAC that so many PCs claimed belongs to a dock or a virtual switch, and counts as none (design fact 7). */
const MAC_PCS = 3;

const READ = `select d.id, d.name, d.name_key as "nameKey", d.domain, d.serial, d.uuid, nullif(d.hwdevid, '') as "hwDevId",
    d.configmgr_id as "configmgrId", d.epm_id as "epmId", d.maker, d.model, d.state, d.stage, d.platform, d.user_name as "userName",
    p.name as "packageName", d.created_at as "createdAt", d.last_contact_at as "lastContactAt", d.enrolled_at as "enrolledAt",
    e.since as "livingSince", e.until as "certificateUntil", coalesce(c.macs, '{}') as macs,
    exists (select 1 from claims o where o.device_id = d.id and o.ended_at is null and o.first_session_at is null and o.expires_at > $2) as "isClaiming"
  from devices d left join packages p on p.id = d.package_id
  left join lateral (select macs from claims where device_id = d.id order by created_at desc limit 1) c on true
  left join lateral (select min(coalesce(e.first_session_at, e.created_at)) as since, max(k.not_after) as until
    from enrollments e join certificates k on k.device_id = e.device_id and k.enrollment_id = e.id
    where e.device_id = d.id and e.state <> 'ended' and (k.revoked_at is null or k.revoked_at > $2) and k.not_after > $2) e on true
  where d.id = any($1::uuid[])`;

/** Records by id, in the order of their ids; ids that are gone are left out. */
export async function listRecords(q: Queryable, ids: readonly string[], now: Date): Promise<DuplicateRecord[]> {
  const { rows } = await q.query<DuplicateRecord & Record<string, unknown>>(`${READ} order by d.id`, [ids, now]);
  const macs = [...new Set(rows.flatMap((row) => row.macs))];
  const shared = await sharedMacs(q, macs);
  return rows.map((row) => ({
    ...row,
    serial: realSerial(row.serial),
    uuid: realUuid(row.uuid),
    macs: row.macs.filter((mac) => !shared.has(mac)),
  }));
}

async function sharedMacs(q: Queryable, macs: readonly string[]): Promise<ReadonlySet<string>> {
  if (macs.length === 0) return new Set();
  const { rows } = await q.query<{ mac: string }>(
    `select mac from claims c, unnest(c.macs) as mac where c.macs && $1::text[] and c.ended_at is null and mac = any($1::text[])
     group by mac having count(distinct c.device_id) >= $2`,
    [macs, MAC_PCS],
  );
  return new Set(rows.map((row) => row.mac));
}
