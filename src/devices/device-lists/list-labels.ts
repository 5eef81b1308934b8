import type { Queryable } from '../../storage/database.ts';
import { searchPattern } from '../../storage/search-text.ts';
import type { ListSource, Says } from './model/entry.ts';
import type { Way } from './model/match.ts';

/** Findings that say that what a console shows is not so, or does not mean what it seems to. */
export const LABEL_FINDINGS: Readonly<Record<ListSource, readonly string[]>> = {
  intune: [
    'STATE_FALSE_CO_MANAGED',
    'LABEL_CONFIGMGR_UPLOAD_ONLY',
    'LABEL_CONFIGMGR_WRONG',
    'LABEL_INTUNE_WRONG',
    'LABEL_INTUNE_HIDES_CO_MANAGEMENT',
  ],
  configmgr: ['LABEL_SITE_CO_MANAGED', 'LABEL_POLICY_ONLY', 'LABEL_CLIENT_GONE'],
};

/**
 * What evidence makes of a label: `false`; `fits`; `unproven`: no evidence of the PC, or not enough of it, or a label that
 * nothing of the PC could confirm.
 */
export const LABEL_JUDGEMENTS = ['false', 'unproven', 'fits'] as const;
export type LabelJudgement = (typeof LABEL_JUDGEMENTS)[number];

/** Which labels are asked for; every given condition must hold, values of one key are alternatives. */
export interface LabelQuery {
  readonly q?: string | undefined;
  readonly source?: readonly ListSource[] | undefined;
  readonly judgement?: readonly LabelJudgement[] | undefined;
  readonly finding?: readonly string[] | undefined;
  readonly pc?: string | undefined;
}

/** What one console says of one PC, beside what evidence says. */
export interface LabelItem {
  readonly pc: string;
  readonly deviceId: string | null;
  readonly name: string;
  readonly source: ListSource;
  readonly says: Says;
  /** How the row found this PC. */
  readonly way: Way;
  /** The name in the list, which may be an earlier one of the PC. */
  readonly nameInList: string;
  readonly listId: string;
  readonly fileName: string;
  readonly line: number;
  readonly exportedAt: Date;
  readonly seenAt: Date | null;
  /** A newer list of this console was taken over, and the PC is not in it. */
  readonly isMissingInNewest: boolean;
  readonly evidenceAt: Date | null;
  readonly stateId: string | null;
  readonly judgement: LabelJudgement;
  readonly findings: readonly string[];
}

const FROM = `from device_list_entries e join device_lists l on l.id = e.list_id left join diagnoses g on g.pc = e.pc left join devices v on v.id = e.device_id
  cross join lateral (select array(select f.finding_id from findings f where f.pc = e.pc and f.gone_at is null
    and f.finding_id = any(case e.source when 'intune' then $1::text[] else $2::text[] end) order by f.finding_id) as ids) f
  cross join lateral (select case when cardinality(f.ids) > 0 then 'false'
    when g.pc is null or g.state_id = 'STATE_UNKNOWN' or (e.source = 'intune' and coalesce(e.says->>'label', 'other') = 'other') then 'unproven'
    else 'fits' end as word) j`;

function conditions(query: LabelQuery): { readonly where: string; readonly values: unknown[] } {
  const values: unknown[] = [LABEL_FINDINGS.intune, LABEL_FINDINGS.configmgr];
  const parts = ['e.in_force'];
  const place = (value: unknown) => `$${values.push(value)}`;
  const q = query.q?.trim() ?? '';
  if (q !== '') {
    const pattern = place(searchPattern(q));
    parts.push(`(v.search like ${pattern} or lower(e.name) like ${pattern})`);
  }
  if (query.source !== undefined) parts.push(`e.source = any(${place(query.source)}::text[])`);
  if (query.judgement !== undefined) parts.push(`j.word = any(${place(query.judgement)}::text[])`);
  if (query.finding !== undefined) parts.push(`f.ids && ${place(query.finding)}::text[]`);
  if (query.pc !== undefined) parts.push(`e.pc = ${place(query.pc)}`);
  return { where: parts.join(' and '), values };
}

/** What consoles say of PCs: what is false first, then by name. */
export async function listLabels(
  q: Queryable,
  query: LabelQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<LabelItem[]> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<LabelItem & Record<string, unknown>>(
    `with newest as (select source, max(exported_at) as at from device_lists where undone_at is null group by 1)
     select e.pc, e.device_id as "deviceId", coalesce(v.name, g.name, e.name) as name, e.source, e.says, e.way, e.name as "nameInList",
       e.list_id as "listId", l.file_name as "fileName", e.line, e.exported_at as "exportedAt", e.seen_at as "seenAt",
       e.exported_at < (select n.at from newest n where n.source = e.source) as "isMissingInNewest", g.evidence_at as "evidenceAt",
       g.state_id as "stateId", j.word as judgement, f.ids as findings
     ${FROM} where ${where}
     order by array_position(array['false', 'unproven', 'fits'], j.word), natural_order(coalesce(v.name, g.name, e.name)) collate "C", e.pc, e.source desc
     limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  );
  return rows;
}

/** How many labels `listLabels` would list. */
export async function countLabels(q: Queryable, query: LabelQuery): Promise<number> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n ${FROM} where ${where}`, values);
  return rows[0]?.n ?? 0;
}

/** All labels in numbers. */
export interface LabelCounts {
  readonly judgements: Readonly<Record<LabelJudgement, number>>;
  /** Labels by the finding that calls them false. */
  readonly findings: readonly { readonly id: string; readonly pcs: number }[];
  /** The newest list of each console that was taken over. */
  readonly newest: readonly { readonly source: ListSource; readonly fileName: string; readonly exportedAt: Date }[];
}

/** Counts labels by what evidence makes of them. */
export async function summarizeLabels(q: Queryable): Promise<LabelCounts> {
  const { where, values } = conditions({});
  const judged = await q.query<{ word: LabelJudgement; n: number }>(
    `select j.word, count(*)::int as n ${FROM} where ${where} group by 1`,
    values,
  );
  const found = await q.query<{ id: string; pcs: number }>(
    `select id, count(*)::int as pcs from (select unnest(f.ids) as id ${FROM} where ${where}) x group by 1 order by 2 desc, 1`,
    values,
  );
  const newest = await q.query<LabelCounts['newest'][number] & Record<string, unknown>>(
    `select distinct on (source) source, file_name as "fileName", exported_at as "exportedAt" from device_lists where undone_at is null
     order by source desc, exported_at desc`,
  );
  const counts = Object.fromEntries(judged.rows.map(({ word, n }) => [word, n]));
  return {
    judgements: { false: 0, unproven: 0, fits: 0, ...counts },
    findings: found.rows,
    newest: newest.rows,
  };
}
