import type { Transaction } from '../../../storage/database.ts';
import type { StoredSource } from '../store/source-store.ts';
import { joinUsers } from './join-users.ts';
import { mergeUsers } from './merge-users.ts';

/** What a step of applying leaves for the log. */
export interface Clash {
  readonly code: 'UPN_TWICE' | 'UPN_TAKEN';
  readonly params: Readonly<Record<string, string>>;
}

export interface Step {
  /** The last id of this step; null = there is nothing left. */
  readonly last: string | null;
  readonly rows: number;
  readonly clashes: readonly Clash[];
}

const ROWS_AT_ONCE = 5_000;

/**
 * Writes the next people of a run, in the order of their ids in the source: first as the source says them, then who they
 * are, then what that makes of the user. One transaction; done again it changes nothing.
 */
export async function applyUsers(
  tx: Transaction,
  source: StoredSource,
  runId: string,
  after: string,
  now: Date,
): Promise<Step> {
  const { rows } = await tx.query<{ external_id: string }>(
    `select external_id from staged_users where run_id = $1 and external_id > $2 and not is_gone order by external_id limit ${ROWS_AT_ONCE}`,
    [runId, after],
  );
  const ids = rows.map((row) => row.external_id);
  const last = ids.at(-1);
  if (last === undefined) return { last: null, rows: 0, clashes: [] };
  const touched = await tx.query<{ external_id: string }>(
    `with same as (
       update source_users k set ref = s.ref from staged_users s
       where s.run_id = $1 and s.external_id = any($3) and not s.is_whole and k.source_id = $2 and k.external_id = s.external_id and k.ref <> s.ref),
     back as (
       update source_users k set missing_since = null, ref = s.ref, updated_at = $4 from staged_users s
       where s.run_id = $1 and s.external_id = any($3) and not s.is_whole and k.source_id = $2 and k.external_id = s.external_id
         and k.missing_since is not null returning k.external_id),
     whole as (
       insert into source_users as k (source_id, external_id, ref, upn, display_name, reading, department, email, account_name, disabled, expires_at,
         created_at, updated_at)
       select $2, external_id, ref, upn, display_name, reading, department, email, account_name, disabled, expires_at, $4, $4
       from staged_users where run_id = $1 and external_id = any($3) and is_whole
       on conflict (source_id, external_id) do update set ref = excluded.ref, upn = excluded.upn, display_name = excluded.display_name,
         reading = excluded.reading, department = excluded.department, email = excluded.email, account_name = excluded.account_name,
         disabled = excluded.disabled, expires_at = excluded.expires_at, missing_since = null, updated_at = excluded.updated_at
       returning k.external_id)
     select external_id from whole union select external_id from back`,
    [runId, source.id, ids, now],
  );
  const clashes = await settle(
    tx,
    source,
    touched.rows.map((row) => row.external_id),
    now,
  );
  return { last, rows: ids.length, clashes };
}

/** Joins and merges people of a source whose rows were just written. */
export async function settle(
  tx: Transaction,
  source: StoredSource,
  externalIds: readonly string[],
  now: Date,
): Promise<Clash[]> {
  if (externalIds.length === 0) return [];
  const twice = await joinUsers(tx, source.id, externalIds, source.config.join);
  const users = await tx.query<{ user_id: string }>(
    'select distinct user_id from source_users where source_id = $1 and external_id = any($2) and user_id is not null',
    [source.id, externalIds],
  );
  const kept = await mergeUsers(
    tx,
    users.rows.map((row) => row.user_id),
    now,
  );
  return [
    ...twice.map(({ upn }): Clash => ({ code: 'UPN_TWICE', params: { upn } })),
    ...kept.map((clash): Clash => ({ code: 'UPN_TAKEN', params: { upn: clash.upn, kept: clash.kept } })),
  ];
}

/**
 * Marks the next people who are gone from the source, and disables those whom no other source has. Nobody is deleted by
 * that: see `expireSources`.
 */
export async function applyGone(
  tx: Transaction,
  source: StoredSource,
  runId: string,
  coversAll: boolean,
  now: Date,
): Promise<Step> {
  const { rows } = await tx.query<{ external_id: string; user_id: string | null }>(
    `update source_users set missing_since = $4, updated_at = $4 where source_id = $1 and external_id in (
       select k.external_id from source_users k left join staged_users s on s.run_id = $2 and s.external_id = k.external_id
       where k.source_id = $1 and k.missing_since is null and (s.is_gone or ($3 and s.external_id is null)) order by k.external_id limit ${ROWS_AT_ONCE})
     returning external_id, user_id`,
    [source.id, runId, coversAll, now],
  );
  const users = rows.flatMap((row) => (row.user_id === null ? [] : [row.user_id]));
  await mergeUsers(tx, users, now);
  return { last: rows.at(-1)?.external_id ?? null, rows: rows.length, clashes: [] };
}

/** Disables people whose accounts expired since they were read. */
export async function applyExpired(tx: Transaction, now: Date): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    `select distinct u.id from source_users k join users u on u.id = k.user_id
     where k.expires_at <= $1 and k.missing_since is null and not u.disabled limit ${ROWS_AT_ONCE}`,
    [now],
  );
  await mergeUsers(
    tx,
    rows.map((row) => row.id),
    now,
  );
  return rows.length;
}
