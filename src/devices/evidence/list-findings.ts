import type { Queryable } from '../../storage/database.ts';
import { searchPattern } from '../../storage/search-text.ts';

/** Which PCs are asked for; every given condition must hold, values of one key are alternatives. */
export interface DiagnosedPcQuery {
  readonly q?: string | undefined;
  readonly finding?: readonly string[] | undefined;
  /** Severities that `finding` must have on the PC: what is an error for one PC is information for another. */
  readonly as?: readonly string[] | undefined;
  readonly verdict?: readonly string[] | undefined;
  readonly state?: readonly string[] | undefined;
  readonly severity?: readonly string[] | undefined;
  readonly platform?: readonly string[] | undefined;
  readonly package?: readonly string[] | undefined;
}

/** One cause over all PCs. */
export interface FindingCount {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly pcs: number;
  /** PCs that had it at the end of each of the last 14 days (UTC), oldest first. */
  readonly trend: readonly number[];
  /** From evidence of PCs, or from attempts that were refused. */
  readonly source: 'evidence' | 'attempts';
}

/** Days of a trend. */
export const TREND_DAYS = 14;

interface Conditions {
  readonly where: string;
  readonly values: unknown[];
}

/** Conditions over `d` (diagnoses) with `v` (devices) beside it. */
function conditions(query: DiagnosedPcQuery, from = 1): Conditions {
  const values: unknown[] = [];
  const parts = ['true'];
  const place = (value: unknown) => {
    values.push(value);
    return `$${from + values.length - 1}`;
  };
  const q = query.q?.trim() ?? '';
  if (q !== '') {
    const pattern = searchPattern(q);
    parts.push(`(v.search like ${place(pattern)} or lower(d.name) like ${place(pattern)})`);
  }
  if (query.finding !== undefined) {
    parts.push(
      `exists (select 1 from findings f where f.pc = d.pc and f.gone_at is null and f.finding_id = any(${place(query.finding)}::text[])
        and (${place(query.as ?? null)}::text[] is null or f.severity = any($${from + values.length - 1})))`,
    );
  }
  for (const [values_, column, type] of [
    [query.verdict, 'd.verdict_id', 'text'],
    [query.state, 'd.state_id', 'text'],
    [query.severity, 'd.severity', 'text'],
    [query.platform, 'v.platform', 'text'],
    [query.package, 'coalesce(v.package_id, d.package_id)', 'uuid'],
  ] as const) {
    if (values_ !== undefined) parts.push(`${column} = any(${place(values_)}::${type}[])`);
  }
  return { where: parts.join(' and '), values };
}

const FROM = 'from diagnoses d left join devices v on v.id = d.device_id';

/**
 * The causes that PCs have now, the most frequent first: findings of their evidence, and reasons of refused attempts of PCs of
 * packages, which are findings too (ENROLL_ and the reason). `severity` takes the PCs for which a finding is that severe.
 */
export async function listFindings(
  q: Queryable,
  query: Omit<DiagnosedPcQuery, 'finding' | 'q'>,
  now: Date,
): Promise<FindingCount[]> {
  const { where, values } = conditions({ ...query, severity: undefined }, 4);
  const { rows } = await q.query<FindingCount & Record<string, unknown>>(
    // each span is one step up on its first day and one down on its last: so a trend costs one pass, however many days it has
    `with pcs as (select d.pc ${FROM} where ${where}),
      spans as (select f.finding_id, f.severity, f.first_at, f.gone_at from findings f join pcs on pcs.pc = f.pc
        where (f.gone_at is null or f.gone_at > $1::timestamptz - make_interval(days => $2::int))
          and ($3::text[] is null or f.severity = any($3))),
      now_ as (select finding_id, count(*)::int as pcs,
          (array['error', 'warning', 'info'])[min(array_position(array['error', 'warning', 'info'], severity))] as severity
        from spans where gone_at is null group by 1),
      steps as (
        select finding_id, ${dayOf('first_at')} as n, 1 as step from spans
        union all select finding_id, ${dayOf('gone_at')}, -1 from spans where gone_at is not null),
      days as (select finding_id, n, sum(step)::int as step from steps group by 1, 2),
      trends as (select c.finding_id, d.n, (sum(coalesce(s.step, 0)) over (partition by c.finding_id order by d.n))::int as pcs
        from now_ c cross join generate_series(0, $2::int - 1) d(n) left join days s on s.finding_id = c.finding_id and s.n = d.n),
      arrays as (select finding_id, array_agg(pcs order by n) as trend from trends group by 1)
     select c.finding_id as id, c.severity, c.pcs, 'evidence' as source, a.trend
     from now_ c join arrays a on a.finding_id = c.finding_id order by c.pcs desc, c.finding_id limit 200`,
    [now, TREND_DAYS, query.severity ?? null, ...values],
  );
  const isAboutEvidenceOnly = query.verdict !== undefined || query.state !== undefined;
  return isAboutEvidenceOnly
    ? rows
    : [...rows, ...(await listRefusals(q, query, now))].toSorted((a, b) => b.pcs - a.pcs);
}

/** The first day of a trend at whose end a moment lies behind; 0 for all before. $1 is now, $2 the number of days. */
function dayOf(column: 'first_at' | 'gone_at'): string {
  return `greatest(0, ceil($2::int - 1 - extract(epoch from $1::timestamptz - ${column}) / 86400))::int`;
}

/** Reasons for which PCs of packages stand still. */
async function listRefusals(
  q: Queryable,
  query: Omit<DiagnosedPcQuery, 'finding' | 'q'>,
  now: Date,
): Promise<FindingCount[]> {
  const { rows } = await q.query<FindingCount & Record<string, unknown>>(
    `select 'ENROLL_' || x.reason_id as id, case when min(x.outcome) = 'failed' then 'error' else 'warning' end as severity, count(*)::int as pcs,
       'attempts' as source, array(select count(*) filter (where x2.updated_at <= $1::timestamptz - make_interval(days => $2::int - 1 - n))::int
         from generate_series(0, $2::int - 1) n left join package_pcs x2 on x2.reason_id = x.reason_id and x2.outcome in ('failed', 'waiting')
         group by n order by n) as trend
     from package_pcs x join packages p on p.id = x.package_id
     where x.reason_id is not null and x.outcome in ('failed', 'waiting') and ($3::text[] is null or p.platform = any($3))
       and ($4::uuid[] is null or p.id = any($4))
     group by x.reason_id`,
    [now, TREND_DAYS, query.platform ?? null, query.package ?? null],
  );
  return rows.filter(({ severity }) => query.severity === undefined || query.severity.includes(severity));
}

/** One PC with its verdict. */
export interface DiagnosedPc {
  readonly pc: string;
  readonly deviceId: string | null;
  readonly packageId: string | null;
  readonly name: string;
  readonly proof: 'certificate' | 'claim' | 'pin' | 'operator';
  readonly verdictId: string;
  readonly severity: 'error' | 'warning' | 'info' | 'ok';
  readonly confidence: 'high' | 'medium' | 'low';
  readonly stateId: string;
  readonly evidenceAt: Date;
  readonly findings: readonly string[];
}

const SEVERITY_ORDER = `array_position(array['error', 'warning', 'info', 'ok'], d.severity)`;

/** PCs that were diagnosed: those in trouble first, then by name. */
export async function listDiagnosedPcs(
  q: Queryable,
  query: DiagnosedPcQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<DiagnosedPc[]> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<DiagnosedPc & Record<string, unknown>>(
    `select d.pc, d.device_id as "deviceId", coalesce(v.package_id, d.package_id) as "packageId", coalesce(v.name, d.name) as name, d.proof,
       d.verdict_id as "verdictId", d.severity, d.confidence, d.state_id as "stateId", d.evidence_at as "evidenceAt",
       array(select f.finding_id from findings f where f.pc = d.pc and f.gone_at is null order by
         array_position(array['error', 'warning', 'info'], f.severity), f.finding_id limit 50) as findings
     ${FROM} where ${where} order by ${SEVERITY_ORDER}, natural_order(coalesce(v.name, d.name)) collate "C", d.pc
     limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  );
  return rows;
}

/** How many PCs `listDiagnosedPcs` would list. */
export async function countDiagnosedPcs(q: Queryable, query: DiagnosedPcQuery): Promise<number> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n ${FROM} where ${where}`, values);
  return rows[0]?.n ?? 0;
}

/** How many PCs are in each state of the truth table. */
export async function countStates(
  q: Queryable,
  query: Omit<DiagnosedPcQuery, 'state'>,
): Promise<{ readonly id: string; readonly pcs: number }[]> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<{ id: string; pcs: number }>(
    `select d.state_id as id, count(*)::int as pcs ${FROM} where ${where} group by 1 order by 2 desc, 1`,
    values,
  );
  return rows;
}
