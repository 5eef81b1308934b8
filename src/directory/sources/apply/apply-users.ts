import type { Transaction } from '../../../storage/database.ts';
import type { SourceUser } from '../model/entries.ts';
import { DIFFERS, joinByHash } from '../store/plan-store.ts';
import type { StoredSource } from '../store/source-store.ts';
import { mergeUsers } from './merge-users.ts';
import { type Written, writeEntries } from './write-entries.ts';

const ROWS_AT_ONCE = 1_000;

interface Row extends SourceUser {
  readonly isWhole: boolean;
}

/** Ids of the people of a run who came, changed or came back, in order: what `applyUsers` is to write. */
export async function listChanged(tx: Transaction, source: StoredSource, runId: string): Promise<string[]> {
  await joinByHash(tx);
  const { rows } = await tx.query<{ id: string }>(
    `select s.external_id as id from (select * from staged_users where run_id = $1 and not is_gone) s
       left join (select * from source_users where source_id = $2) k on k.external_id = s.external_id
     where (k.external_id is null and s.is_whole) or k.missing_since is not null or k.ref <> s.ref
       or (s.is_whole and k.external_id is not null and (k.user_id is null or ${DIFFERS})) order by 1`,
    [runId, source.id],
  );
  return rows.map((row) => row.id);
}

/** The pieces in which changed people are written, each in one transaction. */
export function* inSteps(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += ROWS_AT_ONCE) yield ids.slice(at, at + ROWS_AT_ONCE);
}

/** Writes people of a run as it read them; done again it changes nothing. */
export async function applyUsers(
  tx: Transaction,
  source: StoredSource,
  runId: string,
  ids: readonly string[],
  now: Date,
): Promise<Written> {
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `select s.external_id as "externalId", s.is_whole as "isWhole", s.ref, f.*
     from staged_users s left join source_users k on k.source_id = $3 and k.external_id = s.external_id
       cross join lateral (select case when s.is_whole then s.upn else k.upn end as upn,
         case when s.is_whole then s.display_name else k.display_name end as "displayName",
         case when s.is_whole then s.reading else k.reading end as reading,
         case when s.is_whole then s.department else k.department end as department,
         case when s.is_whole then s.email else k.email end as email,
         case when s.is_whole then s.account_name else k.account_name end as "accountName",
         case when s.is_whole then s.disabled else k.disabled end as disabled,
         case when s.is_whole then s.expires_at else k.expires_at end as "expiresAt") f
     where s.run_id = $1 and s.external_id = any($2)`,
    [runId, ids, source.id],
  );
  return writeEntries(tx, source, rows, now);
}

/**
 * Marks the next people who are gone from the source, and disables those whom no other source has. Nobody is deleted by
 * that: see `expireSources`.
 * @returns how many; 0 = nobody is left
 */
export async function applyGone(
  tx: Transaction,
  source: StoredSource,
  runId: string,
  coversAll: boolean,
  now: Date,
): Promise<number> {
  const { rows } = await tx.query<{ user_id: string | null }>(
    `update source_users set missing_since = $4, updated_at = $4 where source_id = $1 and external_id in (
       select k.external_id from source_users k left join staged_users s on s.run_id = $2 and s.external_id = k.external_id
       where k.source_id = $1 and k.missing_since is null and (s.is_gone or ($3 and s.external_id is null)) order by k.external_id limit ${ROWS_AT_ONCE})
     returning user_id`,
    [source.id, runId, coversAll, now],
  );
  const users = rows.flatMap((row) => (row.user_id === null ? [] : [row.user_id]));
  await mergeUsers(tx, users, now);
  return rows.length;
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
