import type { Queryable } from '../storage/database.ts';
import { notFound } from '../storage/refusal.ts';
import { readSpan } from './model/filter.ts';
import { parseHresult } from './model/hresult.ts';
import { isReasonId, type ReasonId, type ReasonParams } from './model/reasons.ts';

export type AttemptStep = 'claim' | 'discovery' | 'policy' | 'enrollment' | 'session';
export type AttemptOutcome = 'accepted' | 'later' | 'refused' | 'unreadable';

/** A try of a PC at a door; `count` repeats of one kind are one row. */
export interface AttemptItem {
  readonly day: string;
  readonly id: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  readonly step: AttemptStep;
  readonly outcome: AttemptOutcome;
  readonly reason: { readonly id: ReasonId; readonly params: ReasonParams } | null;
  readonly hresult: string | null;
  readonly deviceId: string | null;
  readonly packageId: string | null;
  readonly claimId: string | null;
  readonly pcName: string;
  readonly userName: string;
  readonly address: string | null;
  readonly requestId: string;
}

/** One attempt with the redacted message and what else was kept. */
export interface AttemptDetail extends AttemptItem {
  readonly detail: Readonly<Record<string, unknown>>;
  readonly message: string | null;
}

/** Which attempts are asked for; every given condition must hold. */
export interface AttemptQuery {
  /** PC, user, address, HRESULT in any form, request id. */
  readonly q?: string | undefined;
  readonly outcome?: readonly string[] | undefined;
  readonly step?: readonly string[] | undefined;
  readonly reason?: readonly string[] | undefined;
  readonly package?: readonly string[] | undefined;
  readonly device?: readonly string[] | undefined;
  /** Span of time up to now, such as `<24h`. */
  readonly last: string;
  /** One row for each PC, with its newest attempt and the number of all. */
  readonly by: 'attempt' | 'pc';
}

interface Row {
  readonly day: string;
  readonly id: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly count: number;
  readonly step: AttemptStep;
  readonly outcome: AttemptOutcome;
  readonly reason_id: string | null;
  readonly reason_params: ReasonParams | null;
  readonly hresult: string | null;
  readonly device_id: string | null;
  readonly package_id: string | null;
  readonly claim_id: string | null;
  readonly pc_name: string;
  readonly user_name: string;
  readonly address: string | null;
  readonly request_id: string;
}

const COLUMNS = `day, id, first_at, last_at, count, step, outcome, reason_id, reason_params, hresult, device_id, package_id, claim_id, pc_name,
  user_name, host(address) as address, request_id`;

/** The rows of a query: attempts, or for each PC its newest one with the number of all; what it asks of a PC, the newest shows. */
function source(query: AttemptQuery, now: Date): { from: string; values: unknown[] } {
  const { scope, kind, values } = conditions(query, now);
  if (query.by === 'attempt')
    return { from: `(select ${COLUMNS} from attempts where ${scope} and ${kind}) attempt`, values };
  const ofPc = COLUMNS.replace('first_at', 'min(first_at) over pc as first_at').replace(
    'count',
    '(sum(count) over pc)::int as count',
  );
  return {
    from: `(select * from (select ${ofPc}, row_number() over (partition by lower(pc_name) order by last_at desc, id desc) as place
        from attempts where ${scope} window pc as (partition by lower(pc_name))) newest where place = 1 and ${kind}) attempt`,
    values,
  };
}

/** A page of attempts, newest first. */
export async function listAttempts(
  q: Queryable,
  query: AttemptQuery,
  page: { readonly limit: number; readonly offset: number },
  now: Date,
): Promise<AttemptItem[]> {
  const { from, values } = source(query, now);
  const { rows } = await q.query<Row & Record<string, unknown>>(
    `select * from ${from} order by last_at desc, id desc limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  );
  return rows.map(toItem);
}

/** How many rows a query has: attempts, or PCs. */
export async function countAttempts(q: Queryable, query: AttemptQuery, now: Date): Promise<number> {
  const { from, values } = source(query, now);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n from ${from}`, values);
  return rows[0]?.n ?? 0;
}

/** One attempt. @throws Refusal when there is none */
export async function getAttempt(q: Queryable, day: string, id: string): Promise<AttemptDetail> {
  const { rows } = await q.query<
    Row & { detail: Record<string, unknown>; message: string | null } & Record<string, unknown>
  >(`select ${COLUMNS}, detail, message from attempts where day = $1 and id = $2`, [day, id]);
  const row = rows[0];
  if (row === undefined) throw notFound();
  return { ...toItem(row), detail: row.detail, message: row.message };
}

/** `scope` says which attempts are looked at, `kind` which of them are wanted. */
function conditions(query: AttemptQuery, now: Date): { scope: string; kind: string; values: unknown[] } {
  const values: unknown[] = [];
  const scope: string[] = [];
  const kind: string[] = [];
  const place = (value: unknown) => {
    values.push(value);
    return `$${values.length}`;
  };
  const span = readSpan(query.last, now);
  if (span !== null) {
    const sign = span.side === 'after' ? '>=' : '<';
    scope.push(`last_at ${sign} ${place(span.time)}`, `day ${sign === '<' ? '<=' : sign} ${place(dayOf(span.time))}`);
  }
  const text = query.q?.trim() ?? '';
  if (text !== '') {
    const pattern = place(`%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
    const hresult = parseHresult(text);
    const alternatives = [
      `pc_name ilike ${pattern}`,
      `user_name ilike ${pattern}`,
      `host(address) like ${pattern}`,
      `request_id = ${place(text)}`,
      ...(hresult === null ? [] : [`hresult = ${place(hresult)}`]),
    ];
    scope.push(`(${alternatives.join(' or ')})`);
  }
  if (query.outcome !== undefined) kind.push(`outcome = any(${place(query.outcome)}::text[])`);
  if (query.step !== undefined) kind.push(`step = any(${place(query.step)}::text[])`);
  if (query.reason !== undefined) kind.push(`reason_id = any(${place(query.reason)}::text[])`);
  if (query.package !== undefined) kind.push(`package_id = any(${place(query.package)}::uuid[])`);
  if (query.device !== undefined) kind.push(`device_id = any(${place(query.device)}::uuid[])`);
  const all = (parts: readonly string[]) => (parts.length === 0 ? 'true' : parts.join(' and '));
  return { scope: all(scope), kind: all(kind), values };
}

/** The partition of a moment; both times of a row are of its day. */
function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

function toItem(row: Row): AttemptItem {
  return {
    day: row.day,
    id: row.id,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
    step: row.step,
    outcome: row.outcome,
    reason:
      row.reason_id !== null && isReasonId(row.reason_id)
        ? { id: row.reason_id, params: row.reason_params ?? {} }
        : null,
    hresult: row.hresult,
    deviceId: row.device_id,
    packageId: row.package_id,
    claimId: row.claim_id,
    pcName: row.pc_name,
    userName: row.user_name,
    address: row.address,
    requestId: row.request_id,
  };
}
