import type { Queryable } from '../storage/database.ts';
import { netBiosName } from './model/hardware.ts';
import { isReasonId, type ReasonId, type ReasonParams } from './model/reasons.ts';
import { STAGES, type Stage } from './model/stages.ts';

/** What is known of a computer name that is no PC of the registry: "empty by name is an answer". */
export interface NameTrace {
  readonly name: string;
  /** PCs of that name in the registry. */
  readonly devices: readonly { readonly id: string; readonly name: string; readonly state: string }[];
  readonly claims: number;
  readonly attempts: {
    readonly count: number;
    readonly last: {
      readonly at: Date;
      readonly outcome: string;
      readonly reason: { readonly id: ReasonId; readonly params: ReasonParams } | null;
      readonly hresult: string | null;
    } | null;
  };
  /** Packages whose roster names it. */
  readonly packages: readonly { readonly id: string; readonly name: string }[];
  /** What a PC of that name said of itself. */
  readonly said: readonly {
    readonly packageId: string;
    readonly packageName: string;
    readonly stage: Stage | null;
    readonly at: Date;
  }[];
}

interface AttemptRow {
  readonly total: number;
  readonly last_at: Date;
  readonly outcome: string;
  readonly reason_id: string | null;
  readonly reason_params: ReasonParams | null;
  readonly hresult: string | null;
}

const SHOWN = 20;

/** Looks a computer name up everywhere a PC leaves a trace; full names are cut to their host part as NetBIOS does. */
export async function traceName(q: Queryable, name: string): Promise<NameTrace> {
  const key = netBiosName(name);
  const devices = await q.query<{ id: string; name: string; state: string }>(
    `select id, name, state from devices where name_key = $1 order by created_at limit ${SHOWN}`,
    [key],
  );
  const claims = await q.query<{ n: number }>(
    'select count(*)::int as n from claims where device_id in (select id from devices where name_key = $1)',
    [key],
  );
  const attempts = await q.query<AttemptRow & Record<string, unknown>>(
    `select (sum(count) over ())::int as total, last_at, outcome, reason_id, reason_params, hresult from attempts
     where lower(pc_name) in ($1, $2) order by last_at desc limit 1`,
    [name.trim().toLowerCase(), key.toLowerCase()],
  );
  const packages = await q.query<{ id: string; name: string }>(
    `select p.id, p.name from packages p where exists (
       select 1 from roster_rows r where r.package_id = p.id and r.name_key = $1 and r.excluded_why is null)
     order by p.created_at desc limit ${SHOWN}`,
    [key],
  );
  const said = await q.query<{ package_id: string; package_name: string; stage: string | null; updated_at: Date }>(
    `select x.package_id, p.name as package_name, x.stage, x.updated_at from packages p
       join lateral (select * from package_pcs x where x.package_id = p.id and x.name_key = $1 and (x.stage is not null or x.outcome <> 'not-seen')) x on true
     order by x.updated_at desc limit ${SHOWN}`,
    [key],
  );
  return {
    name: name.trim(),
    devices: devices.rows,
    claims: claims.rows[0]?.n ?? 0,
    attempts: { count: attempts.rows[0]?.total ?? 0, last: lastAttempt(attempts.rows[0]) },
    packages: packages.rows,
    said: said.rows.map((row) => ({
      packageId: row.package_id,
      packageName: row.package_name,
      stage: STAGES.find((stage) => stage === row.stage) ?? null,
      at: row.updated_at,
    })),
  };
}

function lastAttempt(row: AttemptRow | undefined): NameTrace['attempts']['last'] {
  if (row === undefined) return null;
  const { reason_id: id } = row;
  return {
    at: row.last_at,
    outcome: row.outcome,
    reason: id !== null && isReasonId(id) ? { id, params: row.reason_params ?? {} } : null,
    hresult: row.hresult,
  };
}
