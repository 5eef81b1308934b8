import { isReasonId, type ReasonId, type ReasonParams } from '../devices/model/reasons.ts';
import { STAGES, type Stage } from '../devices/model/stages.ts';
import type { Queryable } from '../storage/database.ts';
import type { Outcome } from './model/funnel.ts';

/** One PC in one package, by stage. */
export interface PackagePc {
  readonly package: { readonly id: string; readonly name: string };
  /** One per PC and package. */
  readonly key: string;
  readonly deviceId: string | null;
  readonly name: string;
  /** Only said by the PC, not proven. */
  readonly said: boolean;
  readonly userName: string;
  readonly stage: Stage | null;
  readonly outcome: Outcome;
  readonly reason: { readonly id: ReasonId; readonly params: ReasonParams } | null;
  readonly hresult: string | null;
  readonly detail: string | null;
  readonly logTail: string | null;
  readonly at: Date | null;
  readonly stages: Partial<Record<Stage, Date>>;
}

/** Which PCs are asked for; every given condition must hold. The stage `none`: no stage was reached. */
export interface PackagePcQuery {
  readonly q?: string | undefined;
  readonly stage?: readonly (Stage | 'none')[] | undefined;
  readonly outcome?: readonly Outcome[] | undefined;
  readonly reason?: readonly string[] | undefined;
}

export type PackagePcSort = 'at' | '-at' | 'name' | '-name';

const ORDER: Readonly<Record<PackagePcSort, string>> = {
  at: 'updated_at, key',
  '-at': 'updated_at desc, key desc',
  name: 'name_order, key',
  '-name': 'name_order desc, key desc',
};

interface Row {
  readonly package_id: string;
  readonly package_name: string;
  readonly key: string;
  readonly device_id: string | null;
  readonly name: string;
  readonly user_name: string;
  readonly stage: string | null;
  readonly outcome: Outcome;
  readonly reason_id: string | null;
  readonly reason_params: ReasonParams | null;
  readonly hresult: string | null;
  readonly detail: string | null;
  readonly log_tail: string | null;
  readonly updated_at: Date;
  readonly files_copied_at: Date | null;
  readonly script_ran_at: Date | null;
  readonly claim_accepted_at: Date | null;
  readonly certificate_issued_at: Date | null;
  readonly first_session_at: Date | null;
  readonly inventory_matched_at: Date | null;
}

/** A page of a package's PCs; without a package (null) of all that are not revoked, as the overview counts them. */
export async function listPackagePcs(
  q: Queryable,
  packageId: string | null,
  query: PackagePcQuery,
  page: { readonly sort: PackagePcSort; readonly limit: number; readonly offset: number },
): Promise<PackagePc[]> {
  const { where, values } = conditions(packageId, query);
  const { rows } = await q.query<Row & Record<string, unknown>>(
    `select package_id, (select p.name from packages p where p.id = package_id) as package_name, key, device_id, name, user_name, stage, outcome, reason_id, reason_params, hresult, detail, log_tail, updated_at, files_copied_at,
       script_ran_at, claim_accepted_at, certificate_issued_at, first_session_at, inventory_matched_at
     from package_pcs where ${where} order by ${ORDER[page.sort]} limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  );
  return rows.map(toItem);
}

/** How many PCs a query has. */
export async function countPackagePcs(q: Queryable, packageId: string | null, query: PackagePcQuery): Promise<number> {
  const { where, values } = conditions(packageId, query);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n from package_pcs where ${where}`, values);
  return rows[0]?.n ?? 0;
}

function conditions(packageId: string | null, query: PackagePcQuery): { where: string; values: unknown[] } {
  const values: unknown[] = packageId === null ? [] : [packageId];
  const parts = [
    packageId === null ? 'package_id in (select id from packages where revoked_at is null)' : 'package_id = $1',
  ];
  const add = (sql: (place: string) => string, value: unknown) => {
    values.push(value);
    parts.push(sql(`$${values.length}`));
  };
  const text = query.q?.trim() ?? '';
  if (text !== '') add((p) => `(name ilike ${p} or user_name ilike ${p})`, containing(text));
  if (query.stage !== undefined) add((p) => `coalesce(stage, 'none') = any(${p})`, query.stage);
  if (query.outcome !== undefined) add((p) => `outcome = any(${p})`, query.outcome);
  if (query.reason !== undefined) add((p) => `reason_id = any(${p})`, query.reason);
  return { where: parts.join(' and '), values };
}

function containing(text: string): string {
  return `%${text.normalize('NFKC').replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

function toItem(row: Row): PackagePc {
  const times: Readonly<Record<Stage, Date | null>> = {
    'files-copied': row.files_copied_at,
    'script-ran': row.script_ran_at,
    'claim-accepted': row.claim_accepted_at,
    'certificate-issued': row.certificate_issued_at,
    'first-session': row.first_session_at,
    'inventory-matched': row.inventory_matched_at,
  };
  const stages: Partial<Record<Stage, Date>> = {};
  for (const stage of STAGES) {
    const at = times[stage];
    if (at !== null) stages[stage] = at;
  }
  const heard = row.stage !== null || row.outcome !== 'not-seen';
  return {
    package: { id: row.package_id, name: row.package_name },
    key: row.key,
    deviceId: row.device_id,
    name: row.name,
    said: row.claim_accepted_at === null && heard,
    userName: row.user_name,
    stage: STAGES.find((stage) => stage === row.stage) ?? null,
    outcome: row.outcome,
    reason:
      row.reason_id !== null && isReasonId(row.reason_id)
        ? { id: row.reason_id, params: row.reason_params ?? {} }
        : null,
    hresult: row.hresult,
    detail: row.detail,
    logTail: row.log_tail,
    at: heard ? row.updated_at : null,
    stages,
  };
}
