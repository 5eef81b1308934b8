import type { Queryable, Transaction } from '../storage/database.ts';
import { uuidv7 } from '../storage/ids.ts';
import type { Actor } from './model/actor.ts';

/** What a change was about: kind of object, its id, and its name as it was then. */
export interface AuditTarget {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
}

/** One line of the audit. `before` and `after` hold what changed, never a secret. */
export interface AuditRecord {
  readonly actor: Pick<Actor, 'name'>;
  /** noun.verb, such as `package.revoke`. */
  readonly action: string;
  readonly target: AuditTarget;
  readonly before?: unknown;
  readonly after?: unknown;
  /** `refused`: a dangerous action that was tried and not allowed. */
  readonly result?: 'done' | 'refused';
  readonly requestId: string;
}

/** Writes one line of the audit, in the transaction of the change itself: neither is there without the other. */
export async function recordAudit(tx: Transaction | Queryable, record: AuditRecord): Promise<void> {
  await tx.query({
    name: 'audit-record',
    text: `insert into audit_entries (id, actor, action, target_kind, target_id, target_name, result, before, after, request_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      uuidv7(),
      record.actor.name,
      record.action,
      record.target.kind,
      record.target.id,
      record.target.name ?? '',
      record.result ?? 'done',
      record.before === undefined ? null : JSON.stringify(record.before),
      record.after === undefined ? null : JSON.stringify(record.after),
      record.requestId,
    ],
  });
}

/** Which lines of the audit are asked for; every given condition must hold. */
export interface AuditQuery {
  readonly q?: string | undefined;
  readonly action?: readonly string[] | undefined;
  readonly targetKind?: readonly string[] | undefined;
  readonly targetId?: string | undefined;
  readonly result?: readonly ('done' | 'refused')[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A line of the audit as it is read. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly targetName: string;
  readonly result: 'done' | 'refused';
  readonly before: unknown;
  readonly after: unknown;
  readonly requestId: string;
}

/** Lines of the audit, newest first, from `offset` on. */
export async function listAudit(
  q: Queryable,
  query: AuditQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<AuditEntry[]> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<AuditEntry & Record<string, unknown>>(
    `select id, at, actor, action, target_kind as "targetKind", target_id as "targetId", target_name as "targetName", result,
       before, after, request_id as "requestId"
     from audit_entries ${where} order by at desc, id desc limit $${values.length + 1} offset $${values.length + 2}`,
    [...values, page.limit, page.offset],
  );
  return rows;
}

/** How many lines of the audit a query has. */
export async function countAudit(q: Queryable, query: AuditQuery): Promise<number> {
  const { where, values } = conditions(query);
  const { rows } = await q.query<{ n: number }>(`select count(*)::int as n from audit_entries ${where}`, values);
  return rows[0]?.n ?? 0;
}

function conditions(query: AuditQuery): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts: string[] = [];
  const add = (sql: (place: string) => string, value: unknown) => {
    values.push(value);
    parts.push(sql(`$${values.length}`));
  };
  if (query.q !== undefined && query.q.trim() !== '') {
    const pattern = `%${query.q.trim().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    add(
      (p) =>
        `(actor ilike ${p} or target_name ilike ${p} or action ilike ${p} or target_id ilike ${p} or request_id ilike ${p})`,
      pattern,
    );
  }
  if (query.action !== undefined) add((p) => `action = any(${p})`, query.action);
  if (query.targetKind !== undefined) add((p) => `target_kind = any(${p})`, query.targetKind);
  if (query.targetId !== undefined) add((p) => `target_id = ${p}`, query.targetId);
  if (query.result !== undefined) add((p) => `result = any(${p})`, query.result);
  if (query.from !== undefined) add((p) => `at >= ${p}`, query.from);
  if (query.to !== undefined) add((p) => `at < ${p}`, query.to);
  return { where: parts.length === 0 ? '' : `where ${parts.join(' and ')}`, values };
}
